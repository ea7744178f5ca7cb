package org.dbusp1.gx.ess.follow;

import java.util.function.IntPredicate;
import org.dbusp1.gx.ess.InverterPower;
import org.dbusp1.gx.ess.PhaseWatts;
import org.dbusp1.gx.ess.PowerHistory;

/**
 * The correction of a telegram's power by the change of the inverters' powers since the telegram was measured. A correction
 * begins and ends only with a telegram, when plain and corrected powers are nearly equal: an end in between would repeat a
 * step that ESS has answered already. If reports of the inverters fail, the last correction stays until the next telegram.
 */
public final class PowerCorrection {
    /** The longest silence of an inverter that is followed. */
    static final long FRESH_NANOS = 2_000_000_000L;

    private final PowerHistory history;
    private InverterPower newest = InverterPower.NONE;
    /** The last report before the last telegram. */
    private InverterPower beforeTelegram = InverterPower.NONE;
    /** The inverters' powers at the time when the last telegram was measured. */
    private PhaseWatts base = PhaseWatts.UNKNOWN;
    private PhaseWatts correction = PhaseWatts.ZERO;
    private IntPredicate phases = phase -> true;
    private boolean acting;
    /** Whether reports have failed since the telegram: the correction does not change. */
    private boolean held;

    /** @param history is filled with the inverters' powers that {@link #accept} gets */
    PowerCorrection(PowerHistory history) {
        this.history = history;
    }

    /**
     * Accepts a report of the inverters.
     *
     * @param known the part of the reported powers that telegrams show, in watts: with or without the PV inverters
     * @return whether the correction changed
     */
    boolean accept(InverterPower reported, PhaseWatts known) {
        boolean late = reported.nanos() - newest.nanos() > FRESH_NANOS;
        if (!reported.isOfSame(newest)) {
            history.clear();
        }
        newest = reported;
        history.add(reported.nanos(), known);
        held |= acting && (late || !reported.onGrid() || !reported.isUsable() || !reported.isOfSame(beforeTelegram));
        return acting && !held && correct(known);
    }

    /**
     * Accepts a telegram.
     *
     * @param nanos when the telegram arrived
     * @param age nanoseconds from its measurement to its arrival
     * @param allowed whether the powers may be corrected until the next telegram
     * @param proved the phases that may be corrected
     */
    void acceptTelegram(long nanos, long age, boolean allowed, IntPredicate proved) {
        phases = proved;
        base = history.at(nanos - age);
        acting = allowed && !held && knowsInverters(nanos) && base.knowsAny();
        held = false;
        beforeTelegram = newest;
        correction = PhaseWatts.ZERO;
        if (acting) {
            correct(history.at(nanos));
        }
    }

    void offline() {
        acting = false;
        held = false;
        correction = PhaseWatts.ZERO;
    }

    /** Returns whether the last report is at most {@link #FRESH_NANOS} old, and all inverters are connected to the grid. */
    boolean knowsInverters(long nanos) {
        return newest.isUsable() && newest.onGrid() && nanos - newest.nanos() <= FRESH_NANOS;
    }

    InverterPower newest() {
        return newest;
    }

    boolean isActing() {
        return acting;
    }

    /** Returns the watts to add to the powers of the last telegram. */
    PhaseWatts correction() {
        return correction;
    }

    private boolean correct(PhaseWatts known) {
        PhaseWatts before = correction;
        PhaseWatts moved = PhaseWatts.of(phase -> phases.test(phase) ? known.watts(phase) - base.watts(phase) : 0).orZero();
        correction = moved.times(Math.min(1, beforeTelegram.rating() / Math.max(1, moved.absoluteSum())));
        return !correction.equals(before);
    }
}
