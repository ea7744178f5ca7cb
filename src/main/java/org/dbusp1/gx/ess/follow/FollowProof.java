package org.dbusp1.gx.ess.follow;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dbusp1.gx.ess.PhaseWatts;
import org.dbusp1.gx.ess.PowerHistory;

/**
 * Proves that telegrams can be corrected by what the inverters did: a move of the inverters must be in the next telegram, on
 * the same phase, with the same sign and size. The age of telegrams is taken to be the one with which the fewest watts stay
 * unexplained. Inverters follow telegrams, so moves of a periodic swing fit at a wrong age with the wrong sign: both signs
 * are tried, and moves that do not clearly fit one sign prove and refute nothing.
 */
public final class FollowProof {
    /** The number of moves that a proof needs. */
    static final int ENOUGH = 15;
    private static final int MOST_MOVES = 40;
    private static final double MOVE_WATTS = 150;
    private static final int ENOUGH_OF_PHASE = 5;
    /** The part of the inverters' move that a telegram has to show. */
    private static final double LEAST_GAIN = 0.8;
    private static final double MOST_GAIN = 1.2;
    private static final long STEP_NANOS = 250_000_000L;
    private static final long LONGEST_AGE_NANOS = 12_000_000_000L;
    private static final long SHORTEST_SEARCH_NANOS = 2_000_000_000L;
    private static final List<Long> AGES = LongStream.rangeClosed(0, LONGEST_AGE_NANOS / STEP_NANOS).map(step -> step * STEP_NANOS)
            .boxed().toList();
    /** Subtracted from the likeliest age: an age that is too large makes the power swing, one that is too small costs little. */
    private static final long CAUTION_NANOS = 500_000_000L;
    /**
     * The highest age of a telegram on its arrival, as a part of the interval between telegrams: the mean over an interval
     * corresponds to the power half an interval before.
     */
    private static final double MOST_AGE = 0.6;
    /** The sign is clear if the watts that it leaves unexplained are at most this part of those that the other sign leaves. */
    private static final double CLEAR = 0.7;
    /** Corrected powers are harmful if they leave more than this factor of the watts unexplained that plain powers leave. */
    private static final double WORSE = 1.1;
    /** The most that one move counts as unexplained, as a factor of its size: a larger change is one of the house. */
    private static final double MOST_UNEXPLAINED = 2;

    /**
     * A change between two telegrams while the inverters moved.
     *
     * @param change of the meter's powers, in watts
     * @param inverterMoves of the inverters' powers, in watts, for each of {@link #AGES}
     */
    private record Move(PhaseWatts change, List<PhaseWatts> inverterMoves) {
        /**
         * Returns the watts by which the meter's change misses the inverters' move.
         *
         * @param candidate index of {@link #AGES}
         * @param factor of the inverters' move: 1 as reported, -1 with the other sign, 0 for plain telegrams
         */
        double missed(int candidate, int factor) {
            return change.minus(inverterMoves.get(candidate).times(factor)).absoluteSum();
        }

        /** Returns the part of the inverters' move that the meter does not show, at most {@link #MOST_UNEXPLAINED}. */
        double unexplained(int candidate, int factor) {
            return Math.min(MOST_UNEXPLAINED, missed(candidate, factor) / Math.max(1, inverterMoves.get(candidate).absoluteSum()));
        }
    }

    private final PowerHistory history;
    private final Deque<Move> moves = new ArrayDeque<>();
    /** How many of {@link #AGES}, counted from the first, are possible with the meter's interval. */
    private int candidates;
    private PhaseWatts power = PhaseWatts.UNKNOWN;
    /** The inverters' powers at the last telegram, for each of {@link #AGES}; empty if unknown. */
    private List<PhaseWatts> before = List.of();
    /** The likeliest age, an index of {@link #AGES}. */
    private int best;
    /** The age that corrections use: the likeliest age less {@link #CAUTION_NANOS}. */
    private long usedNanos;
    private PhaseWatts gain = PhaseWatts.UNKNOWN;

    FollowProof(PowerHistory history) {
        this.history = history;
    }

    /** Called when the meter or the inverters have changed: forgets everything. */
    void restart() {
        moves.clear();
        forgetTelegram();
        best = 0;
        usedNanos = 0;
        gain = PhaseWatts.UNKNOWN;
    }

    /** Called when the telegram after this cannot be compared with the last one, because values between both are unknown. */
    void forgetTelegram() {
        power = PhaseWatts.UNKNOWN;
        before = List.of();
    }

    /** Starts from the age that an earlier run has proved, until this age is proved again or refuted. */
    void startFrom(long provedNanos) {
        usedNanos = Math.min(provedNanos, LONGEST_AGE_NANOS);
    }

    /** Accepts the powers of a telegram, in watts. @param intervalNanos the time between telegrams */
    void accept(PhaseWatts watts, long nanos, long intervalNanos) {
        long longest = Math.min(LONGEST_AGE_NANOS, Math.max(SHORTEST_SEARCH_NANOS, (long) (intervalNanos * MOST_AGE)));
        candidates = (int) (longest / STEP_NANOS) + 1;
        best = Math.min(best, candidates - 1);
        List<PhaseWatts> now = AGES.stream().map(age -> history.at(nanos - age)).toList();
        if (!before.isEmpty()) {
            List<PhaseWatts> moved = IntStream.range(0, now.size()).mapToObj(i -> now.get(i).minus(before.get(i))).toList();
            PhaseWatts change = watts.minus(power);
            if (moved.stream().allMatch(PhaseWatts::knowsAny) && change.knowsAny()
                    && moved.subList(0, candidates).stream().mapToDouble(PhaseWatts::largestAbsolute).max().orElse(0) >= MOVE_WATTS) {
                add(new Move(change, moved));
            }
        }
        power = watts;
        before = now;
    }

    private void add(Move move) {
        moves.addLast(move);
        if (moves.size() > MOST_MOVES) {
            moves.removeFirst();
        }
        if (moves.size() < ENOUGH) {
            return;
        }
        best = IntStream.range(0, candidates).boxed().min(Comparator.comparingDouble(i -> unexplained(i))).orElseThrow();
        if (isClear()) {
            usedNanos = Math.max(0, AGES.get(best) - CAUTION_NANOS);
            gain = PhaseWatts.of(this::gain);
        }
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

    /** Returns the part of the inverters' moves on a phase that the meter shows there; NaN without enough moves. */
    private double gain(int phase) {
        double[] ratios = moves.stream().filter(move -> Math.abs(move.inverterMoves.get(best).watts(phase)) >= MOVE_WATTS)
                .mapToDouble(move -> move.change.watts(phase) / move.inverterMoves.get(best).watts(phase)).toArray();
        return ratios.length < ENOUGH_OF_PHASE ? Double.NaN : mode(ratios);
    }

    /**
     * Returns the middle of the densest figures: the closest half, the closest half of that, and so on. A load that switches
     * every few seconds moves the median of these ratios, but not this mode.
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

    /** Returns the number of moves so far, at most {@link #ENOUGH}. */
    int moveCount() {
        return Math.min(ENOUGH, moves.size());
    }

    boolean isJudged() {
        return moves.size() >= ENOUGH && gain.knowsAny();
    }

    /** Returns whether the meter shows the inverters' moves with their sign and size; false without enough moves. */
    boolean isProved() {
        return isJudged() && IntStream.rangeClosed(1, PhaseWatts.PHASES)
                .noneMatch(phase -> gain.knows(phase) && (gain.watts(phase) < LEAST_GAIN || gain.watts(phase) > MOST_GAIN));
    }

    /** Returns whether the corrected powers miss the telegrams by more than the plain ones. */
    boolean isHarmful() {
        return moves.size() >= ENOUGH && unexplained(usedIndex(), 1) > WORSE * unexplained(usedIndex(), 0);
    }

    private int usedIndex() {
        return (int) (usedNanos / STEP_NANOS);
    }

    /** Returns the age of a telegram on its arrival that corrections use, less than the likeliest age. */
    long ageNanos() {
        return usedNanos;
    }

    /** Returns the part of the inverters' moves that the meter shows; NaN for a phase without enough moves. */
    PhaseWatts gain() {
        return gain;
    }

    /** Returns the percentage of the moves that the corrected powers leave unexplained; with factor 0 that of plain powers. */
    long unexplainedPercent(int factor) {
        return Math.round(100 * unexplained(usedIndex(), factor) / moves.size());
    }

    /** Returns the median of watts by which a corrected power misses the next telegram; with factor 0 that of plain powers. */
    double missed(int factor) {
        double[] watts = moves.stream().mapToDouble(move -> move.missed(usedIndex(), factor)).sorted().toArray();
        return watts.length == 0 ? Double.NaN : watts[watts.length / 2];
    }
}
