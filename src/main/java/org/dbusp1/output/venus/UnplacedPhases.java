package org.dbusp1.output.venus;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of an order of phases that leaves phases of a three-phase meter without a place; once for each order. Guarded
 * by the output's lock.
 */
final class UnplacedPhases {
    private static final Logger LOG = LoggerFactory.getLogger(UnplacedPhases.class);

    private PhaseMap warnedOf = PhaseMap.STRAIGHT;

    /** An order was published. @param meterPhases 1 or 3 */
    void published(PhaseMap order, int meterPhases) {
        if (!order.places(meterPhases) && !order.equals(warnedOf)) {
            warnedOf = order;
            LOG.warn("the order of phases is {}, one for a one-phase meter, but this meter has three: its L2 and L3"
                    + " are not published; name all three, as in L2,L3,L1", order.text());
        }
    }
}
