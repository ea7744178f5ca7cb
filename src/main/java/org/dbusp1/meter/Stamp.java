package org.dbusp1.meter;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A moment as a meter printed it: the instant, and how far the meter's clock was ahead of UTC.
 *
 * @param epochSecond   seconds since 1970-01-01T00:00Z
 * @param offsetSeconds seconds that the meter's clock is ahead of UTC
 */
public record Stamp(long epochSecond, int offsetSeconds) {
    public static Stamp of(long epochSecond, ZoneId zone) {
        return new Stamp(epochSecond, zone.getRules().getOffset(Instant.ofEpochSecond(epochSecond)).getTotalSeconds());
    }

    /** Returns the local time that the meter's clock shows, in seconds since 1970-01-01T00:00 of its zone. */
    public long local() {
        return epochSecond + offsetSeconds;
    }

    public Instant instant() {
        return Instant.ofEpochSecond(epochSecond);
    }

    // Not the comparison of records: see package-info of meter.
    @Override
    public boolean equals(Object other) {
        return other instanceof Stamp that && epochSecond == that.epochSecond && offsetSeconds == that.offsetSeconds;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(epochSecond) * 31 + offsetSeconds;
    }

    @Override
    public String toString() {
        return OffsetDateTime.ofInstant(instant(), ZoneOffset.ofTotalSeconds(offsetSeconds))
                .format(java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }
}
