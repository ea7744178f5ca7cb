package org.dbusp1.line.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.dbusp1.line.decode.NetPower.Evidence;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetPowerSignsTest {
    /** The row of NetPower, or why none holds; powers in W; {@code =?} is unreadable, {@code =elsewhere} in other messages of the meter. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', value = {
        // Whatever the signs of single phases.
        "phases of a total without sign | NET=500 L1=-300 L2=-150 L3=-50           | NET=-500 L1=-300 L2=-150 L3=-50",
        "phases of a total without sign | NET=500 L1=-700 L2=120 L3=80             | NET=-500 L1=-700 L2=120 L3=80",
        "phases of a total without sign | NET=480 L1=-530                          | NET=-530 L1=-530",
        "phases of a total without sign | NET=5000 L1=-5400                        | NET=-5400 L1=-5400",
        "phases of a total without sign | NET=9000 L1=-9900                        | NET=-9900 L1=-9900",
        "phases of a total without sign | NET=500 IMPORT_L1=0 EXPORT_L1=500        | NET=-500 L1=-500",
        "phases of a total without sign | NET=500 L2=-300 L3=-200                | NET=-500 L2=-300 L3=-200",
        "contradiction | IMPORT=500 L1=-300 L2=-150 L3=-50        | L1=-300 L2=-150 L3=-50",
        "contradiction | IMPORT=500 L1=-700 L2=120 L3=80          | L1=-700 L2=120 L3=80",
        "contradiction | NET=900 L1=-300 L2=-150 L3=-50           | L1=-300 L2=-150 L3=-50",
        "contradiction | IMPORT=900 L1=-300 L2=-150 L3=-50        | L1=-300 L2=-150 L3=-50",
        "contradiction | NET=900 L1=-300 L2=-150 L3=10 | L1=-300 L2=-150 L3=10",
        "contradiction | IMPORT=900 L1=-300 L2=-150 L3=10 | L1=-300 L2=-150 L3=10",
        "phases without sign | NET=-500 L1=300 L2=150 L3=50             | NET=-500",
        "phases without sign | NET=-500 L1=300 L2=0 L3=200              | NET=-500",
        "a phase exports   | NET=-500 L1=600 L2=-10 L3=-20  | NET=-500 L1=600 L2=-10 L3=-20",
        "one direction     | NET=500 L1=300 L2=150 L3=50    | NET=500 L1=300 L2=150 L3=50",
        "none is certain   | NET=60 L1=-500                 | NET=60 L1=-500",
        "none is certain   | NET=500 L1=-60                 | NET=500 L1=-60",
        "none is certain   | NET=-60 L1=500                 | NET=-60 L1=500",
        "none is certain   | NET=-500 L1=60                 | NET=-500 L1=60",
        "a register of the export   | IMPORT=500 EXPORT=0 L1=-500         | IMPORT=500 NET=500 L1=-500",
        "a register of the export   | NET=500 IMPORT=500 EXPORT=? L1=-500 | IMPORT=500 NET=500 L1=-500",
        "a register of the export   | NET=500 EXPORT=elsewhere L1=-500    | NET=500 L1=-500",
        "a phase that is not known  | NET=500 L1=-500 L2=?                | NET=500 L1=-500",
        "a phase that is not known  | NET=500 L1=-500 L2=elsewhere        | NET=500 L1=-500",
        "a phase that is not known  | NET=500 L1=-500 VOLTAGE_L2=230      | NET=500 L1=-500",
        "a phase that is not known  | NET=500 IMPORT_L1=0 EXPORT_L1=elsewhere | NET=500"})
    void theNegativeSideIsRight(String row, String sent, String corrected) {
        Values.Builder values = new Values.Builder();
        Set<Quantity> elsewhere = EnumSet.noneOf(Quantity.class);
        for (String word : sent.split(" ")) {
            String[] part = word.split("=");
            Quantity quantity = quantity(part[0]);
            switch (part[1]) {
                case "?" -> values.unreadable(quantity);
                case "elsewhere" -> elsewhere.add(quantity);
                default -> values.set(quantity, Long.parseLong(part[1]) * quantity.unit().scaledOne());
            }
        }
        new NetPower().complete(values, Evidence.ofList(elsewhere));
        NetPower.ROWS.stream().filter(one -> one.name().equals(row))
                .forEach(one -> assertThat(values.build().netOrigin()).isEqualTo(one.origin()));

        Values.Builder expected = new Values.Builder();
        for (String word : corrected.split(" ")) {
            Quantity quantity = quantity(word.substring(0, word.indexOf('=')));
            expected.set(quantity, Long.parseLong(word.substring(word.indexOf('=') + 1)) * quantity.unit().scaledOne());
        }
        EnumSet<Quantity> compared = EnumSet.of(Quantity.POWER_NET, Quantity.POWER_IMPORT, Quantity.POWER_L1, Quantity.POWER_L2,
                Quantity.POWER_L3);
        assertThat(values.build().without(EnumSet.complementOf(compared))).isEqualTo(expected.build());
    }

    private static Quantity quantity(String name) {
        return Quantity.valueOf(name.startsWith("VOLTAGE") ? name : "POWER_" + name);
    }
}
