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
 * Proves that telegrams can be corrected by what the inverters did: a move of the inverters must be in the next telegram, on the
 * same phase, with the same sign and size. A telegram's age is the one that leaves the smallest unexplained changes. Inverters
 * follow telegrams, so moves of a periodic swing fit at a wrong age with the wrong sign: both signs are tried, and moves that do
 * not clearly fit one of them prove and refute nothing.
 */
public final class FollowProof {
    /** So many moves are needed for a proof. */
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
    /** Subtracted from the age: a too large one makes the power swing, a too small one costs little. */
    private static final long CAUTION_NANOS = 500_000_000L;
    /** As a part of the interval: the mean over an interval corresponds to the power half an interval before. */
    private static final double MOST_AGE = 0.6;
    /** The sign is clear if one leaves at most this part of what the other leaves unexplained. */
    private static final double CLEAR = 0.7;
    /** Corrected powers are harmful if they leave more than this factor of what plain ones leave unexplained. */
    private static final double WORSE = 1.1;
    /** A change of more than twice the inverters' move is one of the house. */
    private static final double MOST_UNEXPLAINED = 2;

    /**
     * A change between two telegrams while the inverters moved.
     *
     * @param change of the meter's powers
     * @param moves of the inverters' powers, for each of {@link #AGES}
     */
    private record Move(PhaseWatts change, List<PhaseWatts> moves) {
        /** @param factor of the inverters' move: 1 as reported, -1 with the other sign, 0 for plain telegrams */
        double missed(int candidate, int factor) {
            return change.minus(moves.get(candidate).times(factor)).amount();
        }

        /** Returns the part of the inverters' move that the meter does not show, up to a limit: a larger one is a change of the house. */
        double unexplained(int candidate, int factor) {
            return Math.min(MOST_UNEXPLAINED, missed(candidate, factor) / Math.max(1, moves.get(candidate).amount()));
        }
    }

    private final PowerHistory history;
    private final Deque<Move> moves = new ArrayDeque<>();
    /** How many of {@link #AGES} are possible, from the first. */
    private int candidates;
    /** The powers of the last telegram. */
    private PhaseWatts power = PhaseWatts.UNKNOWN;
    /** The inverters' powers at the last telegram, for each of {@link #AGES}; empty if unknown. */
    private List<PhaseWatts> before = List.of();
    /** The likeliest age, an index of {@link #AGES}. */
    private int best;
    /** The age that is used: less than the likeliest one. */
    private long usedNanos;
    private PhaseWatts gain = PhaseWatts.UNKNOWN;

    FollowProof(PowerHistory history) {
        this.history = history;
    }

    /** Forgets everything: the meter or the inverters have changed. */
    void restart() {
        moves.clear();
        forgetTelegram();
        best = 0;
        usedNanos = 0;
        gain = PhaseWatts.UNKNOWN;
    }

    /** The next telegram cannot be compared with the last one: something in between is unknown. */
    void forgetTelegram() {
        power = PhaseWatts.UNKNOWN;
        before = List.of();
    }

    /** Starts from the age that an earlier run has proved, until it is proved again or refuted. */
    void remember(long provedNanos) {
        usedNanos = Math.min(provedNanos, LONGEST_AGE_NANOS);
    }

    /** Accepts the powers of a telegram. @param interval between telegrams */
    void accept(PhaseWatts watts, long nanos, long interval) {
        long longest = Math.min(LONGEST_AGE_NANOS, Math.max(SHORTEST_SEARCH_NANOS, (long) (interval * MOST_AGE)));
        candidates = (int) (longest / STEP_NANOS) + 1;
        best = Math.min(best, candidates - 1);
        List<PhaseWatts> now = AGES.stream().map(age -> history.at(nanos - age)).toList();
        if (!before.isEmpty()) {
            List<PhaseWatts> moved = IntStream.range(0, now.size()).mapToObj(i -> now.get(i).minus(before.get(i))).toList();
            PhaseWatts change = watts.minus(power);
            if (moved.stream().allMatch(PhaseWatts::knowsAny) && change.knowsAny()
                    && moved.subList(0, candidates).stream().mapToDouble(PhaseWatts::largest).max().orElse(0) >= MOVE_WATTS) {
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
        double[] ratios = moves.stream().filter(move -> Math.abs(move.moves.get(best).of(phase)) >= MOVE_WATTS)
                .mapToDouble(move -> move.change.of(phase) / move.moves.get(best).of(phase)).toArray();
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

    /** Returns the number of moves so far, up to the needed one. */
    int moves() {
        return Math.min(ENOUGH, moves.size());
    }

    boolean isJudged() {
        return moves.size() >= ENOUGH && gain.knowsAny();
    }

    /** Returns whether the meter shows the inverters' moves as they are; only if judged. */
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

    /** Returns the age of a telegram on its arrival as it is used: less than the most likely one. */
    long ageNanos() {
        return usedNanos;
    }

    /** Returns the part of the inverters' moves that the meter shows; NaN for a phase without moves. */
    PhaseWatts gain() {
        return gain;
    }

    /** Returns the percentage of the moves that the corrected powers leave unexplained; of plain ones with factor 0. */
    long unexplainedPercent(int factor) {
        return Math.round(100 * unexplained(nearest(), factor) / moves.size());
    }

    /** Returns the median of watts by which a corrected power misses the next telegram; of plain ones with factor 0. */
    double missed(int factor) {
        double[] watts = moves.stream().mapToDouble(move -> move.missed(nearest(), factor)).sorted().toArray();
        return watts.length == 0 ? Double.NaN : watts[watts.length / 2];
    }
}
