package org.dbusp1.line.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Quantity.*;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dbusp1.line.decode.NetPower.Direction;
import org.dbusp1.line.decode.NetPower.Evidence;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.PowerOrigin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetPowerTest {
    private static final Map<String, NetPower.Row> ROWS = NetPower.ROWS.stream().collect(Collectors.toMap(NetPower.Row::name, row -> row));

    /** Completes values such as {@code POWER_L1=100}; {@code =?} is unreadable, {@code =elsewhere} in other messages of the meter. */
    private Values completed(String sent) {
        return completed(sent, elsewhere -> Evidence.ofList(elsewhere));
    }

    private Values completed(String sent, Function<Set<Quantity>, Evidence> evidence) {
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

    /** @param name of a row; or none, and why */
    private static void assertRow(String name, Values values) {
        PowerOrigin origin = ROWS.containsKey(name) ? ROWS.get(name).origin() : null;
        assertThat(name).satisfiesAnyOf(word -> assertThat(word).startsWith("none: "), word -> assertThat(ROWS).containsKey(word));
        assertThat(values.netOrigin()).isEqualTo(origin);
        assertThat(name.equals("contradiction") && values.has(POWER_IMPORT)).as("an import that is contradicted").isFalse();
    }

    private static @Nullable String net(Values values) {
        return values.has(POWER_NET) ? values.scaled(POWER_NET) + " " + values.netOrigin() : null;
    }

    /** The row that holds, in milliwatts; of "else", why none does. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', nullValues = "absent", value = {
        "import and export | POWER_IMPORT=300 POWER_EXPORT=500 | -200 DIFFERENCE",
        "import and export | VOLTAGE_L1=elsewhere ENERGY_IMPORT=elsewhere POWER_IMPORT=300 POWER_EXPORT=500 | -200 DIFFERENCE",
        "import | POWER_IMPORT=300 | 300 IMPORT_ONLY",
        "sent | POWER_IMPORT=-300 | -300 SENT",
        "import of a list | POWER_EXPORT=elsewhere POWER_IMPORT=300 | 300 IMPORT_OF_LIST",
        "import | POWER_IMPORT=300 POWER_L1=300 VOLTAGE_L2=23000 | 300 IMPORT_ONLY",
        "none: it may export | POWER_IMPORT=0 | absent",
        "none: an export that is not known | POWER_IMPORT=300 POWER_EXPORT=? | absent",
        "none: it counts the export | POWER_IMPORT=0 ENERGY_EXPORT_T1=7 | absent",
        "none: it counts the export | POWER_IMPORT=0 ENERGY_EXPORT=? | absent",
        "none: it counts the export | POWER_IMPORT=0 ENERGY_EXPORT=elsewhere | absent",
        "none: it counts the export | POWER_IMPORT=0 POWER_EXPORT_L1=0 | absent",
        "none: the export is elsewhere | POWER_EXPORT=elsewhere POWER_IMPORT=0 | absent",
        "none: a phase is not known | POWER_IMPORT=0 POWER_L1=-1000 VOLTAGE_L2=23000 | absent",
        "none: no import | POWER_IMPORT=? POWER_L1=-1000 | absent",
        "none: no import | POWER_EXPORT=300 | absent",
        "none: it may export | POWER_IMPORT=0 POWER_L1=-1000 POWER_L2=-1000 POWER_L3=0 | absent",
        "import | POWER_IMPORT=500 POWER_L1=-1000 POWER_L2=1500 POWER_L3=0 | 500 IMPORT_ONLY",
        "none: its phases are not the import | POWER_IMPORT=500000 POWER_L1=-100000 POWER_L2=700000 POWER_L3=0 | absent",
        "none: a phase is not known | POWER_IMPORT=500 POWER_L1=-1 VOLTAGE_L2=23000 | absent",
        "import of a list | POWER_EXPORT=elsewhere POWER_IMPORT=500 POWER_L1=-1 VOLTAGE_L2=23000 | 500 IMPORT_OF_LIST",
        "sent | POWER_IMPORT=300 POWER_EXPORT=500 POWER_NET=7 | 7 SENT",
        "sent | POWER_NET=500 POWER_IMPORT=300 | 500 SENT",
        "phases of a total without sign | POWER_NET=500000 POWER_L1=-500000 | -500000 BY_PHASES",
        "sent | POWER_L1=100 POWER_NET=7 | 7 SENT",
        "import and export | POWER_NET=elsewhere POWER_IMPORT=300 POWER_EXPORT=500 | -200 DIFFERENCE",
        "import | POWER_NET=elsewhere POWER_IMPORT=300 | 300 IMPORT_ONLY",
        "none: it may export | POWER_NET=elsewhere POWER_IMPORT=0 | absent",
        "none: another list has the total | POWER_NET=elsewhere POWER_L1=100 POWER_L2=20 POWER_L3=5 | absent",
        "phases | POWER_L1=100 POWER_IMPORT_L2=20 POWER_EXPORT_L2=0 POWER_EXPORT_L3=5 POWER_IMPORT_L3=0 | 115 SUM_OF_PHASES",
        "none: a phase is not known | POWER_L1=100 POWER_IMPORT_L2=20 POWER_EXPORT_L3=5 POWER_IMPORT_L3=0 | absent",
        "none: a phase is not known | POWER_IMPORT_L1=0 | absent",
        "phases | POWER_IMPORT_L1=-7 | -7 SUM_OF_PHASES",
        "phases | POWER_L1=100 | 100 SUM_OF_PHASES",
        "phases | POWER_IMPORT_L1=26 VOLTAGE_L1=22838 CURRENT_L1=16 | 26 SUM_OF_PHASES",
        "phases | POWER_IMPORT_L2=26 VOLTAGE_L2=22838 CURRENT_L2=16 | 26 SUM_OF_PHASES",
        "phases | POWER_IMPORT_L3=26 VOLTAGE_L3=22838 CURRENT_L3=16 | 26 SUM_OF_PHASES",
        "none: L1 is missing | POWER_L2=100 POWER_L3=5 | absent",
        "none: no power | VOLTAGE_L1=23000 CURRENT_L1=0 | absent",
        "none: a phase is not known | POWER_L1=100 VOLTAGE_L2=0 | absent",
        "none: a phase is not known | POWER_L1=100 VOLTAGE_L2=? | absent",
        "none: a phase is not known | POWER_L1=100 CURRENT_L2=0 | absent",
        "none: a phase is not known | POWER_L1=100 CURRENT_L2=? | absent",
        "none: a phase is not known | POWER_L1=100 VOLTAGE_L3=0 | absent",
        "none: a phase is not known | POWER_L1=100 VOLTAGE_L3=? | absent",
        "none: a phase is not known | POWER_L1=100 CURRENT_L3=0 | absent",
        "none: a phase is not known | POWER_L1=100 CURRENT_L3=? | absent",
        "none: a phase is not known | POWER_L2=100 VOLTAGE_L1=0 | absent",
        "none: a phase is not known | POWER_L1=100 POWER_IMPORT_L2=? | absent",
        "none: a phase is not known | POWER_L1=100 POWER_EXPORT_L2=? | absent",
        "none: a phase is not known | POWER_L1=100 POWER_L3=? | absent",
        "none: a phase is not known | POWER_IMPORT_L2=elsewhere POWER_L1=100 | absent",
        "none: an import that is not known | POWER_L1=100 POWER_IMPORT=? | absent",
        "none: an import that is not known | POWER_IMPORT=elsewhere POWER_L1=100 POWER_L2=20 POWER_L3=5 | absent",
        "none: an export that is not known | POWER_L1=100 POWER_EXPORT=? | absent",
        "none: an export that is not known | POWER_EXPORT=elsewhere POWER_L1=100 POWER_L2=20 POWER_L3=5 | absent"})
    void theNetPowerAndItsOriginAreByTheFirstRowThatHolds(String name, String sent, @Nullable String expected) {
        Values values = completed(sent);
        assertThat(net(values)).isEqualTo(expected);
        assertRow(name, values);
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
        "turned by the status word | POWER_NET=500 | export | -500 TURNED_BY_STATUS_WORD",
        "turned by the status word | POWER_NET=500 POWER_L1=500 | export | -500 TURNED_BY_STATUS_WORD",
        "none: 0 while it exports | POWER_NET=0 | export | absent",
        "none: phases without a sign | POWER_NET=0 POWER_L1=500 | export | absent",
        "phases | POWER_NET=0 POWER_L1=-500 | export | -500 SUM_OF_PHASES",
        "sent | POWER_NET=0 ENERGY_EXPORT=1    | export | 0 SENT",
        "sent | POWER_NET=500                  | older export | 500 SENT",
        "sent | POWER_NET=500                  | import | 500 SENT",
        "sent | POWER_NET=500                  | none   | 500 SENT",
        "turned by the status word | POWER_NET=425000 POWER_L1=-300000 | export | -425000 TURNED_BY_STATUS_WORD",
        "contradiction | POWER_IMPORT=500 | export | absent",
        "contradiction | POWER_IMPORT=500 POWER_NET=0 | export | absent",
        "contradiction | POWER_IMPORT=500 POWER_IMPORT_L1=500 | older export | absent",
        "none: it exports | POWER_IMPORT=0 | older export | absent",
        "sent | POWER_IMPORT=-500 | export | -500 SENT",
        "none: it may export | POWER_IMPORT=0 | none | absent",
        "none: it may export | POWER_IMPORT=0 | import | absent",
        "none: it may export | POWER_IMPORT=0 ENERGY_EXPORT=1 | import | absent",
        "none: it may export | POWER_IMPORT=0 POWER_L1=-7 | import | absent",
        "without sign, by the status word | POWER_ABS=500                  | export | -500 BY_STATUS_WORD",
        "without sign, by the status word | POWER_ABS=500                  | older export | -500 BY_STATUS_WORD",
        "without sign, by the status word | POWER_ABS=500                  | import | 500 BY_STATUS_WORD",
        "none: no status word | POWER_ABS=500 | none  | absent",
        "none: one that cannot be read | POWER_ABS=500 POWER_NET=? | export | absent",
        "none: one that cannot be read | POWER_IMPORT=0 POWER_NET=? ENERGY_EXPORT=1 | import | absent",
        "none: phases without a sign | POWER_NET=? POWER_L1=500       | older export | absent",
        "none: phases without a sign | POWER_L1=500                   | export | absent",
        "none: phases without a sign | POWER_IMPORT_L1=500            | older export | absent",
        "none: phases without a sign | POWER_NET=0 POWER_L1=500 POWER_ABS=7 | export | absent",
        "phases | POWER_ABS=500000 POWER_L1=-500000 | import | -500000 SUM_OF_PHASES",
        "none: a phase exports | POWER_ABS=500000 POWER_L1=-200000 | import | absent",
        "phases | POWER_ABS=3262 POWER_IMPORT_L1=0 POWER_EXPORT_L1=3261 | none | -3261 SUM_OF_PHASES",
        "without sign, by the status word | POWER_ABS=500 POWER_L1=-100 POWER_L2=600 | import | 500 BY_STATUS_WORD",
        "none: a total without a sign | POWER_ABS=500 POWER_L1=500 | none | absent",
        "without sign, by the status word | POWER_IMPORT=? POWER_ABS=500 | export | -500 BY_STATUS_WORD",
        "phases | POWER_IMPORT_L1=-500           | export | -500 SUM_OF_PHASES",
        "phases | POWER_L1=500                   | import | 500 SUM_OF_PHASES",
        "phases | POWER_L1=-500                  | export | -500 SUM_OF_PHASES",
        "import | POWER_IMPORT=500              | none   | 500 IMPORT_ONLY"})
    void aStatusWordGivesADirection(String name, String sent, String word, @Nullable String expected) {
        Direction status = word.equals("none") ? null : new Direction(word.endsWith("export"), !word.startsWith("older"));
        Values values = completed(sent, elsewhere -> Evidence.ofStatus("meter", status));
        assertThat(net(values)).isEqualTo(expected);
        assertRow(name, values);
    }

    /** The status word of some is a telegram late, also when the house imports again. */
    @Test
    void aMeterThatHasSignedItsTotalSignsIt() {
        assertThat(told(Evidence::ofStatus, POWER_NET, "meter 500", "meter -500", "meter 500", "another 500"))
                .containsExactly("-500 TURNED_BY_STATUS_WORD", "-500 SENT", "500 SENT", "-500 TURNED_BY_STATUS_WORD");
        assertThat(told(Evidence::ofStatus, POWER_L1, "meter 500", "meter -500", "meter 500"))
                .containsExactly(null, "-500 SUM_OF_PHASES", "500 SUM_OF_PHASES");
    }

    /** Total and phases are sampled one after another, while ESS holds the house near 0. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aMeterThatSignsBothIsNotContradicted(boolean sendsLists) {
        NetPower line = new NetPower();
        Evidence evidence = sendsLists ? Evidence.ofList(Set.of()) : Evidence.ofStatus("meter", null);
        line.complete(new Values.Builder().set(POWER_NET, -200_000).set(POWER_L1, -200_000), evidence);
        assertThat(nextOf(line, evidence)).isEqualTo("150000 SENT");
        line.forgetMeter();
        assertThat(nextOf(line, evidence)).as("another meter").isEqualTo("-150000 BY_PHASES");
    }

    private static @Nullable String nextOf(NetPower line, Evidence evidence) {
        Values.Builder next = new Values.Builder().set(POWER_NET, 150_000).set(POWER_L1, -150_000);
        line.complete(next, evidence);
        return net(next.build());
    }

    /** As EasyMeter's Q3D and Q3DA, which print a sign in export only; of the whole and of a phase. */
    @Test
    void anImportOfZeroIsTheNetPowerOfAMeterThatHasSignedIt() {
        NetPower line = new NetPower();
        List<String> told = new ArrayList<>();
        for (String message : List.of("first 0", "first -200", "first 0", "another 0")) {
            Values.Builder values = new Values.Builder();
            List.of(POWER_IMPORT, POWER_IMPORT_L1).forEach(power -> values.set(power, Long.parseLong(message.split(" ")[1])));
            line.complete(values, Evidence.ofText(Dialect.D0, message.split(" ")[0], Set.of()));
            told.add(net(values.build()) + (values.has(POWER_L1) ? " L1 " + values.scaled(POWER_L1) : ""));
        }
        assertThat(told).containsExactly("null", "-200 SENT L1 -200", "0 SENT L1 0", "null");
    }

    private static List<String> told(BiFunction<String, Direction, Evidence> evidence, Quantity quantity, String... messages) {
        NetPower line = new NetPower();
        List<String> told = new ArrayList<>();
        for (String sent : messages) {
            Values.Builder values = new Values.Builder().set(quantity, Long.parseLong(sent.split(" ")[1]));
            line.complete(values, evidence.apply(sent.split(" ")[0], new Direction(true, true)));
            told.add(net(values.build()));
        }
        return told;
    }

    /** In D0 an import before which a sign is printed is a net power, of the whole and of a phase. */
    @Test
    void anImportWithASignIsANetPower() {
        Set<Quantity> signed = EnumSet.of(POWER_IMPORT, POWER_IMPORT_L1);
        assertThat(net(completed("POWER_IMPORT=0 ENERGY_EXPORT=1", elsewhere -> Evidence.ofText(Dialect.D0, "meter", signed))))
                .isEqualTo("0 SENT");
        assertThat(net(completed("POWER_IMPORT_L1=0 ENERGY_EXPORT=1", elsewhere -> Evidence.ofText(Dialect.D0, "meter", signed))))
                .isEqualTo("0 SUM_OF_PHASES");
        assertThat(net(completed("POWER_IMPORT=0 POWER_IMPORT_L1=-450",
                elsewhere -> Evidence.ofText(Dialect.D0, "meter", Set.of(POWER_IMPORT_L1))))).as("of a phase only").isNull();
        assertThat(net(completed("POWER_IMPORT=0", elsewhere -> Evidence.ofText(Dialect.D0, "meter", Set.of())))).isNull();
        assertThat(net(completed("POWER_IMPORT=0", elsewhere -> Evidence.ofText(Dialect.DSMR5, "meter", signed)))).isNull();
    }

    @Test
    void nothingIsMadeOfNothing() {
        Values.Builder values = new Values.Builder();
        new NetPower().complete(values, Evidence.ofList(Set.of()));
        EnergyTotals.complete(values, Set.of());
        assertThat(values.build().present()).isEmpty();
    }
}
