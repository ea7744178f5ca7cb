package org.dbusp1.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.meter.Reading;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * SML files that are right in each length and each checksum, whatever their entries hold: numbers of 1 to 8 bytes in
 * every place, also as scalers and units. Damage to a meter's own file hardly ever makes one, because a length of it is
 * wrong then.
 */
class SmlListFuzzTest {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    /** Maker, number, counters, a status word, powers, voltage, current. */
    private static final String[] CODES = {"010060320101", "0100600100FF", "0100000009FF", "0100010800FF",
        "0100010801FF", "0100020800FF", "0100600500FF", "0100100700FF", "01000F0700FF", "0100010700FF", "0100240700FF",
        "0100150700FF", "0100200700FF", "01001F0700FF", "8181C78203FF"};
    private static final String SERVER = "0B0A01484C590000000001";
    private static final String[] STATUS = {"01", "630182", "6301A2", "641C0104", "641C0904"};
    private static final String[] TIMES = {"01", "6500000010", "72620165000000AA", "73620155000000AA52FF"};
    private static final String[] UNITS = {"01", "621B", "621E", "6223", "6221", "62FF"};
    private static final String[] SCALERS = {"01", "52FF", "5200", "5203", "52FD"};
    private static final String[] MAKERS = {"04445A47", "04484C59", "04454D48"};
    private static final int TRANSPORT = 0x1B;

    @RegisterExtension
    static final FairShare SHARE = FairShare.of(0.3);

    @MethodSource("org.dbusp1.fuzz.Choices#seeds")
    @FuzzTest
    void whateverAnEntryHolds(byte[] input) {
        Choices data = new Choices(input);
        CheckedLine checked = new CheckedLine(Decryptor.none());
        while (data.more()) {
            byte[] file = file(data);
            checked.accept(file, () -> file.length);
        }
        List<Reading> readings = checked.end().readings();
        readings.forEach(reading -> assertThat(reading.message().registers()).isNotNull());
        SHARE.count(input, !readings.isEmpty());
    }

    private static byte[] file(Choices data) {
        StringBuilder entries = new StringBuilder();
        int count = data.upTo(6);
        for (int i = 0; i < count; i++) {
            entries.append("7707").append(data.of(CODES)).append(field(data, STATUS)).append(field(data, TIMES))
                    .append(field(data, UNITS)).append(field(data, SCALERS)).append(field(data, MAKERS)).append("01");
        }
        String list = "7701" + SERVER + "070100620AFFFF" + "72620165000000AA" + "7%X".formatted(count) + entries + "0101";
        String messages = message("630101", "7601010500000001" + SERVER + "0101") + message("630701", list) + message("630201", "7101");
        String escape = "%02X".formatted(TRANSPORT).repeat(4);
        // Padding and checksums are made right in the next step.
        return Resealed.line(HEX.parseHex(escape + "01010101" + messages + escape + "1A000000"));
    }

    private static String message(String tag, String body) {
        return "760500000001" + "6200" + "6200" + "72" + tag + body + "63000000";
    }

    /** One of the usual ones, or any number, octets, a boolean, a list, or nothing. */
    private static String field(Choices data, String[] usual) {
        return switch (data.upTo(9)) {
            case 0, 1 -> {
                int size = 1 + data.upTo(Long.BYTES - 1);
                yield (data.yes() ? "5" : "6") + "%X".formatted(size + 1) + bytes(data, size);
            }
            case 2 -> {
                int size = data.upTo(10);
                yield "0%X".formatted(size + 1) + bytes(data, size);
            }
            case 3 -> data.yes() ? "42" + bytes(data, 1) : "7262016200";
            default -> data.of(usual);
        };
    }

    private static String bytes(Choices data, int count) {
        ByteArrayOutputStream any = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            int one = data.yes() ? data.upTo(255) : data.yes() ? 0 : 0xFF;
            // The escape byte would begin another sequence.
            any.write(one == TRANSPORT ? 0 : one);
        }
        return HEX.formatHex(any.toByteArray());
    }
}
