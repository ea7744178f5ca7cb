package org.dbusp1.gx.ess;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares steps of the inverter's power at its AC input with steps of the meter's phases. A step of one of the inverter's
 * phases is followed by a step of the same size of the meter's same phase. Each such pair is a vote; an order is doubted
 * only after many votes over some minutes agree.
 */
public final class PhaseComparison {
    /** The least watts of a step, and of its difference to the steps of the inverter's other phases. */
    private static final double LEAST_STEP_WATTS = 200;
    /** Watts by which the best phase of the meter must fit better than the second best. */
    private static final double LEAST_LEAD_WATTS = 150;
    /** The part of a step by which the meter's step may differ, because other devices are switched at the same time. */
    private static final double TOLERANCE = 0.4;
    private static final int MAX_VOTES = 20;
    private static final int LEAST_VOTES = 6;
    private static final double AGREEING_PART = 0.85;
    /** The meter's phases, 0 to 2, that may follow those of the inverter; at first the right order. */
    private static final List<int[]> ORDERS = List.of(new int[] {0, 1, 2}, new int[] {0, 2, 1}, new int[] {1, 0, 2},
            new int[] {1, 2, 0}, new int[] {2, 0, 1}, new int[] {2, 1, 0});
    private static final long LEAST_SPAN_NANOS = 180_000_000_000L;

    /** A step of an inverter's phase. @param meterPhase the meter's phase, 0 to 2, that followed the step */
    private record Vote(int meterPhase, long nanos) {
    }

    private final List<Deque<Vote>> votes = List.of(new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>());
    private PhaseWatts meterBefore = PhaseWatts.UNKNOWN;
    private PhaseWatts inverterBefore = PhaseWatts.UNKNOWN;

    void restart() {
        votes.forEach(Deque::clear);
        skip();
    }

    /** Called when values were missing: the next values are not compared with earlier ones. */
    void skip() {
        meterBefore = PhaseWatts.UNKNOWN;
        inverterBefore = PhaseWatts.UNKNOWN;
    }

    /**
     * Accepts powers of the same moment; if one of them is unknown, neither these powers nor the next ones are compared.
     *
     * @param meter watts as published
     * @param inverter watts at the inverter's AC input
     * @param nanos time by the monotonic clock
     */
    void accept(PhaseWatts meter, PhaseWatts inverter, long nanos) {
        PhaseWatts meterSteps = meter.minus(meterBefore);
        PhaseWatts inverterSteps = inverter.minus(inverterBefore);
        if (meterSteps.knowsAll() && inverterSteps.knowsAll()) {
            IntStream.range(0, PhaseWatts.PHASES).filter(phase -> isDistinct(inverterSteps, phase))
                    .forEach(phase -> vote(phase, inverterSteps.watts(phase + 1), meterSteps, nanos));
        }
        meterBefore = meter;
        inverterBefore = inverter;
    }

    private static boolean isDistinct(PhaseWatts steps, int phase) {
        double step = steps.watts(phase + 1);
        return Math.abs(step) >= LEAST_STEP_WATTS
                && IntStream.range(0, PhaseWatts.PHASES)
                .allMatch(other -> other == phase || Math.abs(step - steps.watts(other + 1)) >= LEAST_STEP_WATTS);
    }

    private void vote(int phase, double step, PhaseWatts meterSteps, long nanos) {
        double[] misfits = IntStream.rangeClosed(1, PhaseWatts.PHASES).mapToDouble(number -> Math.abs(meterSteps.watts(number) - step))
                .toArray();
        int best = IntStream.range(0, PhaseWatts.PHASES).reduce((a, b) -> misfits[a] <= misfits[b] ? a : b).orElseThrow();
        double second = IntStream.range(0, PhaseWatts.PHASES).filter(i -> i != best).mapToDouble(i -> misfits[i]).min().orElseThrow();
        if (misfits[best] <= TOLERANCE * Math.abs(step) && second - misfits[best] >= LEAST_LEAD_WATTS) {
            Deque<Vote> votesOfPhase = votes.get(phase);
            votesOfPhase.addLast(new Vote(best, nanos));
            if (votesOfPhase.size() > MAX_VOTES) {
                votesOfPhase.removeFirst();
            }
        }
    }

    /** Returns the order that minutes of data support; null if this is the present order, or if the data do not decide. */
    @Nullable PhaseOrder supported(PhaseOrder present) {
        LongSummaryStatistics times = votes.stream().flatMap(Deque::stream).mapToLong(Vote::nanos).summaryStatistics();
        return ORDERS.stream().filter(this::isSupported).findFirst()
                .filter(followers -> followers != ORDERS.get(0) && present.inverterPhases().size() == PhaseWatts.PHASES
                        && times.getMax() - times.getMin() >= LEAST_SPAN_NANOS)
                .map(followers -> corrected(present, followers)).orElse(null);
    }

    /**
     * Returns whether the votes support an order: enough votes of each phase with steps, and at least two such phases, which
     * leave only one possibility for the third.
     *
     * @param followers for each phase of the inverter the meter's phase that follows it, 0 to 2
     */
    private boolean isSupported(int[] followers) {
        int decided = 0;
        for (int phase = 0; phase < PhaseWatts.PHASES; phase++) {
            int follower = followers[phase];
            Deque<Vote> cast = votes.get(phase);
            long agreeing = cast.stream().filter(vote -> vote.meterPhase == follower).count();
            if (!cast.isEmpty() && (cast.size() < LEAST_VOTES || agreeing < AGREEING_PART * cast.size())) {
                return false;
            }
            decided += cast.isEmpty() ? 0 : 1;
        }
        return decided >= 2;
    }

    /** Returns the order by which each phase of the meter is published as the inverter's phase whose steps it followed. */
    private static PhaseOrder corrected(PhaseOrder present, int[] followers) {
        Integer[] map = new Integer[PhaseWatts.PHASES];
        for (int phase = 0; phase < PhaseWatts.PHASES; phase++) {
            map[present.meterPhase(followers[phase] + 1) - 1] = phase + 1;
        }
        return new PhaseOrder(List.of(map));
    }
}
