package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Quantity.*;
import static org.dbusp1.metering.guard.TestValues.values;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dbusp1.Snapshots;
import org.dbusp1.TestTelegram;
import org.dbusp1.line.decode.TestPipeline;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.DialectName;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.CounterReading;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Published.Withheld;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.converter.ConvertWith;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueRulesTest {
    private final Guard guard = new Guard();
    private double now;

    private Withheld accept(Object... pairs) {
        return accept(Snapshots.of(values(pairs)).reading());
    }

    private Withheld accept(Reading reading) {
        return guard.checkValues(reading, Math.round(now++ * 1e9));
    }

    @ParameterizedTest
    @CsvSource({"POWER_IMPORT, 0, 1000000", "POWER_EXPORT_L3, 0, 1000000", "POWER_NET, -1000000, 1000000",
        "REACTIVE_EXPORT_L2, -1000000, 1000000", "VOLTAGE_L2, 0, 500", "CURRENT_L3, -10000, 10000", "FREQUENCY, 45, 65",
        "POWER_FACTOR_L1, -1, 1", "ENERGY_IMPORT_T2, 0, 999999999", "ENERGY_EXPORT, 0, 999999999", "REACTIVE_ENERGY_Q3, 0, 999999999",
        "ENERGY_COMBINED, 0, 999999999", "POWER_FAILURES, 0, 999999999", "VOLTAGE_SWELLS_L3, 0, 999999999", "TARIFF, 0, 99",
        "FUSE, 0, 10000", "FUSE_EXPORT, -10000, 10000"})
    void aValueOutsideOfItsRangeIsWithheld(Quantity quantity, long from, long to) {
        long one = quantity.unit().scaledOne();
        assertThat(List.of(from * one, to * one)).as("%s from %s to %s, as in its row here", quantity, from, to)
                .allMatch(value -> PlausibilityRule.isInRange(quantity, value, Dialect.DSMR5));
        for (long outside : new long[] {from * one - 1, to * one + 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            Reading reading = Snapshots.of(new Values.Builder().set(quantity, outside).build()).reading();
            assertThat(new Guard().checkValues(reading, 0).quantities()).as("%s from %s to %s, as in its row here: %s", quantity, from, to,
                    outside).containsExactly(quantity);
        }
    }

    @ParameterizedTest
    @EnumSource(Quantity.class)
    void everyQuantityHasARange(Quantity quantity) {
        assertThat(PlausibilityRule.isInRange(quantity, Long.MAX_VALUE, Dialect.DSMR5)).isFalse();
        assertThat(PlausibilityRule.isInRange(quantity, Long.MIN_VALUE + 1, Dialect.DSMR5)).isFalse();
        boolean small = quantity.name().startsWith("POWER_FACTOR");
        assertThat(PlausibilityRule.isInRange(quantity, (small ? 1 : 50) * quantity.unit().scaledOne(), Dialect.DSMR5)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"D0, POWER_IMPORT, -5000000, true", "D0, POWER_IMPORT, -1000000001, false", "D0, ENERGY_IMPORT, -1, false",
        "DSMR5, POWER_IMPORT, -1, false", "SML, POWER_IMPORT, -500000, true", "SML, POWER_IMPORT_L3, -500000, true",
        "SML, POWER_IMPORT_L3, -1000000001, false", "SML, ENERGY_IMPORT, -1, false", "SML, VOLTAGE_L1, -1, false"})
    void aGermanMeterSignsItsImport(@ConvertWith(DialectName.class) Dialect dialect, Quantity quantity, long value, boolean possible) {
        assertThat(PlausibilityRule.isInRange(quantity, value, dialect)).isEqualTo(possible);
    }

    /** A list of all tariffs up to this one would be as long as the number is high. */
    @ParameterizedTest
    @CsvSource({"8002, true", "0100, true", "0099, false", "0002, false"})
    void aTariffThatIsTooHighIsWithheld(String printed, boolean withheld) {
        List<Reading> readings = new TestPipeline()
                .accept(TestTelegram.dsmr5("0-0:96.14.0(" + printed + ")", "1-0:1.7.0(00.866*kW)")).end().readings();
        assertThat(readings).hasSize(1);
        assertThat(accept(readings.get(0)).quantities()).isEqualTo(withheld ? Set.of(TARIFF) : Set.of());
    }

    /** EasyMeter Q3B with SML, while the house feeds in: 1.7.0 and its phases have a sign. */
    @Test
    void theSignedImportOfAnSmlMeterLeavesItsNetPower() {
        Values feedingIn = values(POWER_IMPORT, -500, POWER_NET, -500, POWER_IMPORT_L1, -700, POWER_L1, -700,
                POWER_IMPORT_L2, 100, POWER_L2, 100, POWER_IMPORT_L3, 100, POWER_L3, 100, ENERGY_IMPORT, 10);
        assertThat(accept(Snapshots.of(feedingIn).dialect(Dialect.SML).reading()).isEmpty()).isTrue();
    }

    @Test
    void aTotalIsWithheldWithItsPartUnlessTheMeterPrintedAnother() {
        accept(ENERGY_IMPORT_T1, 100, ENERGY_IMPORT_T2, 50, ENERGY_IMPORT, 150);
        assertThat(accept(ENERGY_IMPORT_T1, 90, ENERGY_IMPORT_T2, 51, ENERGY_IMPORT, 141).quantities())
                .containsExactlyInAnyOrder(ENERGY_IMPORT_T1, ENERGY_IMPORT);
        assertThat(accept(ENERGY_IMPORT_T1, 90, ENERGY_IMPORT_T2, 51, ENERGY_IMPORT, 151).quantities())
                .containsExactlyInAnyOrder(ENERGY_IMPORT_T1);
    }

    /** The values of a first message, and those of them that are withheld. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // A net power with its direction or its phase, unless the meter printed another one.
        "POWER_IMPORT=2000000 POWER_EXPORT=1500000 POWER_NET=500000    | POWER_IMPORT POWER_EXPORT POWER_NET",
        "POWER_IMPORT=2 POWER_EXPORT=1500000 POWER_NET=500000          | POWER_EXPORT",
        "POWER_EXPORT_L2=1000001 POWER_IMPORT_L2=500000 POWER_L2=-500001 | POWER_EXPORT_L2 POWER_L2",
        "POWER_L1=1000001 POWER_L2=-999000 POWER_NET=1001              | POWER_L1 POWER_NET",
        // A phase far above its current, and a total far above its phases: nothing tells which power is right.
        "POWER_IMPORT_L1=40000 POWER_EXPORT_L1=0 POWER_L1=40000 CURRENT_L1=2 POWER_NET=40000 "
                + "| POWER_IMPORT_L1 POWER_EXPORT_L1 POWER_L1 POWER_NET",
        "POWER_IMPORT=80000 POWER_EXPORT=0 POWER_NET=80000 POWER_IMPORT_L1=500 POWER_EXPORT_L1=0 POWER_L1=500 CURRENT_L1=2 "
                + "| POWER_IMPORT POWER_EXPORT POWER_NET POWER_IMPORT_L1 POWER_EXPORT_L1 POWER_L1",
        // A current above 125 A that the power does not confirm.
        "CURRENT_L1=200 VOLTAGE_L1=230 POWER_L1=4599                   | CURRENT_L1",
        "CURRENT_L1=200 VOLTAGE_L1=230 POWER_L1=4600                   | ''",
        "CURRENT_L1=200 VOLTAGE_L1=230 POWER_L1=-4600                  | ''",
        "CURRENT_L1=200 VOLTAGE_L1=230 POWER_NET=100                   | CURRENT_L1",
        "CURRENT_L1=-200 VOLTAGE_L1=230 POWER_NET=100                  | CURRENT_L1",
        "CURRENT_L1=125 VOLTAGE_L1=230 POWER_NET=100                   | ''",
        "CURRENT_L1=200 VOLTAGE_L1=230                                 | ''",
        "CURRENT_L1=200 POWER_L1=100                                   | ''"})
    void withholdsTheseValuesOfAMessage(String message, String withheld) {
        Values.Builder sent = new Values.Builder();
        for (String pair : message.split(" ")) {
            Quantity quantity = Quantity.valueOf(pair.substring(0, pair.indexOf('=')));
            sent.set(quantity, Long.parseLong(pair.substring(pair.indexOf('=') + 1)) * quantity.unit().scaledOne());
        }
        assertThat(accept(Snapshots.of(sent.build()).reading()).quantities().stream().map(Quantity::name))
                .containsExactlyInAnyOrder(withheld.isEmpty() ? new String[0] : withheld.split(" "));
    }

    @Test
    void aReactiveCounterIsACounterToo() {
        accept(REACTIVE_ENERGY_IMPORT, 100, POWER_FAILURES, 9);
        assertThat(accept(REACTIVE_ENERGY_IMPORT, 99, POWER_FAILURES, 3).quantities())
                .as("failures are reset by the utility").containsExactly(REACTIVE_ENERGY_IMPORT);
    }

    @Test
    void aCounterMayRiseByAMegawattAndAKilowattHour() {
        accept(ENERGY_IMPORT, 100);
        now = 3600;
        assertThat(accept(ENERGY_IMPORT, 1_101).isEmpty()).isTrue();
        assertThat(accept(ENERGY_IMPORT, 1_102.3).isEmpty()).as("1 kWh and 1000 kWh / 3600").isFalse();
    }

    @Test
    void onlyANewMetersCountersMayFall() {
        accept(Snapshots.of(values(ENERGY_IMPORT, 100, VOLTAGE_L1, 230)).number("A").reading());
        assertThat(accept(Snapshots.of(values(ENERGY_IMPORT, 7)).number("B").repaired().reading()).quantities()).containsExactly(ENERGY_IMPORT);
        assertThat(accept(Snapshots.of(values(ENERGY_IMPORT, 7, VOLTAGE_L1, 0)).number("B").reading()).isEmpty()).isTrue();
    }

    @Test
    void aMessageWithoutTheMetersNumberIsOfTheSameMeter() {
        accept(Snapshots.of(values(ENERGY_IMPORT, 100)).number("A").reading());
        assertThat(accept(Snapshots.of(values(ENERGY_IMPORT, 7)).number(null).reading()).quantities())
                .containsExactly(ENERGY_IMPORT);
        assertThat(accept(Snapshots.of(values(ENERGY_IMPORT, 7)).number("A").reading()).quantities()).containsExactly(ENERGY_IMPORT);
        assertThat(accept(Snapshots.of(values(ENERGY_IMPORT, 100)).number(null).reading()).isEmpty()).isTrue();
        assertThat(accept(Snapshots.of(values(ENERGY_IMPORT, 7)).number("B").reading()).isEmpty()).as("another number").isTrue();
    }

    /** Of a row, what has an exclamation mark is withheld, and everything else is published. */
    private static void expect(String value, String row, boolean withheld) {
        assertThat(withheld ? "withheld" : "published").as("%s of %s", value, row).isEqualTo(value.endsWith("!") ? "withheld" : "published");
    }

    /** The values of a message each 20 s; those with an exclamation mark are withheld. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a voltage that vanishes has to stay away, as by a blown fuse | VOLTAGE_L2    | 230 0! 0! 0! 0 0
            a high voltage has to stay                                   | VOLTAGE_L2    | 300 300.1! 300.1! 300.1! 300.1
            a sane voltage ends the suspicion                            | VOLTAGE_L2    | 230 0! 230 0! 230 0! 230 0! 230 0! 230 0! 230
            a phase that never had voltage may read 0                    | VOLTAGE_L2    | 0 50 0 50.1 0!
            a lower counter has to stay, and may count meanwhile         | ENERGY_IMPORT | 100 7! 7! 8! 8 9
            one that is reset to 0 is absent until it counts             | ENERGY_IMPORT | 100 0! 0! 0! 0! 0! 0! 0! 0! 1! 1! 1! 1
            """)
    void aValueIsWithheld(String name, Quantity quantity, String numbers) {
        for (String number : numbers.split(" ")) {
            now += 19;
            expect(number, quantity + " " + numbers, !accept(quantity, Double.parseDouble(number.replace("!", ""))).isEmpty());
        }
    }

    private static MBusDevice gas(String id, long hours, String value) {
        return new MBusDevice(1, 3, Optional.of(id).filter(text -> !text.isEmpty()).orElse(null), null,
                new CounterReading(new Stamp(hours * 3600, 0), new BigDecimal(value), "m3"));
    }

    private Withheld gas(long hours, String value) {
        return accept(new Snapshots().devices(gas("g", hours, value)).reading());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-100", "-0.001", "1000000000", "9999999999999.999", "9999999999999999.999", "99999999999999999999999999"})
    void aGasCounterThatNoDeviceShowsIsNeverBelieved(String value) {
        for (int hour = 0; hour < 100; hour++) {
            assertThat(gas(hour, value).channels()).containsExactly(1);
        }
        assertThat(gas(100, "5").isEmpty()).isTrue();
    }

    /** The hour of each report, the number of the device if it is not g, and its counter; ! is withheld. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the longest counter is believed             | 0=999999999.999 1=999999999.999
            each report is judged once                  | 0=1000 1=5! 1=5! 1=5! 1=5! 2=5! 3=5! 4=5
            a counter never falls to zero               | 0=1000 1=0! 2=0! 3=0! 4=0! 5=0! 6=0! 7=0! 8=0! 9=0! 10=0!
            a counter rises by a thousand an hour       | 0=1000 1=3000 2=5000.000001!
            another device counts from where it is      | 0=1000 1other=5! 2other=5! 3other=5! 4other=5 5other=4!
            one without a number is that of the channel | 0=1000 1none=1001 2=1002 3none=5!
            """)
    void judgesTheReportsOfADevice(String name, String reports) {
        for (String report : reports.split(" ")) {
            String[] parts = report.replace("!", "").split("(?<=\\d)(?=[a-z])|=");
            String id = parts.length < 3 ? "g" : parts[1].replace("none", "");
            now += 3_599;
            expect(report, reports, !accept(new Snapshots().devices(gas(id, Long.parseLong(parts[0]), parts[parts.length - 1])).reading())
                    .isEmpty());
        }
    }

    /** A garden that is watered, a pool that is filled, a heat pump, by counters with small units. */
    @ParameterizedTest
    @CsvSource({"dm3, 2500", "l, 2500", "L, 2500", "Wh, 9000", "kJ, 32400"})
    void aCounterInASmallUnitRisesByAThousandTimesAsMuch(String unit, int perHour) {
        for (int hour = 0; hour < 10; hour++) {
            assertThat(counter(hour, 500_000 + hour * perHour, unit).isEmpty()).as("hour %d", hour).isTrue();
        }
        assertThat(counter(10, 3_000_000, unit).channels()).containsExactly(1);
    }

    private Withheld counter(int hour, int value, String unit) {
        return accept(new Snapshots().devices(new MBusDevice(1, 7, "w", null,
                new CounterReading(new Stamp(hour * 3600L, 0), BigDecimal.valueOf(value), unit))).reading());
    }

    @Test
    void channelsAreJudgedEachByItsOwnPast() {
        MBusDevice water = new MBusDevice(2, 7, "w", null,
                new CounterReading(new Stamp(3600, 0), new BigDecimal("3"), "m3"));
        gas(0, "1000");
        assertThat(accept(new Snapshots().devices(gas("g", 1, "5"), water).reading()).channels()).containsExactly(1);
    }
}
