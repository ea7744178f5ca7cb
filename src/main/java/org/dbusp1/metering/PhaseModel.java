package org.dbusp1.metering;

import org.dbusp1.meter.Dialect.Port;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.PowerAbsence;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;

/**
 * The phases and the power that a meter shows, for outputs that act as a grid meter. They are known only from several messages. Used by
 * one thread at a time; {@link #powerAbsence} by any thread.
 */
public final class PhaseModel {
    /** A P1 or HAN meter that has sent this number of messages without a power sends no power at all. */
    private static final int MESSAGES_WITHOUT_POWER = 3;

    private int meterIndex;
    private int phases = 1;
    private boolean sendsPhaseEnergies;
    private PhaseSumCheck phaseSum = new PhaseSumCheck();
    private ZeroAfterImport importOfZero = new ZeroAfterImport();
    /** In milliwatts; null while unknown. */
    private @Nullable Long totalMilliwatts;
    /** The monotonic time at which the last message is too old, if no other message follows. */
    private long validUntilNanos;
    private boolean signsCurrents;
    private boolean powerSeen;
    /** Messages of the meter before its first power. */
    private int withoutPower;
    /** Null unless the meter has sent no power so far, although its messages are complete. */
    private volatile @Nullable PowerAbsence powerAbsence;

    /**
     * Accepts a message; the first message of another meter resets this model.
     *
     * @return true for the first message of another meter
     */
    public boolean accept(Snapshot snapshot) {
        boolean another = snapshot.published().meterIndex() != meterIndex;
        if (another) {
            meterIndex = snapshot.published().meterIndex();
            phases = 1;
            sendsPhaseEnergies = false;
            phaseSum = new PhaseSumCheck();
            powerSeen = false;
            withoutPower = 0;
        }
        if (another || snapshot.arrival().nanos() - validUntilNanos > 0) {
            importOfZero = new ZeroAfterImport();
            phaseSum.lineLost();
        }
        validUntilNanos = snapshot.arrival().nanos() + snapshot.validFor().toNanos();
        updatePower(snapshot);
        updatePhases(snapshot.published().values());
        return another;
    }

    /** Updates the power. Meters with alternating messages send it only in some of their messages. */
    private void updatePower(Snapshot snapshot) {
        Reading reading = snapshot.reading();
        boolean power = reading.values().has(Quantity.POWER_NET);
        boolean optical = reading.meter().dialect().port() == Port.OPTICAL;
        powerSeen |= optical ? power : PowerAbsence.POWERS.stream().anyMatch(reading.values()::has);
        withoutPower = powerSeen ? 0 : withoutPower + 1;
        powerAbsence = withoutPower >= (optical ? 1 : MESSAGES_WITHOUT_POWER) ? PowerAbsence.of(reading) : null;
        boolean zero = importOfZero.accept(snapshot);
        Values valid = snapshot.published().values();
        totalMilliwatts = valid.has(Quantity.POWER_NET) ? (Long) valid.scaled(Quantity.POWER_NET) : zero ? (Long) 0L : null;
        phaseSum.accept(valid, reading.values(), totalMilliwatts, snapshot.arrival().nanos());
    }

    private void updatePhases(Values values) {
        signsCurrents = signsCurrents(values);
        for (Phase phase : Phase.ALL) {
            sendsPhaseEnergies |= values.has(phase.energyImport()) || values.has(phase.energyExport());
            if (phase != Phase.L1 && phase.hasValues(values)) {
                phases = 3;
            }
        }
    }

    /**
     * Returns why the meter has sent no power so far, although its messages are complete; null if it has sent a power, or may send it
     * soon.
     */
    public @Nullable PowerAbsence powerAbsence() {
        return powerAbsence;
    }

    /** Returns true while the meter has sent no power, but only a few messages. */
    public boolean awaitsPower() {
        return !powerSeen && powerAbsence == null;
    }

    /** Returns 3 once the meter has sent a value of L2 or L3; else 1. */
    public int phases() {
        return phases;
    }

    public boolean sendsPhaseEnergies() {
        return sendsPhaseEnergies;
    }

    /** Returns the power of the house in milliwatts that a grid meter shows; null while it is unknown. */
    public @Nullable Long totalMilliwatts() {
        return totalMilliwatts;
    }

    /** Returns true if the powers of the phases are shown; otherwise the total, if known, is shown on L1. */
    public boolean showsPhases() {
        return phaseSum.shown();
    }

    /** Returns true if the meter has a total and no phases: no phase has had a power so far, or only 0 W at any total. */
    public boolean hasTotalOnly() {
        return powerSeen && !phaseSum.shown() && !phaseSum.everFlowed();
    }

    /** Returns true if a current in the last message is negative: this meter sends currents with a sign. */
    public boolean signsCurrents() {
        return signsCurrents;
    }

    /** Returns true if a current is negative: this meter, such as Aidon's on HAN, sends currents with a sign. */
    public static boolean signsCurrents(Values values) {
        return Phase.ALL.stream().anyMatch(phase -> values.has(phase.current()) && values.scaled(phase.current()) < 0);
    }

    /**
     * Returns a current, which P1 sends without a sign, with the sign of a power; as it was sent where the power is unknown.
     *
     * @param power that of the phase, or the total where the phase has none; null if unknown
     */
    public static long withSignOf(@Nullable Long power, long current) {
        return power == null ? current : power < 0 ? -Math.abs(current) : Math.abs(current);
    }

    /**
     * Returns the current of a phase in milliamperes, negative during export: with the sign of the phase's power, or of the total power,
     * unless the meter sends it with a sign. Null if the meter does not send the current.
     */
    public @Nullable Long current(Values values, Phase phase) {
        if (!values.has(phase.current())) {
            return null;
        }
        long current = values.scaled(phase.current());
        Quantity power = showsPhases() && values.has(phase.power()) ? phase.power() : Quantity.POWER_NET;
        return signsCurrents ? current : (Long) withSignOf(values.has(power) ? (Long) values.scaled(power) : null, current);
    }
}
