package org.dbusp1.output.csv;

import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the sixteen columns are filled.
 *
 * @param time          how the first column is written
 * @param missing       what stands where the meter said nothing
 * @param marks         what the stress columns mark
 * @param volts         a phase above it is marked
 * @param amperes       a phase above it is marked
 * @param kilowatts     a power above it is marked
 * @param periodSeconds how often the meter sends; absent: by its own clock
 * @param zone          of the meter's clock; absent: that of its dialect
 */
public record P1DsmrSettings(Time time, Missing missing, Marks marks, double volts, double amperes, double kilowatts,
                             OptionalInt periodSeconds, Optional<ZoneId> zone) {
    /** The limits of the program that the columns come from. */
    public static final P1DsmrSettings DEFAULT = new P1DsmrSettings(Time.RAW, Missing.EMPTY, Marks.LIMITS, 240, 18, 11,
            OptionalInt.empty(), Optional.empty());

    /** The same with other marks. */
    P1DsmrSettings marking(Marks other) {
        return new P1DsmrSettings(time, missing, other, volts, amperes, kilowatts, periodSeconds, zone);
    }

    /** The same in another zone. */
    P1DsmrSettings in(Optional<ZoneId> other) {
        return new P1DsmrSettings(time, missing, marks, volts, amperes, kilowatts, periodSeconds, other);
    }

    /** How a time is written. */
    public enum Time {
        /** As the meter prints it: 260115201009W. */
        RAW,
        /** 2026-01-15T20:10:09+01:00. */
        ISO,
        /** Seconds since 1970, UTC. */
        EPOCH
    }

    /** What stands in an empty place. */
    public enum Missing {
        EMPTY,
        /** NaN and the least numbers there are, as the program wrote that the columns come from. */
        LEGACY
    }

    /** What is marked as stress. */
    public enum Marks {
        /** What is above a limit. */
        LIMITS,
        /** That, and once more each phase with the highest value so far. */
        LIMITS_AND_MAXIMA
    }
}
