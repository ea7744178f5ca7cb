package org.dbusp1.simulator;

/** The lists that a binary meter pushes: which one is sent in which second, and its frame. */
interface PushList {
    /** Returns the bytes of the present second. */
    byte[] push(SimulatedMeter meter);

    /** Returns the seconds to the next push. */
    int pause(long second);
}
