package org.dbusp1.ess.follow;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dbusp1.ess.PhaseWatts;
import org.dbusp1.ess.PowerHistory;

/**
 * Proves from telegrams and what the inverters did that the one can be corrected by the other. A move of the inverters must be in the
 * next telegram, on the same phase, with the same sign and size; the age of a telegram is the one by which the changes that the
 * inverters do not explain are smallest.
 *
 * <p>The inverters follow the telegrams, so that moves with the wrong sign can look right at a wrong age: where ESS hunts, those of half
 * a period before, and beside a hob that switches each few seconds. So both signs are tried, and moves that one of them does not explain
 * much better than the other prove and refute nothing: what is known then stays.
 *
 * <p>While the correction is used, it must not miss the next telegram by more than the plain telegram does.
 */
public final class FollowProof {
    /** Moves without which nothing is proved. */
    static final int ENOUGH = 15;
    private static final int KEPT = 40;
    private static final double MOVE_WATTS = 150;
    private static final int ENOUGH_OF_PHASE = 5;
    private static final double LEAST_GAIN = 0.8;
    private static final double MOST_GAIN = 1.2;
    private static final long STEP_NANOS = 250_000_000L;
    private static final long LONGEST_AGE_NANOS = 12_000_000_000L;
    private static final long SHORTEST_SEARCH_NANOS = 2_000_000_000L;
    private static final List<Long> AGES = LongStream.rangeClosed(0, LONGEST_AGE_NANOS / STEP_NANOS).map(step -> step * STEP_NANOS)
            .boxed().toList();
    /** An age that is taken too large swings, one that is taken too small costs little. */
    private static final long CAUTION_NANOS = 500_000_000L;
    /** As a part of the interval: the mean of an interval is like a power of half an interval before. */
    private static final double MOST_AGE = 0.6;
    /** One sign leaves at most this part of what the other leaves unexplained, where it is clear which one is right. */
    private static final double CLEAR = 0.7;
    private static final double WORSE = 1.1;
    /** More than twice the move of the inverters is a change of the house. */
    private static final double MOST_UNEXPLAINED = 2;

    /**
     * A change between two telegrams in which the inverters moved.
     *
     * @param change the meter's
     * @param moves  the inverters', for each of {@link #AGES}
     */
    private record Move(PhaseWatts change, List<PhaseWatts> moves) {
        /** @param factor of the inverters' move: 1 as it is reported, -1 with the other sign, 0 for the plain telegrams */
        double missed(int candidate, int factor) {
            return change.minus(moves.get(candidate).times(factor)).amount();
        }

        /**
         * Returns the part of the inverters' move that the meter does not show. A large one counts like any other: then it is the house
         * that changed, which tells nothing of the inverters.
         */
        double unexplained(int candidate, int factor) {
            return Math.min(MOST_UNEXPLAINED, missed(candidate, factor) / Math.max(1, moves.get(candidate).amount()));
        }
    }

    private final PowerHistory history;
    private final Deque<Move> moves = new ArrayDeque<>();
    /** The ages that may be: the first of {@link #AGES}. */
    private int candidates;
    private PhaseWatts power = PhaseWatts.UNKNOWN;
    private List<PhaseWatts> before = List.of();
    private int best;
    private long usedNanos;
    private PhaseWatts gain = PhaseWatts.UNKNOWN;

    FollowProof(PowerHistory history) {
        this.history = history;
    }

    /** Forgets everything: the meter or the inverters are others. */
    void restart() {
        moves.clear();
        forgetTelegram();
        best = 0;
        usedNanos = 0;
        gain = PhaseWatts.UNKNOWN;
    }

    /** The next telegram cannot be compared with the last one: something was not known in between. */
    void forgetTelegram() {
        power = PhaseWatts.UNKNOWN;
        before = List.of();
    }

    /** Takes the age that an earlier run has proved: it is used until it is proved again, or refuted. */
    void remember(long provedNanos) {
        usedNanos = Math.min(provedNanos, LONGEST_AGE_NANOS);
    }

    /** Takes the powers of a telegram. @param interval the time between two of them */
    void telegram(PhaseWatts watts, long nanos, long interval) {
        long longest = Math.min(LONGEST_AGE_NANOS, Math.max(SHORTEST_SEARCH_NANOS, (long) (interval * MOST_AGE)));
        candidates = (int) (longest / STEP_NANOS) + 1;
        best = Math.min(best, candidates - 1);
        List<PhaseWatts> now = AGES.stream().map(age -> history.at(nanos - age)).toList();
        if (!before.isEmpty()) {
            List<PhaseWatts> moved = IntStream.range(0, now.size()).mapToObj(i -> now.get(i).minus(before.get(i))).toList();
            PhaseWatts change = watts.minus(power);
            if (moved.stream().allMatch(PhaseWatts::knowsAny) && change.knowsAny()
                    && moved.subList(0, candidates).stream().mapToDouble(PhaseWatts::largest).max().orElse(0) >= MOVE_WATTS) {
                take(new Move(change, moved));
            }
        }
        power = watts;
        before = now;
    }

    private void take(Move move) {
        moves.addLast(move);
        if (moves.size() > KEPT) {
            moves.removeFirst();
        }
        if (moves.size() < ENOUGH) {
            return;
        }
        best = IntStream.range(0, candidates).boxed().min(Comparator.comparingDouble(i -> unexplained(i))).orElseThrow();
        if (!isClear()) {
            return;
        }
        usedNanos = Math.max(0, AGES.get(best) - CAUTION_NANOS);
        gain = PhaseWatts.of(this::gain);
    }

    private boolean isClear() {
        double asReported = smallest(1);
        double turned = smallest(-1);
        return Math.min(asReported, turned) <= CLEAR * Math.max(asReported, turned);
    }

    private double smallest(int factor) {
        return IntStream.range(0, candidates).mapToDouble(i -> unexplained(i, factor)).min().orElseThrow();
    }

    private double unexplained(int candidate) {
        return Math.min(unexplained(candidate, 1), unexplained(candidate, -1));
    }

    private double unexplained(int candidate, int factor) {
        return moves.stream().mapToDouble(move -> move.unexplained(candidate, factor)).sum();
    }

    private static double median(double[] figures) {
        Arrays.sort(figures);
        return figures.length == 0 ? Double.NaN : figures[figures.length / 2];
    }

    /** Returns the part of the inverters' moves on a phase that the meter shows there; not known without enough of them. */
    private double gain(int phase) {
        double[] ratios = moves.stream().filter(move -> Math.abs(move.moves.get(best).of(phase)) >= MOVE_WATTS)
                .mapToDouble(move -> move.change.of(phase) / move.moves.get(best).of(phase)).toArray();
        return ratios.length < ENOUGH_OF_PHASE ? Double.NaN : mode(ratios);
    }

    /**
     * Returns the middle of the densest figures: the half that lies closest together, and the closest half of that, and so on. A hob
     * that switches each few seconds moves the median of these ratios, and not their densest part.
     */
    private static double mode(double[] figures) {
        Arrays.sort(figures);
        int from = 0;
        int count = figures.length;
        while (count > 2) {
            int half = (count + 1) / 2;
            int closest = from;
            for (int i = from; i + half <= from + count; i++) {
                closest = figures[i + half - 1] - figures[i] < figures[closest + half - 1] - figures[closest] ? i : closest;
            }
            from = closest;
            count = half;
        }
        return (figures[from] + figures[from + count - 1]) / 2;
    }

    /** Returns the number of moves so far, up to those that are enough. */
    int moves() {
        return Math.min(ENOUGH, moves.size());
    }

    /** Returns whether enough moves were seen to judge. */
    boolean isJudged() {
        return moves.size() >= ENOUGH && gain.knowsAny();
    }

    /** Returns whether the meter shows the inverters' moves as they are; only where it is judged. */
    boolean isProved() {
        return isJudged() && IntStream.rangeClosed(1, PhaseWatts.PHASES)
                .noneMatch(phase -> gain.knows(phase) && (gain.of(phase) < LEAST_GAIN || gain.of(phase) > MOST_GAIN));
    }

    /** Returns whether the corrected powers miss the telegrams by more than the plain ones. */
    boolean isHarmful() {
        return moves.size() >= ENOUGH && unexplained(nearest(), 1) > WORSE * unexplained(nearest(), 0);
    }

    private int nearest() {
        return (int) (usedNanos / STEP_NANOS);
    }

    /** Returns how long before its arrival a telegram was measured, as it is used: less than what is most likely. */
    long ageNanos() {
        return usedNanos;
    }

    /** Returns the part of the inverters' moves that the meter shows; not known of a phase on which they did not move. */
    PhaseWatts gain() {
        return gain;
    }

    /** Returns the part of the moves, in percent, that the corrected powers leave unexplained; of the plain ones with factor 0. */
    long unexplainedPercent(int factor) {
        return Math.round(100 * unexplained(nearest(), factor) / moves.size());
    }

    /** Returns by how many watts a corrected power misses the next telegram, as a median. */
    double missed() {
        return missed(1);
    }

    /** Returns the same of plain telegrams. */
    double missedByPlain() {
        return missed(0);
    }

    private double missed(int factor) {
        int nearest = nearest();
        return median(moves.stream().mapToDouble(move -> move.missed(nearest, factor)).toArray());
    }
}
