package org.dbusp1.output.modbus;

import java.util.OptionalLong;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.dbusp1.output.MeterShape;

/**
 * One snapshot as an energy meter shows it. Import is positive. Where the registers have no invalid value, what the
 * meter never sends is 0: see {@link Em24}.
 *
 * @param values   of the snapshot
 * @param shape    of the meter; has accepted the snapshot
 * @param imported the meter's counter, in 0.1 mWh
 * @param exported the meter's counter, in 0.1 mWh
 * @param phases   which it offers, 1 or 3
 * @param serial   at most 14 characters
 * @param version  of this program
 */
record Em24Values(Values values, MeterShape shape, long imported, long exported, int phases, String serial,
                  String version) {
    /** In mW; of a meter that gives only a total, or of one phase only, the total. */
    long power(Phase phase) {
        return shape.phasePowers() ? orZero(phase.power()) : totalPower();
    }

    /** In mW. */
    long totalPower() {
        return values.scaled(Quantity.POWER_NET);
    }

    /** In mV. */
    long voltage(Phase phase) {
        return orZero(phase.voltage());
    }

    /** In mA, negative while the phase exports. */
    long current(Phase phase) {
        OptionalLong current = shape.current(values, phase);
        return current.orElse(0);
    }

    /** Returns the phase's counter, of a one-phase meter the meter's own, in 0.1 mWh. */
    long energyImport(Phase phase) {
        return values.has(phase.energyImport()) || phases > 1 ? orZero(phase.energyImport()) : imported;
    }

    /** In mHz. */
    long frequency() {
        return orZero(Quantity.FREQUENCY);
    }

    private long orZero(Quantity quantity) {
        return values.has(quantity) ? values.scaled(quantity) : 0;
    }
}
