package org.dbusp1.simulator;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Prints times as a meter does: YYMMDDhhmmss of local time, and W (standard time) or S (summer time). */
record PrintedClock(ZoneId zone) {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyMMddHHmmss", Locale.ROOT);

    ZonedDateTime local(long epochSecond) {
        return Instant.ofEpochSecond(epochSecond).atZone(zone);
    }

    /** Returns the start of the month, in epoch seconds. */
    long monthOf(long epochSecond) {
        return local(epochSecond).toLocalDate().withDayOfMonth(1).atStartOfDay(zone).toEpochSecond();
    }

    String stamp(long epochSecond) {
        boolean summer = zone.getRules().isDaylightSavings(Instant.ofEpochSecond(epochSecond));
        return plain(epochSecond) + (summer ? 'S' : 'W');
    }

    /** Returns the time without the letter for the season. */
    String plain(long epochSecond) {
        return STAMP.format(local(epochSecond));
    }
}
