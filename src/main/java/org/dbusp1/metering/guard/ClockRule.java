package org.dbusp1.metering.guard;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Origin;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.guard.LeastDelay.Age;

/**
 * Refuses what was sent before. Equal bytes say nothing new if they come at once, if their clock shows seconds, or for longer than a
 * meter can stand still. On a network, where bridges store, a message is old if its delay, arrival less the meter's time, is longer
 * than the {@link LeastDelay} that is believed.
 */
final class ClockRule implements Rule {
    /** A bridge that sends each telegram twice does so within this time. */
    private static final long TWICE_NANOS = 300_000_000L;
    /** A bridge that stalls delivers a telegram that is an interval old, and still the newest. */
    private static final double LATE_INTERVALS = 1.5;
    /** A voltage changes within this time. */
    private static final long STILL_NANOS = Duration.ofMinutes(5).toNanos();
    /** Meters count in steps of 10 Wh or less; at 0 W they count nothing. */
    private static final double STILL_WATT_HOURS = 30;
    private static final long LONGEST_STILL_NANOS = Duration.ofHours(1).toNanos();
    /** Some meters send only whole kilowatt-hours. */
    private static final long POWERLESS_STILL_NANOS = Duration.ofHours(26).toNanos();
    private static final double NANOS_OF_HOUR = 3.6e12;
    /** A meter has fewer kinds of lists. */
    private static final int MOST_KINDS = 8;

    /** The last message of a kind, not counting second copies of a message. */
    private record Last(byte[] bytes, long nanos) {
    }

    private final Origin origin;
    private final Function<Dialect, Duration> interval;
    private LeastDelay least = new LeastDelay();
    /** By kind of list: the quantities in it; one kind for meters without partial lists. */
    private final Map<Set<Quantity>, Last> last = new HashMap<>();
    /** Since when the bytes of each kind are the same. */
    private long stillSinceNanos;
    /** Whether the meter's clock showed a second other than 0. */
    private boolean showsSeconds;

    ClockRule(Origin origin, Function<Dialect, Duration> interval) {
        this.origin = origin;
        this.interval = interval;
    }

    @Override
    public Step check(GuardedReading now) {
        if (origin == Origin.CHECKED_LOG) {
            return now;
        }
        Stamp time = now.sent().time();
        showsSeconds |= time != null && time.epochSecond() % 60 != 0;
        boolean timed = time != null && showsSeconds;
        if (isRepeated(now, timed)) {
            return new Outcome.Repeat();
        }
        return time != null && origin == Origin.NETWORK ? byDelay(time.epochSecond(), now) : now;
    }

    private Step byDelay(long clock, GuardedReading now) {
        double allowed = Math.max(LeastDelay.LATE_SECONDS, LATE_INTERVALS * interval.apply(now.dialect()).toNanos() / 1e9);
        Age age = least.accept(clock, now.nanos(), allowed);
        if (!showsSeconds) {
            // A clock of minutes, or the first full minute of one of seconds, from which the delay of the next is told.
            return now;
        }
        return switch (age) {
            case LIVE -> now;
            case OLD -> new Outcome.Refuse(RejectCause.OUTDATED, least.lateNanos());
            case BEHIND -> new Outcome.Refuse(RejectCause.BEHIND, least.lateNanos());
        };
    }

    private boolean isRepeated(GuardedReading now, boolean timed) {
        Set<Quantity> kind = now.dialect().sendsPartialLists() ? now.values().present() : Set.of();
        Last before = last.get(kind);
        byte[] bytes = now.sent().message().bytes();
        if (before == null || !Arrays.equals(before.bytes, bytes)) {
            stillSinceNanos = now.nanos();
        } else if (timed || now.nanos() - before.nanos <= TWICE_NANOS) {
            return true;
        }
        if (before == null && last.size() >= MOST_KINDS) {
            last.clear();
        }
        last.put(kind, new Last(bytes, now.nanos()));
        return now.nanos() - stillSinceNanos > mostStillNanos(now.values());
    }

    /** Returns for how long a meter without a clock of seconds may send equal bytes. */
    private static long mostStillNanos(Values values) {
        if (Phase.ALL.stream().anyMatch(phase -> values.has(phase.voltage()))) {
            return STILL_NANOS;
        }
        return Stream.of(Quantity.POWER_NET, Quantity.POWER_ABS, Quantity.POWER_IMPORT, Quantity.POWER_EXPORT)
                .filter(values::has).findFirst()
                .map(power -> (long) (STILL_WATT_HOURS / Math.abs(values.number(power)) * NANOS_OF_HOUR))
                .map(still -> Math.max(STILL_NANOS, Math.min(LONGEST_STILL_NANOS, still))).orElse(POWERLESS_STILL_NANOS);
    }

    @Override
    public void forgetMeter() {
        last.clear();
        least = new LeastDelay();
        showsSeconds = false;
    }
}
