package org.dbusp1.simulator;

/** What a binary meter pushes: which list at which second, and how it is wrapped. */
interface PushList {
    /** The bytes on the line at the meter's present second. */
    byte[] push(SimulatedMeter meter);

    /** Seconds to the next push. */
    int pause(long second);
}
