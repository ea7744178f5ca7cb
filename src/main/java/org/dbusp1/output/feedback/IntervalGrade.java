package org.dbusp1.output.feedback;

import java.time.Duration;
import java.util.Locale;

/** The use that telegrams have at a meter's interval. */
public enum IntervalGrade {
    /** ESS regulates well with telegrams at this interval. */
    FIT,
    /** ESS can regulate with telegrams at this interval, with a setpoint that is not close to 0 W. */
    CAREFUL,
    /** The values are good for display and slow charging only. */
    SLOW;

    /** The longest interval of a meter that sends every second. */
    private static final Duration LONGEST_FIT = Duration.ofMillis(1_500);
    /** The longest interval by which ESS can regulate. */
    private static final Duration LONGEST_CAREFUL = Duration.ofMillis(5_500);

    /** Returns the name on the bus. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static IntervalGrade of(Duration interval) {
        if (interval.compareTo(LONGEST_FIT) <= 0) {
            return FIT;
        }
        return interval.compareTo(LONGEST_CAREFUL) <= 0 ? CAREFUL : SLOW;
    }
}
