/** The state that flows back, against the direction of the telegrams. The values themselves are records of the packages that know them. */
@NullMarked
package org.dbusp1.output.feedback;

import org.jspecify.annotations.NullMarked;
