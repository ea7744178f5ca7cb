package org.dbusp1.line.decode.han;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.line.decode.han.ListBytes.code;
import static org.dbusp1.line.decode.han.ListBytes.number;
import static org.dbusp1.line.decode.han.ListBytes.octets;
import static org.dbusp1.line.decode.han.ListBytes.readings;
import static org.dbusp1.line.decode.han.ListBytes.small;
import static org.dbusp1.line.decode.han.ListBytes.visible;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.DecodeOutcome;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.line.decode.TestPipeline;
import org.dbusp1.line.frame.LinkFrames;
import org.dbusp1.line.frame.ScannedFrame;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Obis;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of binary meters with codes of their registers: what no meter sends, and what some leave empty. */
class HanListTest {
    private static final String KAMSTRUP = visible("Kamstrup_V0001");
    private static final String POWERS = code("1-1:1.7.0") + number(1500) + code("1-1:2.7.0") + number(0);

    /** An array or a structure without a value. */
    @ParameterizedTest
    @ValueSource(strings = {"0200", "0100"})
    void aListWithAnEmptyStructureIsUnknown(String empty) {
        assertThat(readings(1, empty)).isEmpty();
        assertThat(readings(6, KAMSTRUP + POWERS + empty)).isEmpty();
    }

    /** What a register may hold that is no number: it is absent, and the registers after it are read. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"null-data, 00", "an empty structure, 0200", "an empty array, 0100", "a structure, 0202" + "0600000001" + "1102",
        "do not care, FF", "a boolean, 0301", "a choice, 1605", "a pair of digits, 0D25",
        "no value of 16 bits, 12FFFF", "no value of 32 bits, 06FFFFFFFF", "no value of 64 bits, 15FFFFFFFFFFFFFFFF",
        "no value of 16 bits with a sign, 108000", "of 32, 0580000000", "of 64, 148000000000000000"})
    void aValueThatIsNoNumberIsAbsentAndHidesNothing(String name, String value) {
        for (String list : List.of(code("1-1:1.8.0") + value + POWERS, POWERS + code("1-1:1.8.0") + value)) {
            assertThat(readings(7, KAMSTRUP + list)).as(name).singleElement().satisfies(reading -> {
                assertThat(reading.values().has(Quantity.ENERGY_IMPORT)).isFalse();
                assertThat(reading.values().decimal(Quantity.POWER_NET)).isEqualByComparingTo("1500");
            });
        }
        String structures = "0202" + code("1-0:1.8.0") + value + "0203" + code("1-0:1.7.0") + number(5) + "02020F00161B";
        assertThat(readings(2, structures)).as(name).singleElement()
                .satisfies(reading -> assertThat(reading.values().decimal(Quantity.POWER_NET)).isEqualByComparingTo("5"));
    }

    /** No known meter sends such a type: without its length the end of the value is unknown. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"a compact array, 1306080000000100000002", "a difference, 1C7F", "a double-long unsigned difference, 217FFFFFFF"})
    void aListWithACompactArrayOrADifferenceIsUnreadable(String name, String value) {
        assertThat(readings(7, KAMSTRUP + POWERS + code("1-1:1.8.0") + value)).as(name).isEmpty();
    }

    /** The scaler and unit of Aidon's structures, or a fourth element after them. */
    @ParameterizedTest
    @ValueSource(strings = {"020300", "02030202" + "0F001100", "02031102", "020402020F00161B00"})
    void aRegisterWithAnotherScaleIsAbsentAndHidesNothing(String odd) {
        String power = odd.substring(0, 4) + code("1-0:1.7.0") + number(9999) + odd.substring(4);
        String other = "0203" + code("1-0:2.7.0") + number(5) + "02020F00161B";
        for (String list : List.of(power + other, other + power)) {
            assertThat(readings(2, list)).singleElement()
                    .satisfies(reading -> assertThat(reading.values().present()).containsExactly(Quantity.POWER_EXPORT));
        }
    }

    @Test
    void aPowerThatIsNoNumberIsWithheldWithItsSum() {
        for (String value : List.of("0301", "1605", "0D25", "00", "06FFFFFFFF")) {
            Values values = readings(5, KAMSTRUP + code("1-1:1.7.0") + value + code("1-1:2.7.0") + number(700)).get(0).values();
            assertThat(values.present()).containsExactly(Quantity.POWER_EXPORT);
        }
    }

    /** Meters with one phase send null-data for the codes and values of the others. */
    @Test
    void aRegisterWithoutCodeAndValueHidesNothing() {
        for (String list : List.of("0000" + POWERS, POWERS + "0000")) {
            assertThat(readings(7, KAMSTRUP + list)).singleElement()
                    .satisfies(reading -> assertThat(reading.values().decimal(Quantity.POWER_NET)).isEqualByComparingTo("1500"));
        }
    }

    /** Kaifa's list is known by its name. */
    @Test
    void aValueOfANamedListMayBeNullData() {
        String head = ListBytes.text("KFM_001") + ListBytes.text("6970631400000000") + ListBytes.text("MA304H3E");
        assertThat(readings(9, head + ListBytes.numbers(1500, 0) + "00" + ListBytes.numbers(30, 2100, 2301))).singleElement()
                .satisfies(reading -> {
                    assertThat(reading.values().decimal(Quantity.POWER_NET)).isEqualByComparingTo("1500");
                    assertThat(reading.values().has(Quantity.REACTIVE_IMPORT)).isFalse();
                });
    }

    private static String object(int type, String obis, int attribute) {
        return "0204" + "12%04X".formatted(type) + code(obis) + "0F%02X".formatted(attribute) + "120000";
    }

    /** A push list with a descriptor for each value. */
    private static Values pushed(String... described) {
        StringBuilder descriptors = new StringBuilder(object(40, "0-8:25.9.0", 2));
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < described.length; i += 2) {
            descriptors.append(described[i]);
            values.append(described[i + 1]);
        }
        int count = 1 + described.length / 2;
        return readings(count, "01%02X".formatted(count) + descriptors + values).get(0).values();
    }

    private static String structure(String code, long number, int unit) {
        return "0203" + code + number(number) + "02020F0016%02X".formatted(unit);
    }

    /** Group F = 1, the value of a period that is over, before F = 255 or after it: in a flat list, in structures, in a push list. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPeriodOfThePastIsNoValueOfNow(boolean before) {
        String flat = "";
        String structures = "";
        List<String> described = new ArrayList<>();
        for (boolean past : List.of(before, !before)) {
            String energy = code("1-1:1.8.0").replaceFirst("FF$", past ? "01" : "FF");
            String power = code("1-1:1.7.0").replaceFirst("FF$", past ? "01" : "FF");
            flat += energy + number(past ? 111_111 : 222_222) + power + number(past ? 9_999 : 1_500);
            structures += structure(energy, past ? 1_111_110 : 2_222_220, 0x1E) + structure(power, past ? 9_999 : 1_500, 0x1B);
            described.addAll(List.of(object(3, "1-1:1.8.0", 2).replace(code("1-1:1.8.0"), energy), number(past ? 1_111_110 : 2_222_220),
                    object(3, "1-1:1.7.0", 2).replace(code("1-1:1.7.0"), power), number(past ? 9_999 : 1_500)));
        }
        for (Values values : List.of(readings(9, KAMSTRUP + flat).get(0).values(), readings(4, structures).get(0).values(),
                pushed(described.toArray(String[]::new)))) {
            assertThat(values.decimal(Quantity.ENERGY_IMPORT)).isEqualByComparingTo("2222.22");
            assertThat(values.decimal(Quantity.POWER_NET)).isEqualByComparingTo("1500");
        }
        assertThat(readings(3, KAMSTRUP + code("1-1:1.7.0").replaceFirst("FF$", "01") + number(9_999))).noneMatch(
                reading -> reading.values().has(Quantity.POWER_IMPORT));
    }

    @ParameterizedTest
    @CsvSource({"3, 4", "3, 5", "4, 5", "5, 2", "5, 3", "7, 2", "1, 3"})
    void anotherAttributeOrClassIsNoValue(int type, int attribute) {
        for (boolean before : List.of(true, false)) {
            String[] power = {object(3, "1-0:2.7.0", 2), number(1500), object(3, "1-0:1.7.0", 2), number(0)};
            String[] other = {object(type, "1-0:1.7.0", attribute), number(128)};
            Values values = pushed((before ? Stream.of(other, power) : Stream.of(power, other)).flatMap(Stream::of).toArray(String[]::new));
            assertThat(values.decimal(Quantity.POWER_NET)).isEqualByComparingTo("-1500");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void theValueOfDataAndRegistersIsRead(int type) {
        assertThat(pushed(object(type, "1-0:1.7.0", 2), number(128)).decimal(Quantity.POWER_NET)).isEqualByComparingTo("128");
    }

    /** The scale that a list without it is guessed to have is that of another meter. */
    @Test
    void theScalerAndUnitOfAPushListAreThoseOfItsValue() {
        Values values = pushed(object(3, "1-0:32.7.0", 2), ListBytes.small(23_000), object(3, "1-0:32.7.0", 3), "02020FFE1623",
                object(3, "1-0:1.7.0", 2), number(1));
        assertThat(values.decimal(Quantity.VOLTAGE_L1)).isEqualByComparingTo("230");
        assertThat(values.decimal(Quantity.POWER_NET)).isEqualByComparingTo("1");
    }

    /** A Swiss meter names its M-Bus devices once an hour, with numbers of no scale; a channel without a device has one byte 00. */
    @Test
    void anMBusDeviceIsNamedAndNotRead() {
        String descriptors = object(40, "0-11:25.9.0", 2) + object(1, "0-1:96.1.0", 2) + object(1, "0-2:96.1.0", 2) + object(1, "0-0:96.1.0", 2)
                + object(4, "0-1:24.2.1", 2) + object(4, "0-2:24.2.1", 2);
        Reading reading = readings(6, "0106" + descriptors + ListBytes.text("24512345") + octets("00") + ListBytes.text("35791")
                + number(30_545) + number(0)).get(0);
        assertThat(reading.message().unreadDevices()).containsExactly("24512345");
        assertThat(reading.devices()).isEmpty();
        assertThat(reading.values().present()).isEmpty();
    }

    @Test
    void emptyOctetsAreATextWithoutCharacters() {
        assertThat(readings(7, KAMSTRUP + code("1-1:96.1.1") + octets("") + POWERS).get(0).message().registers())
                .filteredOn(register -> register.obis().equals("1-1:96.1.1.255")).singleElement()
                .satisfies(register -> assertThat(register.text()).isEqualTo(""));
    }

    @Test
    void anUnknownListIsLoggedOnceWithoutItsBytes() throws Exception {
        List<String> logged = new ArrayList<>();
        HanDecoder decoder = new HanDecoder(LocalTimeResolver.ofLog(null), () -> null, ThinnedLog.onChange((line, none) -> logged.add(line)));
        byte[] bytes = LinkFrames.hdlc("0F4000000000" + "0202" + visible("6841121") + octets("020202"));
        for (int i = 0; i < 2; i++) {
            for (ScannedFrame frame : new TestScanner(false, Decryptor.none()).accept(bytes, 0, bytes.length)) {
                assertThat(DecodeOutcome.of(decoder, frame)).isEqualTo(DecodeOutcome.rejected(RejectCause.GARBAGE));
            }
        }
        assertThat(logged).singleElement().asString().contains("structure of 2: visible-string, octet-string")
                .doesNotContain("6841121", HexFormat.of().formatHex("6841121".getBytes(StandardCharsets.US_ASCII)));
    }

    /** Bytes that are malformed at another place each time, and lists of another length. */
    @Test
    void eachKindOfTroubleIsLoggedOnce() throws Exception {
        List<String> logged = new ArrayList<>();
        HanDecoder decoder = new HanDecoder(LocalTimeResolver.ofLog(null), () -> null, ThinnedLog.onChange((line, none) -> logged.add(line)));
        for (int count = 2; count < 20; count++) {
            String items = visible("6841121").repeat(count);
            for (String list : List.of(items, items.substring(0, items.length() - 2) + "FF" + "FE")) {
                byte[] bytes = LinkFrames.hdlc("0F4000000000" + "02%02X".formatted(count) + list);
                for (ScannedFrame frame : new TestScanner(false, Decryptor.none()).accept(bytes, 0, bytes.length)) {
                    assertThat(DecodeOutcome.of(decoder, frame)).isEqualTo(DecodeOutcome.rejected(RejectCause.GARBAGE));
                }
            }
        }
        assertThat(logged).hasSize(2);
    }

    /** Only Czech meters send a message alone; that of another one is the rest of a damaged frame, and what it names may be damaged too. */
    @Test
    void aMessageWithoutTheFrameOfItsMeterIsDamaged() {
        String kamstrup = "0F4000000000" + "0205" + KAMSTRUP + POWERS;
        String kaifa = "0F4000000000" + "0205" + visible("KFM_001") + POWERS;
        String unnamed = "0F4000000000" + "0204" + POWERS;
        TestPipeline line = new TestPipeline();
        for (byte[] bytes : List.of(LinkFrames.hex(unnamed), LinkFrames.hex(kaifa), LinkFrames.hdlc(kamstrup), LinkFrames.hex(kaifa),
                LinkFrames.hdlc(unnamed), LinkFrames.hex(unnamed))) {
            line.accept(bytes, () -> bytes.length).idle();
        }
        // After a frame of HDLC no message without one is searched.
        assertThat(line.frames).extracting(frame -> frame.format().code()).containsExactly("data-notification", "data-notification",
                "hdlc", "hdlc", "hdlc");
        DecodeOutcome rejected = DecodeOutcome.rejected(RejectCause.NO_CRC);
        assertThat(line.decoded).filteredOn(outcome -> !outcome.accepted()).containsExactly(rejected, rejected,
                DecodeOutcome.rejected(RejectCause.TRUNCATED));
        assertThat(line.readings()).hasSize(2).allMatch(reading -> reading.meter().dialect() == Dialect.KAMSTRUP);
    }

    /** Graz: the clock, then codes and numbers. A scale that is guessed is wrong tenfold or a hundredfold. */
    @Test
    void aListWithoutScalesOrMakerGivesNoReading() {
        List<String> logged = new ArrayList<>();
        HanDecoder decoder = new HanDecoder(LocalTimeResolver.ofLog(null), () -> null, ThinnedLog.onChange((line, none) -> logged.add(line)));
        String pairs = octets("07E6081305140000FF800080") + code("1-0:1.7.0") + number(1234) + code("1-0:2.7.0") + number(0)
                + code("1-0:1.8.0") + number(12_345_678);
        String maker = code("0-0:42.0.0") + visible("LGZ1030655933512");
        assertThat(outcomes(decoder, "0207" + pairs)).containsExactly(DecodeOutcome.rejected(RejectCause.UNSCALED));
        assertThat(logged).singleElement().asString().contains("no scale").contains("no maker");
        assertThat(outcomes(decoder, "0209" + pairs + maker)).singleElement().satisfies(outcome ->
                assertThat(outcome.reading().values().decimal(Quantity.POWER_NET)).isEqualByComparingTo("1234"));
        assertThat(outcomes(decoder, "0207" + pairs)).as("the maker is known").allMatch(DecodeOutcome::accepted);
    }

    private static List<DecodeOutcome> outcomes(HanDecoder decoder, String body) {
        byte[] bytes = LinkFrames.hdlc("0F4000000000" + body);
        return new TestScanner(false, Decryptor.none()).accept(bytes, 0, bytes.length).stream()
                .map(frame -> DecodeOutcome.of(decoder, frame)).toList();
    }

    /** Kamstrup in Denmark: without scalers, in 10 Wh as the counters of the whole. */
    @Test
    void phasesHaveCountersOfTheirOwn() {
        StringBuilder list = new StringBuilder(KAMSTRUP + code("1-1:1.8.0") + number(600));
        int count = 3;
        for (Phase phase : Phase.ALL) {
            int group = 21 + 20 * phase.ordinal();
            list.append(code("1-1:" + group + ".8.0")).append(number(100L + phase.ordinal()));
            list.append(code("1-1:" + (group + 1) + ".8.0")).append(number(phase.ordinal()));
            count += 4;
        }
        Values values = readings(count, list.toString()).get(0).values();
        for (Phase phase : Phase.ALL) {
            assertThat(values.decimal(phase.energyImport())).isEqualByComparingTo((100 + phase.ordinal()) / 100.0 + "");
            assertThat(values.decimal(phase.energyExport())).isEqualByComparingTo(phase.ordinal() / 100.0 + "");
        }
        assertThat(values.decimal(Quantity.ENERGY_IMPORT)).isEqualByComparingTo("6");
    }

    /** The list itself may have the scaler. */
    @Test
    void countersOfPhasesMayBringTheirScaler() {
        String list = "0203" + code("1-0:41.8.0") + number(12_345) + "02020F00161E" + "0203" + code("1-0:42.8.0")
                + number(1) + "02020F01161E";
        Values values = readings(2, list).get(0).values();
        assertThat(values.decimal(Quantity.ENERGY_IMPORT_L2)).isEqualByComparingTo("12.345");
        assertThat(values.decimal(Quantity.ENERGY_EXPORT_L2)).isEqualByComparingTo("0.01");
    }

    /** E360 by the name of its list, meters after transformers by the size of their numbers. */
    @ParameterizedTest
    @CsvSource({"0, DOUBLE_LONG_UNSIGNED, -2, 0", "6, DOUBLE_LONG_UNSIGNED, -2, -1", "0, LONG64, 0, 0", "0, LONG64_UNSIGNED, 0, 0"})
    void theListsOfLandisGyrHaveTheScalesOfTheirMeters(int channel, AXdr.Type type, int current, int voltage) {
        List<RegisterList.Element> elements = Stream.of("1-0:31.7.0", "1-0:32.7.0")
                .map(code -> RegisterList.Element.of(Obis.parse(code), new AXdr.Whole(type, 1))).toList();
        RegisterList list = new RegisterList(Dialect.LANDIS_GYR, channel, elements, List.of());
        assertThat(ListScales.complete(list, Dialect.LANDIS_GYR, "").elements())
                .extracting(element -> element.scale().exponent()).containsExactly(current, voltage);
    }

    /** Clock, counter in 10 Wh and import. */
    private static String aidon(String clock, long counter, int watts) {
        return "0202" + code("1-1:0.2.129") + visible("AIDON_V0001") + "0203" + code("1-0:1.7.0") + number(watts) + "02020F00161B"
                + "0202" + code("0-0:1.0.0") + octets(clock) + "0203" + code("1-0:1.8.0") + number(counter) + "02020F01161E";
    }

    /** As Aidon in Norway two or three times a month. A clock that stands while its counters rise brings something new. */
    @Test
    void aListWithTheClockAndTheCountersOfTheListBeforeBringsPowersOnly() {
        String of16 = "07E90C0E00100000FF000000";
        String of17 = "07E90C0E00110000FF000000";
        List<Reading> readings = readings(4, aidon(of16, 2_000_000, 3_000), aidon(of17, 2_000_400, 3_100), aidon(of17, 2_000_400, 3_200),
                aidon(of17, 2_000_401, 3_300), aidon("07E90C0E00130000FF000000", 2_001_200, 3_400));
        assertThat(readings).extracting(reading -> reading.values().decimal(Quantity.POWER_NET).intValue())
                .containsExactly(3_000, 3_100, 3_200, 3_300, 3_400);
        assertThat(readings).extracting(reading -> reading.values().has(Quantity.ENERGY_IMPORT))
                .containsExactly(true, true, false, true, true);
        assertThat(readings).extracting(reading -> reading.time() != null).containsExactly(true, true, false, true, true);
        assertThat(readings(4, aidon(of16, 2_000_000, 3_000), aidon(of16, 2_000_000, 3_000)))
                .as("a copy, which the guard refuses as one").allSatisfy(reading -> assertThat(reading.time()).isNotNull());
    }

    /** Another meter may be there. */
    @Test
    void afterALossTheFirstListHasItsClockAndCounters() {
        HanDecoder decoder = new HanDecoder(LocalTimeResolver.ofLog(null), () -> null);
        List<Boolean> timed = new ArrayList<>();
        for (int watts = 1; watts <= 3; watts++) {
            byte[] bytes = LinkFrames.hdlc("0F4000000000" + "0204" + aidon("07E90C0E00100000FF000000", 2_000_000, watts));
            for (ScannedFrame frame : new TestScanner(false, Decryptor.none()).accept(bytes, 0, bytes.length)) {
                timed.add(DecodeOutcome.of(decoder, frame).reading().time() != null);
            }
            if (watts == 2) {
                decoder.lineLost();
            }
        }
        assertThat(timed).containsExactly(true, false, true);
    }

    /** Kamstrup's lists of Denmark and Switzerland have only this number, not as a text. */
    @Test
    void theNumberOfAMeterMayBeAWholeNumber() {
        String list = KAMSTRUP + code("1-1:0.0.1") + number(3_000_000_019L) + POWERS;
        assertThat(readings(7, list)).singleElement()
                .satisfies(reading -> assertThat(reading.meter().equipmentId()).isEqualTo("3000000019"));
    }

    /** By Kamstrup's list whole volts; some meters send hundredths, and no grid has both. */
    @ParameterizedTest
    @CsvSource({"234, 0, 234, 0", "2345, 2301, 234.5, 230.1", "23452, 350, 234.52, ", "23452, 0, 234.52, 0", "6000, 0, , 0", "48001, 0, , 0"})
    void aVoltageOfKamstrupMayBeFinerThanWholeVolts(int first, int second, @Nullable BigDecimal voltsOfL1, @Nullable BigDecimal voltsOfL2) {
        String list = KAMSTRUP + POWERS + code("1-1:32.7.0") + small(first) + code("1-1:52.7.0") + small(second);
        assertThat(readings(9, list)).singleElement().satisfies(reading -> {
            assertVolts(reading.values(), Quantity.VOLTAGE_L1, voltsOfL1);
            assertVolts(reading.values(), Quantity.VOLTAGE_L2, voltsOfL2);
        });
    }

    /** A scaler in the list is the meter's word. */
    @Test
    void aVoltageWithAScalerIsAsItWasSent() {
        String list = "0203" + code("1-0:32.7.0") + small(11_547) + "02020F001623";
        assertThat(readings(1, list)).singleElement()
                .satisfies(reading -> assertThat(reading.values().has(Quantity.VOLTAGE_L1)).isFalse());
    }

    private static void assertVolts(Values values, Quantity voltage, @Nullable BigDecimal volts) {
        assertThat(values.has(voltage)).isEqualTo(volts != null);
        if (volts != null) {
            assertThat(values.decimal(voltage)).isEqualByComparingTo(volts);
        }
    }

    /** The largest and the smallest floating point numbers, each with the largest scaler. */
    @ParameterizedTest
    @ValueSource(strings = {"187FEFFFFFFFFFFFFF", "180000000000000001", "187FF0000000000000", "15FFFFFFFFFFFFFFFF"})
    void aNumberOfAnySizeCostsNothing(String number) {
        for (String scaler : new String[] {"7F", "80"}) {
            assertThat(readings(1, "0203" + code("1-0:1.7.0") + number + "02020F" + scaler + "161B")).singleElement()
                    .satisfies(reading -> assertThat(reading.message().registers()).hasSize(1));
        }
    }
}
