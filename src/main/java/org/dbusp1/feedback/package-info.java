/**
 * What flows back, against the direction of the telegrams. Not the values themselves: each is a record of the package that knows it.
 */
@NullMarked
package org.dbusp1.feedback;

import org.jspecify.annotations.NullMarked;
