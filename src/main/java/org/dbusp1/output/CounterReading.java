package org.dbusp1.output;

/**
 * A counter as it was sent.
 *
 * @param device whose counter it is; empty where its number was never sent
 * @param value  in Wh or litres
 * @param epoch  seconds since 1970, UTC
 * @param offset of the meter's wall clock from UTC, in seconds
 */
record CounterReading(String device, long value, long epoch, int offset) {
    static final long DAY_SECONDS = 86_400;

    /** A message without the device's number is of the device before. */
    CounterReading after(String before) {
        return device.isEmpty() && !before.isEmpty() ? new CounterReading(before, value, epoch, offset) : this;
    }

    /** Seconds since the beginning of 1970 by the meter's wall clock. */
    long second() {
        return epoch + offset;
    }

    /** Since 1970-01-01. */
    long day() {
        return Math.floorDiv(second(), DAY_SECONDS);
    }

    long secondOfDay() {
        return Math.floorMod(second(), DAY_SECONDS);
    }

    /** Whether two numbers may be one device's: an empty one was not sent; blanks are underscores in the file. */
    boolean isOf(String other) {
        return device.equals(other) || device.isEmpty() || other.isEmpty()
                || device.replace(' ', '_').equals(other.replace(' ', '_'));
    }
}
