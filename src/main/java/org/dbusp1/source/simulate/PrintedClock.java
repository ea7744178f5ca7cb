package org.dbusp1.source.simulate;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** Times as a meter prints them: YYMMDDhhmmss, local, and W (standard time) or S (summer time). */
record PrintedClock(ZoneId zone) {
    ZonedDateTime local(long epochSecond) {
        return Instant.ofEpochSecond(epochSecond).atZone(zone);
    }

    /** When the month of that second began. */
    long monthOf(long epochSecond) {
        return local(epochSecond).toLocalDate().withDayOfMonth(1).atStartOfDay(zone).toEpochSecond();
    }

    String stamp(long epochSecond) {
        boolean summer = zone.getRules().isDaylightSavings(Instant.ofEpochSecond(epochSecond));
        return plain(epochSecond) + (summer ? 'S' : 'W');
    }

    /** Without the letter. */
    String plain(long epochSecond) {
        ZonedDateTime at = local(epochSecond);
        long digits = at.getYear() % 100;
        for (int part : new int[] {at.getMonthValue(), at.getDayOfMonth(), at.getHour(), at.getMinute(),
                at.getSecond()}) {
            digits = digits * 100 + part;
        }
        String text = Long.toString(digits);
        return "0".repeat(12 - text.length()) + text;
    }
}
