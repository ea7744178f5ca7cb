package org.dbusp1.guard;

import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Stamp;

/**
 * The highest demand window of a month, of those that were seen whole.
 *
 * @param month by the meter's calendar; a window belongs to the month that it started in
 * @param watts its mean
 */
public record MonthPeak(YearMonth month, long watts) {
    /** Keeps peaks over restarts. */
    public interface Memory {
        /** Keeps nothing. */
        Memory NONE = key -> Optional.empty();

        /** What is kept of a meter. */
        Optional<MonthPeak> recall(MeterKey key);
    }

    /** The month that a moment lies in. */
    public static YearMonth monthOf(Stamp stamp) {
        return YearMonth.from(OffsetDateTime.ofInstant(stamp.instant(),
                ZoneOffset.ofTotalSeconds(stamp.offsetSeconds())));
    }

    /** The higher of two of the same month, the other when its month is another. */
    MonthPeak or(MonthPeak other) {
        return other.month.equals(month) && watts >= other.watts ? this : other;
    }
}
