package org.dbusp1.line.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Quantity.*;

import java.util.EnumSet;
import java.util.Set;
import org.dbusp1.line.decode.NetPower.Evidence;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.PowerOrigin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetPowerTest {
    /** Completes values such as {@code POWER_L1=100}; {@code =?} is unreadable, {@code =elsewhere} in other messages of the meter. */
    private static Values completed(String sent) {
        Values.Builder values = new Values.Builder();
        Set<Quantity> elsewhere = EnumSet.noneOf(Quantity.class);
        for (String word : sent.split(" ")) {
            Quantity quantity = valueOf(word.substring(0, word.indexOf('=')));
            switch (word.substring(word.indexOf('=') + 1)) {
                case "?" -> values.unreadable(quantity);
                case "elsewhere" -> elsewhere.add(quantity);
                default -> values.set(quantity, Long.parseLong(word.substring(word.indexOf('=') + 1)));
            }
        }
        new NetPower().complete(values, Evidence.ofList(elsewhere, false));
        EnergyTotals.complete(values, elsewhere);
        return values.build();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "absent", value = {
        // Import minus export.
        "POWER_IMPORT=300 POWER_EXPORT=500                             | POWER_NET | -200",
        "POWER_IMPORT_L1=300 POWER_EXPORT_L1=500                       | POWER_L1  | -200",
        "POWER_IMPORT_L2=300 POWER_EXPORT_L2=500                       | POWER_L2  | -200",
        "POWER_IMPORT_L3=300 POWER_EXPORT_L3=500                       | POWER_L3  | -200",
        "POWER_IMPORT=300                                              | POWER_NET | 300",
        "POWER_IMPORT=300 POWER_EXPORT=?                               | POWER_NET | absent",
        // A missing direction is not 0: what the phases state counts.
        "POWER_IMPORT=0 ENERGY_EXPORT_T1=7                             | POWER_NET | absent",
        "POWER_IMPORT=0 ENERGY_EXPORT=?                                | POWER_NET | absent",
        "POWER_IMPORT=0 ENERGY_EXPORT=elsewhere                        | POWER_NET | absent",
        "POWER_IMPORT=0 POWER_EXPORT_L1=0                              | POWER_NET | absent",
        "POWER_IMPORT=0                                                | POWER_NET | 0",
        "POWER_IMPORT_L2=0 POWER_EXPORT_L1=0                           | POWER_L2  | absent",
        "POWER_IMPORT=0 POWER_L1=-1000 POWER_L2=-1000 POWER_L3=0       | POWER_NET | -2000",
        "POWER_IMPORT=500 POWER_L1=-1000 POWER_L2=500 POWER_L3=0       | POWER_NET | -500",
        "POWER_IMPORT=0 POWER_L1=-1000 VOLTAGE_L2=23000                | POWER_NET | absent",
        "POWER_IMPORT=300 POWER_L1=300 VOLTAGE_L2=23000                | POWER_NET | 300",
        "POWER_IMPORT=? POWER_L1=-1000                                 | POWER_NET | absent",
        "POWER_EXPORT=300                                              | POWER_NET | absent",
        "POWER_IMPORT=300 POWER_EXPORT=500 POWER_NET=7                 | POWER_NET | 7",
        // The sum of the phases, where there is no total: of the only phase, whichever it is, or of the first and others.
        "POWER_L1=100 POWER_IMPORT_L2=20 POWER_EXPORT_L3=5 POWER_IMPORT_L3=0 | POWER_NET | 115",
        "POWER_L1=100                                                  | POWER_NET | 100",
        "POWER_IMPORT_L1=26 VOLTAGE_L1=22838 CURRENT_L1=16             | POWER_NET | 26",
        "POWER_IMPORT_L2=26 VOLTAGE_L2=22838 CURRENT_L2=16             | POWER_NET | 26",
        "POWER_IMPORT_L3=26 VOLTAGE_L3=22838 CURRENT_L3=16             | POWER_NET | 26",
        "POWER_L2=100 POWER_L3=5                                       | POWER_NET | absent",
        "VOLTAGE_L1=23000 CURRENT_L1=0                                 | POWER_NET | absent",
        "POWER_L1=100 VOLTAGE_L2=0                                     | POWER_NET | absent",
        "POWER_L1=100 VOLTAGE_L2=?                                     | POWER_NET | absent",
        "POWER_L1=100 CURRENT_L2=0                                     | POWER_NET | absent",
        "POWER_L1=100 CURRENT_L2=?                                     | POWER_NET | absent",
        "POWER_L1=100 VOLTAGE_L3=0                                     | POWER_NET | absent",
        "POWER_L1=100 VOLTAGE_L3=?                                     | POWER_NET | absent",
        "POWER_L1=100 CURRENT_L3=0                                     | POWER_NET | absent",
        "POWER_L1=100 CURRENT_L3=?                                     | POWER_NET | absent",
        "POWER_L2=100 VOLTAGE_L1=0                                     | POWER_NET | absent",
        "POWER_L1=100 POWER_IMPORT_L2=?                                | POWER_NET | absent",
        "POWER_L1=100 POWER_EXPORT_L2=?                                | POWER_NET | absent",
        "POWER_L1=100 POWER_L3=?                                       | POWER_NET | absent",
        "POWER_L1=100 POWER_IMPORT=?                                   | POWER_NET | absent",
        "POWER_L1=100 POWER_EXPORT=?                                   | POWER_NET | absent",
        "POWER_L1=100 POWER_NET=7                                      | POWER_NET | 7",
        // The sum of the tariffs, from the first without a gap.
        "ENERGY_IMPORT_T1=1 ENERGY_IMPORT_T2=20 ENERGY_IMPORT_T3=300 ENERGY_IMPORT_T4=4000 ENERGY_IMPORT_T5=50000 | ENERGY_IMPORT | 54321",
        "ENERGY_IMPORT_T1=1 ENERGY_EXPORT_T1=7                         | ENERGY_EXPORT | 7",
        "ENERGY_IMPORT_T1=1 ENERGY_IMPORT_T3=300                       | ENERGY_IMPORT | absent",
        "ENERGY_IMPORT_T1=1 ENERGY_IMPORT_T5=?                         | ENERGY_IMPORT | absent",
        "ENERGY_IMPORT_T2=1                                            | ENERGY_IMPORT | absent",
        "ENERGY_IMPORT=5 ENERGY_IMPORT_T1=1                            | ENERGY_IMPORT | 5",
        "ENERGY_EXPORT=? ENERGY_EXPORT_T1=1                            | ENERGY_EXPORT | absent",
        // What other messages hold is not derived, and a part that they hold is missing in the sum.
        "ENERGY_IMPORT=elsewhere ENERGY_IMPORT_T1=1 ENERGY_IMPORT_T2=2 ENERGY_EXPORT_T1=3 | ENERGY_IMPORT | absent",
        "ENERGY_IMPORT=elsewhere ENERGY_IMPORT_T1=1 ENERGY_IMPORT_T2=2 ENERGY_EXPORT_T1=3 | ENERGY_EXPORT | 3",
        "ENERGY_EXPORT=elsewhere ENERGY_EXPORT_T1=3                    | ENERGY_EXPORT | absent",
        "POWER_NET=elsewhere POWER_IMPORT=300 POWER_EXPORT=500         | POWER_NET | absent",
        "POWER_L2=elsewhere POWER_IMPORT_L2=300 POWER_EXPORT_L2=0      | POWER_L2  | absent",
        "POWER_NET=elsewhere POWER_L1=100 POWER_L2=20 POWER_L3=5       | POWER_NET | absent",
        "POWER_IMPORT=elsewhere POWER_L1=100 POWER_L2=20 POWER_L3=5    | POWER_NET | absent",
        "POWER_EXPORT=elsewhere POWER_L1=100 POWER_L2=20 POWER_L3=5    | POWER_NET | absent",
        "VOLTAGE_L1=elsewhere ENERGY_IMPORT=elsewhere POWER_IMPORT=300 POWER_EXPORT=500 | POWER_NET | -200",
        "ENERGY_IMPORT_T2=elsewhere ENERGY_IMPORT_T1=1                 | ENERGY_IMPORT | absent",
        "POWER_IMPORT_L2=elsewhere POWER_L1=100                        | POWER_NET | absent",
        "POWER_EXPORT=elsewhere POWER_IMPORT=0                         | POWER_NET | absent",
        // It imports, so it does not export.
        "POWER_EXPORT=elsewhere POWER_IMPORT=300                       | POWER_NET | 300"})
    void derivesAValueOnlyFromAllItsParts(String sent, Quantity quantity, Long expected) {
        Values values = completed(sent);
        assertThat(values.has(quantity) ? Long.valueOf(values.scaled(quantity)) : null).isEqualTo(expected);
    }

    /** Where the net power comes from. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "POWER_NET=7                               | SENT",
        "POWER_NET=500 POWER_IMPORT=300            | SENT",
        "POWER_NET=500000 POWER_L1=-500000         | BY_PHASES",
        "POWER_IMPORT=300 POWER_EXPORT=500         | DIFFERENCE",
        "POWER_IMPORT=300                          | IMPORT_ONLY",
        "POWER_IMPORT=0                            | IMPORT_ONLY",
        "POWER_IMPORT=0 POWER_L1=-1000             | SUM_OF_PHASES",
        "POWER_L1=100                              | SUM_OF_PHASES",
        "POWER_IMPORT=-300                         | SENT"})
    void aNetPowerHasItsOrigin(String sent, PowerOrigin origin) {
        assertThat(completed(sent).netOrigin()).isEqualTo(origin);
    }

    /** A word that shows which way energy flows, and whether of each phase: a power without a sign gets it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "absent", value = {
        "POWER_ABS=500                  | export | -500 BY_STATUS_WORD",
        "POWER_ABS=500                  | import | 500 BY_STATUS_WORD",
        "POWER_ABS=500                  | none   | absent",
        "POWER_IMPORT=0                 | import | 0 BY_STATUS_WORD",
        "POWER_IMPORT=0                 | export | absent",
        "POWER_IMPORT=0                 | none   | absent",
        "POWER_IMPORT=500               | none   | 500 IMPORT_ONLY",
        "POWER_IMPORT=500               | export | absent",
        "POWER_NET=500                  | export | -500 BY_STATUS_WORD",
        "POWER_NET=500                  | none   | 500 SENT",
        "POWER_NET=0                    | export | absent",
        "POWER_NET=0 ENERGY_EXPORT=1    | export | 0 SENT"})
    void aStatusWordGivesADirection(String sent, String word, @Nullable String expected) {
        Direction status = word.equals("none") ? null : new Direction() {
            @Override
            public boolean exporting() {
                return word.equals("export");
            }

            @Override
            public boolean exporting(Phase phase) {
                return exporting();
            }

            @Override
            public boolean showsPhases() {
                return true;
            }
        };
        Values.Builder values = new Values.Builder();
        for (String each : sent.split(" ")) {
            values.set(valueOf(each.split("=")[0]), Long.parseLong(each.split("=")[1]));
        }
        new NetPower().complete(values, Evidence.ofStatus("meter", status));
        Values after = values.build();
        assertThat(after.has(POWER_NET) ? after.scaled(POWER_NET) + " " + after.netOrigin() : null).isEqualTo(expected);
    }

    @Test
    void nothingIsMadeOfNothing() {
        Values.Builder values = new Values.Builder();
        new NetPower().complete(values, Evidence.ofList(Set.of(), false));
        EnergyTotals.complete(values, Set.of());
        assertThat(values.build().present()).isEmpty();
    }
}
