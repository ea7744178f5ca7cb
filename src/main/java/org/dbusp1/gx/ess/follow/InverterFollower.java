package org.dbusp1.gx.ess.follow;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.EssUse;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.gx.ess.InverterPower;
import org.dbusp1.gx.ess.PhaseWatts;
import org.jspecify.annotations.Nullable;

/**
 * Corrects the powers of a slow meter between telegrams by what the inverters have changed since the last one, while the meter shows
 * their moves ({@link MoveSign}). The corrected power stays between the telegram's and the set point of ESS: so what the house itself
 * did is corrected by the next telegram alone, and no wrong report costs much. A correction begins and ends only with a telegram, because
 * an end in between would repeat a step that ESS has answered already. Used only on the loop.
 */
public final class InverterFollower {
    /** The shortest interval of telegrams that is corrected, with some room for telegrams that come early. */
    private static final long SLOW_NANOS = 3_900_000_000L;
    private static final int GAPS = 5;
    /** The longest silence of an inverter that is followed. */
    private static final long FRESH_NANOS = 2_000_000_000L;

    /**
     * A telegram, and the state of ESS when it arrived.
     *
     * @param meter the meter, and how its phases are wired
     * @param inTotal whether the powers of the phases are not shown, or ESS regulates their sum: then the sums are compared
     * @param powers the watts by the inverter's phases; all unknown if a power that the meter sends is missing in this
     *               telegram, which then is not corrected
     * @param setPoint the watts to which ESS regulates the grid, 0 if unknown
     * @param nanos when the telegram arrived
     */
    public record Telegram(String meter, boolean inTotal, PhaseWatts powers, double setPoint, long nanos, boolean on, Finding verdict) {
        /** Returns the power of a part in watts; NaN if unknown. @param part 0 for the sum, else a phase */
        private double watts(int part) {
            return InverterFollower.watts(powers, part);
        }

        /** Returns the set point of a part: ESS that regulates each phase by its own power shares it among them. */
        private double setPoint(int part) {
            if (part == 0) {
                return setPoint;
            }
            int phases = 0;
            for (int phase = 1; phase <= PhaseWatts.PHASES; phase++) { // no stream: for each report
                phases += powers.knows(phase) ? 1 : 0;
            }
            return setPoint / Math.max(1, phases);
        }
    }

    private final List<MoveSign> signs = Stream.generate(MoveSign::new).limit(PhaseWatts.PHASES + 1L).toList();
    private final Deque<Long> gaps = new ArrayDeque<>();
    /** The time of the last telegram; null if the next telegram cannot be compared with an earlier one. */
    private @Nullable Long lastNanos;
    /** The meter and the inverters of the moves; empty before the first telegram with a report of inverters. */
    private String subject = "";
    private InverterPower newest = InverterPower.NONE;
    /** Whether the inverters report what a correction needs of them, by the last report with or without PV inverters. */
    private boolean isPossible;
    /** Whether reports were wanted since the last telegram: only then their absence says something. */
    private boolean wantsReports;
    private InverterPower beforeTelegram = InverterPower.NONE;
    /** The telegram that is corrected; null while none is. */
    private @Nullable Telegram corrected;
    /** Whether reports have failed since the telegram: the correction does not change. */
    private boolean held;
    private PhaseWatts correction = PhaseWatts.ZERO;
    private @Nullable Finding status;

    /** Returns the sum of the known powers, or that of a phase; NaN if unknown. @param part 0 for the sum, else a phase */
    private static double watts(PhaseWatts powers, int part) {
        return part > 0 ? powers.watts(part) : powers.knowsAny() ? powers.sum() : Double.NaN;
    }

    /** Returns what is compared and corrected: the sum, or each phase. */
    private static int[] parts(Telegram telegram) {
        return telegram.inTotal() ? new int[] {0} : new int[] {1, 2, 3};
    }

    /** Returns the watts from the grid to the inverters and to the PV inverters there. */
    private static PhaseWatts drawn(InverterPower reported) {
        return reported.acIn().minus(reported.pv());
    }

    /** Without the power of PV inverters a report tells only whether a correction is possible. @return whether the correction changed */
    public boolean accept(InverterPower reported) {
        if (!reported.isPlausible()) {
            return false;
        }
        isPossible = reported.isUsable();
        if (!reported.pv().knowsAny()) {
            return false;
        }
        boolean isLate = reported.nanos() - newest.nanos() > FRESH_NANOS;
        newest = reported;
        held |= corrected != null && (isLate || !reported.onGrid() || !reported.isUsable() || !reported.isOfSame(beforeTelegram));
        return corrected != null && !held && correct(corrected);
    }

    public void accept(Telegram telegram) {
        addGap(telegram.nanos());
        boolean isFresh = newest.isUsable() && telegram.nanos() - newest.nanos() <= FRESH_NANOS;
        if (newest.isUsable() && !subject.equals(subject(telegram))) {
            subject = subject(telegram);
            signs.forEach(MoveSign::clear);
        }
        boolean isRegulated = telegram.verdict().ess() == EssUse.REGULATES;
        boolean watches = telegram.on() && isRegulated && isSlow() && isFresh && newest.onGrid();
        for (int part : parts(telegram)) {
            if (watches) {
                signs.get(part).accept(telegram.watts(part), watts(drawn(newest), part));
            } else {
                signs.get(part).skip();
            }
        }
        boolean isShown = IntStream.of(parts(telegram)).anyMatch(part -> signs.get(part).isShown());
        corrected = watches && !held && isShown && telegram.powers().knowsAny() ? telegram : null;
        held = false;
        beforeTelegram = newest;
        correction = PhaseWatts.ZERO;
        int moves = IntStream.of(parts(telegram)).map(part -> signs.get(part).moves()).max().orElse(0);
        Condition state;
        if (!telegram.on()) {
            state = Condition.FOLLOW_OFF;
        } else if (!isRegulated) {
            state = Condition.FOLLOW_NOT_REGULATING;
        } else if (gaps.size() == GAPS && !isSlow()) {
            state = Condition.FOLLOW_FAST_METER;
        } else if (!isFresh) {
            state = wantsReports ? Condition.FOLLOW_NO_INVERTER : Condition.FOLLOW_WATCHING;
        } else if (!newest.onGrid()) {
            state = Condition.FOLLOW_NOT_ON_GRID;
        } else if (moves == 0) {
            state = Condition.FOLLOW_WATCHING;
        } else {
            state = isShown ? Condition.FOLLOW_FOLLOWED : Condition.FOLLOW_NOT_FOLLOWED;
        }
        boolean offered = telegram.on() || isRegulated && isSlow() && isPossible;
        status = offered ? Finding.of(state).with("moves", (long) moves) : null;
        wantsReports = telegram.on() && isSlow();
    }

    private void addGap(long nanos) {
        if (lastNanos != null) {
            gaps.addLast(nanos - lastNanos);
            if (gaps.size() > GAPS) {
                gaps.removeFirst();
            }
        }
        lastNanos = nanos;
    }

    /** Returns the second smallest of the last gaps: lost telegrams only make gaps longer. */
    private long intervalNanos() {
        return gaps.stream().sorted(Comparator.naturalOrder()).skip(1).findFirst().orElse(0L);
    }

    private String subject(Telegram telegram) {
        return telegram.meter() + (telegram.inTotal() ? " total " : " ") + newest.services() + " " + newest.pvServices();
    }

    private boolean correct(Telegram telegram) {
        PhaseWatts before = correction;
        PhaseWatts moved = drawn(newest).minus(drawn(beforeTelegram)).orZero();
        PhaseWatts bounded;
        if (telegram.inTotal()) {
            double sum = moved.sum();
            bounded = sum == 0 ? moved : moved.times(bounded(telegram, 0, sum) / sum);
        } else {
            bounded = PhaseWatts.of(phase -> signs.get(phase).isShown() && telegram.powers().knows(phase)
                    ? bounded(telegram, phase, moved.watts(phase)) : 0);
        }
        correction = bounded.times(Math.min(1, beforeTelegram.rating() / Math.max(1, bounded.absoluteSum())));
        return !correction.equals(before);
    }

    /** Returns the part of a move with which the power stays between the telegram's and the set point of ESS. */
    private static double bounded(Telegram telegram, int part, double moved) {
        double toSetPoint = telegram.setPoint(part) - telegram.watts(part);
        return Math.max(Math.min(0, toSetPoint), Math.min(Math.max(0, toSetPoint), moved));
    }

    /** Called when no telegram is valid: ends the correction and its status. */
    public void offline() {
        corrected = null;
        status = null;
        held = false;
        wantsReports = false;
        correction = PhaseWatts.ZERO;
        signs.forEach(MoveSign::skip);
        lastNanos = null;
    }

    /** Returns the watts to add to the powers of the last telegram, by the inverter's phases. */
    public PhaseWatts correction() {
        return correction;
    }

    /** Returns the status for the owner; null if the correction would be of no use. */
    public @Nullable Finding status() {
        return status;
    }

    public boolean wantsReports() {
        return wantsReports;
    }

    public boolean isSlow() {
        return gaps.size() == GAPS && intervalNanos() >= SLOW_NANOS;
    }
}
