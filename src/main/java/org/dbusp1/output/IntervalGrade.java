package org.dbusp1.output;

import java.time.Duration;

/** The use that telegrams have at a meter's interval. The order is that of {@code /P1/Line/Grade}. */
public enum IntervalGrade {
    /** ESS regulates well with telegrams at this interval. */
    FIT,
    /** ESS can regulate with telegrams at this interval. */
    CAREFUL,
    /** The values are good for display and slow charging only. */
    SLOW;

    /** The longest interval of a meter that sends each second, and the longest that ESS can regulate by. */
    private static final Duration EACH_SECOND = Duration.ofMillis(1_500);
    private static final Duration FOLLOWED = Duration.ofMillis(5_500);

    public static IntervalGrade of(Duration interval) {
        return interval.compareTo(EACH_SECOND) <= 0 ? FIT : interval.compareTo(FOLLOWED) <= 0 ? CAREFUL : SLOW;
    }
}
