package org.dbusp1.output.history;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** Days by the meter's zone: of 24 hours, or of 23 or 25 where the clock was changed. */
record MeterCalendar(ZoneId zone) {
    /** The day of a moment in epoch seconds. */
    LocalDate day(long second) {
        return LocalDate.ofInstant(Instant.ofEpochSecond(second), zone);
    }

    /** The epoch second at which a day begins. */
    long start(LocalDate day) {
        return day.atStartOfDay(zone).toEpochSecond();
    }
}
