/** The peak limiter: the rule, the charge that it keeps for peaks, and the one value that it sets. */
@NullMarked
package org.dbusp1.gx.ess.limit;

import org.jspecify.annotations.NullMarked;
