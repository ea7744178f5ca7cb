package org.dbusp1.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Snapshots.Messages;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.PowerAbsence;
import org.dbusp1.meter.PowerOrigin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.GridMeter.Part;
import org.dbusp1.metering.GridMeter.Trait;
import org.dbusp1.metering.energy.Ledger;
import org.dbusp1.metering.energy.Ledger.LedgerStore;
import org.dbusp1.metering.energy.TestLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each output that acts as a grid meter is a format of. */
class GridMeterTest {
    private final Messages messages = new Messages();

    private GridMeter after(Snapshots message) {
        return messages.after(message.take()).grid();
    }

    /** The values of the quantities, in their units; - is absent. */
    private static String shown(Values values, String... quantities) {
        return Stream.of(quantities).map(Quantity::valueOf).map(quantity -> !values.has(quantity) ? "-"
                : BigDecimal.valueOf(values.scaled(quantity), quantity.decimals()).stripTrailingZeros().toPlainString())
                .collect(Collectors.joining(" "));
    }

    private static String currents(GridMeter grid) {
        return Phase.ALL.stream().map(phase -> grid.current(phase)).map(current -> current == null ? "-"
                : BigDecimal.valueOf(current, 3).stripTrailingZeros().toPlainString()).collect(Collectors.joining(" "));
    }

    /** What the meter sends; the total, the powers and the currents of the phases that are shown. By a total no current has a sign. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POWER_NET=-73 POWER_L1=0 POWER_L2=0 POWER_L3=0 CURRENT_L1=1.65 CURRENT_L2=0 CURRENT_L3=1|-73|-73 - -|1.65 0 1
            POWER_NET=0 POWER_L1=0 POWER_L2=0 POWER_L3=0 CURRENT_L1=1|0|0 0 0|1 - -
            POWER_NET=-4140 CURRENT_L1=6 CURRENT_L2=5.9 CURRENT_L3=6.1|-4140|-4140 - -|6 5.9 6.1
            POWER_NET=-120 CURRENT_L1=27.6 CURRENT_L2=13.9 CURRENT_L3=14.2|-120|-120 - -|27.6 13.9 14.2
            POWER_NET=-1840 CURRENT_L1=7.9|-1840|-1840 - -|-7.9 - -
            POWER_NET=640 POWER_L1=1000 POWER_L2=140 POWER_L3=-500 CURRENT_L1=4 CURRENT_L2=1 CURRENT_L3=2|640|1000 140 -500|4 1 -2
            POWER_NET=-500 POWER_L1=-1000 POWER_L3=500 CURRENT_L1=4 CURRENT_L2=12.7 CURRENT_L3=2|-500|-1000 - 500|-4 12.7 2
            POWER_NET=-2900 CURRENT_L1=-13.2 CURRENT_L2=0.3 CURRENT_L3=0.2|-2900|-2900 - -|-13.2 0.3 0.2
            POWER_L1=1000 POWER_L2=640 POWER_L3=-500 CURRENT_L1=4 CURRENT_L3=2|-|- - -|4 - 2
            POWER_IMPORT=0 CURRENT_L1=4|-|- - -|4 - -""")
    void phasesAddUpToTheTotalAndCurrentsHaveTheSignOfTheirPower(String values, String total, String powers, String currents) {
        GridMeter grid = after(Snapshots.of(values));
        assertThat(shown(grid.values(), "POWER_NET")).isEqualTo(total);
        assertThat(shown(grid.values(), "POWER_L1", "POWER_L2", "POWER_L3")).isEqualTo(powers);
        assertThat(currents(grid)).isEqualTo(currents);
    }

    /** A short list without an export: until the next long list the house shows 0 W, and so does its only phase. */
    @Test
    void anImportOfZeroAfterAnImportIsZeroOnThePhaseToo() {
        after(Snapshots.of("POWER_NET=40 POWER_IMPORT=40").dialect(Dialect.AIDON));
        GridMeter zero = after(Snapshots.of("POWER_IMPORT=0 CURRENT_L1=0.4").dialect(Dialect.AIDON));
        assertThat(shown(zero.values(), "POWER_NET", "POWER_L1")).isEqualTo("0 0");
        assertThat(currents(zero)).isEqualTo("0.4 - -");
    }

    /** Messages of one meter, and after each whether its power is missing, whether one is awaited, and why there is none. */
    @ParameterizedTest
    @CsvSource({"DSMR5, ENERGY_IMPORT=1 | ENERGY_IMPORT=1 | ENERGY_IMPORT=1, false true null | false true null | false false PORT_NOT_OPEN",
        "DSMR5, POWER_ABS=1 | ENERGY_IMPORT=1 | ENERGY_IMPORT=1, true false null | true false null | true false null",
        "SML, POWER_ABS=1 | POWER_NET=1 | ENERGY_IMPORT=1, true false NO_DIRECTION | false false null | true false null",
        "SML, ENERGY_IMPORT=1.5 | POWER_NET=1, false false COUNTERS_ONLY | false false null"})
    void aPowerIsMissingFromTheFirstOneOn(String dialect, String sent, String told) {
        Dialect of = dialect.equals("SML") ? Dialect.SML : Dialect.DSMR5;
        assertThat(Stream.of(sent.split(" \\| ")).map(values -> after(Snapshots.of(values).dialect(of)))
                .map(grid -> grid.missing().contains(Quantity.POWER_NET) + " " + grid.awaitsPower() + " " + grid.powerAbsence())
                .collect(Collectors.joining(" | "))).isEqualTo(told);
        GridMeter other = after(Snapshots.of("ENERGY_IMPORT=1").number("another").dialect(of));
        assertThat(other.missing()).as("another meter").isEmpty();
    }

    /** Messages of one meter, and after each the cause that its owner is told, and whether it is a load instead of a grid meter. */
    @ParameterizedTest
    @CsvSource({"SML, ENERGY_IMPORT=71354, PIN true", "SML, ENERGY_IMPORT=71354 ENERGY_EXPORT=3.5, COUNTERS_ONLY true",
        "SML, ENERGY_EXPORT=13640, PIN true", "SML, ENERGY_IMPORT_T1=70726.91, COUNTERS_ONLY true", "SML, FREQUENCY=50, COUNTERS_ONLY true",
        "SML, ENERGY_IMPORT=1.5 | ENERGY_IMPORT=2, COUNTERS_ONLY true | COUNTERS_ONLY true",
        "SML, REACTIVE_ENERGY_IMPORT=1.5 ENERGY_IMPORT=7, PIN true", "SML, ENERGY_IMPORT=7 POWER_ABS=250, NO_DIRECTION true",
        "SML, ENERGY_IMPORT=7 POWER_ABS=250 | ENERGY_IMPORT=7, NO_DIRECTION true | NO_DIRECTION true",
        "SML, ENERGY_IMPORT=7 POWER_IMPORT=250, NO_DIRECTION true", "SML, ENERGY_IMPORT=7.5 POWER_IMPORT=0, EXPORT_UNKNOWN true",
        "SML, POWER_NET=9 | POWER_IMPORT=0, null false | EXPORT_UNKNOWN false",
        "DSMR5, POWER_NET=9 | POWER_IMPORT=0, null false | EXPORT_UNKNOWN false",
        "D0, ENERGY_IMPORT=7 POWER_L1=250, NO_DIRECTION true",
        "SML, ENERGY_IMPORT=7.1 POWER_NET=250 | ENERGY_IMPORT=7.1, null false | INF_OFF false",
        "SML, ENERGY_IMPORT=7 | ENERGY_IMPORT=7.1 POWER_NET=250 | ENERGY_IMPORT=7, PIN true | null false | INF_OFF false",
        "DSMR5, ENERGY_IMPORT=7, PORT_NOT_OPEN false", "DSMR5, POWER_NET=7 | ENERGY_IMPORT=7, null false | PORT_NOT_OPEN false",
        "AIDON, POWER_NET=-7 | POWER_IMPORT=0, null false | EXPORT_UNKNOWN false",
        "DSMR2, ENERGY_IMPORT=7 POWER_ABS=250, NO_DIRECTION false", "KAIFA, ENERGY_IMPORT=7 POWER_NET=250, null false"})
    void whyThereIsNoPowerIsTold(Dialect dialect, String sent, String told) {
        assertThat(Stream.of(sent.split(" \\| ")).map(values -> after(Snapshots.of(values).dialect(dialect)))
                .map(grid -> likely(grid.house()) + " " + (grid.powerAbsence() != null))
                .collect(Collectors.joining(" | "))).isEqualTo(told);
    }

    /** Also where it is withheld, and where 0 W stands for it. */
    @Test
    void aPowerHasItsOriginOrACause() {
        assertThat(after(Snapshots.of("POWER_NET=40").valid(Values.NONE)).house())
                .isEqualTo(new HousePower.Absent(HousePower.Sent.BEFORE, PowerAbsence.WITHHELD));
        assertThat(after(Snapshots.of("POWER_NET=40 POWER_IMPORT=40").dialect(Dialect.AIDON)).house())
                .isEqualTo(new HousePower.Known(40_000, PowerOrigin.SENT));
        assertThat(after(Snapshots.of("POWER_IMPORT=0").dialect(Dialect.AIDON)).house())
                .isEqualTo(new HousePower.Known(0, PowerOrigin.STAND_IN));
    }

    /** The powers of messages of one meter, and after each what its phases are. */
    @ParameterizedTest
    @CsvSource({"ENERGY_IMPORT=1, UNKNOWN_YET", "POWER_NET=5, NEVER_SENT", "POWER_NET=500 POWER_L1=0, NEVER_SENT",
        "POWER_NET=0 POWER_L1=0, SHOWN", "POWER_L1=5, WITHOUT_TOTAL", "POWER_NET=500 POWER_L1=100, DISAGREE",
        "POWER_NET=500 POWER_L1=100 | POWER_NET=500 POWER_L1=500, DISAGREE RETURNING",
        "POWER_NET=500 POWER_L1=500 | ENERGY_IMPORT=1, SHOWN WITHOUT_TOTAL"})
    void phasesAreShownOrTheirAbsenceHasACause(String sent, String told) {
        assertThat(Stream.of(sent.split(" \\| ")).map(values -> after(Snapshots.of(values)).phasePowers().name())
                .collect(Collectors.joining(" "))).isEqualTo(told);
    }

    private static String likely(HousePower house) {
        return house instanceof HousePower.Absent absent ? absent.likely().name() : "null";
    }

    /**
     * Messages of one meter, each some hours after the start, and after which of them it has shown no export; a message before the
     * last hour keeps the line.
     */
    @ParameterizedTest
    @CsvSource({"0 POWER_NET=5 ENERGY_IMPORT=1 | 25 POWER_NET=0 | 26 POWER_NET=0 | 27 POWER_NET=-1 | 60 POWER_NET=5, no no yes no no",
        "0 POWER_NET=5 ENERGY_IMPORT=1 ENERGY_EXPORT=0 | 26 POWER_NET=5, no no",
        "0 POWER_NET=5 ENERGY_IMPORT=1 | 1 POWER_NET=5 ENERGY_EXPORT_T2=0 | 27 POWER_NET=5, no no no",
        "0 POWER_NET=5 ENERGY_IMPORT=1 | 1 POWER_NET=5 POWER_EXPORT=0 | 27 POWER_NET=5, no no no",
        "0 POWER_NET=5 ENERGY_IMPORT=1 | 1 POWER_NET=5 POWER_L2=-1 | 27 POWER_NET=5, no no no",
        "0 POWER_NET=5 ENERGY_IMPORT=1 REACTIVE_ENERGY_EXPORT=1 | 26 POWER_NET=5, no yes",
        "0 ENERGY_IMPORT=1 | 26 ENERGY_IMPORT=1 | 27 ENERGY_IMPORT=1.5 POWER_NET=5 , no no yes", "0 POWER_NET=5 | 26 POWER_NET=5, no no"})
    void aMeterThatShowsNoExportInADayAndTwoHoursIsToldUntilItDoes(String sent, String told) {
        assertThat(Stream.of(sent.split(" \\| "))
                .map(hour -> shownAt(hour, "house").has(Trait.SHOWS_NO_EXPORT) ? "yes" : "no")
                .collect(Collectors.joining(" "))).isEqualTo(told);
        assertThat(shownAt("70 POWER_NET=5 ENERGY_IMPORT=1", "another").has(Trait.SHOWS_NO_EXPORT)).as("another meter").isFalse();
        assertThat(shownAt("96 POWER_NET=5", "another").has(Trait.SHOWS_NO_EXPORT)).as("another meter, later").isTrue();
    }

    /** Time without a line shows nothing. */
    @Test
    void theTimeInWhichTheLineWasLostDoesNotCountForTheExport() {
        Snapshots message = Snapshots.of("POWER_NET=5 ENERGY_IMPORT=1").dialect(Dialect.SML);
        assertThat(after(message.at(new Stamp(0, 0))).has(Trait.SHOWS_NO_EXPORT)).isFalse();
        assertThat(after(message.at(new Stamp(30 * 3_600, 0))).has(Trait.SHOWS_NO_EXPORT)).isFalse();
        assertThat(after(message.validFor(Duration.ofHours(26)).at(new Stamp(31 * 3_600, 0))).has(Trait.SHOWS_NO_EXPORT)).isFalse();
        assertThat(after(message.at(new Stamp(57 * 3_600, 0))).has(Trait.SHOWS_NO_EXPORT)).isTrue();
    }

    private GridMeter shownAt(String hourAndValues, String number) {
        String[] parts = hourAndValues.split(" ", 2);
        return after(Snapshots.of(parts[1].strip()).dialect(Dialect.SML).number(number).validFor(Duration.ofDays(2))
                .at(new Stamp(Long.parseLong(parts[0]) * 3_600, 0)));
    }

    /** By a total alone, a current of one phase of three would have a sign that only that of a one-phase meter may have. */
    @Test
    void aMeterOfListsMayHaveThreePhasesUntilItsLongestHasCome() {
        for (int second : new int[] {0, 10, 11}) {
            GridMeter grid = after(Snapshots.of("POWER_NET=-500 CURRENT_L1=2").dialect(Dialect.AIDON)
                    .validFor(Duration.ofSeconds(30)).at(new Stamp(second, 0)));
            assertThat(grid.hasOnePhase()).as("%d s", second).isEqualTo(second >= 11);
            assertThat(currents(grid)).isEqualTo(second >= 11 ? "-2 - -" : "2 - -");
        }
        GridMeter three = after(Snapshots.of("POWER_NET=-500 VOLTAGE_L3=230").dialect(Dialect.AIDON).at(new Stamp(20, 0)));
        assertThat(three.hasOnePhase()).isFalse();
    }

    /** Also one that is withheld from the first message on. */
    @Test
    void aVoltageIsMissingForAMinuteAndACurrentToo() {
        after(Snapshots.of("POWER_NET=5 VOLTAGE_L2=230 CURRENT_L1=1 CURRENT_L2=1").at(new Stamp(0, 0)));
        for (int second = 1; second <= 60; second++) {
            GridMeter grid = after(Snapshots.of("POWER_NET=5 CURRENT_L1=1 CURRENT_L3=900").valid(Snapshots.of("POWER_NET=5 CURRENT_L1=1")
                    .reading().values()).at(new Stamp(second, 0)));
            assertThat(grid.missing()).as("%d s", second).isEqualTo(second == 60 ? Set.of(Quantity.CURRENT_L3)
                    : Set.of(Quantity.VOLTAGE_L2, Quantity.CURRENT_L2, Quantity.CURRENT_L3));
            assertThat(grid.withoutCurrent()).isEmpty();
        }
        GridMeter other = after(Snapshots.of("POWER_NET=5 CURRENT_L1=1 VOLTAGE_L3=230").number("another").at(new Stamp(61, 0)));
        assertThat(other.missing()).isEmpty();
        assertThat(other.withoutCurrent()).containsExactlyInAnyOrder(Phase.L2, Phase.L3);
    }

    /**
     * What a meter sends at some seconds, with a minus what the guard withholds, and what of it is awaited after each; of a log without
     * a ledger. P1 is valid for 3 s here, Aidon's lists for 30 s.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DSMR5|0 ENERGY_IMPORT=1, 1 ENERGY_IMPORT=1, 2 ENERGY_IMPORT=1|POWER, POWER, -
            SML|0 ENERGY_IMPORT=1, 1 POWER_NET=5, 2 ENERGY_IMPORT=1|-, -, POWER
            DSMR5|0 POWER_NET=5 FREQUENCY=50, 1 POWER_NET=5|-, FREQUENCY
            DSMR5|0 POWER_NET=5 VOLTAGE_L1=230, 1 POWER_NET=5, 200 POWER_NET=5 VOLTAGE_L1=230|-, VOLTAGES, -
            DSMR5|0 POWER_NET=5 CURRENT_L1=1, 1 POWER_NET=5 -CURRENT_L1=900, 200 POWER_NET=5|-, CURRENTS WITHHELD_CURRENTS, CURRENTS
            DSMR5|0 POWER_NET=5 -CURRENT_L1=900, 1 POWER_NET=5|CURRENTS, CURRENTS
            AIDON|0 POWER_NET=5, 10 POWER_NET=5, 11 POWER_NET=5, 45 POWER_NET=5|LONG_LIST, LONG_LIST, -, LONG_LIST
            AIDON|0 POWER_NET=5 CURRENT_L3=1, 45 POWER_NET=5, 46 POWER_NET=5 CURRENT_L3=1|-, CURRENTS LONG_LIST, -
            AIDON|0 POWER_NET=5 CURRENT_L1=1, 10 POWER_NET=5 CURRENT_L1=1, 11 POWER_NET=5 CURRENT_L1=1|LONG_LIST, LONG_LIST, -
            AIDON|0 POWER_NET=5 CURRENT_L1=1, 11 POWER_NET=5 CURRENT_L1=1, 45 POWER_NET=5 CURRENT_L1=1|LONG_LIST, -, -
            """)
    void whatAMeterHasSentOrMaySendIsAwaited(Dialect dialect, String sent, String awaited) {
        assertThat(Stream.of(sent.split(", ")).map(message -> {
            String[] parts = message.split(" ", 2);
            Snapshots whole = Snapshots.of(parts[1].replace(" -", " ")).dialect(dialect).at(new Stamp(Long.parseLong(parts[0]), 0));
            GridMeter grid = after(whole.valid(Snapshots.of(parts[1].replaceAll(" -\\S+", "")).reading().values())
                    .validFor(Duration.ofSeconds(dialect == Dialect.AIDON ? 30 : 3)));
            String found = Stream.of(Part.values()).filter(part -> grid.awaited(Set.of(part)) != null).map(Part::name).sorted()
                    .collect(Collectors.joining(" "));
            return found.isEmpty() ? "-" : found;
        }).collect(Collectors.joining(", "))).isEqualTo(awaited);
    }

    @Test
    void theFirstOfThePartsThatIsAwaitedIsTold() {
        GridMeter grid = after(Snapshots.of("ENERGY_IMPORT=1").dialect(Dialect.AIDON));
        assertThat(grid.awaited(EnumSet.allOf(Part.class))).isEqualTo(Part.POWER);
        assertThat(grid.awaited(EnumSet.of(Part.LONG_LIST, Part.COUNTERS))).isEqualTo(Part.LONG_LIST);
        assertThat(grid.awaited(EnumSet.of(Part.COUNTERS, Part.VOLTAGES))).isNull();
    }

    /** Also where the ledger knows nothing, because no clock is right; to the meter's last decimal. */
    @Test
    void aCounterOfThisRunIsKept() {
        assertThat(shown(after(Snapshots.of("ENERGY_IMPORT=40.1239")).values(), "ENERGY_IMPORT")).isEqualTo("40.1239");
        assertThat(shown(after(Snapshots.of("POWER_NET=5")).values(), "ENERGY_IMPORT")).isEqualTo("40.1239");
        assertThat(shown(after(Snapshots.of("POWER_NET=5").number("another")).values(), "ENERGY_IMPORT")).isEqualTo("-");
    }

    /** A counter that is not sent, or withheld, is that of before; none is one of the meter before. */
    @Test
    void countersAreTheLastOnesOfThisMeter() {
        Ledger ledger = TestLedger.of(new MeterKey("house"), LedgerStore.NONE);
        assertThat(counters(ledger, 0, "POWER_NET=5 ENERGY_IMPORT=40.123 ENERGY_IMPORT_T1=30 ENERGY_EXPORT=7")).isEqualTo("40.123 30 7");
        assertThat(counters(ledger, 10, "POWER_NET=5 ENERGY_EXPORT=7.1")).isEqualTo("40.123 30 7.1");
        assertThat(counters(ledger, 1_000, "POWER_NET=5")).as("another meter").isEqualTo("- - -");
        assertThat(counters(ledger, 1_010, "POWER_NET=5 ENERGY_IMPORT=1")).isEqualTo("1 - -");
        assertThat(counters(ledger, 1_020, "POWER_NET=5")).isEqualTo("1 - -");
    }

    private static String counters(Ledger ledger, int second, String values) {
        Snapshot message = Snapshots.of(values).number(second < 1_000 ? "735999" : "111111").meterIndex(second / 1_000)
                .at(new Stamp(1_792_800_000L + second, 0)).take();
        return shown(Snapshots.counted(ledger, message).grid().values(), "ENERGY_IMPORT", "ENERGY_IMPORT_T1", "ENERGY_EXPORT");
    }
}
