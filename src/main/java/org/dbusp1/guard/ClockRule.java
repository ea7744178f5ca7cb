package org.dbusp1.guard;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;

/**
 * Rejects repeated, old and stored messages. A bridge or a dongle may repeat its last telegram for ever, or send
 * telegrams that it stored while no program read them: their clocks move faster than they arrive.
 */
final class ClockRule implements Rule {
    /** A meter has fewer kinds of lists. */
    private static final int MOST_KINDS = 8;
    /** A clock that shows one second for this time while the values change has stopped, and is no longer used. */
    private static final long STOPPED_NANOS = Duration.ofMinutes(1).toNanos();
    /** This many messages with higher counters prove the same at once. */
    private static final int STOPPED_MESSAGES = 2;
    /** One second of a clock, and the delay that a message may have. */
    private static final long SECOND_NANOS = Duration.ofSeconds(2).toNanos();
    /** A voltage changes within this time. */
    private static final long STILL_NANOS = Duration.ofMinutes(5).toNanos();
    /** The longest time with equal bytes for a meter at 0 W, which counts nothing. */
    private static final long LONGEST_STILL_NANOS = Duration.ofHours(1).toNanos();
    /** The same for a meter that sends no power but only whole kilowatt-hours. */
    private static final long POWERLESS_NANOS = Duration.ofHours(26).toNanos();
    /** After this energy the bytes must have changed: meters count in steps of 10 Wh or less. */
    private static final double COUNTED_WATT_HOURS = 30;
    private static final double NANOS_OF_HOUR = 3.6e12;
    private static final double NANOS = 1e9;
    /** Messages that prove that a clock was set, or is late. */
    private static final int AGREEING_MESSAGES = 3;
    /** If counters are lower for this time, a meter without a number has replaced the meter. */
    private static final long ANOTHER_METER_NANOS = Duration.ofMinutes(15).toNanos();
    /** After this time no bridge has stored messages left: the clock is too fast. */
    private static final long STORED_NANOS = Duration.ofMinutes(1).toNanos();
    /** The share of the time by which a meter's clock may be slower than the machine's. */
    private static final double DRIFT_SHARE = 0.01;
    /** A message may be late by this and half an interval: a second of the clock, and one in which a dongle was not asked. */
    private static final double LATE_SECONDS = 2;
    /** A list of 340 bytes at 2400 baud arrives later than one of 40 bytes. */
    private static final double LIST_SECONDS = 3;
    /** Stored messages arrive closer together than those of a meter. */
    private static final long APART_NANOS = 500_000_000L;
    /** An equal message within this time was sent twice. */
    private static final long TWICE_NANOS = 300_000_000L;
    /** The same limit as a fraction of the interval of its kind. */
    private static final int TWICE_DIVISOR = 4;

    /** The last message of one kind of list, and the longest of the last gaps between such lists. */
    private static final class Kind {
        private byte[] bytes = {};
        private long nanos;
        private long longest;

        /**
         * Accepts the next message.
         *
         * @param interval the dialect's interval, in nanoseconds
         * @return whether it repeats the last one, without another message between them
         */
        private boolean isTwice(byte[] next, long at, boolean changed, long interval) {
            long gap = at - nanos;
            boolean twice = !changed && bytes.length > 0 && gap < Math.max(TWICE_NANOS, longest / TWICE_DIVISOR);
            if (!twice) {
                // A silence is no rhythm.
                longest = bytes.length == 0 || gap > 2 * interval ? 0
                        : Math.min(interval, Math.max(gap, longest - longest / TWICE_DIVISOR));
                bytes = next;
                nanos = at;
            }
            return twice;
        }
    }

    /** The last two believed values of a counter, as decoded, and the time of arrival of the last. */
    private record Counted(long value, long before, long nanos) {
    }

    /** A message with an earlier clock than the previous one; the number of such messages, and the time of the first. */
    private record WentBack(Stamp time, Values values, long nanos, int count, long since) {
    }

    private final Guard.Origin origin;
    private final Function<Dialect, Duration> pace;
    private final Map<Set<Quantity>, Kind> kinds = new HashMap<>();
    private final Map<Quantity, Counted> counters = new EnumMap<>(Quantity.class);
    /** The last message, if its clock was earlier than the one before; else null. */
    private @Nullable WentBack wentBack;
    /** When the last message with changed bytes arrived. */
    private long changedNanos;
    /** The newest time that the meter's clock showed, or null, and when it first did. */
    private @Nullable Stamp newest;
    private long newestNanos;
    private boolean hasSeconds;
    private boolean everMoved;
    /** Whether the values change while the clock does not, and how many messages with higher counters showed that. */
    private boolean stopped;
    private int countedInStop;
    /** Seconds by which messages arrive after their clock: the last, the least, and before the clock went fast. */
    private double delay;
    private double least;
    private double slowest;
    /** Number of late messages in a row that arrive as their clocks move. */
    private int lateInStep;
    /** Time since which messages are stored ones; null if the last was not. */
    private @Nullable Long storedSince;
    /** Whether a message arrived as its clock moved, and so was live. */
    private boolean proved;

    /**
     * @param origin where the messages come from
     * @param pace   returns the interval in which a meter of the dialect sends
     */
    ClockRule(Guard.Origin origin, Function<Dialect, Duration> pace) {
        this.origin = origin;
        this.pace = pace;
    }

    @Override
    public Verdict accept(Candidate now) {
        if (origin == Guard.Origin.REPEATED_LOG) {
            return Verdict.BELIEVED;
        }
        byte[] bytes = now.sent().message().bytes();
        Kind kind = kind(now);
        boolean changed = !Arrays.equals(kind.bytes, bytes);
        if (kind.isTwice(bytes, now.nanos(), changed, now.dialect().interval().toNanos())) {
            return Verdict.REPEATED;
        }
        boolean still = !changed && now.nanos() - changedNanos > stillNanos(now.values());
        if (changed) {
            changedNanos = now.nanos();
        }
        Verdict byBytes = still ? Verdict.REPEATED : Verdict.BELIEVED;
        return now.sent().time().map(time -> byClock(time, now, changed, byBytes)).orElse(byBytes);
    }

    private Kind kind(Candidate now) {
        Set<Quantity> quantities = now.dialect().sendsPartialLists() ? now.values().present() : Set.of();
        if (kinds.size() >= MOST_KINDS && !kinds.containsKey(quantities)) {
            kinds.clear();
        }
        return kinds.computeIfAbsent(quantities, first -> new Kind());
    }

    private Verdict byClock(Stamp time, Candidate now, boolean changed, Verdict byBytes) {
        boolean first = newest == null;
        long step = newest == null ? 0 : time.epochSecond() - newest.epochSecond();
        if (newest != null && step < 0) {
            return clockWentBack(time, newest, now);
        }
        wentBack = null;
        if (step == 0 && !first) {
            return clockStands(now, changed, byBytes);
        }
        hasSeconds |= time.epochSecond() % 60 != 0;
        proved |= !hasSeconds || origin != Guard.Origin.METER;
        double before = delay;
        delay = now.nanos() / NANOS - time.epochSecond();
        boolean stored = !first && hasSeconds && !stopped && origin == Guard.Origin.METER && isStored(now, step, before);
        if (!stored) {
            if (!first) {
                now.clockMoved((double) step);
            }
            everMoved |= step > 0;
        }
        if (first || stopped) {
            restart();
        }
        moved(time, now);
        return stored ? Verdict.OUTDATED : Verdict.BELIEVED;
    }

    /** Compares the clock with no earlier one. */
    private void restart() {
        least = delay;
        slowest = delay;
        lateInStep = 0;
        storedSince = null;
    }

    private void moved(Stamp time, Candidate now) {
        newest = time;
        newestNanos = now.nanos();
        stopped = false;
        countedInStop = 0;
    }

    /**
     * Returns whether a message was stored: it is late, or clocks have moved faster than messages arrived.
     *
     * @param step   the seconds by which the clock moved
     * @param before the delay of the previous message
     */
    private boolean isStored(Candidate now, long step, double before) {
        double gap = (now.nanos() - newestNanos) / NANOS;
        double interval = pace.apply(now.dialect()).toNanos() / NANOS;
        double tolerance = LATE_SECONDS + interval / 2 + (now.dialect().sendsPartialLists() ? LIST_SECONDS : 0);
        boolean inPace = step <= 2 * gap;
        boolean inStep = inPace && Math.abs(delay - before) <= 1 + gap / 5;
        least = Math.min(least + DRIFT_SHARE * gap, delay);
        slowest = inPace ? delay : Math.max(slowest - DRIFT_SHARE * gap, delay);
        boolean late = delay - least > tolerance;
        lateInStep = late && inStep ? lateInStep + 1 : 0;
        proved |= inStep && !late;
        // At the first connection even a short burst of stored messages would be shown.
        double ahead = proved ? tolerance : 1 + gap;
        boolean stored = late || slowest - delay > ahead;
        // After another pause there may be more of them.
        long since = storedSince == null || gap > 2 * interval ? now.nanos() : storedSince;
        storedSince = stored ? since : null;
        if (stored && (lateInStep >= AGREEING_MESSAGES || now.nanos() - since > STORED_NANOS)) {
            restart();
            return false;
        }
        return stored;
    }

    private Verdict clockStands(Candidate now, boolean changed, Verdict byBytes) {
        if (changed && now.nanos() - newestNanos > SECOND_NANOS && hasCounted(now)) {
            countedInStop++;
        }
        stopped |= changed && (!everMoved || now.nanos() - newestNanos > STOPPED_NANOS || countedInStop >= STOPPED_MESSAGES);
        if (stopped || !hasSeconds) {
            return byBytes;
        }
        return changed ? Verdict.SAME_SECOND : Verdict.REPEATED;
    }

    /** Checks a message with an earlier clock: it is old, unless the clock was set. */
    private Verdict clockWentBack(Stamp time, Stamp latest, Candidate now) {
        WentBack before = wentBack != null && agrees(wentBack, time, now) ? wentBack : null;
        WentBack one = before == null ? new WentBack(time, now.values(), now.nanos(), 1, now.nanos())
                : new WentBack(time, now.values(), now.nanos(), before.count + 1, before.since);
        wentBack = one;
        boolean set;
        if (isRepeatedHour(time, latest, now)) {
            set = true;
        } else if (hasFallen(now)) {
            set = now.nanos() - one.since >= ANOTHER_METER_NANOS;
        } else {
            set = hasCounted(now) || one.count >= AGREEING_MESSAGES;
        }
        if (!set) {
            return Verdict.OUTDATED;
        }
        wentBack = null;
        counters.clear();
        delay = now.nanos() / NANOS - time.epochSecond();
        restart();
        moved(time, now);
        return Verdict.CLOCK_SET;
    }

    /** Returns whether two messages are as far apart by arrival as by their clocks. */
    private boolean agrees(WentBack before, Stamp time, Candidate now) {
        long passed = now.nanos() - before.nanos;
        long advanced = time.epochSecond() - before.time.epochSecond();
        boolean inStep = hasSeconds ? advanced > 0 && advanced * NANOS <= 2.0 * passed
                : passed >= APART_NANOS && advanced >= 0 && advanced <= 2 * passed / NANOS + 60;
        return inStep && !anyFell(now.values(), before.values);
    }

    /** Returns whether the clock shows the hour again that occurs twice when summer time ends. */
    private boolean isRepeatedHour(Stamp time, Stamp latest, Candidate now) {
        long back = latest.epochSecond() - time.epochSecond();
        double passed = (now.nanos() - newestNanos) / NANOS;
        LocalDateTime local = LocalDateTime.ofEpochSecond(time.epochSecond() + time.offsetSeconds(), 0, ZoneOffset.UTC);
        return Math.abs(back + passed - 3_600) <= 60 && now.dialect().zone().getRules().getValidOffsets(local).size() == 2;
    }

    /**
     * Returns whether a counter is lower than its last two believed values, the last of which may be wrong, and none rose as
     * the power explains: no counter of an old message did.
     */
    private boolean hasFallen(Candidate now) {
        return counters.entrySet().stream().anyMatch(one -> now.values().has(one.getKey())
                && now.values().scaled(one.getKey()) < Math.min(one.getValue().value, one.getValue().before))
                && counters.entrySet().stream().noneMatch(one -> counted(one, now) > 0 && isExplained(one, now));
    }

    /** Returns whether a counter rose as the power explains, and none fell. */
    private boolean hasCounted(Candidate now) {
        return counters.entrySet().stream().allMatch(one -> isExplained(one, now))
                && counters.entrySet().stream().anyMatch(one -> counted(one, now) > 0);
    }

    /** Returns by how much a counter has risen; 0 if it was not sent. */
    private static long counted(Map.Entry<Quantity, Counted> one, Candidate now) {
        return now.values().has(one.getKey()) ? now.values().scaled(one.getKey()) - one.getValue().value : 0;
    }

    /** Returns whether a counter did not fall, and rose by no more than the power explains. */
    private static boolean isExplained(Map.Entry<Quantity, Counted> one, Candidate now) {
        long counted = counted(one, now);
        long step = EnergyStep.of(one.getValue().value + counted, one.getValue().value);
        return counted >= 0 && counted <= step + EnergyStep.mostCounted(now.values(), (now.nanos() - one.getValue().nanos) / NANOS)
                * one.getKey().unit().one();
    }

    static boolean anyFell(Values now, Values before) {
        for (Quantity counter : Quantity.COUNTERS) {
            if (now.has(counter) && before.has(counter) && now.scaled(counter) < before.scaled(counter)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether any message was live since the start. The first of a burst of stored ones was not. */
    boolean proved() {
        return proved;
    }

    @Override
    public void believed(Candidate now) {
        Values sent = now.sent().values();
        for (Quantity counter : Quantity.COUNTERS) {
            if (sent.has(counter) && !now.isWithheld(counter)) {
                long value = sent.scaled(counter);
                Counted known = counters.get(counter);
                counters.put(counter, new Counted(value, known == null ? value : known.value, now.nanos()));
            }
        }
    }

    @Override
    public void forgetMeter() {
        kinds.clear();
        counters.clear();
        wentBack = null;
        newest = null;
        hasSeconds = false;
        everMoved = false;
        stopped = false;
    }

    /** Returns the longest time for which a meter with such values may send equal bytes. */
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
