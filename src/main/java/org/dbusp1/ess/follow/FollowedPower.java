package org.dbusp1.ess.follow;

import java.util.function.IntPredicate;
import org.dbusp1.ess.InverterPower;
import org.dbusp1.ess.PhaseWatts;
import org.dbusp1.ess.PowerHistory;

/**
 * The correction of a telegram's power by what the inverters did since it was measured. It begins and ends only with a telegram,
 * when plain and corrected powers are nearly equal: an end in between would repeat a step that ESS has answered already. If
 * inputs fail, the last correction stays until the next telegram.
 */
public final class FollowedPower {
    /** An inverter that was silent for longer is not followed. */
    static final long FRESH_NANOS = 2_000_000_000L;

    private final PowerHistory history;
    private InverterPower newest = InverterPower.NONE;
    /** The last report before the telegram. */
    private InverterPower ofTelegram = InverterPower.NONE;
    /** The inverters' powers when the telegram was measured. */
    private PhaseWatts base = PhaseWatts.UNKNOWN;
    private PhaseWatts correction = PhaseWatts.ZERO;
    private IntPredicate phases = phase -> true;
    private boolean acting;
    /** True if inputs have failed since the telegram: the correction does not change. */
    private boolean held;

    /** @param history gets the inverters' powers, less those of the PV inverters if they are included */
    FollowedPower(PowerHistory history) {
        this.history = history;
    }

    /** Accepts a report of the inverters. @return whether the correction changed */
    boolean accept(InverterPower reported, PhaseWatts known) {
        boolean late = reported.nanos() - newest.nanos() > FRESH_NANOS;
        if (!reported.isOfSame(newest)) {
            history.clear();
        }
        newest = reported;
        history.add(reported.nanos(), known);
        held |= acting && (late || !reported.onGrid() || !reported.isReported() || !reported.isOfSame(ofTelegram));
        return acting && !held && correct(known);
    }

    /**
     * Accepts a telegram.
     *
     * @param nanos when it arrived
     * @param age how long before that it was measured, in nanoseconds
     * @param allowed whether the powers may be corrected until the next one
     * @param proved the phases that may be corrected
     */
    void telegram(long nanos, long age, boolean allowed, IntPredicate proved) {
        phases = proved;
        base = history.at(nanos - age);
        acting = allowed && !held && isFollowed(nanos) && base.knowsAny();
        held = false;
        ofTelegram = newest;
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

    /** Returns whether all inverters were heard of recently, and are connected to the grid. */
    boolean isFollowed(long nanos) {
        return newest.isReported() && newest.onGrid() && nanos - newest.nanos() <= FRESH_NANOS;
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
        PhaseWatts moved = PhaseWatts.of(phase -> phases.test(phase) ? known.of(phase) - base.of(phase) : 0).orZero();
        correction = moved.times(Math.min(1, ofTelegram.rating() / Math.max(1, moved.amount())));
        return !correction.equals(before);
    }
}
