package org.dbusp1.simulator;

/** The lists that a binary meter pushes: their times and their frames. */
interface PushList {
    /** Returns the bytes that the meter sends in the present second. */
    byte[] push(SimulatedMeter meter);

    /** Returns the seconds from a push to the next one. */
    int pause(long second);
}
