package org.dbusp1.line.decode.han;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.beanit.asn1bean.ber.ReverseByteArrayOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.dbusp1.SimulatedLog;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.TestPipeline;
import org.dbusp1.line.frame.LinkFrames;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openmuc.jdlms.datatypes.BitString;
import org.openmuc.jdlms.datatypes.CosemDateFormat.Field;
import org.openmuc.jdlms.datatypes.CosemDateTime;
import org.openmuc.jdlms.datatypes.DataObject;
import org.openmuc.jdlms.internal.DataConverter;
import org.openmuc.jdlms.internal.asn1.cosem.Data;

/**
 * Compares the decoder with jdlms on lists of the simulated Aidon meter that jdlms varied and wrote: values at the ends of
 * their types, other types, scalers and units, another order, repeats, null and odd elements, group F, segments, dates over
 * both changes of the clock. A fault of jdlms is not followed: it reads numbers of 64 bits wrongly, and writes them right.
 */
class ListsAndJdlmsTest {
    private static final Map<Quantity, String> CODES = new EnumMap<>(Map.of(Quantity.POWER_IMPORT, "0100010700FF", Quantity.POWER_EXPORT,
            "0100020700FF", Quantity.ENERGY_IMPORT, "0100010800FF", Quantity.ENERGY_EXPORT, "0100020800FF", Quantity.CURRENT_L1,
            "01001F0700FF"));
    private static final Map<Quantity, Integer> UNITS = new EnumMap<>(Map.of(Quantity.POWER_IMPORT, 27, Quantity.POWER_EXPORT, 27,
            Quantity.ENERGY_IMPORT, 30, Quantity.ENERGY_EXPORT, 30, Quantity.CURRENT_L1, 33));
    private static final int MOST_DIGITS = 18;
    private static final String HEADER = "E6E700";
    private static final int WATT_HOUR = 30;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final ZoneId OSLO = ZoneId.of("Europe/Oslo");
    private static final List<Instant> CHANGES = List.of(Instant.parse("2026-03-29T01:00:00Z"), Instant.parse("2026-10-25T01:00:00Z"));

    /** Of a date-time. */
    private static final int DEVIATION_AT = 9;
    private static final int STATUS_AT = 11;
    private static final String NO_DEVIATION = "8000";
    private static final Duration MOST_SET_BACK = Duration.ofMinutes(5);
    private static final Instant SUMMER = Instant.parse("2026-08-01T10:00:00Z");

    private final Random random = new Random(56_053);

    @Test
    void readsWhatJdlmsReads() throws IOException {
        compare(400);
    }

    @Test
    @Tag("slow")
    void readsWhatJdlmsReadsInMany() throws IOException {
        random.setSeed(56_054);
        compare(20_000);
    }

    private void compare(int messages) throws IOException {
        for (int i = 0; i < messages; i++) {
            List<Sent> sent = new ArrayList<>();
            for (int several = random.nextInt(6) == 0 ? 2 + random.nextInt(2) : 1; several > 0; several--) {
                sent.add(several > 1 && sent.isEmpty() ? message(SUMMER, dateTime(SUMMER)) : message());
            }
            String pushes = sent.stream().map(Sent::push).collect(Collectors.joining(HEADER));
            byte[] line = framed(pushes);
            List<Reading> readings = new TestPipeline().accept(line, () -> line.length).end().readings();
            assertThat(readings).as(pushes).hasSameSizeAs(sent);
            Optional<Instant> before = Optional.empty();
            for (int each = 0; each < sent.size(); each++) {
                Reading reading = readings.get(each);
                compare(sent.get(each), reading, before);
                before = reading.time() == null ? before : Optional.of(reading.time().instant());
            }
        }
    }

    /** A message that jdlms wrote. */
    private record Sent(String push, DataObject made, byte[] list, byte[] dateTime, Instant moment) {
    }

    private Sent message() throws IOException {
        Instant moment = CHANGES.get(random.nextInt(2)).plusSeconds(random.nextInt(14_400) - 7_200);
        return message(moment, random.nextInt(4) == 0 ? new byte[0] : dateTime(moment));
    }

    private Sent message(Instant moment, byte[] dateTime) throws IOException {
        byte[] line = SimulatedLog.messages("han-aidon", Instant.ofEpochSecond(1_780_000_000L + random.nextInt(20_000_000)), 4)
                .get(random.nextInt(4));
        byte[] apdu = new TestScanner(false, Decryptor.none()).accept(line, 0, line.length).get(0).payload();
        int body = 6 + apdu[5];
        DataObject made = varied(decoded(Arrays.copyOfRange(apdu, body, apdu.length)));
        byte[] list = encoded(made);
        return new Sent(HEX.formatHex(apdu, 0, 5) + "%02X".formatted(dateTime.length) + HEX.formatHex(dateTime) + HEX.formatHex(list),
                made, list, dateTime, moment);
    }

    /** @param before the time of the message before */
    private static void compare(Sent sent, Reading reading, Optional<Instant> before) throws IOException {
        same(decoded(sent.list()), reading.message().push().body(), sent.push());
        values(sent.made(), reading, sent.push());
        if (sent.dateTime().length > 0) {
            CosemDateTime clock = CosemDateTime.decode(sent.dateTime());
            assertThat(reading.time().instant()).as(sent.push()).isEqualTo(promised(sent, before));
            assertThat(clock.get(Field.HOUR)).as(sent.push()).isEqualTo(sent.moment().atZone(OSLO).getHour());
        }
    }

    /**
     * The moment of a message in a log. Without a deviation, and without the bit of summer time, the hour that occurs twice is the second
     * one at the start, and after a time that is more than five minutes later than the first one would be; else the first.
     */
    private static Instant promised(Sent sent, Optional<Instant> before) {
        LocalDateTime local = LocalDateTime.ofInstant(sent.moment(), OSLO);
        List<ZoneOffset> offsets = OSLO.getRules().getValidOffsets(local);
        boolean hasDeviation = !HEX.formatHex(sent.dateTime(), DEVIATION_AT, STATUS_AT).equals(NO_DEVIATION);
        if (offsets.size() == 1 || hasDeviation || sent.dateTime()[STATUS_AT] != 0) {
            return sent.moment();
        }
        Instant first = local.toInstant(offsets.get(0));
        boolean isSecond = before.map(time -> first.isBefore(time.minus(MOST_SET_BACK))).orElse(true);
        return isSecond ? local.toInstant(offsets.get(1)) : first;
    }

    private static DataObject decoded(byte[] bytes) throws IOException {
        Data data = new Data();
        data.decode(new ByteArrayInputStream(bytes));
        return DataConverter.convertDataToDataObject(data);
    }

    private static byte[] encoded(DataObject object) throws IOException {
        ReverseByteArrayOutputStream out = new ReverseByteArrayOutputStream(1_000, true);
        DataConverter.convertDataObjectToData(object).encode(out);
        return out.getArray();
    }

    /** One frame, or up to three segments. */
    private byte[] framed(String push) {
        int length = push.length();
        if (random.nextBoolean() || length < 60) {
            return LinkFrames.hdlc(push);
        }
        int first;
        int second;
        do {
            first = 2 * (10 + random.nextInt(length / 2 - 20));
            second = first + 2 * random.nextInt((length - first) / 2);
            // A segment that begins with a header is the first of another message, after one that lost its end.
        } while (push.startsWith(HEADER, first) || push.startsWith(HEADER, second));
        return LinkFrames.join(LinkFrames.hdlc(true, HEADER + push.substring(0, first)),
                LinkFrames.hdlc(true, push.substring(first, second)), LinkFrames.hdlc(false, push.substring(second)));
    }

    /** The local time of a Norwegian meter, with the deviation or without, and then with the bit of summer time. */
    private byte[] dateTime(Instant moment) {
        ZonedDateTime local = moment.atZone(OSLO);
        boolean summer = OSLO.getRules().isDaylightSavings(moment);
        int deviation = random.nextBoolean() ? -local.getOffset().getTotalSeconds() / 60 : -0x8000;
        return HEX.parseHex("%04X%02X%02X%02X%02X%02X%02XFF%04X%02X".formatted(local.getYear(), local.getMonthValue(),
                local.getDayOfMonth(), local.getDayOfWeek().getValue(), local.getHour(), local.getMinute(), local.getSecond(),
                deviation & 0xFFFF, summer ? 0x80 : 0));
    }

    private DataObject varied(DataObject list) {
        List<DataObject> items = new ArrayList<>(list.<List<DataObject>>getValue());
        for (Map.Entry<Quantity, String> known : CODES.entrySet()) {
            for (int copies = random.nextInt(3); copies > 0; copies--) {
                items.add(random.nextInt(items.size() + 1), register(known.getValue(), UNITS.get(known.getKey())));
            }
        }
        if (random.nextBoolean()) {
            Collections.shuffle(items, random);
        }
        return random.nextBoolean() ? DataObject.newArrayData(items) : DataObject.newStructureData(items);
    }

    private DataObject register(String code, int unit) {
        byte[] octets = HEX.parseHex(code);
        octets[5] = random.nextInt(4) == 0 ? (byte) random.nextInt(256) : octets[5];
        int exponent = random.nextInt(8) == 0 ? random.nextInt(256) - 128 : random.nextInt(7) - 4;
        DataObject scale = DataObject.newStructureData(DataObject.newInteger8Data((byte) exponent),
                DataObject.newEnumerateData(random.nextInt(8) == 0 ? random.nextInt(256) : unit));
        return DataObject.newStructureData(DataObject.newOctetStringData(octets), value(), scale);
    }

    private DataObject value() {
        long number = switch (random.nextInt(5)) {
            case 0 -> Long.MAX_VALUE >> random.nextInt(64);
            case 1 -> Long.MIN_VALUE >> random.nextInt(64);
            case 2 -> random.nextLong();
            default -> random.nextInt(1_000_000);
        };
        return switch (random.nextInt(20)) {
            case 0 -> DataObject.newInteger8Data((byte) number);
            case 1 -> DataObject.newInteger16Data((short) number);
            case 2, 3 -> DataObject.newInteger32Data((int) number);
            case 4 -> DataObject.newInteger64Data(number);
            case 5 -> DataObject.newUInteger8Data((short) (number & 0xFF));
            case 6 -> DataObject.newUInteger16Data((int) (number & 0xFFFF));
            case 7, 8 -> DataObject.newUInteger32Data(number & 0xFFFF_FFFFL);
            case 9 -> DataObject.newUInteger64Data(number & Long.MAX_VALUE);
            case 10 -> DataObject.newFloat32Data(number / 1_000f);
            case 11 -> DataObject.newFloat64Data(number / 1_000d);
            case 12 -> DataObject.newNullData();
            case 13 -> DataObject.newBoolData(number > 0);
            case 14 -> DataObject.newEnumerateData((int) (number & 0xFF));
            case 15 -> DataObject.newBcdData((byte) (number & 0x7F));
            case 16 -> DataObject.newStructureData(DataObject.newUInteger32Data(7), DataObject.newNullData());
            case 17 -> DataObject.newVisibleStringData(Long.toString(number).getBytes(US_ASCII));
            case 18 -> DataObject.newBitStringData(new BitString(new byte[] {(byte) number}, 8));
            default -> DataObject.newUtf8StringData(Long.toString(number).getBytes(US_ASCII));
        };
    }

    private static List<List<DataObject>> registers(DataObject list) {
        return list.<List<DataObject>>getValue().stream().map(DataObject::<List<DataObject>>getValue).toList();
    }

    /** The same tree. */
    private static void same(DataObject expected, AXdr actual, String message) {
        switch (expected.getType()) {
            case ARRAY, STRUCTURE -> {
                List<DataObject> items = expected.getValue();
                assertThat(actual).as(message).isInstanceOf(AXdr.Group.class);
                List<AXdr> read = ((AXdr.Group) actual).items();
                assertThat(read).as(message).hasSameSizeAs(items);
                for (int i = 0; i < items.size(); i++) {
                    same(items.get(i), read.get(i), message);
                }
            }
            case NULL_DATA -> assertThat(actual).as(message).isInstanceOf(AXdr.Nothing.class);
            case BOOLEAN -> assertThat(((AXdr.Whole) actual).bits() != 0).as(message).isEqualTo(expected.<Boolean>getValue());
            case OCTET_STRING, VISIBLE_STRING, UTF8_STRING ->
                assertThat(((AXdr.Bytes) actual).bytes()).as(message).isEqualTo(expected.<byte[]>getValue());
            case BIT_STRING -> assertThat(((AXdr.Bytes) actual).bytes()).as(message)
                    .isEqualTo(expected.<BitString>getValue().getBitString());
            case FLOAT32, FLOAT64 -> assertThat(((AXdr.Real) actual).value()).as(message)
                    .isEqualTo(expected.<Number>getValue().doubleValue());
            // Read by jdlms as the conjunction of their halves, but written right: see values.
            case LONG64, LONG64_UNSIGNED -> assertThat(actual).as(message).isInstanceOf(AXdr.Whole.class);
            default -> assertThat(((AXdr.Whole) actual).value()).as(message).isEqualByComparingTo(number(expected));
        }
    }

    private static BigDecimal number(DataObject value) {
        Number number = value.getValue();
        return new BigDecimal(number.toString());
    }

    private static void values(DataObject list, Reading reading, String message) {
        Map<Quantity, BigDecimal> first = new EnumMap<>(Quantity.class);
        for (List<DataObject> register : registers(list)) {
            String code = HEX.formatHex(register.get(0).<byte[]>getValue());
            for (Map.Entry<Quantity, String> known : CODES.entrySet()) {
                if (known.getValue().equals(code)) {
                    number(known.getKey(), register).ifPresent(value -> first.putIfAbsent(known.getKey(), value));
                }
            }
        }
        for (Quantity quantity : CODES.keySet()) {
            boolean derived = !first.containsKey(quantity) && reading.values().has(quantity);
            assertThat(derived).as("%s in %s", quantity, message).isFalse();
            if (first.containsKey(quantity)) {
                assertThat(reading.values().has(quantity)).as("%s in %s", quantity, message).isTrue();
                assertThat(reading.values().decimal(quantity)).as("%s in %s", quantity, message).isEqualByComparingTo(first.get(quantity));
            }
        }
    }

    /** Whether a register of more than a byte has the number that means none. */
    private static boolean isUnset(DataObject value) {
        BigInteger none = switch (value.getType()) {
            case LONG_INTEGER -> BigInteger.valueOf(Short.MIN_VALUE);
            case DOUBLE_LONG -> BigInteger.valueOf(Integer.MIN_VALUE);
            case LONG64 -> BigInteger.valueOf(Long.MIN_VALUE);
            case LONG_UNSIGNED -> BigInteger.TWO.pow(16).subtract(BigInteger.ONE);
            case DOUBLE_LONG_UNSIGNED -> BigInteger.TWO.pow(32).subtract(BigInteger.ONE);
            case LONG64_UNSIGNED -> BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
            default -> null;
        };
        return none != null && none.toString().equals(value.getValue().toString());
    }

    /** The number of a register of at most 18 digits, in its unit, with a power of ten that a meter may have. */
    private static Optional<BigDecimal> number(Quantity quantity, List<DataObject> register) {
        DataObject value = register.get(1);
        if (register.size() < 3 || !switch (value.getType()) {
            case INTEGER, LONG_INTEGER, DOUBLE_LONG, LONG64, UNSIGNED, LONG_UNSIGNED, DOUBLE_LONG_UNSIGNED, LONG64_UNSIGNED, FLOAT32,
                    FLOAT64 -> true;
            default -> false;
        } || isUnset(value)) {
            return Optional.empty();
        }
        List<DataObject> scale = register.get(2).getValue();
        int unit = number(scale.get(1)).intValue();
        int exponent = number(scale.get(0)).intValue() - (unit == WATT_HOUR ? 3 : 0);
        int power = exponent + quantity.decimals();
        if (unit != UNITS.get(quantity) || power <= -MOST_DIGITS || power > MOST_DIGITS) {
            return Optional.empty();
        }
        BigDecimal scaled = number(value).scaleByPowerOfTen(exponent).setScale(quantity.decimals(), RoundingMode.HALF_EVEN);
        return scaled.precision() <= MOST_DIGITS ? Optional.of(scaled) : Optional.empty();
    }
}
