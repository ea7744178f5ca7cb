package org.dbusp1.decode.sml;

import static org.dbusp1.meter.Quantity.*;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.meter.Quantity;

/**
 * The registers of German meters: OBIS code with group F, and what it is. Sources: DIN EN 62056-61, FNN Lastenheft eHZ
 * and Basiszähler, libsml-testing's captures. Codes that are not here (angles, keys, 1-0:1.7.1 of Hager) have no
 * meaning of ours.
 */
final class SmlTable {
    /** What kind of value a register holds. */
    enum Kind {
        /** A number of a quantity. */
        QUANTITY,
        /** The maker's letters. */
        MAKER,
        /** A number of the meter. */
        ID,
        /** The version of the firmware. */
        VERSION,
        /** The status word that others send with their counters. */
        STATUS
    }

    /**
     * A row.
     *
     * @param rank     of the rows of a kind the first that a meter sends counts
     * @param quantity null where it is no number of a quantity
     */
    record Row(Kind kind, int rank, Quantity quantity) {
    }

    private static final Map<Long, Row> ROWS = new HashMap<>();

    static {
        add("1-0:96.50.1*1", Kind.MAKER);
        add("129-129:199.130.3*255", Kind.MAKER);
        add("1-0:96.1.0*255", Kind.ID);
        add("1-0:0.0.9*255", Kind.ID);
        add("0-0:96.1.255*255", Kind.ID);
        add("1-0:0.0.0*255", Kind.ID);
        add("1-0:0.2.0*0", Kind.VERSION);
        add("1-0:96.5.0*255", Kind.STATUS);
        add("1-0:96.5.5*255", Kind.STATUS);

        add("1-0:1.8.0*255", ENERGY_IMPORT);
        add("1-0:1.8.1*255", ENERGY_IMPORT_T1);
        add("1-0:1.8.2*255", ENERGY_IMPORT_T2);
        add("1-0:1.8.3*255", ENERGY_IMPORT_T3);
        add("1-0:1.8.4*255", ENERGY_IMPORT_T4);
        add("1-0:1.8.5*255", ENERGY_IMPORT_T5);
        add("1-0:2.8.0*255", ENERGY_EXPORT);
        add("1-0:2.8.1*255", ENERGY_EXPORT_T1);
        add("1-0:2.8.2*255", ENERGY_EXPORT_T2);
        add("1-0:2.8.3*255", ENERGY_EXPORT_T3);
        add("1-0:2.8.4*255", ENERGY_EXPORT_T4);
        add("1-0:2.8.5*255", ENERGY_EXPORT_T5);
        add("1-0:3.8.0*255", REACTIVE_ENERGY_IMPORT);
        add("1-0:4.8.0*255", REACTIVE_ENERGY_EXPORT);
        add("1-0:5.8.0*255", REACTIVE_ENERGY_Q1);
        add("1-0:6.8.0*255", REACTIVE_ENERGY_Q2);
        add("1-0:7.8.0*255", REACTIVE_ENERGY_Q3);
        add("1-0:8.8.0*255", REACTIVE_ENERGY_Q4);

        add("1-0:16.7.0*255", POWER_NET);
        add("1-0:15.7.0*255", POWER_ABS);
        add("1-0:1.7.0*255", POWER_IMPORT);
        add("1-0:2.7.0*255", POWER_EXPORT);
        add("1-0:36.7.0*255", POWER_L1);
        add("1-0:56.7.0*255", POWER_L2);
        add("1-0:76.7.0*255", POWER_L3);
        add("1-0:21.7.0*255", POWER_IMPORT_L1);
        add("1-0:41.7.0*255", POWER_IMPORT_L2);
        add("1-0:61.7.0*255", POWER_IMPORT_L3);
        add("1-0:22.7.0*255", POWER_EXPORT_L1);
        add("1-0:42.7.0*255", POWER_EXPORT_L2);
        add("1-0:62.7.0*255", POWER_EXPORT_L3);

        add("1-0:32.7.0*255", VOLTAGE_L1);
        add("1-0:52.7.0*255", VOLTAGE_L2);
        add("1-0:72.7.0*255", VOLTAGE_L3);
        add("1-0:31.7.0*255", CURRENT_L1);
        add("1-0:51.7.0*255", CURRENT_L2);
        add("1-0:71.7.0*255", CURRENT_L3);
        add("1-0:91.7.0*255", CURRENT_NEUTRAL);
        add("1-0:14.7.0*255", FREQUENCY);
        add("1-0:3.7.0*255", REACTIVE_IMPORT);
        add("1-0:4.7.0*255", REACTIVE_EXPORT);
        add("1-0:9.7.0*255", APPARENT_IMPORT);
        add("1-0:10.7.0*255", APPARENT_EXPORT);
    }

    private SmlTable() {
    }

    /** What a code means; empty where we do not know. */
    static Optional<Row> meaning(long code) {
        return Optional.ofNullable(ROWS.get(code));
    }

    private static void add(String code, Quantity quantity) {
        ROWS.put(SmlEntry.code(code), new Row(Kind.QUANTITY, ROWS.size(), quantity));
    }

    private static void add(String code, Kind kind) {
        ROWS.put(SmlEntry.code(code), new Row(kind, ROWS.size(), null));
    }
}
