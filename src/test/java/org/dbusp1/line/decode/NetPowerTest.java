package org.dbusp1.line.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Quantity.*;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.dbusp1.line.decode.NetPower.Direction;
import org.dbusp1.line.decode.NetPower.Evidence;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetPowerTest {
    /** Completes values such as {@code POWER_L1=100}; {@code =?} is unreadable, {@code =elsewhere} in other messages of the meter. */
    private static Values completed(String sent) {
        return completed(sent, elsewhere -> Evidence.ofList(elsewhere, false));
    }

    private static Values completed(String sent, Function<Set<Quantity>, Evidence> evidence) {
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
        new NetPower().complete(values, evidence.apply(elsewhere));
        EnergyTotals.complete(values, elsewhere);
        return values.build();
    }

    private static @Nullable String net(Values values) {
        return values.has(POWER_NET) ? values.scaled(POWER_NET) + " " + values.netOrigin() : null;
    }

    /** The row that holds, in milliwatts; of "else", why none does. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', nullValues = "absent", value = {
        "N8 | POWER_IMPORT=300 POWER_EXPORT=500 | -200 DIFFERENCE",
        "N8 | VOLTAGE_L1=elsewhere ENERGY_IMPORT=elsewhere POWER_IMPORT=300 POWER_EXPORT=500 | -200 DIFFERENCE",
        "N12 | POWER_IMPORT=300 | 300 IMPORT_ONLY",
        "N12 | POWER_IMPORT=-300 | -300 SENT",
        "N12 | POWER_EXPORT=elsewhere POWER_IMPORT=300 | 300 IMPORT_ONLY",
        "N12 | POWER_IMPORT=300 POWER_L1=300 VOLTAGE_L2=23000 | 300 IMPORT_ONLY",
        "N13 | POWER_IMPORT=0 | 0 IMPORT_ONLY",
        "else: an export that is not known | POWER_IMPORT=300 POWER_EXPORT=? | absent",
        "else: it counts the export | POWER_IMPORT=0 ENERGY_EXPORT_T1=7 | absent",
        "else: it counts the export | POWER_IMPORT=0 ENERGY_EXPORT=? | absent",
        "else: it counts the export | POWER_IMPORT=0 ENERGY_EXPORT=elsewhere | absent",
        "else: it counts the export | POWER_IMPORT=0 POWER_EXPORT_L1=0 | absent",
        "else: the export is elsewhere | POWER_EXPORT=elsewhere POWER_IMPORT=0 | absent",
        "else: a phase is not known | POWER_IMPORT=0 POWER_L1=-1000 VOLTAGE_L2=23000 | absent",
        "else: no import | POWER_IMPORT=? POWER_L1=-1000 | absent",
        "else: no import | POWER_EXPORT=300 | absent",
        "N11 | POWER_IMPORT=0 POWER_L1=-1000 POWER_L2=-1000 POWER_L3=0 | -2000 SUM_OF_PHASES",
        "N11 | POWER_IMPORT=500 POWER_L1=-1000 POWER_L2=500 POWER_L3=0 | -500 SUM_OF_PHASES",
        "N11 | POWER_IMPORT=0 POWER_L1=60000 | 60000 SUM_OF_PHASES",
        "else: an import of more than 60 W beside 0 | POWER_IMPORT=0 POWER_L1=-1 POWER_L2=60002 | absent",
        "N1 | POWER_IMPORT=300 POWER_EXPORT=500 POWER_NET=7 | 7 SENT",
        "N1 | POWER_NET=500 POWER_IMPORT=300 | 500 SENT",
        "N1 | POWER_NET=500000 POWER_L1=-500000 | -500000 BY_PHASES",
        "N1 | POWER_L1=100 POWER_NET=7 | 7 SENT",
        "N2 | POWER_NET=elsewhere POWER_IMPORT=300 POWER_EXPORT=500 | absent",
        "N2 | POWER_NET=elsewhere POWER_IMPORT=0 | absent",
        "N2 | POWER_NET=elsewhere POWER_L1=100 POWER_L2=20 POWER_L3=5 | absent",
        "N9 | POWER_L1=100 POWER_IMPORT_L2=20 POWER_EXPORT_L3=5 POWER_IMPORT_L3=0 | 115 SUM_OF_PHASES",
        "N9 | POWER_L1=100 | 100 SUM_OF_PHASES",
        "N9 | POWER_IMPORT_L1=26 VOLTAGE_L1=22838 CURRENT_L1=16 | 26 SUM_OF_PHASES",
        "N9 | POWER_IMPORT_L2=26 VOLTAGE_L2=22838 CURRENT_L2=16 | 26 SUM_OF_PHASES",
        "N9 | POWER_IMPORT_L3=26 VOLTAGE_L3=22838 CURRENT_L3=16 | 26 SUM_OF_PHASES",
        "else: L1 is missing | POWER_L2=100 POWER_L3=5 | absent",
        "else: no power | VOLTAGE_L1=23000 CURRENT_L1=0 | absent",
        "else: a phase is not known | POWER_L1=100 VOLTAGE_L2=0 | absent",
        "else: a phase is not known | POWER_L1=100 VOLTAGE_L2=? | absent",
        "else: a phase is not known | POWER_L1=100 CURRENT_L2=0 | absent",
        "else: a phase is not known | POWER_L1=100 CURRENT_L2=? | absent",
        "else: a phase is not known | POWER_L1=100 VOLTAGE_L3=0 | absent",
        "else: a phase is not known | POWER_L1=100 VOLTAGE_L3=? | absent",
        "else: a phase is not known | POWER_L1=100 CURRENT_L3=0 | absent",
        "else: a phase is not known | POWER_L1=100 CURRENT_L3=? | absent",
        "else: a phase is not known | POWER_L2=100 VOLTAGE_L1=0 | absent",
        "else: a phase is not known | POWER_L1=100 POWER_IMPORT_L2=? | absent",
        "else: a phase is not known | POWER_L1=100 POWER_EXPORT_L2=? | absent",
        "else: a phase is not known | POWER_L1=100 POWER_L3=? | absent",
        "else: a phase is not known | POWER_IMPORT_L2=elsewhere POWER_L1=100 | absent",
        "else: an import that is not known | POWER_L1=100 POWER_IMPORT=? | absent",
        "else: an import that is not known | POWER_IMPORT=elsewhere POWER_L1=100 POWER_L2=20 POWER_L3=5 | absent",
        "else: an export that is not known | POWER_L1=100 POWER_EXPORT=? | absent",
        "else: an export that is not known | POWER_EXPORT=elsewhere POWER_L1=100 POWER_L2=20 POWER_L3=5 | absent"})
    void theNetPowerAndItsOriginAreByTheFirstRowThatHolds(String row, String sent, @Nullable String expected) {
        assertThat(net(completed(sent))).isEqualTo(expected);
    }

    /** An import is the power of a phase only where it would be the net power. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "absent", value = {
        "POWER_IMPORT_L1=300 POWER_EXPORT_L1=500                  | POWER_L1 | -200",
        "POWER_IMPORT_L2=300 POWER_EXPORT_L2=500                  | POWER_L2 | -200",
        "POWER_IMPORT_L3=300 POWER_EXPORT_L3=500                  | POWER_L3 | -200",
        "POWER_IMPORT_L2=0 POWER_EXPORT_L1=0                      | POWER_L2 | absent",
        "POWER_L2=elsewhere POWER_IMPORT_L2=300 POWER_EXPORT_L2=0 | POWER_L2 | absent"})
    void thePowerOfAPhaseIsImportLessExport(String sent, Quantity quantity, @Nullable Long expected) {
        Values values = completed(sent);
        assertThat(values.has(quantity) ? Long.valueOf(values.scaled(quantity)) : null).isEqualTo(expected);
    }

    /** The sum of the tariffs, from the first without a gap; what other messages hold is not derived, and missing in a sum. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "absent", value = {
        "ENERGY_IMPORT_T1=1 ENERGY_IMPORT_T2=20 ENERGY_IMPORT_T3=300 ENERGY_IMPORT_T4=4000 ENERGY_IMPORT_T5=50000 | ENERGY_IMPORT | 54321",
        "ENERGY_IMPORT_T1=1 ENERGY_EXPORT_T1=7                         | ENERGY_EXPORT | 7",
        "ENERGY_IMPORT_T1=1 ENERGY_IMPORT_T3=300                       | ENERGY_IMPORT | absent",
        "ENERGY_IMPORT_T1=1 ENERGY_IMPORT_T5=?                         | ENERGY_IMPORT | absent",
        "ENERGY_IMPORT_T2=1                                            | ENERGY_IMPORT | absent",
        "ENERGY_IMPORT=5 ENERGY_IMPORT_T1=1                            | ENERGY_IMPORT | 5",
        "ENERGY_EXPORT=? ENERGY_EXPORT_T1=1                            | ENERGY_EXPORT | absent",
        "ENERGY_IMPORT=elsewhere ENERGY_IMPORT_T1=1 ENERGY_IMPORT_T2=2 ENERGY_EXPORT_T1=3 | ENERGY_IMPORT | absent",
        "ENERGY_IMPORT=elsewhere ENERGY_IMPORT_T1=1 ENERGY_IMPORT_T2=2 ENERGY_EXPORT_T1=3 | ENERGY_EXPORT | 3",
        "ENERGY_EXPORT=elsewhere ENERGY_EXPORT_T1=3                    | ENERGY_EXPORT | absent",
        "ENERGY_IMPORT_T2=elsewhere ENERGY_IMPORT_T1=1                 | ENERGY_IMPORT | absent"})
    void aCounterIsTheSumOfItsTariffs(String sent, Quantity quantity, @Nullable Long expected) {
        thePowerOfAPhaseIsImportLessExport(sent, quantity, expected);
    }

    /** A status word of the newer kind, or of the older one, which says nothing of a net power. */
    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(delimiter = '|', nullValues = "absent", value = {
        "S1 | POWER_NET=500                  | export | -500 BY_STATUS_WORD",
        "S1 | POWER_NET=500 POWER_L1=500     | export | -500 BY_STATUS_WORD",
        "S2 | POWER_NET=0                    | export | absent",
        "S2, N7 | POWER_NET=0 POWER_L1=500   | export | absent",
        "S2, N9 | POWER_NET=0 POWER_L1=-500  | export | -500 SUM_OF_PHASES",
        "N1 | POWER_NET=0 ENERGY_EXPORT=1    | export | 0 SENT",
        "N1 | POWER_NET=500                  | older export | 500 SENT",
        "N1 | POWER_NET=500                  | import | 500 SENT",
        "N1 | POWER_NET=500                  | none   | 500 SENT",
        "N3 | POWER_IMPORT=500               | export | absent",
        "N3 | POWER_IMPORT=0                 | older export | absent",
        "N12 | POWER_IMPORT=-500             | export | -500 SENT",
        "N4 | POWER_IMPORT=0                 | none   | absent",
        "N5 | POWER_IMPORT=0                 | import | 0 BY_STATUS_WORD",
        "N5 | POWER_IMPORT=0 ENERGY_EXPORT=1 | import | 0 BY_STATUS_WORD",
        "N11 | POWER_IMPORT=0 POWER_L1=-7    | import | -7 SUM_OF_PHASES",
        "N6 | POWER_ABS=500                  | export | -500 BY_STATUS_WORD",
        "N6 | POWER_ABS=500                  | older export | -500 BY_STATUS_WORD",
        "N6 | POWER_ABS=500                  | import | 500 BY_STATUS_WORD",
        "else: no status word | POWER_ABS=500 | none  | absent",
        "else: one that cannot be read | POWER_ABS=500 POWER_NET=? | export | absent",
        "else: one that cannot be read | POWER_IMPORT=0 POWER_NET=? ENERGY_EXPORT=1 | import | absent",
        "N7 | POWER_NET=? POWER_L1=500       | older export | absent",
        "N7 | POWER_L1=500                   | export | absent",
        "N7 | POWER_IMPORT_L1=500            | older export | absent",
        "S2, N7 | POWER_NET=0 POWER_L1=500 POWER_ABS=7 | export | absent",
        "N9 | POWER_IMPORT_L1=-500           | export | -500 SUM_OF_PHASES",
        "N9 | POWER_L1=500                   | import | 500 SUM_OF_PHASES",
        "N9 | POWER_L1=-500                  | export | -500 SUM_OF_PHASES",
        "N12 | POWER_IMPORT=500              | none   | 500 IMPORT_ONLY"})
    void aStatusWordGivesADirection(String row, String sent, String word, @Nullable String expected) {
        Direction status = word.equals("none") ? null : new Direction(word.endsWith("export"), !word.startsWith("older"));
        assertThat(net(completed(sent, elsewhere -> Evidence.ofStatus("meter", status)))).isEqualTo(expected);
    }

    /** The status word of some is a telegram late, also when the house imports again. */
    @Test
    void aMeterThatHasSignedAPhaseSignsIt() {
        NetPower line = new NetPower();
        Values.Builder values = new Values.Builder();
        List<String> told = new ArrayList<>();
        for (String sent : List.of("meter 500", "meter -500", "meter 500", "another 500")) {
            values.clear().set(POWER_L1, Long.parseLong(sent.split(" ")[1]));
            line.complete(values, Evidence.ofStatus(sent.split(" ")[0], new Direction(true, false)));
            told.add(net(values.build()));
        }
        assertThat(told).containsExactly(null, "-500 SUM_OF_PHASES", "500 SUM_OF_PHASES", null);
    }

    /** A short list has nothing but an import, and text may print a sign before it. */
    @Test
    void anImportOfZeroThatHidesAnExportIsNone() {
        assertThat(net(completed("POWER_IMPORT=0", elsewhere -> Evidence.ofList(elsewhere, true)))).as("N4").isNull();
        assertThat(net(completed("POWER_IMPORT=5", elsewhere -> Evidence.ofList(elsewhere, true)))).as("N12").isEqualTo("5 IMPORT_ONLY");
        assertThat(net(completed("POWER_IMPORT=0 ENERGY_EXPORT=1", elsewhere -> Evidence.ofText(Dialect.D0, "meter", true)))).as("N10")
                .isEqualTo("0 SENT");
        assertThat(net(completed("POWER_IMPORT=0 ENERGY_EXPORT=1", elsewhere -> Evidence.ofText(Dialect.D0, "meter", false)))).isNull();
        assertThat(net(completed("POWER_IMPORT=0 ENERGY_EXPORT=1", elsewhere -> Evidence.ofText(Dialect.DSMR5, "meter", true)))).isNull();
    }

    @Test
    void nothingIsMadeOfNothing() {
        Values.Builder values = new Values.Builder();
        new NetPower().complete(values, Evidence.ofList(Set.of(), false));
        EnergyTotals.complete(values, Set.of());
        assertThat(values.build().present()).isEmpty();
    }
}
