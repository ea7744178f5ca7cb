package org.dbusp1.simulator;

/** The lists that a binary meter pushes: their times and their frames. */
interface PushList {
    /** Returns the bytes that the meter sends in the present second. */
    byte[] push(SimulatedMeter meter);

    /** Returns the seconds from a push to the next one. */
    int pause(long second);

    /** Returns the same in milliseconds, where the values of the second are sent between two. */
    default long pauseMillis(long second) {
        return pause(second) * 1_000L;
    }
}
