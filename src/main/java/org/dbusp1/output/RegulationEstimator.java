package org.dbusp1.output;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.EssVerdict.IntervalGrade;

/**
 * Estimates from the grid power alone how well ESS regulates: a load that is switched moves the grid power away from
 * the set point at once, and the inverter brings it back.
 *
 * <p>A step counts when the power was near the set point for ten seconds, moved by 500 W or more within two telegrams,
 * was halved within 30 s and was near the set point again for ten seconds within two minutes. A slow change, noise, a
 * load that the battery does not cover, a second load before the first is covered, and a load of some seconds, whose
 * end looks like an overshoot by nearly the whole step, do not count; neither does one telegram alone of a meter that
 * sends each second. Nothing is reported without three steps in each direction: a house whose battery rests buys more
 * and less, and never sells.
 *
 * <p>The moments of a step and of its answer are interpolated between two telegrams each, so that a single delay is
 * known to one interval of the meter, and the median of many to half an interval. The energy is within 3 % for a meter
 * that sends each second or each 2.5 s; by a meter that sends each ten seconds it would be up to a half too much, and
 * is absent ({@code venus/bench ess} prints the estimates beside the truth).
 */
public final class RegulationEstimator {
    private static final double NEAR_WATTS = 100;
    private static final double STEP_WATTS = 500;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long CALM_NANOS = 10 * SECOND_NANOS;
    private static final int CALM_TELEGRAMS = 3;
    private static final long ANSWER_NANOS = 30 * SECOND_NANOS;
    private static final long SETTLED_NANOS = 120 * SECOND_NANOS;
    /** More than this part of a step in the other direction is the end of the load. */
    private static final double MOST_OVERSHOOT = 0.75;
    /** The steps of each direction without which nothing is reported. */
    private static final int EVIDENCE = 3;
    private static final int MOST_STEPS = 500;
    private static final int HOURS = 24;
    private static final long HOUR_NANOS = 3_600 * SECOND_NANOS;
    /** The measured time without which the energy of a day is not reported. */
    private static final long NEARLY_A_DAY_NANOS = 20 * HOUR_NANOS;
    private static final long HALF_MINUTE_NANOS = 30 * SECOND_NANOS;
    private static final double WATT_NANOS_OF_A_WATT_HOUR = HOUR_NANOS;

    private record Step(long nanos, boolean load, long delayNanos, int overshootPercent) {
    }

    /** An hour's energy that was bought and sold again, and the time in which it was measured. */
    private static final class Hour {
        private final long number;
        private double lost;
        private long nanos;

        Hour(long number) {
            this.number = number;
        }
    }

    /** Energy in watt nanoseconds that was not bought or sold again so far. */
    private record Open(double bought, double sold) {
        private static final Open NONE = new Open(0, 0);
    }

    /** A step that is being followed: the distance from the set point, positive in the step's direction. */
    private final class Change {
        private final boolean load;
        private final long beganNanos;
        private final double began;
        private int telegrams;
        private double height;
        private long roseNanos;
        private Optional<Long> halvedNanos = Optional.empty();
        private double opposite;

        /** @param began the distance before the step */
        Change(long beganNanos, double began, boolean load) {
            this.load = load;
            this.beganNanos = beganNanos;
            this.began = load ? began : -began;
        }

        /** Takes the next telegram. @return false where this is no step that ESS answers */
        boolean goesOn(long nanos, double signed) {
            double distance = load ? signed : -signed;
            telegrams++;
            boolean possible = telegrams <= 2 && distance > height ? rise(nanos, distance)
                    : height >= STEP_WATTS && distance <= height * 1.1 + NEAR_WATTS && fall(nanos, distance);
            return possible && nanos - beganNanos < SETTLED_NANOS;
        }

        /** A meter that sends means over its interval needs two telegrams to show a step. */
        private boolean rise(long nanos, double distance) {
            boolean first = telegrams == 1 || previous() < distance / 2;
            roseNanos = first ? crossing(nanos, distance, distance / 2) : between(beganNanos, began, lastNanos, previous(), distance / 2);
            height = distance;
            return telegrams == 1 || height >= STEP_WATTS;
        }

        private boolean fall(long nanos, double distance) {
            double half = height / 2;
            if (telegrams == 2 && distance < half && IntervalGrade.of(interval) == IntervalGrade.FIT) {
                return false; // one telegram alone is noise
            }
            if (halvedNanos.isEmpty() && distance < half) {
                halvedNanos = Optional.of(crossing(nanos, distance, half));
            }
            opposite = Math.max(opposite, -distance);
            return halvedNanos.isEmpty() ? nanos - beganNanos < ANSWER_NANOS
                    : distance <= half + NEAR_WATTS && opposite < MOST_OVERSHOOT * height;
        }

        /** Returns the distance of the telegram before. */
        private double previous() {
            return load ? last : -last;
        }

        private long crossing(long nanos, double distance, double level) {
            return between(lastNanos, previous(), nanos, distance, level);
        }

        private static long between(long fromNanos, double from, long toNanos, double to, double level) {
            return fromNanos + Math.round((toNanos - fromNanos) * ((level - from) / (to - from)));
        }

        Optional<Step> answered() {
            int percent = opposite <= NEAR_WATTS ? 0 : (int) Math.round(100 * opposite / height);
            return halvedNanos.map(halved -> new Step(roseNanos, load, halved - roseNanos, percent));
        }
    }

    private final Deque<Step> steps = new ArrayDeque<>();
    private final Deque<Hour> hours = new ArrayDeque<>();
    private Optional<Change> change = Optional.empty();
    private long lastNanos;
    private double last;
    private long calmSince;
    private int calm;
    private long halfMinute;
    private Open running = Open.NONE;
    private Open before = Open.NONE;
    private Duration interval = Duration.ZERO;
    private Optional<EssVerdict.Regulation> regulation = Optional.empty();

    /** Returns the figures of the last day; absent without enough evidence. */
    public Optional<EssVerdict.Regulation> regulation() {
        return regulation;
    }

    /**
     * Takes a telegram, while ESS regulates. A pause of more than two intervals, or a clock that was set, ends the step
     * that is being followed.
     *
     * @param setPoint the power on the grid that ESS aims at, in watts
     * @return whether the figures may have changed
     */
    public boolean accept(Snapshot snapshot, double setPoint) {
        if (!snapshot.values().has(Quantity.POWER_NET) || !snapshot.reading().values().has(Quantity.POWER_NET)) {
            return false;
        }
        interval = snapshot.interval();
        long nanos = Duration.between(Instant.EPOCH, snapshot.arrival()).toNanos();
        double watts = snapshot.values().number(Quantity.POWER_NET);
        if (nanos < lastNanos) {
            steps.clear();
            hours.clear();
        }
        boolean next = nanos >= lastNanos && nanos - lastNanos <= 5 * interval.toNanos() / 2;
        boolean changed = next && count(nanos, watts);
        if (!next) {
            calm = 0;
            change = Optional.empty();
        }
        changed |= follow(nanos, watts - setPoint);
        lastNanos = nanos;
        last = watts - setPoint;
        if (changed) {
            regulation = report(nanos);
        }
        return changed;
    }

    private boolean follow(long nanos, double distance) {
        boolean near = Math.abs(distance) <= NEAR_WATTS;
        boolean wasCalm = isCalm(lastNanos);
        if (!near) {
            calm = 0;
        } else if (calm++ == 0) {
            calmSince = nanos;
        }
        if (change.isPresent()) {
            change = change.filter(step -> step.goesOn(nanos, distance));
            Optional<Step> answered = isCalm(nanos) ? change.flatMap(Change::answered) : Optional.empty();
            answered.ifPresent(this::keep);
            return answered.isPresent();
        }
        if (!near && wasCalm) {
            change = Optional.of(new Change(lastNanos, last, distance > 0)).filter(step -> step.goesOn(nanos, distance));
        }
        return false;
    }

    private boolean isCalm(long nanos) {
        return calm >= CALM_TELEGRAMS && nanos - calmSince >= CALM_NANOS;
    }

    private void keep(Step step) {
        change = Optional.empty();
        steps.add(step);
        if (steps.size() > MOST_STEPS) {
            steps.remove();
        }
    }

    /** Adds the energy since the last telegram. @return whether an hour is complete */
    private boolean count(long nanos, double watts) {
        long number = Math.floorDiv(nanos, HOUR_NANOS);
        boolean next = hours.isEmpty() || hours.getLast().number != number;
        if (next) {
            hours.add(new Hour(number));
        }
        Hour hour = hours.getLast();
        long passed = nanos - lastNanos;
        hour.nanos += passed;
        long part = Math.floorDiv(nanos, HALF_MINUTE_NANOS);
        if (part != halfMinute) {
            // Energy of a half minute that was also moved back in it, or in the half minute before.
            double within = Math.min(running.bought, running.sold);
            double bought = running.bought - within;
            double sold = running.sold - within;
            hour.lost += within + Math.min(bought, before.sold) + Math.min(sold, before.bought);
            before = part != halfMinute + 1 ? Open.NONE : new Open(Math.max(0, bought - before.sold), Math.max(0, sold - before.bought));
            running = Open.NONE;
            halfMinute = part;
        }
        running = new Open(running.bought + Math.max(0, watts) * passed, running.sold + Math.max(0, -watts) * passed);
        return next;
    }

    private Optional<EssVerdict.Regulation> report(long nanos) {
        long newest = Math.floorDiv(nanos, HOUR_NANOS);
        hours.removeIf(hour -> newest - hour.number >= HOURS);
        steps.removeIf(step -> nanos - step.nanos > HOURS * HOUR_NANOS);
        long loads = steps.stream().filter(Step::load).count();
        if (Math.min(loads, steps.size() - loads) < EVIDENCE) {
            return Optional.empty();
        }
        long resolution = IntervalGrade.of(interval) == IntervalGrade.FIT ? SECOND_NANOS / 10 : SECOND_NANOS;
        long delay = Math.round((double) median(Step::delayNanos) / resolution) * resolution;
        return Optional.of(new EssVerdict.Regulation(steps.size(), Duration.ofNanos(delay).toMillis(),
                (int) median(Step::overshootPercent), energyOfADay()));
    }

    private long median(ToLongFunction<Step> value) {
        List<Long> sorted = steps.stream().map(value::applyAsLong).sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private OptionalLong energyOfADay() {
        long nanos = hours.stream().mapToLong(hour -> hour.nanos).sum();
        double lost = hours.stream().mapToDouble(hour -> hour.lost).sum();
        return nanos < NEARLY_A_DAY_NANOS || IntervalGrade.of(interval) == IntervalGrade.SLOW ? OptionalLong.empty()
                : OptionalLong.of(Math.round(lost / WATT_NANOS_OF_A_WATT_HOUR * HOURS * HOUR_NANOS / nanos));
    }
}
