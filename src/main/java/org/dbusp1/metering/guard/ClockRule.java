package org.dbusp1.metering.guard;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;

/**
 * Rejects a message that repeats the last of its kind, unless the source is a log that repeats; a message without a clock, or
 * without seconds in its clock, only if it comes at once, or if its bytes have been equal for longer than {@link EqualBytesLimit}
 * allows. From a network also rejects a message that a bridge or a dongle had stored: its delay, the time of arrival less the
 * time of the meter's clock, is longer than the delay of earlier messages. In {@code DisturbancesTest}, each constant of time
 * has a row that fails without the constant.
 */
final class ClockRule implements Rule {
    /** A bridge that sends each telegram twice does so within this time. Its second telegram does not count for the meter's interval. */
    private static final long TWICE_NANOS = 300_000_000L;
    /** A bridge on Wi-Fi delays telegrams by up to this time again and again. */
    private static final double LATE_SECONDS = 5;
    /** Allowed delay for a slow meter: a bridge that stalls delivers a telegram that is an interval old, and still the newest. */
    private static final double LATE_INTERVALS = 1.5;
    /** The share of the time by which a meter's clock may be slower than the machine's. */
    private static final double DRIFT_SHARE = 0.001;
    /** Most by which the delays of live messages differ after a clock was set: a second of the clock, and the jitter of a network. */
    private static final double AS_LATE_SECONDS = 2;
    /** Time for which lower counters must arrive until they are taken for another meter's, and not for stored messages. */
    private static final long ANOTHER_METER_NANOS = Duration.ofMinutes(1).toNanos();
    /** A meter has fewer kinds of lists. */
    private static final int MOST_KINDS = 8;
    private static final double NANOS_PER_SECOND = 1e9;

    /** The last message of a kind, not counting second copies of a message. */
    private record Last(byte[] bytes, long nanos) {
    }

    /** The last live message. @param delay least delay since the clock was set, with the clock's drift since then, in seconds */
    private record Live(long epochSecond, long nanos, double delay) {
    }

    /** The first of the refused messages that are equally late. @param delay in seconds */
    private record Refused(long nanos, double delay) {
    }

    private final Guard.Origin origin;
    private final Function<Dialect, Duration> pace;
    /** The last message by kind of list: the quantities in the list; one kind for meters without partial lists. */
    private final Map<Set<Quantity>, Last> kinds = new HashMap<>();
    /** Last believed counters, scaled. */
    private final Map<Quantity, Long> counters = new EnumMap<>(Quantity.class);
    /** Monotonic time of the last message with changed bytes. */
    private long changedNanos;
    /** Whether the meter's clock showed a second other than 0. */
    private boolean showsSeconds;
    /** Null before the first message with a clock. */
    private @Nullable Live live;
    /** Null while messages are in time. */
    private @Nullable Refused refused;

    /**
     * @param origin origin of the messages
     * @param pace   returns the interval of this line's meter, as {@link Validity#estimateInterval} does
     */
    ClockRule(Guard.Origin origin, Function<Dialect, Duration> pace) {
        this.origin = origin;
        this.pace = pace;
    }

    @Override
    public @Nullable Outcome check(GuardedReading now) {
        if (origin == Guard.Origin.REPEATED_LOG) {
            return null;
        }
        Stamp time = now.sent().time();
        showsSeconds |= time != null && time.epochSecond() % 60 != 0;
        boolean timed = time != null && showsSeconds;
        if (isRepeated(now, timed)) {
            return new Outcome.Repeat();
        }
        return time != null && timed && origin == Guard.Origin.NETWORK ? byDelay(time.epochSecond(), now) : null;
    }

    private boolean isRepeated(GuardedReading now, boolean timed) {
        Set<Quantity> kind = now.dialect().sendsPartialLists() ? now.values().present() : Set.of();
        Last last = kinds.get(kind);
        byte[] bytes = now.sent().message().bytes();
        if (last == null || !Arrays.equals(last.bytes, bytes)) {
            changedNanos = now.nanos();
        } else if (timed || now.nanos() - last.nanos <= TWICE_NANOS) {
            return true;
        }
        if (kinds.size() >= MOST_KINDS && last == null) {
            kinds.clear();
        }
        kinds.put(kind, new Last(bytes, now.nanos()));
        return now.nanos() - changedNanos > EqualBytesLimit.limitNanos(now.values());
    }

    private @Nullable Outcome byDelay(long epochSecond, GuardedReading now) {
        double delay = now.nanos() / NANOS_PER_SECOND - epochSecond;
        Live before = live;
        if (before == null) {
            live = new Live(epochSecond, now.nanos(), delay);
            return null;
        }
        long moved = epochSecond - before.epochSecond;
        double least = before.delay + DRIFT_SHARE * (now.nanos() - before.nanos) / NANOS_PER_SECOND;
        // At least a second: messages that a bridge delays arrive in bursts, whose gaps are shorter than any meter's interval.
        double interval = Math.max(1, pace.apply(now.dialect()).toNanos() / NANOS_PER_SECOND);
        if (moved < 0 || moved > 0 && delay - least > Math.max(LATE_SECONDS, LATE_INTERVALS * interval)) {
            return late(epochSecond, delay, interval, now);
        }
        now.clockMovedSeconds((double) moved);
        live = new Live(epochSecond, now.nanos(), Math.min(least, delay));
        refused = null;
        return null;
    }

    /** Refuses a late message, unless earlier messages were equally late: then the clock was set, or the connection became slower. */
    private @Nullable Outcome late(long epochSecond, double delay, double interval, GuardedReading now) {
        if (refused == null || Math.abs(delay - refused.delay) > AS_LATE_SECONDS) {
            refused = new Refused(now.nanos(), delay);
            return new Outcome.Refuse(RejectCause.OUTDATED);
        }
        double waited = hasFallen(now.sent().values()) ? ANOTHER_METER_NANOS : interval / 2 * NANOS_PER_SECOND;
        if (now.nanos() - refused.nanos < waited) {
            return new Outcome.Refuse(RejectCause.OUTDATED);
        }
        counters.clear();
        live = new Live(epochSecond, now.nanos(), delay);
        refused = null;
        now.clockSet();
        return null;
    }

    private boolean hasFallen(Values sent) {
        return counters.entrySet().stream()
                .anyMatch(counter -> sent.has(counter.getKey()) && sent.scaled(counter.getKey()) < counter.getValue());
    }

    @Override
    public void believed(GuardedReading now) {
        Values sent = now.sent().values();
        for (Quantity counter : Quantity.ENERGY_COUNTERS) {
            if (sent.has(counter) && !now.isWithheld(counter)) {
                counters.put(counter, sent.scaled(counter));
            }
        }
    }

    @Override
    public void forgetMeter() {
        kinds.clear();
        counters.clear();
        live = null;
        refused = null;
        showsSeconds = false;
    }
}
