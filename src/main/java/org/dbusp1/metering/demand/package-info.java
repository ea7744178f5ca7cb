/**
 * Demand tariffs: the price rules of grid operators, the running window, the peaks that count, and the figure that is
 * billed. This package neither decodes nor publishes.
 */
@NullMarked
package org.dbusp1.metering.demand;

import org.jspecify.annotations.NullMarked;
