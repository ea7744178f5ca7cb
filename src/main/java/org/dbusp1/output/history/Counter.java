package org.dbusp1.output.history;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import org.dbusp1.meter.Quantity;

/** The energy counters that are kept: both directions, the total and each tariff. All in whole watt hours. */
enum Counter {
    IMP(Quantity.ENERGY_IMPORT),
    IMP_T1(Quantity.ENERGY_IMPORT_T1),
    IMP_T2(Quantity.ENERGY_IMPORT_T2),
    IMP_T3(Quantity.ENERGY_IMPORT_T3),
    IMP_T4(Quantity.ENERGY_IMPORT_T4),
    IMP_T5(Quantity.ENERGY_IMPORT_T5),
    IMP_T6(Quantity.ENERGY_IMPORT_T6),
    EXP(Quantity.ENERGY_EXPORT),
    EXP_T1(Quantity.ENERGY_EXPORT_T1),
    EXP_T2(Quantity.ENERGY_EXPORT_T2),
    EXP_T3(Quantity.ENERGY_EXPORT_T3),
    EXP_T4(Quantity.ENERGY_EXPORT_T4),
    EXP_T5(Quantity.ENERGY_EXPORT_T5);

    private final Quantity quantity;

    Counter(Quantity quantity) {
        this.quantity = quantity;
    }

    Quantity quantity() {
        return quantity;
    }

    /** Returns the column of the reading in a minute, and of the energy in an hour or day. */
    String column() {
        return name().toLowerCase(Locale.ROOT) + "_wh";
    }

    /** Returns the column of the energy in a quarter hour since the reading before it. */
    String movedColumn() {
        return name().toLowerCase(Locale.ROOT) + "_moved_wh";
    }

    /** Returns the column of the reading at the end of a quarter hour or day. */
    String endColumn() {
        return name().toLowerCase(Locale.ROOT) + "_end_wh";
    }

    /** Returns the places of the columns of all counters in a table. */
    static int[] places(SqlTable table, Function<Counter, String> column) {
        return Arrays.stream(values()).mapToInt(counter -> table.place(column.apply(counter))).toArray();
    }
}
