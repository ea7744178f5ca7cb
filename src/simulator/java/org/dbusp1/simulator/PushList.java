package org.dbusp1.simulator;

/** The lists that a binary meter pushes: which one at which second, and its frame. */
interface PushList {
    /** The bytes on the line at the meter's present second. */
    byte[] push(SimulatedMeter meter);

    /** Seconds to the next push. */
    int pause(long second);
}
