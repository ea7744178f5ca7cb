/**
 * Demand tariffs: the price rules of grid operators, the running window, the peaks that count, and the figure that is
 * billed. It neither decodes nor publishes.
 */
package org.dbusp1.demand;
