/** The correction of a slow meter between its telegrams by what the inverters do. */
@NullMarked
package org.dbusp1.gx.ess.follow;

import org.jspecify.annotations.NullMarked;
