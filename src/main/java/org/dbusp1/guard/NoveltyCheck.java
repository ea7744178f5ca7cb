package org.dbusp1.guard;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;

/**
 * Judges whether a message is new: a bridge or a dongle may repeat its last telegram for ever, or send old telegrams
 * that it stored while no program read them.
 *
 * <p>If the meter's clock has seconds, a message whose clock did not advance is not new. A clock that shows the same
 * second for a minute while the values change has stopped, and is no longer used. If there is no clock, equal bytes are
 * believed for as long as such a meter may send them: five minutes if it sends a voltage, which always changes in that
 * time, or draws much; else the time in which it counts 30 Wh, as meters count in steps of 10 Wh or less, an hour at
 * most, because a meter at 0 W counts nothing; and 26 hours if it sends no power, because it then sends only whole
 * kilowatt-hours.
 *
 * <p>A clock that goes back was set (by hand, or for summer time) if the counters rose; if the counters did not change,
 * three telegrams have to come at the distance that their clocks show. If the counters fell, the telegrams are old,
 * unless they continue for a quarter of an hour: then the meter was replaced by one that sends no number.
 *
 * <p>Times are monotonic nanoseconds.
 */
final class NoveltyCheck {
    /** The judgement of a message. */
    enum Verdict {
        NEW,
        /** Its values are new, but the meter's clock has not moved. */
        SAME_SECOND,
        REPEATED,
        OLD
    }

    /** A meter has fewer kinds of lists. */
    private static final int MOST_KINDS = 8;
    private static final long STOPPED_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long STILL_NANOS = Duration.ofMinutes(5).toNanos();
    private static final long LONGEST_STILL_NANOS = Duration.ofHours(1).toNanos();
    private static final long POWERLESS_NANOS = Duration.ofHours(26).toNanos();
    private static final double COUNTED_WATT_HOURS = 30;
    private static final int AGREEING = 3;
    private static final long ANOTHER_METER_NANOS = Duration.ofMinutes(15).toNanos();

    /** A message whose clock is behind; the number of such messages, and the time of the first. */
    private record Behind(Stamp time, Values values, long nanos, int count, long sinceNanos) {
        static Behind first(Stamp time, Values values, long nanos) {
            return new Behind(time, values, nanos, 1, nanos);
        }

        /**
         * Returns the state after the next message; that message agrees if it came as much later as its clock shows.
         */
        Behind followedBy(Stamp next, Values later, long at) {
            long clock = next.epochSecond() - time.epochSecond();
            boolean agrees = clock > 0 && clock * 1e9 <= 2.0 * (at - nanos) && !anyFell(later, values);
            return agrees ? new Behind(next, later, at, count + 1, sinceNanos) : first(next, later, at);
        }
    }

    /** The last message of each kind of list, by its quantities. */
    private final Map<Set<Quantity>, byte[]> last = new HashMap<>();
    private long changedNanos;
    private Optional<Stamp> newest = Optional.empty();
    private long newestNanos;
    private boolean hasSeconds;
    private boolean everMoved;
    private boolean stopped;
    /** The last believed value of each energy counter. */
    private final Values.Builder counters = new Values.Builder();
    private Optional<Behind> behind = Optional.empty();

    /** Judges a message of the meter of the line. */
    Verdict judge(Reading reading, long nanos) {
        boolean changed = changed(reading);
        boolean still = !changed && nanos - changedNanos > stillNanos(reading.values());
        if (changed) {
            changedNanos = nanos;
        }
        if (reading.time().isEmpty()) {
            return still ? Verdict.REPEATED : Verdict.NEW;
        }
        Stamp time = reading.time().get();
        long step = time.epochSecond() - newest.orElse(time).epochSecond();
        if (step < 0) {
            return behind(time, reading.values(), nanos);
        }
        behind = Optional.empty();
        if (step > 0 || newest.isEmpty()) {
            hasSeconds |= time.epochSecond() % 60 != 0;
            everMoved |= step > 0;
            moved(time, nanos);
            return Verdict.NEW;
        }
        stopped |= changed && (!everMoved || nanos - newestNanos > STOPPED_NANOS);
        if (stopped || !hasSeconds) {
            return still ? Verdict.REPEATED : Verdict.NEW;
        }
        return changed ? Verdict.SAME_SECOND : Verdict.REPEATED;
    }

    /** Takes note of the believed values of a message. */
    void believed(Values values) {
        for (Quantity counter : Quantity.COUNTERS) {
            if (values.has(counter)) {
                counters.set(counter, values.scaled(counter));
            }
        }
    }

    private void moved(Stamp time, long nanos) {
        newest = Optional.of(time);
        newestNanos = nanos;
        stopped = false;
    }

    private boolean changed(Reading reading) {
        Set<Quantity> kind = reading.meter().dialect().sendsPartialLists() ? reading.values().present() : Set.of();
        byte[] bytes = reading.message().bytes();
        if (last.size() >= MOST_KINDS && !last.containsKey(kind)) {
            last.clear();
        }
        byte[] before = last.put(kind, bytes);
        return before == null || !Arrays.equals(before, bytes);
    }

    private Verdict behind(Stamp time, Values values, long nanos) {
        Values believed = counters.build();
        boolean fell = anyFell(values, believed);
        Behind now = behind.map(one -> one.followedBy(time, values, nanos))
                .orElseGet(() -> Behind.first(time, values, nanos));
        behind = Optional.of(now);
        boolean set = fell ? nanos - now.sinceNanos >= ANOTHER_METER_NANOS
                : anyFell(believed, values) || now.count >= AGREEING;
        if (!set) {
            return Verdict.OLD;
        }
        behind = Optional.empty();
        counters.clear();
        moved(time, nanos);
        return Verdict.NEW;
    }

    /** Returns whether a counter is lower than before. */
    static boolean anyFell(Values now, Values before) {
        return Quantity.COUNTERS.stream().anyMatch(counter -> now.has(counter) && before.has(counter)
                && now.scaled(counter) < before.scaled(counter));
    }

    /** Returns the time for which a meter with such values may send equal bytes. */
    private static long stillNanos(Values values) {
        if (Phase.ALL.stream().anyMatch(phase -> values.has(phase.voltage()))) {
            return STILL_NANOS;
        }
        return Stream.of(Quantity.POWER_NET, Quantity.POWER_ABS, Quantity.POWER_IMPORT, Quantity.POWER_EXPORT)
                .filter(values::has).findFirst()
                .map(power -> (long) (COUNTED_WATT_HOURS / Math.abs(values.number(power)) * 3.6e12))
                .map(nanos -> Math.max(STILL_NANOS, Math.min(LONGEST_STILL_NANOS, nanos))).orElse(POWERLESS_NANOS);
    }
}
