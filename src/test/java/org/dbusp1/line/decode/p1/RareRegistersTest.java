package org.dbusp1.line.decode.p1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.TestTelegram.dsmr5;
import static org.dbusp1.TestTelegram.sealed;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.line.decode.TestPipeline;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Registers of few countries, and rare forms of common ones; made-up telegrams. */
class RareRegistersTest {
    private static final String ISRAEL = "/XXX5TEST\r\n\r\n1-3:0.2.8(50)\r\n0-0:1.0.0(260704120001S)\r\n1-0:1.8.11(000001.500*kWh)\r\n"
            + "1-0:1.8.12(000002.000*kWh)\r\n1-0:1.8.13(000003.000*kWh)\r\n1-0:2.8.11(000000.100*kWh)\r\n1-0:2.8.12(000000.200*kWh)\r\n"
            + "1-0:2.8.13(000000.300*kWh)\r\n0-0:96.14.1(02)\r\n";
    /** Noon of 4 July 2026 in Israel, and in Central Europe. */
    private static final long NOON_IN_ISRAEL = 1_783_155_600;
    private static final long NOON = NOON_IN_ISRAEL + 3600;

    @Test
    void israelCountsItsTariffsFromEleven() {
        Reading reading = reading(sealed(ISRAEL + "!"));
        assertThat(reading.meter().dialect()).isEqualTo(Dialect.ISRAEL);
        assertThat(reading.time()).isEqualTo(new Stamp(NOON_IN_ISRAEL + 1, 3 * 3600));
        assertNumbers(reading, Map.of(Quantity.ENERGY_IMPORT_T1, "1.5", Quantity.ENERGY_IMPORT_T2, "2",
                Quantity.ENERGY_IMPORT_T3, "3", Quantity.ENERGY_IMPORT, "6.5", Quantity.ENERGY_EXPORT, "0.6", Quantity.TARIFF, "2"));
    }

    @Test
    void groupFAndGasOfEachHourAreDsmr2() {
        StringBuilder hours = new StringBuilder();
        for (int hour = 0; hour < 24; hour++) {
            // The list begins at any hour: the one of noon is the newest.
            hours.append("7-0:23.1.0*255(00%03d.250*m3)(26-07-0%d %02d:00:00)\r\n".formatted(100 + (hour + 11) % 24,
                    hour <= 12 ? 4 : 3, hour));
        }
        Reading reading = reading("/ISk5\\2ME382-1003\r\n\r\n0-0:96.1.1*255(4B384547)\r\n1-0:1.8.1*255(12345.678*kWh)\r\n"
                + "1-0:1.8.2*255(12346.678*kWh)\r\n0-0:96.14.0*255(0002)\r\n1-0:15.7.0*255(0000.98*kW)\r\n" + hours + "!\r\n");

        assertThat(reading.meter().dialect()).isEqualTo(Dialect.DSMR2);
        assertThat(reading.meter().equipmentId()).isEqualTo("K8EG");
        assertNumbers(reading, Map.of(Quantity.ENERGY_IMPORT, "24692.356", Quantity.TARIFF, "2", Quantity.POWER_ABS, "980"));
        assertThat(reading.values().has(Quantity.POWER_NET)).as("a power without direction").isFalse();
        MBusDevice gas = reading.devices().get(0);
        assertThat(gas.type()).isEqualTo(3);
        assertThat(gas.reading().value()).isEqualByComparingTo("123.25");
        assertThat(gas.reading().unit()).isEqualTo("m3");
        assertThat(gas.reading().time()).isEqualTo(new Stamp(NOON, 2 * 3600));
    }

    @Test
    void aLetterStandsForGroupCInALongCodeToo() {
        Reading reading = reading("/ZPA5GH305\r\n\r\n1-0:C.1.0*255(1ZPA0020000001)\r\n1-0:1.8.0*255(018183.6167*kWh)\r\n"
                + "1-0:F.F*255(000000)\r\n1-0:16.7.0*255(-000026*W)\r\n!\r\n");
        assertThat(reading.meter().equipmentId()).isEqualTo("1ZPA0020000001");
        assertNumbers(reading, Map.of(Quantity.ENERGY_IMPORT, "18183.6167", Quantity.POWER_NET, "-26"));
    }

    @Test
    void lithuaniaSendsASignedMeanAndSignedPowerFactors() {
        Reading reading = reading(sealed("/ESO5TEST\r\n\r\n0-0:1.0.0(260115120001W)\r\n1-0:1.8.0(3*kWh)\r\n"
                + "1-0:1.8.1(1*kWh)\r\n1-0:1.8.2(2*kWh)\r\n"
                + "1-0:22.7.0(00.024*kW)\r\n1-0:16.24.0(-00.024*kW)\r\n1-0:13.7.0(-1.000)\r\n1-0:33.7.0(-0.913)\r\n0-0:96.1.1(3031)\r\n!"));
        assertThat(reading.meter().dialect()).isEqualTo(Dialect.LITHUANIA);
        assertNumbers(reading, Map.of(Quantity.DEMAND_NET, "-24", Quantity.POWER_FACTOR, "-1", Quantity.POWER_FACTOR_L1, "-0.913"));
        assertThat(reading.values().has(Quantity.POWER_NET)).as("a mean is no power of this moment").isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1-1:1.8.1(1*kWh), ENERGY_IMPORT_T1, 1", "1-1:1.8.0(1*kWh), ENERGY_IMPORT, 1", "1-1:2.8.2(1*kWh), ENERGY_EXPORT_T2, 1",
        "1-1:1.7.0(1*kW), POWER_IMPORT, 1000", "1-1:2.7.0(1*kW), POWER_EXPORT, 1000", "1-1:16.7.0(-1*kW), POWER_NET, -1000"})
    void switzerlandPrintsValuesOnChannelOne(String line, Quantity quantity, String value) {
        Reading reading = reading(sealed("/GRE5TEST\r\n\r\n0-0:1.0.0(260115120001W)\r\n" + line + "\r\n!"));
        assertThat(reading.meter().dialect()).isEqualTo(Dialect.SWITZERLAND);
        assertThat(number(reading, quantity)).isEqualByComparingTo(value);
    }

    @Test
    void fuseLimitsHaveOneValueOrTwo() {
        Reading two = reading(dsmr5("1-1:31.4.0(040*A)(-050*A)"));
        assertThat(number(two, Quantity.FUSE)).isEqualByComparingTo("40");
        assertThat(number(two, Quantity.FUSE_EXPORT)).isEqualByComparingTo("-50");
        Reading both = reading(dsmr5("1-1:31.4.0(65.0*A,-65.0*A)"));
        assertNumbers(both, Map.of(Quantity.FUSE, "65", Quantity.FUSE_EXPORT, "-65"));
        Reading one = reading(dsmr5("1-0:31.4.0(200.00*A )"));
        assertThat(number(one, Quantity.FUSE)).isEqualByComparingTo("200");
        assertThat(one.values().has(Quantity.FUSE_EXPORT)).isFalse();
    }

    /** In Lithuania it is a mean current (ESO); elsewhere it is one where the meter prints the limit of its power too. */
    @ParameterizedTest
    @CsvSource({"/ESO5, '1-0:1.8.0(3*kWh)', false", "/ABC5, '1-0:1.8.1(3*kWh)', false", "/ESO5, '1-0:1.8.0(3*kWh)|0-0:17.0.0(90.000*kW)', true",
        "/SAG5, '1-0:1.8.0(3*kWh)|1-0:15.8.0(3*kWh)|0-0:42.0.0(41)|0-0:17.0.0(90.000*kW)', true", "/FLU5, 0-0:96.1.4(50217), true"})
    void aCurrentIsTheLimitOfAFuseWhereTheMeterMeansIt(String maker, String registers, boolean isLimit) {
        Reading reading = reading(sealed(maker + "TEST\r\n\r\n0-0:1.0.0(260115120001W)\r\n" + registers.replace("|", "\r\n")
                + "\r\n1-0:31.4.0(0000.003*kA)\r\n!"));
        assertThat(reading.values().has(Quantity.FUSE)).isEqualTo(isLimit);
        assertThat(reading.message().registers()).as("as the meter printed it").anyMatch(register -> register.obis().equals("1-0:31.4.0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(00007137.694*kWh )", "( 00007137.694*kWh)", "(00007137.694 *kWh)", "(00007137.694* kWh)",
        "(00007137.694*kWh   )", "(00007137.694 )"})
    void blanksInsideBracketsAreNoPartOfAValue(String printed) {
        Reading reading = reading(dsmr5("1-0:15.8.0" + printed, "1-0:1.7.0(00.5*kW )"));
        assertThat(number(reading, Quantity.ENERGY_COMBINED)).isEqualByComparingTo("7137.694");
        assertThat(number(reading, Quantity.POWER_IMPORT)).isEqualByComparingTo("500");
    }

    @Test
    void blanksInsideTheBracketsOfAGasMeterAreNoPartOfItsReading() {
        assertThat(gas(reading(dsmr5("0-1:24.1.0( 003 )", "0-1:24.2.1( 260704120000S )( 00012.345*m3 )"))))
                .isEqualTo("1 m3 12.345 at " + NOON);
    }

    /** Before its first reading a new gas meter has an impossible time and no unit. */
    @Test
    void aGasMeterWithoutAReadingDoesNotHideAnother() {
        List<MBusDevice> devices = reading(dsmr5("0-1:24.1.0(003)", "0-1:96.1.0(4730303339303031)",
                "0-1:24.2.1(632525252525S)(00000.000)", "0-2:24.1.0(003)", "0-2:24.2.1(260704120000S)(00012.345*m3)")).devices();
        assertThat(devices).extracting(MBusDevice::channel).containsExactly(1, 2);
        assertThat(devices.get(0).id()).isEqualTo("G0039001");
        assertThat(devices.get(0).reading()).isNull();
        assertThat(devices.get(1).reading().value()).isEqualByComparingTo("12.345");
    }

    /** A number of a gas meter begins with G in the Netherlands, with the medium 7 by DIN 43863-5. */
    @ParameterizedTest
    @CsvSource({"4730303339303031, GAS", "37464C4F32313233, GAS", "3853414732313233, OTHER"})
    void theNumberOfAGasMeterShowsItsKindWhereNoOtherLineDoes(String number, MBusDevice.Medium medium) {
        Reading reading = reading(dsmr5("0-2:96.1.0(" + number + ")", "0-2:24.2.1(260704120000S)(00012.345*m3)"));
        assertThat(gas(reading)).isEqualTo("2 m3 12.345 at " + NOON);
        assertThat(reading.devices().get(0).medium()).isEqualTo(medium);
    }

    @ParameterizedTest
    @CsvSource({"0-2:96.1.0, 2", "7-0:0.0.0, 1"})
    void gasWithoutAChannelIsOnTheChannelOfItsNumber(String code, int channel) {
        Reading reading = old("7-0:23.1.0(00012.345*m3)(26-07-04 12:00:00)\r\n" + code + "(4730303339303031)\r\n");
        assertThat(reading.devices()).hasSize(1);
        assertThat(gas(reading)).isEqualTo(channel + " m3 12.345 at " + NOON);
        assertThat(reading.devices().get(0).id()).isEqualTo("G0039001");
        assertThat(reading.devices().get(0).medium()).isEqualTo(MBusDevice.Medium.GAS);
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4"})
    void aGasListWithALineForEachHourGivesTheNewestOnEveryChannel(int channel) {
        String newest = hour(channel, "260704120000", "00016.713");
        String before = hour(channel, "260704110000", "00016.500");
        String first = hour(channel, "260704100000", "00016.100");
        for (String list : List.of(newest + before + first, first + before + newest, before + newest + first)) {
            assertThat(gas(old("0-" + channel + ":24.1.0(3)\r\n" + list))).isEqualTo(channel + " m3 16.713 at " + NOON);
        }
    }

    /** IEC 62056-21: the time is that of the first row, each row is an interval later; of some meters the newest is first. */
    @ParameterizedTest
    @CsvSource({"260704100000, (1)(0-1:24.2.1)(m3)\\n(00016.100)\\n(00016.500)\\n(00016.713)",
        "260704100000, (1)(0-1:24.2.1)(m3)(00016.100)(00016.500)(00016.713)",
        "260704120000, (1)(0-1:24.2.1)(m3)\\n(00016.713)\\n(00016.500)\\n(00016.100)",
        "260704110000, (2)(0-1:24.2.1)(m3)(0-1:24.2.4)(C)\\n(00016.500)(21.5)\\n(00016.713)(20.0)"})
    void ofAGasListOfManyRowsTheNewestCounts(String time, String rows) {
        assertThat(gas(old("0-1:24.1.0(3)\r\n0-1:24.3.0(" + time + ")(00)(60)" + rows.replace("\\n", "\r\n") + "\r\n")))
                .isEqualTo("1 m3 16.713 at " + NOON);
    }

    @Test
    void ofAGasMeterThatPrintsTwoReadingsTheNewestCounts() {
        assertThat(gas(reading(dsmr5("0-1:24.1.0(003)", "0-1:24.2.1(260704110000S)(00012.000*m3)",
                "0-1:24.2.1(260704120000S)(00012.345*m3)")))).isEqualTo("1 m3 12.345 at " + NOON);
    }

    /** Lines of a channel, and its counter: never a flow or a temperature. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            24.2.1(0366.475*m3)                                                                        | 366.475 m3
            24.2.1(0366.475*m3) 24.2.10(0000000) 24.2.2(0.09*m3/h) 24.2.3(74.8*degC) 24.2.5(19.07*Wh)  | 366.475 m3
            24.2.2(0.09*m3/h) 24.2.3(74.8*degC) 24.2.4(31.3*°C)                                        | none
            24.2.5(19.078*Wh)                                                                          | 19.078 Wh
            24.1.0(004) 24.2.1(0366.475*m3) 24.2.5(19.078*kWh)                                         | 19.078 kWh
            24.1.0(010) 24.2.1(0366.475*m3) 24.2.9(19.078*MJ)                                          | 19.078 MJ
            24.1.0(004) 24.2.1(0366.475*m3) 24.2.3(74.8*degC)                                          | 366.475 m3
            24.1.0(006) 24.2.1(0366.475*m3) 24.2.5(19.078*kWh)                                         | 366.475 m3
            24.1.0(002) 24.2.1(260704120000S)(19.078*kWh)                                              | 19.078 kWh
            24.1.0(008) 24.2.1(260704120000S)(19.078*HCA)                                              | 19.078 HCA
            24.1.0(004) 24.2.1(260704120000S)(0366.475*m3) 24.2.2(260704120003S)(0.09*m3/h)            | 366.475 m3
            24.1.0(004) 24.2.0(260704120000S)(0366.475*m3) 24.2.1(260704110000S)(12.345*GJ)            | 12.345 GJ
            24.1.0(004) 24.2.1(211011134000) 24.2.1(0366.475*m3)                                       | 366.475 m3
            24.1.0(007) 24.2.1(1*m3) 24.2.1(260704120000S)(2*m3)                                       | 2 m3
            24.2.1(1*kW) 24.2.2(2*K) 24.2.3(3*h)                                                       | none""")
    void theCounterOfADeviceIsItsEnergyOrItsVolume(String lines, String counter) {
        String[] printed = lines.replaceAll("(?<=^| )24", "0-1:24").split(" ");
        MBusDevice device = reading(dsmr5(printed)).devices().get(0);
        assertThat(Optional.ofNullable(device.reading()).map(read -> read.value() + " " + read.unit()).orElse("none")).isEqualTo(counter);
    }

    @Test
    void aReadingWithoutATimeHasNone() {
        MBusDevice device = reading(dsmr5("0-1:24.2.1(0366.475*m3)")).devices().get(0);
        assertThat(device.medium()).isEqualTo(MBusDevice.Medium.OTHER);
        assertThat(device.reading().readAt()).isEmpty();
    }

    /** Outputs have room for every number that a meter can measure. */
    @Test
    void aNumberWithoutEndIsNoReading() {
        String many = "0." + "0".repeat(1_000) + "1";
        Reading reading = reading(dsmr5("0-1:24.1.0(003)", "0-1:24.2.1(260704120000S)(" + many + "*m3)",
                "1-0:1.7.0(" + many + "*kW)", "0-0:17.0.0(" + many + "*kW)"));
        assertThat(reading.devices()).singleElement().satisfies(gas -> assertThat(gas.reading()).isNull());
        assertThat(reading.values().has(Quantity.POWER_IMPORT)).isFalse();
        assertThat(reading.message().details().limiter()).isNull();
        assertThat(reading.message().registers()).filteredOn(register -> register.raw().contains("0.000"))
                .allMatch(register -> register.value() == null);
    }

    @Test
    void phasesHaveCountersOfTheirOwn() {
        Reading reading = reading(sealed("/KAM5\r\n\r\n0-0:1.0.0(260115120001W)\r\n1-0:1.8.0(000066.000*kWh)\r\n"
                + "1-0:21.8.0(000011.001*kWh)\r\n1-0:41.8.0(000022.002*kWh)\r\n1-0:61.8.0(000032.997*kWh)\r\n"
                + "1-0:22.8.0(000000.100*kWh)\r\n1-0:42.8.0(000000.200*kWh)\r\n1-0:62.8.0(000000.300*kWh)\r\n!"));
        assertThat(reading.meter().dialect()).isEqualTo(Dialect.P1);
        assertPhaseCounters(reading);
    }

    /** German D0: group F is printed; an answer of mode C has short codes. */
    @ParameterizedTest
    @CsvSource({"1-0:, *255", "'', ''"})
    void phasesHaveCountersOfTheirOwnInD0(String before, String after) {
        String[] codes = {"21.8.0", "41.8.0", "61.8.0", "22.8.0", "42.8.0", "62.8.0"};
        String[] values = {"11.001", "22.002", "32.997", "0.1", "0.2", "0.3"};
        StringBuilder telegram = new StringBuilder("/ESY5Q3DA1004 V3.04\r\n\r\n");
        for (int i = 0; i < codes.length; i++) {
            telegram.append(before).append(codes[i]).append(after).append('(').append(values[i]).append("*kWh)\r\n");
        }
        assertPhaseCounters(reading(telegram + "!\r\n"));
    }

    private static void assertPhaseCounters(Reading reading) {
        assertNumbers(reading, Map.of(Quantity.ENERGY_IMPORT_L1, "11.001", Quantity.ENERGY_IMPORT_L2, "22.002",
                Quantity.ENERGY_IMPORT_L3, "32.997", Quantity.ENERGY_EXPORT_L1, "0.1", Quantity.ENERGY_EXPORT_L2, "0.2",
                Quantity.ENERGY_EXPORT_L3, "0.3"));
    }

    private static void assertNumbers(Reading reading, Map<Quantity, String> expected) {
        expected.forEach((quantity, value) -> assertThat(number(reading, quantity)).as(quantity.key()).isEqualByComparingTo(value));
    }

    private static String hour(int channel, String time, String value) {
        return "0-" + channel + ":24.3.0(" + time + ")(00)(60)(1)(0-" + channel + ":24.2.1)(m3)\r\n(" + value + ")\r\n";
    }

    private static Reading old(String lines) {
        return reading("/ISk5\\2MT382-1000\r\n\r\n0-0:96.1.1(4B384547)\r\n1-0:1.8.1(12345.678*kWh)\r\n" + lines + "!\r\n");
    }

    private static Reading reading(String telegram) {
        return new TestPipeline().accept(telegram).end().readings().get(0);
    }

    private static String gas(Reading reading) {
        MBusDevice device = reading.devices().get(0);
        MBusDevice.CounterReading counter = device.reading();
        return device.channel() + " " + counter.unit() + " " + counter.value() + " at " + counter.time().epochSecond();
    }

    private static BigDecimal number(Reading reading, Quantity quantity) {
        return Optional.of(reading.values()).filter(values -> values.has(quantity)).orElseThrow().decimal(quantity);
    }
}
