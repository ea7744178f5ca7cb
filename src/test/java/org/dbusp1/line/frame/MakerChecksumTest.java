package org.dbusp1.line.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.dbusp1.line.cipher.Decryptor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Makers with some meters that print another checksum than the standard's. */
class MakerChecksumTest {
    /** The checksums of telegrams in a row: "+1" is damaged, "turned" in the order of the line; proven (P) or rejected (R). */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "of Holley                  | /HLY5/D545-METER      | X_25 X_25 ARC X_25   | PPPP",
        "of Wasion                  | /WSE5Wasion--Meter--- | X_25 ARC             | PP",
        "bytes in the line's order  | /HLY5\\D545-METER      | turned turned        | PP",
        "of no other maker          | /KFM5KAIFA-METER      | X_25 X_25 ARC        | RRP",
        "a damaged telegram         | /HLY5/D545-METER      | X_25 +1 X_25         | PRP",
        "no third kind of checksum  | /HLY5/D545-METER      | KERMIT KERMIT KERMIT | RRR"})
    void anotherChecksumOfAMakerIsBelieved(String name, String head, String checksums, String outcomes) {
        TestScanner scanner = new TestScanner(true, Decryptor.none());
        List<ScannedFrame> frames = new ArrayList<>();
        int watts = 0;
        for (String checksum : checksums.split(" ")) {
            String body = body(head, ++watts);
            int crc = crc(body, checksum.matches("ARC|KERMIT") ? Crc16.valueOf(checksum) : Crc16.X_25) + (checksum.equals("+1") ? 1 : 0);
            byte[] bytes = (body + "%04X\r\n".formatted((checksum.equals("turned") ? crc >>> 8 | crc << 8 : crc) & 0xFFFF))
                    .getBytes(StandardCharsets.ISO_8859_1);
            frames.addAll(scanner.accept(bytes, 0, bytes.length));
        }
        assertThat(frames.stream().map(frame -> frame.checked().name().substring(0, 1)).collect(Collectors.joining()))
                .as(name).isEqualTo(outcomes);
    }

    private static int crc(String body, Crc16 variant) {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        return variant.of(bytes, 0, bytes.length);
    }

    private static String body(String head, int watts) {
        return head + "\r\n\r\n1-3:0.2.8(50)\r\n0-0:1.0.0(260115201009W)\r\n1-0:1.7.0(" + watts + "*W)\r\n!";
    }
}
