package org.dbusp1.guard;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.dbusp1.guard.History.Clock;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;

/**
 * Rejects repeated and old messages: a bridge or a dongle may repeat its last telegram for ever, or send old telegrams
 * that it stored while no program read them.
 */
final class ClockRule implements Rule {
    /** A meter has fewer kinds of lists. */
    private static final int MOST_KINDS = 8;
    /** A clock that shows the same second for this time while the values change has stopped, and is no longer used. */
    private static final long STOPPED_NANOS = Duration.ofMinutes(1).toNanos();
    /** A voltage always changes in this time. */
    private static final long STILL_NANOS = Duration.ofMinutes(5).toNanos();
    /** The time for which a meter at 0 W, which counts nothing, may send equal bytes. */
    private static final long LONGEST_STILL_NANOS = Duration.ofHours(1).toNanos();
    /** The same for a meter that sends no power: it then sends only whole kilowatt-hours. */
    private static final long POWERLESS_NANOS = Duration.ofHours(26).toNanos();
    /** Meters count in steps of 10 Wh or less: after this energy the bytes must have changed. */
    private static final double COUNTED_WATT_HOURS = 30;
    private static final double NANOS_OF_HOUR = 3.6e12;
    /** The number of messages that show that a clock was set back where nothing is counted. */
    private static final int AGREEING = 3;
    /** After this time of fallen counters the meter was replaced by one that sends no number. */
    private static final long ANOTHER_METER_NANOS = Duration.ofMinutes(15).toNanos();

    /** A message whose clock is behind; the number of such messages, and the time of the first. */
    record Behind(Stamp time, Values values, long nanos, int count, long since) {
        static Behind first(Stamp time, Candidate now) {
            return new Behind(time, now.values(), now.nanos(), 1, now.nanos());
        }

        /** Returns the state after the next message, which agrees if it came as much later as its clock shows. */
        Behind followedBy(Stamp next, Candidate now) {
            long advanced = next.epochSecond() - time.epochSecond();
            boolean agrees = advanced > 0 && advanced * 1e9 <= 2.0 * (now.nanos() - nanos) && !anyFell(now.values(), values);
            return agrees ? new Behind(next, now.values(), now.nanos(), count + 1, since) : first(next, now);
        }
    }

    @Override
    public Verdict judge(Candidate now, History past) {
        if (!past.options.live()) {
            return Verdict.BELIEVED;
        }
        Clock clock = past.clock;
        boolean changed = changed(now, clock);
        boolean still = !changed && now.nanos() - clock.changed > stillNanos(now.values());
        if (changed) {
            clock.changed = now.nanos();
        }
        Verdict byBytes = still ? Verdict.REPEATED : Verdict.BELIEVED;
        if (now.sent().time().isEmpty()) {
            return byBytes;
        }
        Stamp time = now.sent().time().get();
        long step = time.epochSecond() - clock.newest.orElse(time).epochSecond();
        if (step < 0) {
            return clockWentBack(time, now, clock);
        }
        clock.behind = Optional.empty();
        if (step > 0 || clock.newest.isEmpty()) {
            clock.hasSeconds |= time.epochSecond() % 60 != 0;
            clock.everMoved |= step > 0;
            moved(time, now, clock);
            return Verdict.BELIEVED;
        }
        clock.stopped |= changed && (!clock.everMoved || now.nanos() - clock.newestSince > STOPPED_NANOS);
        if (clock.stopped || !clock.hasSeconds) {
            return byBytes;
        }
        return changed ? Verdict.SAME_SECOND : Verdict.REPEATED;
    }

    private static void moved(Stamp time, Candidate now, Clock clock) {
        clock.newest = Optional.of(time);
        clock.newestSince = now.nanos();
        clock.stopped = false;
    }

    private static boolean changed(Candidate now, Clock clock) {
        Set<Quantity> kind = now.dialect().sendsPartialLists() ? now.values().present() : Set.of();
        byte[] bytes = now.sent().message().bytes();
        if (clock.bytes.size() >= MOST_KINDS && !clock.bytes.containsKey(kind)) {
            clock.bytes.clear();
        }
        byte[] before = clock.bytes.put(kind, bytes);
        return before == null || !Arrays.equals(before, bytes);
    }

    /** Judges a message whose clock is behind: it is old, unless the clock was set. */
    private static Verdict clockWentBack(Stamp time, Candidate now, Clock clock) {
        Values believed = clock.counters.build();
        Behind behind = clock.behind.map(one -> one.followedBy(time, now)).orElseGet(() -> Behind.first(time, now));
        clock.behind = Optional.of(behind);
        boolean set;
        if (anyFell(now.values(), believed)) {
            set = now.nanos() - behind.since >= ANOTHER_METER_NANOS;
        } else {
            boolean counted = anyFell(believed, now.values());
            set = counted || behind.count >= AGREEING;
        }
        if (!set) {
            return Verdict.OUTDATED;
        }
        clock.behind = Optional.empty();
        clock.counters.clear();
        moved(time, now, clock);
        return Verdict.BELIEVED;
    }

    /** Returns whether a counter is lower than before. */
    static boolean anyFell(Values now, Values before) {
        for (Quantity counter : Quantity.COUNTERS) {
            if (now.has(counter) && before.has(counter) && now.scaled(counter) < before.scaled(counter)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the time for which a meter with such values may send equal bytes. */
    private static long stillNanos(Values values) {
        if (Phase.ALL.stream().anyMatch(phase -> values.has(phase.voltage()))) {
            return STILL_NANOS;
        }
        return Stream.of(Quantity.POWER_NET, Quantity.POWER_ABS, Quantity.POWER_IMPORT, Quantity.POWER_EXPORT)
                .filter(values::has).findFirst()
                .map(power -> (long) (COUNTED_WATT_HOURS / Math.abs(values.number(power)) * NANOS_OF_HOUR))
                .map(nanos -> Math.max(STILL_NANOS, Math.min(LONGEST_STILL_NANOS, nanos))).orElse(POWERLESS_NANOS);
    }
}
