package org.dbusp1.output.csv;

import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The settings of the sixteen columns.
 *
 * @param time          the form of the first column
 * @param volts         a phase above it is marked
 * @param amperes       a phase above it is marked
 * @param kilowatts     a power above it is marked
 * @param periodSeconds how often the meter sends; absent: by its own clock
 * @param zone          of the meter's clock; absent: that of its dialect
 */
public record P1DsmrSettings(Time time, double volts, double amperes, double kilowatts,
                             OptionalInt periodSeconds, Optional<ZoneId> zone) {
    /** The limits of the program that the columns come from. */
    public static final P1DsmrSettings DEFAULT = new P1DsmrSettings(Time.RAW, 240, 18, 11,
            OptionalInt.empty(), Optional.empty());

    /** Returns these settings with another zone. */
    P1DsmrSettings in(Optional<ZoneId> other) {
        return new P1DsmrSettings(time, volts, amperes, kilowatts, periodSeconds, other);
    }

    /** The form of a time. */
    public enum Time {
        /** As the meter prints it: 260115201009W. */
        RAW,
        /** 2026-01-15T20:10:09+01:00. */
        ISO,
        /** Seconds since 1970, UTC. */
        EPOCH
    }
}
