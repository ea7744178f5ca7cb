/**
 * The collector of a fleet: receives the rows that drivers publish to a broker and writes them into one database. Any
 * number of collectors share the work; their state is at the broker and in the database.
 */
@NullMarked
package org.dbusp1.fleet;

import org.jspecify.annotations.NullMarked;
