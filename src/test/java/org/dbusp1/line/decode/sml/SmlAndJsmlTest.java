package org.dbusp1.line.decode.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.dbusp1.SimulatedLog;
import org.dbusp1.fuzz.ResealedSml;
import org.dbusp1.line.decode.TestPipeline;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.SignRule;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openmuc.jsml.structures.ASNObject;
import org.openmuc.jsml.structures.EMessageBody;
import org.openmuc.jsml.structures.Integer16;
import org.openmuc.jsml.structures.Integer32;
import org.openmuc.jsml.structures.Integer64;
import org.openmuc.jsml.structures.Integer8;
import org.openmuc.jsml.structures.OctetString;
import org.openmuc.jsml.structures.SmlBoolean;
import org.openmuc.jsml.structures.SmlFile;
import org.openmuc.jsml.structures.SmlList;
import org.openmuc.jsml.structures.SmlListEntry;
import org.openmuc.jsml.structures.SmlMessage;
import org.openmuc.jsml.structures.SmlMessageBody;
import org.openmuc.jsml.structures.SmlStatus;
import org.openmuc.jsml.structures.SmlUnit;
import org.openmuc.jsml.structures.SmlValue;
import org.openmuc.jsml.structures.Unsigned16;
import org.openmuc.jsml.structures.Unsigned32;
import org.openmuc.jsml.structures.Unsigned64;
import org.openmuc.jsml.structures.Unsigned8;
import org.openmuc.jsml.structures.responses.SmlGetListRes;
import org.openmuc.jsml.transport.Transport;

/**
 * Compares the decoder with jsml on messages of simulated meters that jsml varied and wrote: values at the ends of their
 * types, other widths, scalers and units, another order, repeats, empty values, groups B and F, powers without a sign, several
 * responses; then Kermit's checksums and padding of four, which jsml does not read, are put in. Two faults of jsml are not made:
 * it doubles no escape sequence, and writes no type for a boolean in a value. It reads 01 in the place of a value as an empty
 * octet string, as SML 1.04 demands; meters mean no value, and our list of registers leaves it out.
 */
class SmlAndJsmlTest {
    private static final List<String> METERS = List.of("sml-emh", "sml-iskra", "sml-easymeter", "sml-reduced");
    /** Codes of registers and their units; they are read without regard to other values. */
    private static final Map<Quantity, String> CODES = new EnumMap<>(Map.of(Quantity.ENERGY_IMPORT, "0100010800FF",
            Quantity.ENERGY_EXPORT, "0100020800FF", Quantity.POWER_NET, "0100100700FF", Quantity.POWER_L2, "0100380700FF",
            Quantity.VOLTAGE_L2, "0100340700FF", Quantity.CURRENT_L3, "0100470700FF"));
    private static final Map<Quantity, Integer> UNITS = new EnumMap<>(Map.of(Quantity.ENERGY_IMPORT, 30, Quantity.ENERGY_EXPORT, 30,
            Quantity.POWER_NET, 27, Quantity.POWER_L2, 27, Quantity.VOLTAGE_L2, 35, Quantity.CURRENT_L3, 33));
    /** 16.7.0, 1.7.0, those of the phases. A negative total shows that the meter signs the total. */
    private static final Map<Quantity, String> POWERS = new EnumMap<>(Map.of(Quantity.POWER_NET, "0100100700FF",
            Quantity.POWER_IMPORT, "0100010700FF", Quantity.POWER_L1, "0100240700FF", Quantity.POWER_L2, "0100380700FF",
            Quantity.POWER_L3, "01004C0700FF", Quantity.POWER_IMPORT_L1, "0100150700FF", Quantity.POWER_IMPORT_L2, "0100290700FF",
            Quantity.POWER_IMPORT_L3, "01003D0700FF"));
    private static final List<Quantity> TOTALS = List.of(Quantity.POWER_NET, Quantity.POWER_IMPORT);
    /** What the sign rule compares, also 2.7.0, 22.7.0 and those of the other phases, 15.7.0, voltages and currents. */
    private static final Map<Quantity, String> OF_SIGN_RULE = ofSignRule();
    private static final int WATTS = 27;
    private static final List<String> STATUS_CARRIERS = List.of("0100010800FF", "0100020800FF", "0100010801FF", "0100020801FF");
    /** Bit 2: of the newer kind; bits 11 to 14: all, L1, L2, L3 feed in. */
    private static final long[] NEWER_STATUS = {0x1C0104, 0x1D4904, 0x1C0904, 0x1C2104, 0x1C7904};
    private static final long NEWER = 1 << 2;
    private static final long EXPORT = 1 << 11;
    /** Of the older kind, without phases. */
    private static final long OLDER_EXPORT = 1 << 5;
    private static final int[] OTHER_UNITS = {8, 27, 28, 29, 30, 31, 32, 33, 35, 44, 255};
    private static final int KILOWATT_HOUR_EXPONENT = -3;
    private static final int MOST_DIGITS = 18;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String ESCAPE = "1B1B1B1B";

    private final Random random;

    private static Map<Quantity, String> ofSignRule() {
        Map<Quantity, String> codes = new EnumMap<>(POWERS);
        codes.put(Quantity.POWER_EXPORT, "0100020700FF");
        codes.put(Quantity.POWER_ABS, "01000F0700FF");
        for (Phase phase : Phase.ALL) {
            int group = 20 * (phase.ordinal() + 1);
            codes.put(phase.powerExport(), "0100%02X0700FF".formatted(group + 2));
            codes.put(phase.current(), "0100%02X0700FF".formatted(group + 11));
            codes.put(phase.voltage(), "0100%02X0700FF".formatted(group + 12));
        }
        return codes;
    }

    SmlAndJsmlTest() {
        this.random = new Random(62_056);
    }

    @Test
    void readsWhatJsmlReads() throws IOException {
        compare(400);
    }

    @Test
    @Tag("slow")
    void readsWhatJsmlReadsInMany() throws IOException {
        random.setSeed(62_057);
        compare(20_000);
    }

    private void compare(int messages) throws IOException {
        int compared = 0;
        for (int i = 0; compared < messages; i++) {
            String meter = METERS.get(i % METERS.size());
            byte[] sent = SimulatedLog.messages(meter, Instant.ofEpochSecond(1_780_000_000L + random.nextInt(20_000_000)), 1).get(0);
            byte[] varied = varied(jsml(sent));
            if (HEX.formatHex(varied, 8, varied.length - 8).contains(ESCAPE)) {
                continue;
            }
            List<SmlListEntry> expected = entries(jsml(varied));
            byte[] line = switch (random.nextInt(3)) {
                case 0 -> ResealedSml.kermit(varied);
                case 1 -> ResealedSml.padded(varied);
                default -> varied;
            };
            List<Reading> readings = new TestPipeline().accept(line, () -> line.length).end().readings();
            assertThat(readings).as("%s %s", meter, HEX.formatHex(line)).hasSize(1);
            same(expected, readings.get(0), meter + " " + HEX.formatHex(line));
            compared++;
        }
    }

    private static SmlFile jsml(byte[] line) throws IOException {
        Transport transport = new Transport();
        transport.setTimeout(1_000);
        return transport.getSMLFile(new DataInputStream(new ByteArrayInputStream(line)));
    }

    private static Optional<SmlGetListRes> response(SmlMessage message) {
        return message.getMessageBody().getTag() == EMessageBody.GET_LIST_RESPONSE
                ? Optional.of(message.getMessageBody().<SmlGetListRes>getChoice()) : Optional.empty();
    }

    /** The entries of all responses of the first server. */
    private static List<SmlListEntry> entries(SmlFile file) {
        List<SmlListEntry> all = new ArrayList<>();
        Optional<byte[]> server = Optional.empty();
        for (SmlMessage message : file.getMessages()) {
            Optional<SmlGetListRes> list = response(message);
            byte[] id = list.map(found -> found.getServerId().getValue()).orElse(new byte[0]);
            if (list.isPresent() && Arrays.equals(server.orElse(id), id)) {
                server = Optional.of(id);
                all.addAll(List.of(list.get().getValList().getValListEntry()));
            }
        }
        return all;
    }

    private static boolean hasValue(SmlListEntry entry) {
        return !(entry.getValue().getChoice() instanceof OctetString octets) || octets.getValue().length > 0;
    }

    private byte[] varied(SmlFile file) throws IOException {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(messages);
        for (SmlMessage message : file.getMessages()) {
            Optional<SmlGetListRes> list = response(message);
            if (list.isEmpty()) {
                message.encode(out);
                continue;
            }
            List<SmlListEntry> entries = varied(list.get().getValList().getValListEntry());
            int cut = random.nextInt(3) == 0 ? 1 + random.nextInt(entries.size()) : entries.size();
            write(message, list.get(), entries.subList(0, cut), out);
            if (cut < entries.size()) {
                write(message, list.get(), entries.subList(cut, entries.size()), out);
            }
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        new Transport().send(new DataOutputStream(line), messages.toByteArray());
        return line.toByteArray();
    }

    private static void write(SmlMessage message, SmlGetListRes list, List<SmlListEntry> entries, DataOutputStream out) throws IOException {
        SmlGetListRes changed = new SmlGetListRes(list.getClientId(), list.getServerId(), list.getListName(), list.getActSensorTime(),
                new SmlList(entries.toArray(SmlListEntry[]::new)), list.getListSignature(), list.getActGatewayTime());
        new SmlMessage(message.getTransactionId(), message.getGroupNo(), message.getAbortOnError(),
                new SmlMessageBody(EMessageBody.GET_LIST_RESPONSE.id(), changed)).encode(out);
    }

    private List<SmlListEntry> varied(SmlListEntry[] sent) {
        List<SmlListEntry> all = new ArrayList<>(List.of(sent));
        for (Map.Entry<Quantity, String> known : CODES.entrySet()) {
            if (random.nextInt(3) == 0) {
                all.add(random.nextInt(all.size() + 1), entry(sent[0], HEX.parseHex(known.getValue()), UNITS.get(known.getKey())));
            }
        }
        for (int i = 0; i < all.size(); i++) {
            byte[] code = all.get(i).getObjName().getValue().clone();
            if (random.nextInt(4) == 0 && code[0] == 1 && code[1] == 0) {
                code[5] = random.nextInt(4) == 0 ? (byte) random.nextInt(256) : code[5];
                Integer unit = CODES.entrySet().stream().filter(candidate -> candidate.getValue().startsWith(HEX.formatHex(code, 0, 5)))
                        .map(candidate -> UNITS.get(candidate.getKey())).findFirst().orElse(OTHER_UNITS[0]);
                code[1] = (byte) (random.nextBoolean() ? random.nextInt(4) : 0);
                all.set(i, entry(all.get(i), code, unit));
            }
        }
        if (random.nextInt(3) == 0) {
            SmlStatus status = new SmlStatus(new Unsigned32(NEWER_STATUS[random.nextInt(NEWER_STATUS.length)]));
            status.setSelected();
            all.replaceAll(entry -> withoutSign(entry, status));
        }
        if (random.nextBoolean()) {
            Collections.shuffle(all, random);
        }
        return all;
    }

    /** As Holley's DTZ251 sends it: the direction of a power is in the status word only. */
    private SmlListEntry withoutSign(SmlListEntry entry, SmlStatus status) {
        boolean power = POWERS.containsValue(onChannel0(entry));
        return new SmlListEntry(entry.getObjName(), entry.getStatus().isSelected() ? status : entry.getStatus(), entry.getValTime(),
                entry.getUnit(), entry.getScaler(), power ? new SmlValue(new Unsigned32(random.nextInt(100_000))) : entry.getValue(),
                entry.getValueSignature());
    }

    /** The code that a register of channel 0, 1 or 2 has on channel 0. */
    private static String onChannel0(SmlListEntry entry) {
        byte[] code = entry.getObjName().getValue().clone();
        code[1] = channel(entry) <= 2 ? 0 : code[1];
        return HEX.formatHex(code);
    }

    private static int channel(SmlListEntry entry) {
        return entry.getObjName().getValue()[1] & 0xFF;
    }

    /** The entries of a register: all on channel 0, or where there are none the first on the lowest channel. */
    private static List<SmlListEntry> counting(List<SmlListEntry> sent, String code) {
        List<SmlListEntry> all = sent.stream().filter(entry -> onChannel0(entry).equals(code))
                .sorted(Comparator.comparingInt(SmlAndJsmlTest::channel)).toList();
        List<SmlListEntry> first = all.stream().filter(entry -> channel(entry) == 0).toList();
        return first.isEmpty() ? all.stream().limit(1).toList() : first;
    }

    /** The first number of a register that is in its unit and can be published. */
    private static Optional<BigDecimal> published(List<SmlListEntry> entries, String code, int unit, Quantity quantity) {
        return counting(entries, code).stream().map(entry -> {
            int sent = entry.getScaler().isSelected() ? entry.getScaler().getVal() : 0;
            int scaler = sent + (unit == 30 ? KILOWATT_HOUR_EXPONENT : 0);
            return number(entry.getValue().getChoice()).filter(number -> !isUnset(entry.getValue().getChoice(), number))
                    .filter(bigInteger -> entry.getUnit().isSelected() && entry.getUnit().getVal() == unit)
                    .flatMap(number -> publishable(number, scaler, quantity));
        }).flatMap(Optional::stream).findFirst();
    }

    /** The powers, voltages and currents that the driver knows in a message, by the registers, the status word and the sign rule. */
    private static Map<Quantity, Optional<BigDecimal>> signed(List<SmlListEntry> sent) {
        Map<Quantity, Optional<BigDecimal>> known = new EnumMap<>(Quantity.class);
        OF_SIGN_RULE.forEach((quantity, code) -> {
            if (!counting(sent, code).isEmpty()) {
                int unit = quantity.unit().cosemUnit();
                known.put(quantity, published(sent, code, unit, quantity));
            }
        });
        if (netExports(sent)) {
            known.computeIfPresent(Quantity.POWER_NET, (quantity, watts) -> watts.map(number -> number.abs().negate()));
        }
        if (!known.containsKey(Quantity.POWER_NET) && !known.containsKey(Quantity.POWER_EXPORT)) {
            addDirectionOfOnly(known, status(sent));
        }
        return SignRule.applied(known);
    }

    /** Of a meter without 16.7.0, 2.7.0 and 1.7.0 the magnitude of 15.7.0 has the direction of the status word. */
    private static void addDirectionOfOnly(Map<Quantity, Optional<BigDecimal>> known, Optional<Long> status) {
        Optional<BigDecimal> magnitude = known.getOrDefault(Quantity.POWER_ABS, Optional.empty());
        if (known.getOrDefault(Quantity.POWER_IMPORT, Optional.empty()).isEmpty() && magnitude.isPresent()) {
            known.put(Quantity.POWER_NET, magnitude.filter(watts -> watts.signum() >= 0 && status.isPresent())
                    .map(watts -> wordExports(status) ? watts.negate() : watts));
        }
    }

    /** Whether a net power without a sign is an export by the status word: no total has a sign. */
    private static boolean netExports(List<SmlListEntry> sent) {
        for (Quantity power : TOTALS) {
            if (published(sent, POWERS.get(power), WATTS, power).filter(number -> number.signum() < 0).isPresent()) {
                return false;
            }
        }
        return status(sent).filter(status -> (status & NEWER) != 0 && (status & EXPORT) != 0).isPresent();
    }

    private static boolean wordExports(Optional<Long> status) {
        return status.filter(word -> (word & ((word & NEWER) != 0 ? EXPORT : OLDER_EXPORT)) != 0).isPresent();
    }

    /** The first status word. */
    private static Optional<Long> status(List<SmlListEntry> sent) {
        List<SmlListEntry> byChannel = sent.stream().sorted(Comparator.comparingInt(SmlAndJsmlTest::channel)).toList();
        return STATUS_CARRIERS.stream().flatMap(code -> byChannel.stream().filter(entry -> onChannel0(entry).equals(code)))
                .filter(entry -> entry.getStatus().isSelected())
                .map(entry -> number(entry.getStatus().getChoice()).orElseThrow().longValue())
                .findFirst();
    }

    private SmlListEntry entry(SmlListEntry like, byte[] code, int unit) {
        SmlUnit sent = new SmlUnit(new Unsigned8(random.nextInt(8) == 0 ? OTHER_UNITS[random.nextInt(OTHER_UNITS.length)] : unit));
        sent.setSelected();
        Integer8 scaler = new Integer8((byte) (random.nextInt(8) == 0 ? random.nextInt(256) : random.nextInt(7) - 4));
        SmlValue value = new SmlValue(isAbsent() ? new OctetString(new byte[0]) : value());
        return new SmlListEntry(new OctetString(code), like.getStatus(), like.getValTime(), isAbsent() ? new SmlUnit() : sent,
                isAbsent() ? new Integer8() : scaler, value, like.getValueSignature());
    }

    private boolean isAbsent() {
        return random.nextInt(16) == 0;
    }

    private ASNObject value() {
        long number = switch (random.nextInt(5)) {
            case 0 -> Long.MAX_VALUE >> random.nextInt(64);
            case 1 -> Long.MIN_VALUE >> random.nextInt(64);
            case 2 -> random.nextLong();
            default -> random.nextInt(1_000_000);
        };
        return switch (random.nextInt(9)) {
            case 0 -> new Integer8((byte) number);
            case 1 -> new Integer16((short) number);
            case 2 -> new Integer32((int) number);
            case 3 -> new Integer64(number);
            case 4 -> new Unsigned8((int) (number & 0xFF));
            case 5 -> new Unsigned16((int) (number & 0xFFFF));
            case 6 -> new Unsigned32(number & 0xFFFF_FFFFL);
            case 7 -> new Unsigned64(number);
            default -> new OctetString(HEX.parseHex("0A01" + "%08X".formatted((int) number)));
        };
    }

    /** The number that jsml read; empty if it is none. */
    private static Optional<BigInteger> number(ASNObject value) {
        if (value instanceof Integer8 one) {
            return Optional.of(BigInteger.valueOf(one.getVal()));
        } else if (value instanceof Integer16 two) {
            return Optional.of(BigInteger.valueOf(two.getVal()));
        } else if (value instanceof Integer32 four) {
            return Optional.of(BigInteger.valueOf(four.getVal()));
        } else if (value instanceof Integer64 eight) {
            return Optional.of(BigInteger.valueOf(eight.getVal()));
        } else if (value instanceof Unsigned8 one) {
            return Optional.of(BigInteger.valueOf(one.getVal()));
        } else if (value instanceof Unsigned16 two) {
            return Optional.of(BigInteger.valueOf(two.getVal()));
        } else if (value instanceof Unsigned32 four) {
            return Optional.of(BigInteger.valueOf(four.getLongValue() & 0xFFFF_FFFFL));
        } else if (value instanceof Unsigned64 eight) {
            return Optional.of(new BigInteger(Long.toUnsignedString(eight.getVal())));
        }
        return Optional.empty();
    }

    /** Of 32 bits that are all set; such 64 bits are no number of at most 18 digits either. */
    private static boolean isUnset(ASNObject value, BigInteger number) {
        return value instanceof Unsigned32 && number.equals(BigInteger.TWO.pow(32).subtract(BigInteger.ONE));
    }

    private static void same(List<SmlListEntry> sent, Reading reading, String message) {
        List<SmlListEntry> expected = sent.stream().filter(SmlAndJsmlTest::hasValue).toList();
        List<Register> registers = reading.message().registers();
        assertThat(registers).as(message).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            SmlListEntry entry = expected.get(i);
            byte[] code = entry.getObjName().getValue();
            Register register = registers.get(i);
            assertThat(register.obis()).as(message).isEqualTo("%d-%d:%d.%d.%d*%d".formatted(
                    code[0] & 0xFF, code[1] & 0xFF, code[2] & 0xFF, code[3] & 0xFF, code[4] & 0xFF, code[5] & 0xFF));
            ASNObject value = entry.getValue().getChoice();
            if (value instanceof OctetString octets) {
                assertThat(register.raw()).as(message).isEqualTo(HEX.formatHex(octets.getValue()));
            } else if (!(value instanceof SmlBoolean)) {
                assertThat(register.raw()).as(message).isEqualTo(number(value).orElseThrow().toString());
            }
        }
        Map<Quantity, Optional<BigDecimal>> signed = signed(sent);
        CODES.forEach((quantity, code) -> published(sent, code, UNITS.get(quantity), quantity).ifPresent(value -> {
            if (quantity == Quantity.POWER_NET && value.signum() == 0 && netExports(sent)) {
                return; // of a meter that counts no export it is no total: SmlDecoderTest
            }
            if (value.signum() > 0 && POWERS.containsKey(quantity) && quantity != Quantity.POWER_NET && wordExports(status(sent))
                    && !reading.values().has(Quantity.POWER_NET)) {
                return; // without a sign it would be an import while the house exports: SmlDecoderTest
            }
            Optional<BigDecimal> known = POWERS.containsKey(quantity) ? signed.get(quantity) : Optional.of(value);
            assertThat(reading.values().has(quantity)).as("%s in %s", quantity, message).isEqualTo(known.isPresent());
            known.ifPresent(number -> assertThat(reading.values().decimal(quantity)).as("%s in %s", quantity, message)
                    .isEqualByComparingTo(number));
        }));
    }

    /** A number of at most 18 digits with the decimals of its quantity, and a power of ten that a meter may have. */
    private static Optional<BigDecimal> publishable(BigInteger number, int exponent, Quantity quantity) {
        int power = exponent + quantity.decimals();
        BigDecimal value = new BigDecimal(number).scaleByPowerOfTen(exponent);
        return number.bitLength() < Long.SIZE && power > -MOST_DIGITS && power <= MOST_DIGITS
                && value.setScale(quantity.decimals(), RoundingMode.HALF_EVEN).precision() <= MOST_DIGITS
                ? Optional.of(value.setScale(quantity.decimals(), RoundingMode.HALF_EVEN)) : Optional.empty();
    }
}
