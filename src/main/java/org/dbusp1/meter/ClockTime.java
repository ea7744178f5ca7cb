package org.dbusp1.meter;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * A time as a meter's clock shows it, and what the message says of its season. The instant follows from the season, the zone and
 * the messages before.
 *
 * @param local         what the clock shows, in seconds since 1970-01-01T00:00
 * @param offsetSeconds seconds that the clock is ahead of UTC; null if the message does not say this
 */
public record ClockTime(long local, Season season, @Nullable Integer offsetSeconds) {
    /** Most seconds by which two clocks that are right differ. */
    public static final long AGREEMENT_SECONDS = 5 * 60;
    /** Most seconds by which they differ if their zones or seasons may still be the same: two zones differ by half an hour at least. */
    public static final long SAME_ZONE_SECONDS = 25 * 60;

    /** The season of a time, as far as its message says it. */
    public enum Season {
        UNKNOWN,
        /** The letter W, or the digit 0 of VDEW's specification: the offset of standard time, at any time of the year. */
        STANDARD,
        /** The letter S, or the digit 1: an hour more than standard time, at any time of the year. */
        SUMMER,
        /** A COSEM status without the bit of summer time: in the hour that occurs twice it may be of either. */
        SUMMER_BIT_CLEAR,
        /** A COSEM status with the bit of summer time. */
        SUMMER_BIT_SET,
        UTC
    }

    public ClockTime(LocalDateTime local, Season season, @Nullable Integer offsetSeconds) {
        this(local.toEpochSecond(ZoneOffset.UTC), season, offsetSeconds);
    }

    public ClockTime withoutOffset() {
        return new ClockTime(local, season, null);
    }

    /** Returns whether only the calendar of the clock's zone tells the offset from UTC, except in the hour that occurs twice. */
    public boolean isByCalendar() {
        return offsetSeconds == null && switch (season) {
            case UNKNOWN, SUMMER_BIT_CLEAR, SUMMER_BIT_SET -> true;
            case STANDARD, SUMMER, UTC -> false;
        };
    }

    public LocalDateTime dateTime() {
        return LocalDateTime.ofInstant(Instant.ofEpochSecond(local), ZoneOffset.UTC);
    }

    @Override
    public String toString() {
        return dateTime().format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss"));
    }
}
