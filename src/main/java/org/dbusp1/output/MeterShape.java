package org.dbusp1.output;

import java.util.OptionalLong;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Values;

/**
 * The phases and the power that a meter shows, for outputs that act as a grid meter: found out over several
 * messages, not from one. Used by one thread at a time; {@link #powerless} by any.
 */
public final class MeterShape {
    /** The consecutive telegrams, and the least total, after which phase powers of 0 are a meter's mistake. */
    private static final int ZERO_TELEGRAMS = 3;
    private static final long ZERO_MILLIWATTS = 30_000;

    private int segment;
    /** Consecutive telegrams whose phase powers are all 0 under a total that is not. */
    private int zeroTelegrams;
    private boolean ignoresPhases;
    private int phases = 1;
    private boolean phasePowers;
    private boolean signsCurrents;
    private boolean powerSeen;
    private volatile boolean powerless;

    /** Accepts a message; the first one of another meter resets the shape. @return whether it is such a message */
    public boolean accept(Snapshot snapshot) {
        boolean another = snapshot.segment() != segment;
        if (another) {
            segment = snapshot.segment();
            zeroTelegrams = 0;
            ignoresPhases = false;
            phases = 1;
            powerSeen = false;
        }
        power(snapshot.reading());
        phases(snapshot.values());
        return another;
    }

    /**
     * Notes whether the meter sends its power: meters whose messages alternate send it in some of them; meters with a
     * P1 or HAN port always send it.
     */
    private void power(Reading reading) {
        boolean power = reading.values().has(Quantity.POWER_NET);
        powerless = switch (reading.meter().dialect().port()) {
            case OPTICAL -> !power && (powerless || !powerSeen);
            case P1, HAN -> false;
        };
        powerSeen |= power;
    }

    /**
     * Notes the phases that have values. Some meters print phase powers of 0 whatever flows, as Belgian Landis+Gyr
     * meters on a 3x230 V grid do: ESS would see 0 W. After three consecutive telegrams with all phases exactly 0 and a
     * total of 30 W or more only the total counts, until a phase power is not 0.
     */
    private void phases(Values values) {
        boolean given = false;
        boolean moves = false;
        signsCurrents = false;
        for (Phase phase : Phase.ALL) {
            if (values.has(phase.power())) {
                given = true;
                moves |= values.scaled(phase.power()) != 0;
            }
            signsCurrents |= values.has(phase.current()) && values.scaled(phase.current()) < 0;
            if (phase != Phase.L1 && phase.hasValues(values)) {
                phases = 3;
            }
        }
        long total = values.has(Quantity.POWER_NET) ? values.scaled(Quantity.POWER_NET) : 0;
        boolean odd = given && !moves && Math.abs(total) >= ZERO_MILLIWATTS;
        zeroTelegrams = odd ? Math.min(zeroTelegrams + 1, ZERO_TELEGRAMS) : 0;
        ignoresPhases = !moves && (ignoresPhases || zeroTelegrams == ZERO_TELEGRAMS);
        phasePowers = given && !ignoresPhases;
    }

    /** Returns whether the meter has sent no power so far, although its messages are complete. */
    public boolean powerless() {
        return powerless;
    }

    /** Returns 3 once the meter has sent a value of L2 or L3; else 1. */
    public int phases() {
        return phases;
    }

    /** Returns whether the meter gives phase powers that are not constantly 0. */
    public boolean phasePowers() {
        return phasePowers;
    }

    /**
     * Returns whether the phase powers of the last message are all 0 under a total that is not, and it may be a mistake
     * of the meter.
     */
    public boolean phasePowersInDoubt() {
        return zeroTelegrams > 0 && !ignoresPhases;
    }

    /** Returns whether the last message's currents have signs that the meter sent. */
    public boolean signsCurrents() {
        return signsCurrents;
    }

    /**
     * Returns the current of a phase in milliamperes, negative during export: with the sign of its power, or of the total,
     * because P1 prints no sign. The sign of Aidon's HAN meters stays.
     */
    public OptionalLong current(Values values, Phase phase) {
        if (!values.has(phase.current())) {
            return OptionalLong.empty();
        }
        long current = values.scaled(phase.current());
        Quantity power = phasePowers && values.has(phase.power()) ? phase.power() : Quantity.POWER_NET;
        if (signsCurrents || !values.has(power)) {
            return OptionalLong.of(current);
        }
        return OptionalLong.of(values.scaled(power) < 0 ? -Math.abs(current) : Math.abs(current));
    }
}
