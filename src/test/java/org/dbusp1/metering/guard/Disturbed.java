package org.dbusp1.metering.guard;

import static org.dbusp1.meter.Quantity.ENERGY_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_NET;
import static org.dbusp1.meter.Quantity.VOLTAGE_L1;
import static org.dbusp1.metering.guard.TestValues.values;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntPredicate;
import org.dbusp1.Snapshots;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Origin;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;

/** A meter in a house, and what happens to its telegrams on their way to the guard. Times are seconds since the meter's first telegram. */
final class Disturbed {
    /** A second that is not the first of its minute. */
    private static final long CLOCK = 1_772_366_407;
    private static final double STEP = 0.1;

    /** @param measured when the meter measured it */
    private record Telegram(double measured, double arrival, Reading reading) {
    }

    /**
     * What a reader of the grid power saw, in seconds of the run.
     *
     * @param absent      no power
     * @param unavoidable no power, and no telegram arrived within three intervals
     * @param older       an older power than that of the newest telegram that had arrived
     * @param old         a power older than three intervals, at least 5 s
     * @param oldest      the greatest age of a power
     */
    record Seen(double absent, double unavoidable, double older, double old, double oldest) {
        Seen plus(Seen other) {
            return new Seen(absent + other.absent, unavoidable + other.unavoidable, older + other.older, old + other.old,
                    Math.max(oldest, other.oldest));
        }

        @Override
        public String toString() {
            return "%7.1f (%6.1f) / %6.1f / %6.1f, oldest %6.1f".formatted(absent, unavoidable, older, old, oldest);
        }
    }

    private final Dialect dialect;
    private final double pace;
    private final int count;
    private final Random random = new Random(5);
    private Origin origin = Origin.NETWORK;
    private boolean atNoPower;
    private DoubleUnaryOperator clock = second -> second;
    private DoubleUnaryOperator delay = second -> 0;
    private DoubleUnaryOperator counter = second -> 1_000 + second / 3_600;
    private DoubleUnaryOperator times = index -> index;
    private IntPredicate lost = index -> false;
    private boolean twice;
    private double againFrom = Double.POSITIVE_INFINITY;
    private double againSeconds;
    private double againLater;
    private boolean clockless;

    Disturbed(Dialect dialect, double pace, int count) {
        this.dialect = dialect;
        this.pace = pace;
        this.count = count;
    }

    Disturbed onSerialPort() {
        origin = Origin.LINE;
        return this;
    }

    Disturbed ofHouseAt0Watt() {
        atNoPower = true;
        counter = second -> 1_000;
        return this;
    }

    /** @param shown the second of the meter's clock at a second */
    Disturbed clock(DoubleUnaryOperator shown) {
        clock = shown;
        return this;
    }

    Disturbed withoutClock() {
        clockless = true;
        return this;
    }

    /** @param late by how much a telegram that was measured at a second arrives later */
    Disturbed late(DoubleUnaryOperator late) {
        DoubleUnaryOperator before = delay;
        delay = second -> before.applyAsDouble(second) + late.applyAsDouble(second);
        return this;
    }

    /** @param kwh the import counter at a second */
    Disturbed counter(DoubleUnaryOperator kwh) {
        counter = kwh;
        return this;
    }

    /** @param paces the number of paces after which a telegram of an index is sent */
    Disturbed times(DoubleUnaryOperator paces) {
        times = paces;
        return this;
    }

    Disturbed twice() {
        twice = true;
        return this;
    }

    Disturbed losing(IntPredicate index) {
        lost = index;
        return this;
    }

    /** In the place of the telegrams of a time, those of an earlier one are sent again, at the meter's own pace. */
    Disturbed again(double from, double seconds, double later) {
        againFrom = from;
        againSeconds = seconds;
        againLater = later;
        return this;
    }

    Random random() {
        return random;
    }

    /** Telegrams of a time stay away and then arrive together, so many times, at random moments. */
    Disturbed stalls(int number, double seconds, double apart) {
        double total = count * pace;
        List<Double> starts = new ArrayList<>();
        for (double at = total / number / 2; at + seconds < total && starts.size() < number; at += total / number) {
            starts.add(at + random.nextDouble() * pace);
        }
        return late(second -> {
            double late = 0;
            for (double start : starts) {
                if (second >= start && second < start + seconds) {
                    late = start + seconds - second + apart * Math.floor((second - start) / pace);
                }
            }
            return late;
        });
    }

    private List<Telegram> telegrams() {
        List<Telegram> sent = new ArrayList<>();
        double last = -1;
        for (int i = 0; i < count; i++) {
            double measured = 0.3 + times.applyAsDouble(i) * pace;
            // A connection keeps the order.
            double arrival = Math.max(last, measured + 0.05 + 0.1 * random.nextDouble() + delay.applyAsDouble(measured));
            if (lost.test(i)) {
                continue;
            }
            last = arrival;
            Reading reading = reading(measured, i);
            sent.add(new Telegram(measured, arrival, reading));
            if (twice) {
                sent.add(new Telegram(measured, arrival + 0.04, reading));
            }
        }
        double again = againFrom + againLater;
        List<Telegram> old = sent.stream()
                .filter(telegram -> telegram.measured >= againFrom && telegram.measured < againFrom + againSeconds)
                .map(telegram -> new Telegram(telegram.measured, telegram.arrival + againLater, telegram.reading)).toList();
        sent.removeIf(telegram -> telegram.measured >= again && telegram.measured < again + againSeconds);
        sent.addAll(old);
        sent.sort(Comparator.comparingDouble(Telegram::arrival));
        return sent;
    }

    private Reading reading(double measured, int index) {
        double watts = atNoPower ? 0 : 500 + index * 37 % 400;
        Values values = values(POWER_IMPORT, watts, POWER_NET, watts, ENERGY_IMPORT, counter.applyAsDouble(measured),
                VOLTAGE_L1, 230 + index % 7 / 10.0);
        Reading plain = Snapshots.of(values).dialect(dialect).reading();
        return clockless ? plain : Snapshots.like(plain)
                .time(new Stamp(CLOCK + (long) Math.floor(clock.applyAsDouble(measured)), 3_600)).reading();
    }

    /** Plays the telegrams to a guard, and looks at what it shows ten times a second from the first telegram on. */
    Seen play() {
        return play(pace, null);
    }

    /** @param slow the interval by which the age is judged @param key the owner's interval, or null */
    Seen play(double slow, Duration key) {
        GuardedLine line = new GuardedLine(new Guard(new Guard.Options(key, StateStore.NONE, origin, null)));
        List<Telegram> telegrams = telegrams();
        double limit = Math.max(5, 3 * slow) + STEP / 2;
        double absent = 0;
        double unavoidable = 0;
        double arrived = Double.NEGATIVE_INFINITY;
        double older = 0;
        double old = 0;
        double oldest = 0;
        double shown = Double.NEGATIVE_INFINITY;
        double newest = Double.NEGATIVE_INFINITY;
        int next = 0;
        double end = telegrams.get(telegrams.size() - 1).arrival;
        for (double now = telegrams.get(0).arrival + STEP / 2; now < end; now += STEP) {
            for (; next < telegrams.size() && telegrams.get(next).arrival <= now; next++) {
                Telegram telegram = telegrams.get(next);
                arrived = telegram.measured > newest ? telegram.arrival : arrived;
                newest = Math.max(newest, telegram.measured);
                if (line.accept(telegram.arrival, telegram.reading)
                        .filter(snapshot -> snapshot.published().values().has(POWER_NET)).isPresent()) {
                    shown = telegram.measured;
                }
            }
            if (!line.fresh(now)) {
                absent += STEP;
                unavoidable += now - arrived > limit ? STEP : 0;
                continue;
            }
            older += shown < newest ? STEP : 0;
            old += now - shown > limit ? STEP : 0;
            oldest = Math.max(oldest, now - shown);
        }
        return new Seen(absent, unavoidable, older, old, oldest);
    }
}
