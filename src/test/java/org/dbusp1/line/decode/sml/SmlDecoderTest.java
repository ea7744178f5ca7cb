package org.dbusp1.line.decode.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.DecodeOutcome;
import org.dbusp1.line.frame.Crc16;
import org.dbusp1.line.frame.Frame;
import org.dbusp1.line.frame.ScannedFrame;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of SML, each on a telegram that is made for it. */
class SmlDecoderTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String SERVER = "0B0A01484C590000000001";
    private static final String OTHER_SERVER = "0B0A01484C590000000002";
    private static final String DZG = entry("010060320101", "01", "01", "01", "01", "04445A47");
    private static final String EFR = entry("010060320101", "01", "01", "01", "01", "04454652");
    private static final String IMPORT_FNN = "64" + "1C0104";
    private static final String EXPORT_FNN = "64" + "1C0904";
    private static final String NET = "0100100700FF";
    private static final String ABSOLUTE = "01000F0700FF";
    private static final String IMPORT = "0100010700FF";
    private static final String L1 = "0100240700FF";
    private static final String L2 = "0100380700FF";
    private static final String L3 = "01004C0700FF";

    private final SmlDecoder decoder = new SmlDecoder();

    /** A register; each field as it is on the line. */
    private static String entry(String code, String status, String time, String unit, String scaler, String value) {
        return "77" + "07" + code + status + time + unit + scaler + value + "01";
    }

    private static String power(String code, String value) {
        return entry(code, "01", "01", "621B", "5200", value);
    }

    private static String counter(String status) {
        return entry("0100010800FF", status, "01", "621E", "52FF", "650000FFFF");
    }

    private static byte[] message(String tag, String body, Crc16 check) {
        return message("00000001", tag, body, check);
    }

    private static byte[] message(String transaction, String tag, String body, Crc16 check) {
        byte[] head = HEX.parseHex("76" + "05" + transaction + "6200" + "6200" + "72" + tag + body);
        int crc = check.onLine(head, 0, head.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head);
        out.writeBytes(crc < 0x100 ? new byte[] {0x62, (byte) crc, 0} : new byte[] {0x63, (byte) (crc >>> 8), (byte) crc, 0});
        return out.toByteArray();
    }

    private static byte[] messages(String entries, int count, Crc16 check) {
        return messages(SERVER, entries, count, check);
    }

    private static byte[] messages(String server, String entries, int count, Crc16 check) {
        String list = count < 16 ? "7%X".formatted(count) : "F%X0%X".formatted(count >> 4, count & 15);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(message("630101", "76" + "01" + "01" + "0500000001" + server + "0101", check));
        out.writeBytes(message("6500000701", "77" + "01" + server + "070100620AFFFF" + "72620165000000AA"
                + list + entries + "0101", check));
        out.writeBytes(message("630201", "7101", check));
        return out.toByteArray();
    }

    /** A second response between the first one and the end. */
    private static byte[] withLater(byte[] messages, String server, String entries, int count) {
        byte[] end = message("630201", "7101", Crc16.X_25);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(messages, 0, messages.length - end.length);
        out.writeBytes(message("6500000701", "77" + "01" + server + "070100620AFFFF" + "72620165000000AA"
                + "7%X".formatted(count) + entries + "0101", Crc16.X_25));
        out.writeBytes(end);
        return out.toByteArray();
    }

    /** Each with the same server's id, and one of another meter. */
    @Test
    void allResponsesOfTheServerAreRead() {
        byte[] first = messages(counter("01"), 1, Crc16.X_25);
        Reading both = decode(withLater(first, SERVER, power(NET, "5301F4"), 1)).reading();
        assertThat(both.values().number(Quantity.POWER_NET)).isEqualTo(500);
        assertThat(both.values().has(Quantity.ENERGY_IMPORT)).isTrue();
        assertThat(both.message().registers()).hasSize(2);
        assertThat(decode(withLater(first, OTHER_SERVER, power(NET, "5301F4"), 1)).reading().values().present())
                .containsExactly(Quantity.ENERGY_IMPORT);
    }

    private static byte[] line(byte[] messages, Crc16 check) {
        String text = HEX.formatHex(messages).replace("1b1b1b1b", "1b1b1b1b1b1b1b1b");
        int padding = -messages.length & 3;
        byte[] body = HEX.parseHex("1b1b1b1b01010101" + text + "00".repeat(padding) + "1b1b1b1b1a0" + padding);
        int crc = check.onLine(body, 0, body.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(body);
        out.write(crc >>> 8);
        out.write(crc);
        return out.toByteArray();
    }

    private DecodeOutcome decode(byte[] messages) {
        return decode(messages, Crc16.X_25);
    }

    private DecodeOutcome decode(byte[] messages, Crc16 check) {
        List<ScannedFrame> frames = new ArrayList<>();
        byte[] line = line(messages, check);
        frames.addAll(new TestScanner(false, Decryptor.none()).accept(line, 0, line.length));
        assertThat(frames).hasSize(1);
        assertThat(frames.get(0).cause()).isEmpty();
        assertThat(frames.get(0).payload()).isEqualTo(messages);
        return DecodeOutcome.of(decoder, frames.get(0));
    }

    private Reading reading(String... entries) {
        return decode(messages(String.join("", entries), entries.length, Crc16.X_25)).reading();
    }

    private Values values(String... entries) {
        return reading(entries).values();
    }

    /** 356.24 W in a number that is one bit too small. */
    @ParameterizedTest
    @CsvSource({"0100100700FF, 641C0104, 35.624", "0100100700FF, 641C0904, -29.912", "0100100700FF, 01, ", "0100100700FF, 630182, ",
        "0100240700FF, 641C0104, 35.624", "0100240700FF, 641C1904, -29.912", "0100240700FF, 641C1104, -29.912", "0100240700FF, 641C0904, "})
    void theWrongSignOfDzgIsUndoneWhereTheStatusProvesItAndElseWithheld(String code, String status, Double watts) {
        Values values = values(DZG, counter(status), entry(code, "01", "01", "621B", "52FD", "538B28"));
        Quantity quantity = code.equals(NET) ? Quantity.POWER_NET : Quantity.POWER_L1;
        assertThat(values.has(quantity)).isEqualTo(watts != null);
        if (watts != null) {
            assertThat(values.number(quantity)).isEqualTo(watts);
        }
    }

    @Test
    void fourBytesOfDzgAndNegativePowersOfOthersAreAsSent() {
        assertThat(values(DZG, counter(IMPORT_FNN), power(NET, "55FFFFFF00")).number(Quantity.POWER_NET)).isEqualTo(-256);
        assertThat(values(counter(IMPORT_FNN), power(NET, "53FF00")).number(Quantity.POWER_NET)).isEqualTo(-256);
    }

    @ParameterizedTest
    @CsvSource({"630182, 500", "6301A2, -500", "630180, 500", "6301A0, -500", "6282, 500", "62A2, -500", "64010182, 500",
            "640101A2, -500", "641C0104, 500", "641C6904, -500", "01, "})
    void aPowerWithoutSignHasThatOfTheStatusWord(String status, Double watts) {
        Values values = values(counter(status), power(ABSOLUTE, "5301F4"));
        assertThat(values.number(Quantity.POWER_ABS)).isEqualTo(500);
        assertThat(values.has(Quantity.POWER_NET)).isEqualTo(watts != null);
        if (watts != null) {
            assertThat(values.number(Quantity.POWER_NET)).isEqualTo(watts);
        }
    }

    /** The first that has one: 1.8.0, 2.8.0, 1.8.1, 2.8.1, then another register. */
    @Test
    void theStatusWordIsWithACounterOrAlone() {
        List<String> codes = List.of("0100010800FF", "0100020800FF", "0100010801FF", "0100020801FF");
        for (String code : codes) {
            String carrier = entry(code, EXPORT_FNN, "01", "621E", "52FF", "650000FFFF");
            assertThat(values(carrier, power(ABSOLUTE, "5301F4")).number(Quantity.POWER_NET)).as(code).isEqualTo(-500);
            for (String later : codes.subList(codes.indexOf(code) + 1, codes.size())) {
                String other = entry(later, IMPORT_FNN, "01", "621E", "52FF", "650000FFFF");
                assertThat(values(other, carrier, power(ABSOLUTE, "5301F4")).number(Quantity.POWER_NET)).as(later).isEqualTo(-500);
            }
        }
        String alone = entry("0100600500FF", "01", "01", "01", "01", EXPORT_FNN);
        assertThat(values(counter("01"), alone, power(ABSOLUTE, "5301F4")).number(Quantity.POWER_NET)).isEqualTo(-500);
        assertThat(values(counter(IMPORT_FNN), alone, power(ABSOLUTE, "5301F4")).number(Quantity.POWER_NET)).isEqualTo(500);
    }

    /** Holley's DTZ251 and EHZ541, Honeywell's AS2020: bit 11 of the newer status word is the direction. */
    @ParameterizedTest
    @CsvSource({"641D4904, 5301A9, -425", "641C0904, 5301A9, -425", "641C0104, 5301A9, 425", "641C7104, 5301A9, 425",
        "641C0904, 5301A9, -425", "641D0104, 5200, 0", "641D4904, 53FE57, -425", "641C0104, 53FE57, -425",
        "641D4900, 5301A9, 425", "6301A2, 5301A9, 425", "01, 5301A9, 425"})
    void aNetPowerWithoutASignHasThatOfTheStatusWord(String status, String value, double watts) {
        assertThat(values(counter(status), power(NET, value)).number(Quantity.POWER_NET)).isEqualTo(watts);
        String alone = entry("0100600500FF", "01", "01", "01", "01", status);
        assertThat(values(power(NET, value), alone).number(Quantity.POWER_NET)).isEqualTo(watts);
    }

    /** Holley's meters that count no export: how much is exported only phases with a sign show. */
    @ParameterizedTest
    @CsvSource({"641D4904, '', ", "641D4904, 0100020800FF, 0", "641D4900, '', 0", "641D7904, 520A, ", "641D7904, 52F6, -10"})
    void aPowerOfZeroIsNoTotalWhileTheMeterExportsAndCountsNoExport(String status, String more, Double watts) {
        Values values = more.isEmpty() ? values(counter(status), power(NET, "5200")) : values(counter(status), power(NET, "5200"),
                more.length() == 4 ? power(L1, more) : entry(more, "01", "01", "621E", "52FF", "650000FFFF"));
        assertThat(values.has(Quantity.POWER_NET)).isEqualTo(watts != null);
        if (watts != null) {
            assertThat(values.number(Quantity.POWER_NET)).isEqualTo(watts);
        }
    }

    /** A byte of zero before an export: 2226.45 and 42.74 W of DZG, 57, 1 and 134 W of EFR. */
    @ParameterizedTest
    @CsvSource({"DZG, EXPORT, 52FE, 5500FC9A4B, -2226.45", "DZG, EXPORT, 52FE, 5400EF4E, -42.74", "DZG, EXPORT, 52FE, 530088, -1.2",
        "DZG, IMPORT, 52FE, 54015E9F, 897.59", "DZG, IMPORT, 52FE, 5400EF4E, 612.62", "EFR, EXPORT, 5200, 5300C7, -57",
        "EFR, EXPORT, 5200, 5300FF, -1", "EFR, EXPORT, 5200, 53FF7A, -134", "EFR, EXPORT, 5200, 530039, -57",
        "EFR, IMPORT, 5200, 5300C7, 199", "EFR, NONE, 5200, 5300C7, 199", "HLY, EXPORT, 5200, 5300C8, -200",
        "EFR, NONE, 52FE, 5500FC9A4B, ", "DZG, NONE, 52FE, 5500FC9A4B, ", "DZG, NONE, 52FF, 54008001, 3276.9",
        "EFR, IMPORT, 52FE, 5500FC9A4B, 165545.71", "HLY, NONE, 52FE, 5500FC9A4B, 165545.71"})
    void anExportWithAByteOfZeroTooManyHasItsSign(String maker, String status, String scaler, String value, @Nullable Double watts) {
        Values values = values(maker.equals("DZG") ? DZG : maker.equals("EFR") ? EFR : counter("01"),
                counter(status.equals("NONE") ? "01" : status.equals("IMPORT") ? IMPORT_FNN : EXPORT_FNN),
                entry(NET, "01", "01", "621B", scaler, value));
        assertThat(values.has(Quantity.POWER_NET)).isEqualTo(watts != null);
        if (watts != null) {
            assertThat(values.number(Quantity.POWER_NET)).isEqualTo(watts);
        }
    }

    /** DZG's DVS74 sends 200 W for -200 W, EFR's phases have the fault of its total. */
    @Test
    void theByteOfZeroBesidePhases() {
        assertThat(values(DZG, counter("641C7904"), power(NET, "5300C8"), power(L1, "5300C8")).number(Quantity.POWER_NET)).isEqualTo(-200);
        Values efr = values(EFR, counter("641C4904"), power(NET, "5300C7"), power(L1, "5214"), power(L2, "5214"), power(L3, "53009F"));
        assertThat(efr.number(Quantity.POWER_NET)).isEqualTo(-57);
        assertThat(efr.number(Quantity.POWER_L3)).isEqualTo(-97);
    }

    /** The total has the sign of the status word, and phases that have none are withheld under it. */
    @Test
    void phasesHaveNoSignByTheStatusWord() {
        Values values = values(counter("641C7904"), power(NET, "5301F4"), power(L1, "53012C"), power(L2, "530096"), power(L3, "5232"));
        assertThat(values.number(Quantity.POWER_NET)).isEqualTo(-500);
        assertThat(values.present()).doesNotContain(Quantity.POWER_L1, Quantity.POWER_L2, Quantity.POWER_L3);
    }

    /** The status word of some is a telegram late. DZG's DVS74 signs its phases only. */
    @ParameterizedTest
    @CsvSource({"0100100700FF, 1", "0100010700FF, 1", "0100380700FF, -1", "0100150700FF, -1"})
    void aMeterThatSentANegativeTotalSignsIt(String negative, double total) {
        String late = counter("641C1904") + power(NET, "5201") + power(L1, "5202");
        assertThat(decode(messages(late, 3, Crc16.X_25)).reading().values().number(Quantity.POWER_NET)).isEqualTo(-1);

        reading(counter(IMPORT_FNN), power(negative, "53FE0C"));
        Values values = decode(messages(late, 3, Crc16.X_25)).reading().values();
        assertThat(values.number(Quantity.POWER_NET)).isEqualTo(total);

        Values other = decode(messages(OTHER_SERVER, late, 3, Crc16.X_25)).reading().values();
        assertThat(other.number(Quantity.POWER_NET)).as("of another meter").isEqualTo(-1);
    }

    /** DZG's DVS74, with and without a status word. */
    @ParameterizedTest
    @CsvSource({"641C0904, -500", "01, -500"})
    void aTotalWithoutASignOfAMeterThatSignsItsPhasesHasTheirSign(String status, double watts) {
        Values values = values(counter(status), power(NET, "5301F4"), power(L1, "53FD44"), power(L2, "5278"), power(L3, "5250"));
        assertThat(values.number(Quantity.POWER_NET)).isEqualTo(watts);
        assertThat(values.number(Quantity.POWER_L1)).isEqualTo(-700);
        assertThat(values.number(Quantity.POWER_L2)).isEqualTo(120);
    }

    /** DZG's positive number that reads negative is no sign: the phase is unreadable, and nothing is compared. */
    @Test
    void anUnreadablePhaseEndsTheComparison() {
        Values values = values(DZG, power(NET, "5301F4"), power(L1, "538B28"), power(L2, "53FD44"));
        assertThat(values.number(Quantity.POWER_NET)).isEqualTo(500);
        assertThat(values.has(Quantity.POWER_L1)).isFalse();
    }

    /** A meter that sends neither number nor server id may be another one in each telegram. */
    @Test
    void aMeterWithoutANumberIsNotRemembered() {
        decode(messages("01", power(NET, "53FE0C"), 1, Crc16.X_25));
        assertThat(decode(messages("01", counter(EXPORT_FNN) + power(NET, "520A"), 2, Crc16.X_25)).reading().values()
                .number(Quantity.POWER_NET)).isEqualTo(-10);
        assertThat(decode(messages("01", counter(EXPORT_FNN) + power(NET, "520A") + power(L2, "53FE0C"), 3, Crc16.X_25)).reading().values()
                .number(Quantity.POWER_NET)).as("with a negative phase").isEqualTo(-10);
    }

    /** -299.12 W while the house imports is DZG's way of 356.24 W, and no sign. */
    @Test
    void thePowerOfDzgThatOnlyLooksNegativeIsNoSign() {
        String fault = entry(NET, "01", "01", "621B", "52FD", "538B28");
        assertThat(values(DZG, counter(IMPORT_FNN), fault).number(Quantity.POWER_NET)).isEqualTo(35.624);
        assertThat(values(DZG, counter(EXPORT_FNN), power(NET, "520A")).number(Quantity.POWER_NET)).isEqualTo(-10);
        assertThat(values(DZG, counter(EXPORT_FNN), fault).number(Quantity.POWER_NET)).isEqualTo(-29.912);
        assertThat(values(DZG, counter(EXPORT_FNN), power(NET, "520A")).number(Quantity.POWER_NET)).isEqualTo(10);
    }

    /** No total is sent: the sum of the phases is one only if the phases show what the status word shows. */
    @ParameterizedTest
    @CsvSource({"641C0104, 36.7.0, 60", "641C7904, 36.7.0, ", "641C1904, 36.7.0, ", "641C0904, 36.7.0, ", "6301A2, 36.7.0, ",
        "630182, 36.7.0, 60", "641C0904, 21.7.0, ", "641C0104, 21.7.0, 60"})
    void phasesThatContradictTheStatusWordHaveNoSum(String status, String code, Double watts) {
        boolean imports = code.equals("21.7.0");
        Values values = values(counter(status), power(imports ? "0100150700FF" : L1, "520A"),
                power(imports ? "0100290700FF" : L2, "5214"), power(imports ? "01003D0700FF" : L3, "521E"));
        assertThat(values.has(Quantity.POWER_NET)).isEqualTo(watts != null);
        if (watts != null) {
            assertThat(values.number(Quantity.POWER_NET)).isEqualTo(watts);
        }
    }

    /** EasyMeter's Q3C: import on channel 1, export on channel 2, powers on channel 0. */
    @Test
    void channels1And2HaveTheMeaningOfChannel0() {
        Values values = values(on(1, "0108", EXPORT_FNN, "6207"), on(2, "0208", "01", "6208"), power("0101100700FF", "5301F4"));
        assertThat(values.number(Quantity.ENERGY_IMPORT)).isEqualTo(0.0007);
        assertThat(values.number(Quantity.ENERGY_EXPORT)).isEqualTo(0.0008);
        assertThat(values.number(Quantity.POWER_NET)).as("with the status word of channel 1").isEqualTo(-500);
        assertThat(values(on(3, "0108", "01", "6207")).present()).as("channel 3").isEmpty();
        assertThat(values(entry("0102600505FF", "01", "01", "01", "01", EXPORT_FNN), power(NET, "5301F4"))
                .number(Quantity.POWER_NET)).as("a status word on channel 2").isEqualTo(-500);
    }

    @Test
    void ofARegisterOnSeveralChannelsThatOnChannel0Counts() {
        Reading reading = reading(on(2, "0108", EXPORT_FNN, "6209"), on(1, "0108", EXPORT_FNN, "6208"), on(0, "0108", IMPORT_FNN, "6207"),
                power("0101100700FF", "5301F4"), power(NET, "5301F5"));
        assertThat(reading.values().number(Quantity.ENERGY_IMPORT)).isEqualTo(0.0007);
        assertThat(reading.values().number(Quantity.POWER_NET)).as("with the status word of channel 0").isEqualTo(501);
        assertThat(reading.message().registers()).extracting(Register::obis).as("as sent").containsExactly(
                "1-2:1.8.0*255", "1-1:1.8.0*255", "1-0:1.8.0*255", "1-1:16.7.0*255", "1-0:16.7.0*255");
        assertThat(values(power("0101100700FF", "5301F4"), power(NET, "01")).has(Quantity.POWER_NET)).as("no value on channel 0").isFalse();
        assertThat(values(on(2, "0108", "01", "6209"), on(1, "0108", "01", "6208")).number(Quantity.ENERGY_IMPORT)).isEqualTo(0.0008);
    }

    /** A counter in tenths of Wh on a channel. */
    private static String on(int channel, String kind, String status, String value) {
        return entry("01%02X%s00FF".formatted(channel, kind), status, "01", "621E", "52FF", value);
    }

    @ParameterizedTest
    @CsvSource({"630182, 5301F4, 500", "6301A2, 5301F4, ", "6301A2, 5200, ", "630182, 5200, ", "01, 5200, ",
            "01, 5301F4, 500", "01, 53FE0C, -500"})
    void anImportAloneIsTheNetPowerOnlyWhereNothingSpeaksAgainstIt(String status, String value, Double watts) {
        Values values = values(counter(status), power(IMPORT, value));
        assertThat(values.has(Quantity.POWER_IMPORT)).as("not against the status word")
                .isNotEqualTo(status.equals("6301A2") && !value.equals("5200"));
        assertThat(values.has(Quantity.POWER_NET)).isEqualTo(watts != null);
        if (watts != null) {
            assertThat(values.number(Quantity.POWER_NET)).isEqualTo(watts);
        }
    }

    /** The kinds of status word; a counter or a power of the export, also without a value; a negative number that is withheld. */
    @ParameterizedTest
    @CsvSource({"01, 0100100700FF, 5200, false", "630182, 0100100700FF, 5200, false", "6301A2, 0100100700FF, 5200, true",
        "65001C0104, 0100100700FF, 5200, false", "65001C0904, 0100100700FF, 5200, true", "01, 0100020800FF, 5200, true", "01, 0100020701FF, 01, false", "01, 0100020700FF, 01, true",
        "01, 0100240700FF, 53FE0C, true"})
    void anExportIsShownByAStatusWordARegisterOrASign(String status, String code, String value, boolean shown) {
        assertThat(decode(messages(counter(status) + power(code, value), 2, Crc16.X_25)).reading().message().showsExport()).isEqualTo(shown);
    }

    /** As EasyMeter's Q3B and EMH's eHZ-GW8, which count the export too: the house may export while the import is 0. */
    @ParameterizedTest
    @CsvSource({"630182, 5200, ", "6301A2, 5200, ", "01, 5200, ", "630182, 5301F4, 500"})
    void anImportOfAMeterThatCountsTheExportIsTheNetPowerIfItIsNotZero(String status, String value, Double watts) {
        Values values = values(counter(status), entry("0100020800FF", "01", "01", "621E", "52FF", "650000FFFF"), power(IMPORT, value));
        assertThat(values.has(Quantity.POWER_NET)).isEqualTo(watts != null);
        if (watts != null) {
            assertThat(values.number(Quantity.POWER_NET)).isEqualTo(watts);
        }
    }

    @Test
    void phasesThatExportBesideAnImportOfZeroAreNoTotal() {
        Values values = values(counter("630182"), power(IMPORT, "5200"), power(L1, "53FF00"));
        assertThat(values.present()).contains(Quantity.POWER_L1).doesNotContain(Quantity.POWER_NET);
    }

    @Test
    void anImportIsNoneWhileTheStatusWordExportsNorIsThatOfAPhase() {
        Values values = values(counter("6301A2"), power(IMPORT, "5301F4"), power("0100150700FF", "5301F4"));
        assertThat(values.present()).noneMatch(quantity -> quantity.unit() == Unit.WATT);
    }

    /** An empty octet string, as EMH's eHZ-IW8 sends it: no register, but the export is not 0 either. */
    @Test
    void anExportWithoutAValueLeavesTheNetPowerOpen() {
        Reading reading = decode(messages(counter("01") + power(IMPORT, "5301F4") + power("0100020700FF", "01"), 3,
                Crc16.X_25)).reading();
        assertThat(reading.values().present()).contains(Quantity.POWER_IMPORT).doesNotContain(Quantity.POWER_NET, Quantity.POWER_EXPORT);
        assertThat(reading.message().registers()).extracting(Register::obis).containsExactly("1-0:1.8.0*255", "1-0:1.7.0*255");
    }

    /** SML 1.04 allows it, and no known meter sends it. */
    @ParameterizedTest
    @ValueSource(strings = {"70", "7262016200"})
    void aListInThePlaceOfAValueMakesTheTelegramCorrupt(String list) {
        assertThat(decode(messages(counter("01") + power(IMPORT, list), 2, Crc16.X_25)))
                .isEqualTo(DecodeOutcome.rejected(RejectCause.GARBAGE));
    }

    /** The power without sign is the one that is known. */
    @ParameterizedTest
    @CsvSource({"6301A2, -500", "630182, 500", "01, "})
    void anImportWithoutAValueHidesNoPowerWithoutSign(String status, Double watts) {
        Values values = values(counter(status), power(IMPORT, "01"), power(ABSOLUTE, "5301F4"));
        assertThat(values.present()).doesNotContain(Quantity.POWER_IMPORT);
        assertThat(values.has(Quantity.POWER_NET)).isEqualTo(watts != null);
        if (watts != null) {
            assertThat(values.number(Quantity.POWER_NET)).isEqualTo(watts);
        }
    }

    /** A bare number (Holley), a list of two, a list of three (Froetec); a value that is left out. */
    @ParameterizedTest
    @ValueSource(strings = {"01", "6500000010", "72620165000000AA", "73620155000000AA52FF"})
    void whateverIsInThePlaceOfTheTimeIsPassedOver(String time) {
        Values values = values(entry("0100010800FF", "01", time, "621E", "5203", "6207"), entry(NET, "01", time, "621B", "5200", "01"));
        assertThat(values.number(Quantity.ENERGY_IMPORT)).isEqualTo(7_000.0 / 1_000);
        assertThat(values.has(Quantity.POWER_NET)).isFalse();
    }

    @Test
    void anotherUnitIsNoPowerAndSixteenEntriesHaveALengthOfTwoBytes() {
        String[] entries = new String[17];
        Arrays.fill(entries, counter("01"));
        entries[16] = entry(NET, "01", "01", "621C", "5200", "5301F4");
        assertThat(values(entries).has(Quantity.POWER_NET)).isFalse();
        entries[16] = power(NET, "59" + "00000000000001F4");
        assertThat(values(entries).number(Quantity.POWER_NET)).isEqualTo(500);
        entries[16] = power(NET, "69" + "FFFFFFFFFFFFFFFF");
        assertThat(values(entries).has(Quantity.POWER_NET)).isFalse();
    }

    /** A power is held in milliwatts: 10^(scaler + 3), and less than 10^18 in all. */
    @ParameterizedTest
    @CsvSource({"590DE0B6B3A763FFFF, 52FD, 999999999999999999", "590DE0B6B3A7640000, 52FD, ",
        "59F21F494C589C0001, 52FD, -999999999999999999", "59F21F494C589C0000, 52FD, ", "598000000000000000, 52FD, ",
        "597FFFFFFFFFFFFFFF, 52FD, ", "5900038D7EA4C67FFF, 5200, 999999999999999000", "5900038D7EA4C68000, 5200, ",
        "5900000000000003E7, 520C, 999000000000000000", "5900000000000003E8, 520C, ", "5201, 520F, ", "5200, 520F, 0", "5200, 5210, ",
        "5201, 527F, ", "53270F, 52F9, 1", "531388, 52F9, 0", "531389, 52F9, 1", "53EC77, 52F9, -1", "590DE0B6B3A763FFFF, 52EC, 10",
        "590DE0B6B3A763FFFF, 52EB, ", "5201, 5280, "})
    void aNumberThatDoesNotFitIsAbsent(String value, String scaler, Long milliwatts) {
        Values values = values(entry(NET, "01", "01", "621B", scaler, value));
        assertThat(values.has(Quantity.POWER_NET)).isEqualTo(milliwatts != null);
        if (milliwatts != null) {
            assertThat(values.scaled(Quantity.POWER_NET)).isEqualTo(milliwatts);
        }
    }

    /** An Integer8 (SML 1.03, 5.1.8), however many bytes it is sent in: 10^2147483647 has no room in any machine. */
    @ParameterizedTest
    @ValueSource(strings = {"557FFFFFFF", "5505F5E100", "5580000000", "530080", "53FF7F", "6280", "69FFFFFFFFFFFFFFFF"})
    void aScalerBeyondItsTypeMakesTheTelegramCorrupt(String scaler) {
        String entry = entry("0100010800FF", "01", "01", "621E", scaler, "6201");
        assertThat(decode(messages(entry, 1, Crc16.X_25))).isEqualTo(DecodeOutcome.rejected(RejectCause.GARBAGE));
    }

    @ParameterizedTest
    @CsvSource({"527F, 127", "5280, -128", "550000007F, 127", "59FFFFFFFFFFFFFF80, -128", "627F, 127"})
    void aScalerOfItsTypeIsTakenInAnyNumberOfBytes(String scaler, int exponent) {
        Reading reading = reading(entry("0100010800FF", "01", "01", "621E", scaler, "6201"));
        assertThat(reading.message().registers()).singleElement().satisfies(register -> {
            assertThat(register.scaler()).isEqualTo(exponent);
            assertThat(register.value()).isEqualByComparingTo(BigDecimal.ONE.scaleByPowerOfTen(exponent));
        });
    }

    @Test
    void escapeBytesInTheMessagesAreReadOnce() {
        assertThat(reading(entry("0100600100FF", "01", "01", "01", "01", "051B1B1B1B")).meter().equipmentId()).isEqualTo("1B1B1B1B");
    }

    @ParameterizedTest
    @CsvSource({"0B0A01454D480000A1BD34, 1EMH0010599732", "0B09014553591103B599A5, 1ESY1162232997",
        "0B06454D4801027156CD45, 06454D4801027156CD45", "0B30303030313136393137, 0000116917", "0B01A815000000000000, 01A815000000000000"})
    void numbersOfMetersAreAsPrintedOnThem(String octets, String number) {
        String sent = "%02X".formatted((octets.length() - 2) / 2 + 1) + octets.substring(2);
        assertThat(reading(entry("0100600100FF", "01", "01", "01", "01", sent)).meter().equipmentId()).isEqualTo(number);
    }

    /** The outer checksum is right in all of them. */
    @ParameterizedTest
    @CsvSource({"X_25, X_25, X_25, true", "KERMIT, KERMIT, KERMIT, true", "X_25, KERMIT, KERMIT, false", "KERMIT, X_25, X_25, false",
        "KERMIT, KERMIT, X_25, false", "KERMIT, X_25, KERMIT, false", "X_25, X_25, KERMIT, false", "X_25, ARC, ARC, false"})
    void eachMessageHasTheChecksumOfTheTransport(Crc16 outer, Crc16 first, Crc16 last, boolean right) {
        byte[] list = messages(DZG + counter("01") + power(NET, "5301F4"), 3, first);
        byte[] end = message("630201", "7101", first);
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        messages.write(list, 0, list.length - end.length);
        messages.writeBytes(message("630201", "7101", last));

        DecodeOutcome result = decode(messages.toByteArray(), outer);

        assertThat(result.cause()).isEqualTo(right ? Optional.empty() : Optional.of(RejectCause.CRC));
        assertThat(right).isEqualTo(result.accepted());
    }

    @ParameterizedTest
    @EnumSource(value = Crc16.class, names = {"X_25", "KERMIT"})
    void aDamagedMessageInAWholeFrameIsRejected(Crc16 check) {
        byte[] messages = messages(counter("01") + power(NET, "5301F4"), 2, check);
        for (int at = 0; at < messages.length; at++) {
            byte[] damaged = messages.clone();
            damaged[at] ^= 4;
            assertThat(decode(damaged, check).accepted()).as("byte %d", at).isFalse();
        }
    }

    /** The byte that is sent first is left out if it is 0: Iskra MT691. */
    @ParameterizedTest
    @EnumSource(value = Crc16.class, names = {"X_25", "KERMIT"})
    void aChecksumMayHaveOneByte(Crc16 check) {
        byte[] list = messages(power(NET, "5301F4"), 1, check);
        byte[] end = message("630201", "7101", check);
        byte[] shorter = IntStream.range(0, 0x10000).mapToObj("%08X"::formatted)
                .map(transaction -> message(transaction, "630201", "7101", check))
                .filter(message -> message.length < end.length).findFirst().orElseThrow();
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        messages.write(list, 0, list.length - end.length);
        messages.writeBytes(shorter);
        assertThat(decode(messages.toByteArray(), check).reading().values().number(Quantity.POWER_NET)).isEqualTo(500);
    }

    /** A frame that its checksum proves is whole, also where its padding is not that of the standard. */
    @Test
    void aWholeFrameThatCannotBeReadIsGarbage() {
        byte[] messages = messages(power(NET, "5301F4"), 1, Crc16.X_25);
        byte[] padded = Arrays.copyOf(messages, messages.length + 8 - messages.length % 4);
        byte[] line = line(padded, Crc16.X_25);
        List<ScannedFrame> frames = new TestScanner(false, Decryptor.none()).accept(line, 0, line.length);
        assertThat(frames).extracting(ScannedFrame::checked).containsExactly(Frame.Proof.PROVEN);
        assertThat(DecodeOutcome.of(decoder, frames.get(0))).isEqualTo(DecodeOutcome.rejected(RejectCause.GARBAGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"7607" + "0100010800FF" + "0101621E52FF6207", "77" + "06" + "0100010800" + "0101621E52FF620701",
            "77" + "07" + "0100010800FF" + "0101621E52FF" + "6A000000000000000001" + "01", "F1", "8F8F8F8F8F", "79"})
    void anEntryThatIsNoneMakesTheTelegramCorrupt(String entry) {
        assertThat(decode(messages(entry, 1, Crc16.X_25))).isEqualTo(DecodeOutcome.rejected(RejectCause.GARBAGE));
    }
}
