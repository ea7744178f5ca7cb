/**
 * Records minutes, hours, days, M-Bus readings and events in SQLite, MariaDB, MySQL or PostgreSQL, and reads them for charts
 * ({@code output.http}) and exports.
 */
@NullMarked
package org.dbusp1.output.history;

import org.jspecify.annotations.NullMarked;
