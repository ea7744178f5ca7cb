package org.dbusp1.output.venus;

/**
 * The moment that a telegram's power is of.
 *
 * @param nanos     how long before its arrival it was measured, or the time ended whose mean it is
 * @param meanNanos the length of that time; 0 for a power of one moment
 */
record TelegramAge(long nanos, long meanNanos) {
    /** A telegram that tells the present. */
    static final TelegramAge NONE = new TelegramAge(0, 0);

    /** Returns what the inverters did at the moment, or on the mean of the time, that a telegram is of. */
    PhaseWatts of(PowerHistory history, long arrivalNanos) {
        return history.mean(arrivalNanos - nanos - meanNanos, arrivalNanos - nanos);
    }

    /** Returns the age on the whole: of a mean, that of the middle of its time. */
    long wholeNanos() {
        return nanos + meanNanos / 2;
    }
}
