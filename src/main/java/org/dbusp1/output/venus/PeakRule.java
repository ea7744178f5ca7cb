package org.dbusp1.output.venus;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dbusp1.meter.ImportLimit;
import org.dbusp1.meter.ImportLimit.GuardState;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;

/**
 * Decides what the guard of the peak asks of ESS.
 *
 * <p>In watts ("hold and shave"), while ESS regulates to its set point and the charge is between the minimum and the reserve: the inverters
 * give at most what the house uses above the import that the window allows. So ESS covers the peak alone, and the
 * battery is kept for it. Above the reserve, ESS works as always. In amperes: ESS covers what exceeds the import limit of each phase.
 *
 * <p>All inputs are values, also the time. Used by one thread.
 */
final class PeakRule {
    private static final double GROWTH_WATTS = 200;
    /** With a limit of 0 some firmware takes none. */
    private static final double LEAST_WATTS = 1;
    private static final double RESERVE = 30;
    /** An empty battery gives again when its charge is so much above the minimum. */
    private static final double RECOVERY = 3;
    private static final double OBEYED = 1.1;
    private static final double TOLERANCE_WATTS = 200;
    private static final long NOT_OBEYED_NANOS = Duration.ofMinutes(2).toNanos();
    private static final long QUIET_NANOS = Duration.ofHours(1).toNanos();
    /** So often the import may come down while the inverters, by what they report, do not even move. */
    private static final int MOST_UNMOVED = 2;
    private static final double VOLTS = 230;

    /**
     * What a telegram brings.
     *
     * @param limit  that the window needs
     * @param values that the meter measured
     * @param given  what the inverters gave at that moment, in watts, below 0 while they took; absent where it is not known
     */
    record Need(ImportLimit limit, Values values, OptionalDouble given) {
        static final Need NONE = new Need(ImportLimit.NONE, new Values.Builder().build(), OptionalDouble.empty());

        /** Returns the watts that the house uses above the import that the window allows; none where one of them is not known. */
        double over() {
            return limit.watts().isPresent() && given.isPresent() ? importWatts() + given.getAsDouble() - limit.watts().getAsLong() : 0;
        }

        double importWatts() {
            Quantity known = values.has(Quantity.POWER_NET) ? Quantity.POWER_NET : Quantity.POWER_IMPORT;
            return values.has(known) ? values.number(known) : 0;
        }

        /** Returns the import of the phase that imports most. */
        double phaseWatts() {
            return Phase.highest(values, Phase::power).orElseGet(this::importWatts);
        }
    }

    /**
     * What is asked of ESS.
     *
     * @param state   the state of the guard, as far as the bus obeys
     * @param amperes the import limit of each phase
     * @param watts   the most that the inverters give
     */
    record Ask(GuardState state, OptionalDouble amperes, OptionalDouble watts) {
        static Ask nothing(GuardState state) {
            return new Ask(state, OptionalDouble.empty(), OptionalDouble.empty());
        }
    }

    private final boolean inWatts;
    private boolean usesWatts;
    private final OptionalInt reserve;
    private Need decided = Need.NONE;
    private double asked;
    private double lastGiven;
    private int unmoved;
    private boolean empty;
    /** True from the first sign that ESS does what is asked. */
    private boolean works;
    private OptionalLong disobeyedNanos = OptionalLong.empty();
    private OptionalLong quietNanos = OptionalLong.empty();

    /** @param reserve the charge up to which the battery is kept for peaks, in percent; absent: 30 above the minimum */
    PeakRule(boolean inWatts, OptionalInt reserve) {
        this.inWatts = inWatts;
        this.reserve = reserve;
    }

    /** Returns whether the owner wants the limit in watts, where it is possible. */
    boolean isInWatts() {
        return inWatts;
    }

    /** Returns whether the limit in watts is the one in use. */
    boolean usesWatts() {
        return usesWatts;
    }

    /** The owner has switched the guard on: what was not obeyed before may be now. */
    void restart() {
        notAsked();
        quietNanos = OptionalLong.empty();
    }

    /** What was asked did not reach ESS. */
    void notAsked() {
        works = false;
        disobeyedNanos = OptionalLong.empty();
    }

    /** Returns whether a telegram needs another answer at once: another limit in amperes, or 200 W more from the inverters. */
    boolean isUrgent(Need need) {
        return !need.limit().amperes().equals(decided.limit().amperes()) || asked > 0 && need.over() >= decided.over() + GROWTH_WATTS;
    }

    /** @param facts absent while they are not known, or ESS does not use the meter */
    Ask decide(Need need, Optional<EssFacts> facts, long now) {
        decided = need;
        if (quietNanos.isPresent() && now - quietNanos.getAsLong() >= QUIET_NANOS) {
            restart();
        }
        Ask ask = facts.filter(EssFacts::regulates).map(ess -> ask(need, ess, now)).orElse(Ask.nothing(GuardState.IMPOSSIBLE));
        if (ask.watts().isEmpty()) {
            asked = 0;
            unmoved = 0;
        }
        if (ask.amperes().isEmpty() && ask.watts().isEmpty()) {
            disobeyedNanos = OptionalLong.empty();
        }
        return ask;
    }

    private Ask ask(Need need, EssFacts ess, long now) {
        empty = ess.charge() <= ess.minimum() + (empty ? RECOVERY : 0);
        boolean watts = inWatts && ess.limitsDischarge();
        usesWatts = watts && !empty;
        if (watts ? need.given().isEmpty() : !ess.limitsImport()) {
            return Ask.nothing(GuardState.IMPOSSIBLE);
        } else if (watts && ess.isTaken()) {
            return Ask.nothing(GuardState.YIELDING);
        } else if (watts ? need.limit().watts().isEmpty() : need.limit().amperes().isEmpty()) {
            return Ask.nothing(quietNanos.isPresent() ? GuardState.NOT_OBEYED : GuardState.READY);
        } else if (empty && !ess.shavesAlways()) {
            return Ask.nothing(GuardState.BATTERY_EMPTY);
        } else if (quietNanos.isPresent()) {
            return Ask.nothing(GuardState.NOT_OBEYED);
        } else if (!watts || empty) {
            return need.limit().amperes().isEmpty() || !ess.limitsImport() ? Ask.nothing(GuardState.READY) : amperes(need, ess, now);
        }
        return ess.charge() > reserve.orElse((int) (ess.minimum() + RESERVE)) ? Ask.nothing(GuardState.READY) : watts(need, ess, now);
    }

    private Ask amperes(Need need, EssFacts ess, long now) {
        int limit = need.limit().amperes().orElseThrow();
        boolean exceeds = exceeds(need.phaseWatts(), limit * VOLTS);
        GuardState state = obeyed(true, !exceeds && ess.gives(), exceeds && !ess.gives(), now);
        return state.acts() ? new Ask(state, OptionalDouble.of(limit), OptionalDouble.empty()) : Ask.nothing(state);
    }

    /** Returns whether a power is more than an obeyed limit lets pass. */
    private static boolean exceeds(double watts, double limit) {
        return watts > Math.max(limit * OBEYED, limit + TOLERANCE_WATTS);
    }

    private Ask watts(Need need, EssFacts ess, long now) {
        double most = need.limit().watts().orElseThrow();
        double given = need.given().orElseThrow();
        boolean exceeds = exceeds(need.importWatts(), most);
        boolean ignored = asked > 0 && exceeds(Math.min(given, ess.discharge()), asked);
        boolean peak = need.over() > 0;
        if (given != lastGiven) {
            unmoved = 0;
        } else if (!exceeds && exceeds(asked, Math.max(0, given))) {
            unmoved++;
        }
        lastGiven = given;
        boolean fails = exceeds && !ess.gives() || ignored || unmoved > MOST_UNMOVED;
        GuardState state = obeyed(peak, peak && !exceeds && !ignored && ess.gives(), fails, now);
        asked = Math.rint(Math.max(LEAST_WATTS, Math.min(need.over(), ess.most())));
        return state.acts() ? new Ask(state, OptionalDouble.empty(), OptionalDouble.of(asked)) : Ask.nothing(state);
    }

    /** Returns the state of what is asked; not obeyed when ESS has not done it for two minutes. */
    private GuardState obeyed(boolean peak, boolean sign, boolean fails, long now) {
        works |= sign;
        if (!fails) {
            disobeyedNanos = OptionalLong.empty();
        } else if (disobeyedNanos.isEmpty()) {
            disobeyedNanos = OptionalLong.of(now);
        } else if (now - disobeyedNanos.getAsLong() >= NOT_OBEYED_NANOS) {
            works = false;
            quietNanos = OptionalLong.of(now);
            return GuardState.NOT_OBEYED;
        }
        if (!peak) {
            return GuardState.HOLDING;
        }
        return works ? GuardState.LIMITING : GuardState.ASKED;
    }
}
