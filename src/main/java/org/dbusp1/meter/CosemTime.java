package org.dbusp1.meter;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.dbusp1.meter.ClockTime.Season;
import org.jspecify.annotations.Nullable;

/**
 * Parses a COSEM date-time, IEC 62056-6-2: year 2, month, day, weekday, hour, minute, second, hundredths, deviation 2, status.
 * UTC is local time plus deviation. A part may be undefined or a rule ("last Sunday"); then the date-time is no moment. But an
 * undefined second counts as 0, and weekday and hundredths are not read.
 */
public final class CosemTime {
    public static final int LENGTH_BYTES = 12;

    /** Year 2, month, day, weekday. */
    private static final int DATE_BYTES = 5;
    /** Hour, minute, second, hundredths. */
    private static final int TIME_BYTES = 4;

    /** The years 2000 to 2069. */
    private static final long FIRST_SECOND = 946_684_800;
    private static final long LAST_SECOND = 3_155_760_000L;
    private static final int ANY = 0xFF;
    private static final int ANY_YEAR = 0xFFFF;
    /** The first byte of an undefined deviation, 0x8000. */
    private static final int ANY_DEVIATION = 0x80;
    private static final int INVALID = 0x01;
    private static final int SUMMER_TIME = 0x80;
    private static final int MOST_WEST_MINUTES = 12 * 60;
    private static final int MOST_EAST_MINUTES = 14 * 60;
    private static final int SECONDS_A_MINUTE = 60;

    private CosemTime() {
    }

    /**
     * Parses a date-time; null if the bytes are not 12, or no moment from 2000 to 2069, or if the meter marks its clock as
     * invalid. A deviation that no zone has is undefined.
     */
    public static @Nullable ClockTime parse(byte[] bytes) {
        if (bytes.length != LENGTH_BYTES) {
            return null;
        }
        int year = (bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF;
        int status = bytes[11] & 0xFF;
        if (year == ANY_YEAR || status != ANY && (status & INVALID) != 0) {
            return null;
        }
        int second = bytes[7] & 0xFF;
        int deviation = bytes[9] << 8 | bytes[10] & 0xFF;
        try {
            LocalDateTime local = LocalDateTime.of(year, bytes[2], bytes[3], bytes[5], bytes[6], second == ANY ? 0 : second);
            boolean known = deviation >= -MOST_EAST_MINUTES && deviation <= MOST_WEST_MINUTES;
            Season season = status == ANY ? Season.UNKNOWN
                    : (status & SUMMER_TIME) == 0 ? Season.SUMMER_BIT_CLEAR : Season.SUMMER_BIT_SET;
            return isSet(local.toEpochSecond(ZoneOffset.UTC))
                    ? new ClockTime(local, season, known ? -SECONDS_A_MINUTE * deviation : null) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Returns the time of a UNIX clock, seconds since 1970 UTC; null before 2000 and after 2069, when the clock was not set. */
    public static @Nullable ClockTime ofUnix(long seconds) {
        return isSet(seconds) ? new ClockTime(seconds, Season.UTC, null) : null;
    }

    private static boolean isSet(long second) {
        return second >= FIRST_SECOND && second <= LAST_SECOND;
    }

    /** Parses a date and a time, IEC 62056-6-2, of separate registers, 0.9.2 and 0.9.1. Neither has a deviation or a status. */
    public static @Nullable ClockTime parse(byte[] date, byte[] time) {
        if (date.length != DATE_BYTES || time.length != TIME_BYTES) {
            return null;
        }
        byte[] both = Arrays.copyOf(date, LENGTH_BYTES);
        System.arraycopy(time, 0, both, DATE_BYTES, TIME_BYTES);
        both[9] = (byte) ANY_DEVIATION;
        both[11] = (byte) ANY;
        return parse(both);
    }
}
