package org.dbusp1.line.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.line.decode.han.ListBytes.code;
import static org.dbusp1.line.decode.han.ListBytes.text;
import static org.dbusp1.line.decode.han.ListBytes.visible;
import static org.dbusp1.meter.Quantity.*;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.Size;
import org.dbusp1.line.frame.Frame;
import org.dbusp1.line.frame.LinkFrames;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Message.Push;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages of binary meters, built by hand from the makers' lists. */
class LineDecoderTest {
    private static final String HEAD = "0F" + "40000000" + "00";
    private static final String KAIFA_NAME = text("KFM_001") + text("6970631400000001") + text("MA304H3E");
    private static final String ISKRA_NAME = text("ISK1030700000001") + text("16820016");

    private final Decoder decoder = LineDecoders.usual();

    /** Bodies of messages, each with a quantity and its value; "absent" if it has none. */
    static Stream<Arguments> bodies() {
        String imported = "0203" + code("1-0:1.7.0");
        String exported = "0203" + code("1-0:2.7.0");
        String volts = "0203" + code("1-0:32.7.0");
        String iskraPowers = "020C" + ISKRA_NAME + "1208FC".repeat(3) + "12000A".repeat(3) + "0600000064".repeat(4);
        String iskraEnergies = "020C" + ISKRA_NAME + "1601" + "09020002" + "06000003E8".repeat(8);
        String digits = "0101" + "0203" + code("1-0:1.8.0") + "15%016X" + "02020F00161E";
        String wrongUnit = "0102" + imported + "0600000064" + "02020F0016FE" + exported + "0600000005" + "02020F00161B";
        String wrongVoltage = kaifaList2().replace("0600000960", "0600000096");
        return Stream.of(
            Arguments.of("the lowest voltage", voltage(80_000), VOLTAGE_L1, "80"),
            Arguments.of("a lower one", voltage(79_999), VOLTAGE_L1, "absent"),
            Arguments.of("the highest voltage", voltage(480_000), VOLTAGE_L1, "480"),
            Arguments.of("a higher one", voltage(480_001), VOLTAGE_L1, "absent"),
            Arguments.of("none", voltage(0), VOLTAGE_L1, "0"),
            Arguments.of("nearly none", voltage(1), VOLTAGE_L1, "absent"),
            Arguments.of("a current keeps its sign", "0101" + "0203" + code("1-0:31.7.0") + "10FFCD" + "02020FFF1621",
                    CURRENT_L1, "-5.1"), Arguments.of("import alone is the net power", "0201" + "0600000102", POWER_NET, "258"),
            Arguments.of("unless it is 0", "0201" + "0600000000", POWER_NET, "absent"),
            Arguments.of("it is 0 then", "0201" + "0600000000", POWER_IMPORT, "0"),
            Arguments.of("an export of 0 is one", "0101" + exported + "0600000000" + "02020F00161B", POWER_EXPORT, "0"),
            Arguments.of("an import of 0 beside other registers is no net power: the house may export",
                    "0102" + imported + "0600000000" + "02020F00161B" + volts + "1208FC" + "02020FFF1623", POWER_NET, "absent"),
            Arguments.of("a voltage", kaifaList2(), VOLTAGE_L1, "240"),
            Arguments.of("that of L2 in an IT grid", kaifaList2(), VOLTAGE_L2, "0"),
            Arguments.of("a current in mA", kaifaList2(), CURRENT_L2, "4.565"),
            Arguments.of("a voltage that cannot be", wrongVoltage, VOLTAGE_L1, "absent"),
            Arguments.of("withholds nothing else", wrongVoltage, CURRENT_L1, "1.746"),
            Arguments.of("Kamstrup's counters are in 10 Wh as the list is defined", kamstrup(), ENERGY_IMPORT, "12327.87"),
            Arguments.of("Iskra's powers begin with voltages", iskraPowers, VOLTAGE_L1, "230"),
            Arguments.of("and have 12 values", iskraPowers, POWER_IMPORT, "100"),
            Arguments.of("its energies, which are 12 too, begin with the tariff", iskraEnergies, TARIFF, "2"),
            Arguments.of("and go on with counters", iskraEnergies, ENERGY_EXPORT_T2, "1"),
            Arguments.of("a unit that the register cannot have", wrongUnit, POWER_IMPORT, "absent"),
            Arguments.of("concerns this register only", wrongUnit, POWER_EXPORT, "5"),
            Arguments.of("eighteen digits", digits.formatted(99_999_999_999_999L), ENERGY_IMPORT, "99999999999.999"),
            Arguments.of("more", digits.formatted(100_000_000_000_000L), ENERGY_IMPORT, "absent"),
            Arguments.of("the first of a register that is sent twice", "0102" + exported + "0600000005" + "02020F00161B"
                    + exported + "0600000006" + "02020F00161B", POWER_EXPORT, "5"),
            Arguments.of("a tariff is a number", tariff("1103"), TARIFF, "3"),
            Arguments.of("or octets that are one", tariff("09020002"), TARIFF, "2"),
            Arguments.of("one octet, too", tariff("090105"), TARIFF, "5"),
            Arguments.of("no octets are no tariff 0", tariff("0900"), TARIFF, "absent"),
            Arguments.of("not text", tariff(text("T1")), TARIFF, "absent"),
            Arguments.of("but for a rate", tariff(text("RATE2")), TARIFF, "2"),
            Arguments.of("not three octets", tariff("0903000001"), TARIFF, "absent"),
            Arguments.of("a floating point number", float32("43660000"), VOLTAGE_L1, "230"),
            Arguments.of("one that is none", float32("7FC00000"), VOLTAGE_L1, "absent"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void aBodyHasThisValue(String name, String body, Quantity quantity, String expected) {
        Values values = read(body).values();
        assertThat(values.has(quantity) ? values.decimal(quantity).toPlainString() : "absent").as(name).isEqualTo(expected);
    }

    @Test
    void shortListsBelongToTheMeterOfTheLongOnes() {
        assertThat(read("0201" + "0600000102").meter().equipmentId()).isNull();
        read(kaifaList2());

        Reading shortList = read("0201" + "0600000102");
        assertThat(shortList.meter().equipmentId()).isEqualTo("6970631400000001");
        assertThat(shortList.meter().identification()).isEqualTo("KFM_001");
        assertThat(shortList.meter().dialect()).isEqualTo(Dialect.KAIFA);
    }

    @Test
    void listsOfOneMeterMayGiveDifferentNumbersOfIt() {
        read("0208" + ISKRA_NAME + "1208FC" + "12000A" + "0600000064".repeat(4));
        Reading other = read("0204" + text("16820016") + "1100" + "06000003E8" + "0600000000");

        assertThat(other.meter().equipmentId()).isEqualTo("ISK1030700000001");
        assertThat(value(other, Quantity.ENERGY_IMPORT)).isEqualByComparingTo("1");
    }

    @Test
    void registersMayBeFlatAndNestedInOneList() {
        Reading reading = read("0204" + code("0-0:1.0.0") + "090C07E5091B0114380000FF8880"
                + "0202" + code("0-0:96.1.0") + text("1KFM0200000001") + "0203" + code("1-0:32.7.0") + "1208DF" + "02020FFF1623");

        assertThat(value(reading, Quantity.VOLTAGE_L1)).isEqualByComparingTo("227.1");
        assertThat(reading.meter().equipmentId()).isEqualTo("1KFM0200000001");
        assertThat(reading.time()).hasToString("2021-09-27T20:56:00+02:00");
    }

    @Test
    void landisGyrPushListsTakeTheirScalesByTheList() {
        String energy = code("1-1:1.8.0");
        String voltage = code("1-0:32.7.0");
        Reading e360 = read(push(code("0-6:25.9.0"), List.of(code("0-0:42.0.0"), energy, voltage),
                List.of(text("LGZ1030000000001"), "06000055C4", "120935")));
        assertThat(value(e360, Quantity.VOLTAGE_L1)).isEqualByComparingTo("235.7");
        assertThat(value(e360, Quantity.ENERGY_IMPORT)).isEqualByComparingTo("21.956");

        Reading e450 = read(LineDecoders.usual(), push(code("0-8:25.9.0"), List.of(energy, voltage), List.of("06000055C4", "1200EB")));
        assertThat(value(e450, Quantity.VOLTAGE_L1)).isEqualByComparingTo("235");
    }

    @Test
    void aTimeInTheHeadIsBelievedBeforeTheOneInTheList() {
        String time = "07E5091B0114380000FF8880";
        String list = "0202" + code("0-0:1.0.0") + "090C" + time;
        String both = list + code("1-0:1.7.0") + "0600000005" + "02020F00161B";
        byte[] apdu = HexFormat.of().parseHex("0F" + "40000000" + "0C" + "07E60205060D0019FF800000" + "0205" + both.substring(4));

        assertThat(DecodeOutcome.of(decoder, frame(apdu)).reading().time()).hasToString("2022-02-05T13:00:25+01:00");
        assertThat(read("0205" + both.substring(4)).time()).hasToString("2021-09-27T20:56:00+02:00");
    }

    @Test
    void theTimeInTheHeadHasTwelveBytesWithOrWithoutATag() {
        String time = "07E60205060D0019FF800000";
        for (String head : List.of("0C" + time, "090C" + time)) {
            byte[] bytes = HexFormat.of().parseHex("0F40000000" + head + "0201" + "0600000102");
            assertThat(DecodeOutcome.of(decoder, frame(bytes)).reading().time()).isNotNull();
        }
    }

    /** Another APDU, a time of four bytes, lists of no known layout, a byte too many, a list that breaks off. */
    static Stream<String> otherApdus() {
        return Stream.of("0E4000000000" + "0201" + "0600000102", "0F40000000" + "0401020304" + "0201" + "0600000102",
                HEAD + "0202" + "0600000064" + "0600000064", HEAD + "0201" + "1200FF",
                HEAD + kaifaList2().replace(text("KFM_001"), text("XYZ_001")),
                HEAD + "0201" + "0600000102" + "00", HEAD + "020D" + KAIFA_NAME + "0600000524");
    }

    @ParameterizedTest
    @MethodSource("otherApdus")
    void whatIsNoKnownListGivesNothing(String apdu) {
        assertThat(DecodeOutcome.of(decoder, frame(HexFormat.of().parseHex(apdu)))).isEqualTo(DecodeOutcome.rejected(RejectCause.GARBAGE));
    }

    @Test
    void anotherNumberIsAnotherMeterOfWhichNothingIsKnownYet() {
        read(kaifaList2());
        Reading other = read(numberOf("0-0:96.1.0", "1234567"));
        assertThat(other.meter().equipmentId()).isEqualTo("1234567");
        assertThat(other.meter().identification()).isEmpty();

        assertThat(read(numberOf("0-0:42.0.0", "89")).meter().equipmentId()).isEqualTo("1234567");
    }

    @Test
    void anotherMakersListIsAnotherMeter() {
        read(kaifaList2());
        Reading iskra = read("0204" + text("16820016") + "1100" + "06000003E8" + "0600000000");

        assertThat(iskra.meter().dialect()).isEqualTo(Dialect.ISKRA);
        assertThat(iskra.meter().equipmentId()).isEqualTo("16820016");
        assertThat(iskra.meter().identification()).isEmpty();
    }

    @Test
    void whereNothingProvesTheKeyTextThatCannotBeReadMeansAWrongKey() {
        Frame sealed = frame(HexFormat.of().parseHex("0F1234"));
        assertThat(DecodeOutcome.of(decoder, encrypted(sealed, false))).isEqualTo(DecodeOutcome.rejected(RejectCause.KEY));
        assertThat(DecodeOutcome.of(decoder, encrypted(sealed, true))).isEqualTo(DecodeOutcome.rejected(RejectCause.GARBAGE));
    }

    @Test
    void aHeaderIsShownAsItIsInTheFrame() {
        byte[] bytes = LinkFrames.hdlc(HEAD + "0201" + "0600000102");
        Push push = DecodeOutcome.of(decoder, new Frame(Frame.Format.HDLC, bytes, HexFormat.of().parseHex(HEAD + "0201" + "0600000102"), 0,
                bytes.length, Frame.Proof.PROVEN)).reading().message().push();

        int end = bytes.length;
        assertThat(push.invokeId()).isEqualTo(0x40000000L);
        assertThat(push.header()).isEqualTo(new Push.Header(false, end - 2, 0x01, 0x0201, 0x10,
                bytes[7] & 0xFF | (bytes[8] & 0xFF) << 8, bytes[end - 3] & 0xFF | (bytes[end - 2] & 0xFF) << 8, 0xE6E700));
    }

    @Test
    void registersThatNobodyKnowsAreReportedAllTheSame() {
        Reading reading = read("0101" + "0203" + code("1-0:99.7.0") + "0600000064" + "02020F00161B");

        assertThat(reading.message().registers()).containsExactly(new Register("1-0:99.7.0.255", AXdr.Type.DOUBLE_LONG_UNSIGNED,
                "100", 0, "W", new BigDecimal("100"), null));
    }

    @Test
    void paddingOfTextIsNoPartOfIt() {
        Reading reading = read("0101" + "0202" + code("0-0:96.1.0") + "0A10" + "31323334353637" + "00".repeat(9));

        assertThat(reading.meter().equipmentId()).isEqualTo("1234567");
    }

    @Tag("search")
    @Property(tries = 2000)
    void anyPayloadIsDecodedOrRejected(@ForAll @Size(max = 60) byte[] tail) {
        byte[] apdu = HexFormat.of().parseHex(HEAD + "0203" + HexFormat.of().formatHex(tail));

        DecodeOutcome result = DecodeOutcome.of(decoder, frame(apdu));
        assertThat(result.accepted()).isNotEqualTo(result.cause().isPresent());
    }

    private static String voltage(int millivolts) {
        return "0101" + "0203" + code("1-0:32.7.0") + "06%08X".formatted(millivolts) + "02020FFD1623";
    }

    private static String tariff(String value) {
        return "0102" + "0202" + code("0-0:96.14.0") + value + "0203" + code("1-0:1.7.0") + "0600000005" + "02020F00161B";
    }

    private static String float32(String value) {
        return "0102" + "0203" + code("1-0:32.7.0") + "17" + value + "02020F001623"
                + "0203" + code("1-0:1.7.0") + "0600000005" + "02020F00161B";
    }

    private static String numberOf(String obis, String number) {
        return "0102" + "0202" + code(obis) + text(number) + "0203" + code("1-0:1.7.0") + "0600000005" + "02020F00161B";
    }

    private static Frame encrypted(Frame frame, boolean proven) {
        return new Frame(frame.format(), frame.bytes(), frame.payload(), 0, frame.length(), frame.proof(),
                null, new Frame.Encryption("KFM", proven));
    }

    private static String kaifaList2() {
        return "020D" + KAIFA_NAME + "0600000524" + "0600000000" + "0600000000" + "0600000081" + "06000006D2"
                + "06000011D5" + "0600001268" + "0600000960" + "0600000000" + "0600000962";
    }

    private static String kamstrup() {
        return "0209" + visible("Kamstrup_V0001") + code("1-1:96.1.1") + visible("6841121BN243101040")
                + code("1-1:31.7.0") + "0600000125" + "0000" + code("1-1:1.8.0") + "060012CF93";
    }

    private static String push(String own, List<String> codes, List<String> values) {
        StringBuilder body = new StringBuilder("02%02X01%02X".formatted(1 + codes.size(), 1 + codes.size()));
        body.append("0204").append("120028").append(own).append("0F02").append("120000");
        codes.forEach(code -> body.append("0204").append("120003").append(code).append("0F02").append("120000"));
        values.forEach(body::append);
        return body.toString();
    }

    private Reading read(String body) {
        return read(decoder, body);
    }

    private static Reading read(Decoder decoder, String body) {
        return DecodeOutcome.of(decoder, frame(HexFormat.of().parseHex(HEAD + body))).reading();
    }

    private static Frame frame(byte[] payload) {
        return new Frame(Frame.Format.HDLC, payload, payload, 0, payload.length, Frame.Proof.PROVEN);
    }

    private static BigDecimal value(Reading reading, Quantity quantity) {
        return reading.values().decimal(quantity);
    }
}
