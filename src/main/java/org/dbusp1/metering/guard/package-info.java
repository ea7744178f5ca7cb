/**
 * Decides which values of good messages may be published: plausibility, age of each value, and freshness of the meter. This
 * package neither decodes nor publishes.
 */
@NullMarked
package org.dbusp1.metering.guard;

import org.jspecify.annotations.NullMarked;
