package org.dbusp1.decode.sml;

import static org.dbusp1.meter.Quantity.*;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.dbusp1.decode.register.RegisterTable;
import org.dbusp1.meter.Quantity;

/**
 * The quantities that German meters send with SML; their codes are those of {@link RegisterTable}. Sources: DIN EN
 * 62056-61, FNN Lastenheft eHZ and Basiszähler, libsml-testing's captures. Other codes (angles, keys, 1-0:1.7.1 of
 * Hager) have no quantity in this program.
 */
final class SmlTable {
    private static final Set<Quantity> SENT = EnumSet.of(ENERGY_IMPORT, ENERGY_IMPORT_T1, ENERGY_IMPORT_T2,
            ENERGY_IMPORT_T3, ENERGY_IMPORT_T4, ENERGY_IMPORT_T5, ENERGY_EXPORT, ENERGY_EXPORT_T1, ENERGY_EXPORT_T2,
            ENERGY_EXPORT_T3, ENERGY_EXPORT_T4, ENERGY_EXPORT_T5, ENERGY_IMPORT_L1, ENERGY_IMPORT_L2, ENERGY_IMPORT_L3,
            ENERGY_EXPORT_L1, ENERGY_EXPORT_L2, ENERGY_EXPORT_L3, REACTIVE_ENERGY_IMPORT, REACTIVE_ENERGY_EXPORT,
            REACTIVE_ENERGY_Q1, REACTIVE_ENERGY_Q2, REACTIVE_ENERGY_Q3, REACTIVE_ENERGY_Q4, POWER_NET, POWER_ABS,
            POWER_IMPORT, POWER_EXPORT, POWER_L1, POWER_L2, POWER_L3, POWER_IMPORT_L1, POWER_IMPORT_L2,
            POWER_IMPORT_L3, POWER_EXPORT_L1, POWER_EXPORT_L2, POWER_EXPORT_L3, VOLTAGE_L1, VOLTAGE_L2, VOLTAGE_L3,
            CURRENT_L1, CURRENT_L2, CURRENT_L3, CURRENT_NEUTRAL, FREQUENCY, REACTIVE_IMPORT, REACTIVE_EXPORT,
            APPARENT_IMPORT, APPARENT_EXPORT);
    /** Groups A and B of the meter itself, 1-0. */
    private static final int METER_ITSELF = 0x0100;
    /** The highest group E of totals and tariffs. */
    private static final int LAST_TARIFF = 5;
    /** Group F of current values. */
    private static final int CURRENT = 255;

    private SmlTable() {
    }

    /** Returns the quantity of a code with group F; empty if it has none. */
    static Optional<Quantity> quantity(long code) {
        if (code >>> 32 != METER_ITSELF || (code >>> 8 & 0xFF) > LAST_TARIFF || (code & 0xFF) != CURRENT) {
            return Optional.empty();
        }
        Quantity quantity = RegisterTable.meaning(RegisterTable.pack(code >>> 8)).quantity();
        return quantity != null && SENT.contains(quantity) ? Optional.of(quantity) : Optional.empty();
    }
}
