package org.dbusp1.guard;

import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import org.dbusp1.meter.Stamp;

/** The highest demand window of the running month, of those that were seen whole. Months are the meter's. */
final class MonthPeak {
    private YearMonth month = YearMonth.of(1970, 1);
    private OptionalLong watts = OptionalLong.empty();

    /** A window ended; the one that ends with the month belongs to the month that it started in. */
    void window(Stamp start, long mean) {
        if (watts.isEmpty() || !month(start).equals(month) || mean > watts.getAsLong()) {
            month = month(start);
            watts = OptionalLong.of(mean);
        }
    }

    /** Of the month that a moment lies in. */
    OptionalLong of(Stamp now) {
        return month(now).equals(month) ? watts : OptionalLong.empty();
    }

    private static YearMonth month(Stamp stamp) {
        return YearMonth.from(OffsetDateTime.ofInstant(stamp.instant(),
                ZoneOffset.ofTotalSeconds(stamp.offsetSeconds())));
    }
}
