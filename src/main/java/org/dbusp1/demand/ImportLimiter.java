package org.dbusp1.demand;

import java.time.YearMonth;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dbusp1.energy.Ledger;
import org.dbusp1.meter.ImportLimit;
import org.dbusp1.meter.ImportLimit.PeakGuardReport;
import org.dbusp1.meter.ImportLimit.GuardState;
import org.dbusp1.meter.ImportLimit.GuardStatus;
import org.dbusp1.meter.ImportLimit.Reason;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Values;
import org.dbusp1.state.StateStore;

/**
 * Calculates the import limit that keeps a window. Each change of the limit is a file that the GX device writes to its
 * flash: so the limit comes only when the window would end too high at the present power and a battery of 1 kW could
 * hardly keep it any more, goes when it was not reached for five minutes, is not raised above the one with which the next
 * window begins, so that a load that stays changes nothing, and the number of its changes in a day is limited. For an
 * actuator that may change at any rate there is the power that the window allows. Used by one thread.
 */
final class ImportLimiter {
    /** The lowest limit on the screen of a GX device (gui-v2, PageSettingsHub4Peakshaving.qml). */
    static final int LOWEST_AMPERES = 5;
    /** A limit above this is none. */
    private static final int HIGHEST_AMPERES = 100;
    private static final int LEAST_RAISE_AMPERES = 2;
    private static final long RAISE_SECONDS = 300;
    /** At the end of a window a higher limit has no use: the next window begins without what this one saved. */
    private static final long LAST_SECONDS = 180;
    /** The inverter follows a limit after some seconds; until then the power does not show its effect. */
    private static final long SETTLING_SECONDS = 20;
    /** While a battery with this power can still keep the window, the first limit waits: the load may go. */
    private static final double WAITING_WATTS = 1_000;
    /** The part of the window's energy that is planned, and the part of the power left that is given to the limit. */
    private static final double PLANNED = 0.985;
    private static final double GIVEN = 0.97;
    /** Parts of the limit: an import from which on the limit holds it, and above which a lower one changes nothing. */
    private static final double REACHED = 0.85;
    private static final double OBEYED = 1.1;
    /** A phase that is not limited may draw somewhat more than now. */
    private static final double FREE = 1.1;
    private static final double FREE_WATTS = 100;
    /** The voltage of a meter that sends none: the highest of EN 50160. */
    private static final double UNKNOWN_VOLTS = 253;
    private static final double LEAST_VOLTS = 100;
    /** The changes that are possible at once; the last ones are kept for a lower limit, and the very last for the lowest. */
    private static final double MOST_CHANGES = 50;
    private static final double KEPT_CHANGES = 10;
    private static final double WATT_SECONDS = 0.36; // of the counters' last decimal

    private final StateStore store;
    private final String place;
    private int phases = 1;
    private OptionalInt limit = OptionalInt.empty();
    private OptionalLong allowed = OptionalLong.empty();
    private final WriteBudget changes = new WriteBudget(MOST_CHANGES);
    private long changed = Long.MIN_VALUE / 2;
    private long reached = Long.MIN_VALUE / 2;
    private Month month;
    private Running running = new Running(Long.MIN_VALUE, YearMonth.of(1970, 1), false, false);

    /**
     * A running window.
     *
     * @param counted whether it counts and its start was seen, by a clock that can be trusted
     * @param ceiling the highest mean with which it may end, in watts; absent if there is none
     * @param energy  its import so far, in the counters' last decimal
     */
    record Window(long start, int seconds, YearMonth month, boolean counted, OptionalLong ceiling, long energy) {
    }

    /** A window as its last telegram showed it. */
    private record Running(long start, YearMonth month, boolean limited, boolean exceeded) {
    }

    /** The windows of a month in which the guard limited the import. */
    private record Month(YearMonth month, int kept, int exceeded) {
        static Month parse(String text) {
            if (!text.matches("\\d{4}-(0[1-9]|1[0-2]) \\d{1,6} \\d{1,6}")) {
                throw new IllegalArgumentException("no month and two numbers: " + text);
            }
            String[] words = text.split(" ");
            return new Month(YearMonth.parse(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]));
        }

        /** Returns the windows of a month: these, or none. */
        private Month of(YearMonth other) {
            return month.equals(other) ? this : new Month(other, 0, 0);
        }
    }

    /** @param place the key in the store under which the windows of the month are kept */
    ImportLimiter(StateStore store, String place) {
        this.store = store;
        this.place = place;
        this.month = store.recall(place, Month::parse).orElse(new Month(YearMonth.of(1970, 1), 0, 0));
    }

    /**
     * @param now   the second of the telegram, by the meter's clock
     * @param guard the guard; absent where there is none
     */
    ImportLimit accept(long now, Window window, Values values, Optional<GuardStatus> guard) {
        // The first telegram, or a clock that was set back.
        changed = Math.min(changed, now);
        reached = Math.min(reached, now);
        phases = Phase.L2.hasValues(values) || Phase.L3.hasValues(values) ? 3 : phases;
        Reason reason = reason(now, window, values);
        follow(window, reason, guard.filter(status -> status.state() == GuardState.LIMITING).isPresent());
        Month shown = month.of(window.month());
        return new ImportLimit(limit, allowed, reason, guard.map(status -> new PeakGuardReport(status, shown.kept(), shown.exceeded())));
    }

    private Reason reason(long now, Window window, Values values) {
        allowed = OptionalLong.empty();
        if (!window.counted() || window.ceiling().isEmpty()) {
            if (limit.isPresent()) {
                set(OptionalInt.empty(), now);
            }
            return window.counted() ? Reason.UNLIMITED : Reason.NOT_COUNTED;
        }
        OptionalLong power = Ledger.importPower(values);
        if (power.isEmpty()) {
            return limit.isPresent() ? Reason.NEEDED : Reason.NOT_NEEDED;
        }
        long rest = window.start() + window.seconds() - now;
        double left = window.ceiling().getAsLong() * PLANNED * window.seconds() - window.energy() * WATT_SECONDS;
        boolean last = rest < DemandTracker.SHORTEST_REST_SECONDS;
        allowed = OptionalLong.of(Math.round(Math.max(0,
                Math.min(left / Math.max(1, rest), last ? window.ceiling().getAsLong() : Double.MAX_VALUE))));
        double volts = volts(values);
        double most = GIVEN * left / Math.max(rest, DemandTracker.SHORTEST_REST_SECONDS);
        int safe = (int) Math.max(LOWEST_AMPERES, Math.min(most / volts / phases, HIGHEST_AMPERES + 1));
        boolean tooHigh = power.getAsLong() * rest > left;
        if (tooHigh && limit.isEmpty() && safe > LOWEST_AMPERES && power.getAsLong() * SETTLING_SECONDS
                + (power.getAsLong() - WAITING_WATTS) * (rest - SETTLING_SECONDS) <= left) {
            return Reason.WAITING;
        }
        boolean obeyed = limit.isEmpty() || power.getAsLong() <= limit.getAsInt() * OBEYED * volts * phases;
        // ESS limits each phase. Where the power of a phase is absent, the highest is no less than the mean.
        double highest = Math.max((double) power.getAsLong() / phases, Phase.highest(values, Phase::power).orElse(0));
        if (limit.isPresent() && highest >= limit.getAsInt() * REACHED * volts) {
            reached = now;
        }
        int next = phases == 1 ? safe : shared(values, most, volts);
        if (tooHigh && obeyed && now - changed >= (limit.isPresent() ? SETTLING_SECONDS : 0)
                && next < limit.orElse(HIGHEST_AMPERES + 1)) {
            set(OptionalInt.of(changes.left(now) > 2 ? next : LOWEST_AMPERES), now);
        } else if (!tooHigh && limit.isPresent() && now - changed >= RAISE_SECONDS && rest > LAST_SECONDS
                && changes.left(now) > KEPT_CHANGES) {
            raise(now, (int) Math.min(safe, GIVEN * PLANNED * window.ceiling().getAsLong() / volts / phases));
        }
        if (limit.isEmpty()) {
            return Reason.NOT_NEEDED;
        }
        return tooHigh && now - changed >= SETTLING_SECONDS ? Reason.NOT_ENOUGH : Reason.NEEDED;
    }

    /** Returns the highest limit with which all phases together draw no more than these watts. */
    private int shared(Values values, double watts, double volts) {
        int amperes = HIGHEST_AMPERES;
        while (amperes > LOWEST_AMPERES && drawn(values, amperes * volts, limit.orElse(HIGHEST_AMPERES) * volts) > watts) {
            amperes--;
        }
        return amperes;
    }

    /** Returns what the phases would draw with another limit of each. */
    private static double drawn(Values values, double each, double present) {
        double sum = 0;
        for (Phase phase : Phase.ALL) {
            double watts = values.has(phase.power()) ? values.number(phase.power()) : each;
            if (watts > present * OBEYED) {
                sum += Math.max(watts, each); // its inverter gives all that it can
            } else {
                sum += watts >= present * REACHED ? each : Math.min(each, Math.max(0, watts) * FREE + FREE_WATTS);
            }
        }
        return sum;
    }

    /** Raises the limit where the window allows more, and removes it where the house did not need it lately. */
    private void raise(long now, int safe) {
        boolean unused = now - reached >= RAISE_SECONDS;
        if (unused || safe >= limit.orElseThrow() + LEAST_RAISE_AMPERES) {
            set(unused || safe > HIGHEST_AMPERES ? OptionalInt.empty() : OptionalInt.of(safe), now);
        }
    }

    private void set(OptionalInt next, long now) {
        limit = next;
        changes.write();
        changed = now;
        reached = now;
    }

    private static double volts(Values values) {
        double highest = Phase.highest(values, Phase::voltage).orElse(0);
        return highest >= LEAST_VOLTS ? highest : UNKNOWN_VOLTS;
    }

    /** Counts a window in which the guard limited the import when the next one begins. */
    private void follow(Window window, Reason reason, boolean limiting) {
        boolean limited = running.limited() && window.start() == running.start();
        if (running.limited() && !limited) {
            Month before = month.of(running.month());
            int kept = running.exceeded() ? 0 : 1;
            month = new Month(before.month(), before.kept() + kept, before.exceeded() + 1 - kept);
            store.remember(place, month.month() + " " + month.kept() + " " + month.exceeded());
        }
        boolean counts = reason != Reason.NOT_COUNTED && reason != Reason.UNLIMITED;
        running = new Running(window.start(), window.month(),
                counts && (limited || limiting),
                counts && window.energy() * WATT_SECONDS > window.ceiling().orElseThrow() * window.seconds());
    }
}
