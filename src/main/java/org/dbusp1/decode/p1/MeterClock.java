package org.dbusp1.decode.p1;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.dbusp1.meter.Stamp;

/**
 * Reads times as meters print them, YYMMDDhhmmssX. The letter decides the offset, W for standard time and S for one
 * hour more, whatever the season: some meters keep standard time all year, and in the hour that comes twice only
 * the letter tells. Without a letter the zone's calendar decides.
 */
final class MeterClock {
    private static final int DIGITS = 12;
    private static final int SUMMER = 3600;
    private static final int EPOCH_DAY_2000 = 10957;
    /** A year from here on is that of a clock which was never set and started at 1970. */
    private static final int UNSET_YEAR = 70;
    private static final int[] DAYS_BEFORE = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};

    private final ZoneId zone;
    private final int standardOffset;

    MeterClock(ZoneId zone) {
        this.zone = zone;
        this.standardOffset = zone.getRules().getStandardOffset(
                java.time.Instant.ofEpochSecond(EPOCH_DAY_2000 * 86400L)).getTotalSeconds();
    }

    ZoneId zone() {
        return zone;
    }

    /** The time in [from, to), which must be nothing but a time; absent where no clock could show it. */
    Optional<Stamp> read(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length != DIGITS && length != DIGITS + 1) {
            return Optional.empty();
        }
        int year = two(bytes, from);
        int month = two(bytes, from + 2);
        int day = two(bytes, from + 4);
        int hour = two(bytes, from + 6);
        int minute = two(bytes, from + 8);
        int second = two(bytes, from + 10);
        if ((year | month | day | hour | minute | second) < 0 || year >= UNSET_YEAR || month < 1 || month > 12
                || day < 1 || hour > 23 || minute > 59 || second > 59) {
            return Optional.empty();
        }
        int leap = year % 4 == 0 ? 1 : 0;
        if (day > DAYS_BEFORE[month] - DAYS_BEFORE[month - 1] + (month == 2 ? leap : 0)) {
            return Optional.empty();
        }
        int days = EPOCH_DAY_2000 + year * 365 + (year + 3) / 4 + DAYS_BEFORE[month - 1] + (month > 2 ? leap : 0)
                + day - 1;
        long local = days * 86_400L + hour * 3_600L + minute * 60L + second;
        if (length == DIGITS) {
            return Optional.of(stamp(local, calendarOffset(local)));
        }
        return switch (bytes[to - 1]) {
            case 'W', 'w' -> Optional.of(stamp(local, standardOffset));
            case 'S', 's' -> Optional.of(stamp(local, standardOffset + SUMMER));
            default -> Optional.empty();
        };
    }

    private static Stamp stamp(long local, int offset) {
        return new Stamp(local - offset, offset);
    }

    private int calendarOffset(long local) {
        return zone.getRules().getOffset(LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC)).getTotalSeconds();
    }

    /** Two digits, or something negative. */
    private static int two(byte[] bytes, int at) {
        int tens = bytes[at] - '0';
        int ones = bytes[at + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
    }
}
