package org.dbusp1.metering.energy;

import java.util.Map;
import org.dbusp1.meter.Dialect;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.EnergyUse.Counter;
import org.jspecify.annotations.Nullable;

/**
 * How often a meter sends its counters: each message holds them, or many HAN meters send them once an hour, some seconds after it, between
 * lists without.
 * <pre>
 *   message                                             counters come
 *   before the first counters                           once an hour, if the meter sends lists without counters
 *   no counters for more than 90 s                      seldom
 *   other counters, within 90 s of the last ones        with each message
 *   the same counters, as a bridge sends a list twice   as before
 * </pre>
 */
final class CounterPace {
    /** Counters that come each quarter hour, or once an hour, come after a longer time than this. */
    private static final int SELDOM_SECONDS = EnergyUse.QUARTER_SECONDS / 2;

    /** Monotonic second of the last message with counters; of the first message until then. Null before that. */
    private @Nullable Long since;
    /** Those of the last message with counters; empty before it. */
    private Map<Counter, Long> last = Map.of();
    private boolean comeSeldom;
    private boolean sendsPartialLists;
    private boolean isOfHour;

    /** @param counters those that the message holds, also withheld ones @param second its arrival by the monotonic clock */
    void accept(Map<Counter, Long> counters, Dialect dialect, long second) {
        long passed = since == null ? 0 : second - since;
        boolean isFirst = last.isEmpty();
        sendsPartialLists = dialect.sendsPartialLists();
        if (counters.isEmpty()) {
            comeSeldom |= passed > PowerEnergy.LONGEST_GAP_SECONDS;
        } else if (!counters.equals(last)) {
            comeSeldom &= isFirst || passed > PowerEnergy.LONGEST_GAP_SECONDS;
            // A list without counters before the first ones says it at once.
            isOfHour = isFirst && sendsPartialLists ? passed > 0 : comeSeldom && passed > SELDOM_SECONDS;
            last = counters;
        }
        since = since == null || !counters.isEmpty() ? Long.valueOf(second) : since;
    }

    boolean hasSent(Counter counter) {
        return last.containsKey(counter);
    }

    /** Returns whether counters come once an hour, between lists without. */
    boolean isHourly() {
        return sendsPartialLists && (comeSeldom || last.isEmpty());
    }

    /** Returns whether the last counters came seldom: shortly after a full hour they are those of the hour. */
    boolean isOfHour() {
        return isOfHour;
    }
}
