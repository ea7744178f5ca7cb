package org.dbusp1.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.frame.Frame.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Makers whose checksum is another: only theirs, and only after several telegrams. */
class MakerChecksumTest {
    private final FrameScanner framer = new FrameScanner(true, Decryptor.none());
    private final List<Frame> frames = new ArrayList<>();

    @ParameterizedTest
    @EnumSource(value = Crc16.class, mode = EnumSource.Mode.EXCLUDE, names = "ARC")
    void anotherChecksumOfHolleyIsBelievedFromTheThirdTelegramOn(Crc16 variant) {
        for (int watts = 1; watts <= 5; watts++) {
            feed(telegram("/HLY5/D545-METER", watts, variant));
        }
        assertVerdicts(Verdict.REJECTED, Verdict.REJECTED, Verdict.PROVEN, Verdict.PROVEN, Verdict.PROVEN);
    }

    /**
     * The checksums of telegrams in a row: "+1" is damaged, "turned" in the order of the line, "again" the telegram before; and
     * which telegrams are proven (P) or rejected (R).
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "of Wasion too                                 | /WSE5Wasion--Meter--- | X_25 X_25 X_25                  | RRP",
        "bytes in the order of the line                | /HLY5\\D545-METER      | turned turned turned            | RRP",
        "of no other maker                             | /KFM5KAIFA-METER      | X_25 X_25 X_25 X_25 X_25 X_25   | RRRRRR",
        "the same telegram proves nothing              | /HLY5/D545-METER      | X_25 again again again again    | RRRRR",
        "none holds for one: the count begins anew     | /HLY5/D545-METER      | X_25 X_25 +1 X_25 X_25 X_25     | RRRRRP",
        "a damaged telegram is rejected afterwards too | /HLY5/D545-METER      | X_25 X_25 X_25 +1 X_25          | RRPRP",
        "ARC is believed at once and alone             | /HLY5/D545-METER      | X_25 X_25 ARC X_25              | RRPR",
        "one that is not known is rejected for ever    | /WSE5Wasion--Meter--- | +1 +1 +1 +1 +1 +1 +1 +1 ARC     | RRRRRRRRP",
        "different checksums in turn are none          | /HLY5/D545-METER      | X_25 KERMIT X_25 KERMIT X_25 KERMIT | RRRRRR"})
    void believesAnotherChecksumThatSeveralTelegramsHave(String name, String head, String checksums, String verdicts) {
        int watts = 0;
        for (String checksum : checksums.split(" ")) {
            watts += checksum.equals("again") ? 0 : 1;
            String body = body(head, watts);
            int crc = crc(body, checksum.matches("ARC|KERMIT") ? Crc16.valueOf(checksum) : Crc16.X_25) + (checksum.equals("+1") ? 1 : 0);
            feed(body + "%04X\r\n".formatted((checksum.equals("turned") ? crc >>> 8 | crc << 8 : crc) & 0xFFFF));
        }
        assertThat(frames.stream().map(frame -> frame.verdict().name().substring(0, 1)).collect(Collectors.joining()))
                .as(name).isEqualTo(verdicts);
    }

    private static String telegram(String head, int watts, Crc16 variant) {
        String body = body(head, watts);
        return body + "%04X\r\n".formatted(crc(body, variant));
    }

    private static int crc(String body, Crc16 variant) {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        return variant.of(bytes, 0, bytes.length);
    }

    private static String body(String head, int watts) {
        return head + "\r\n\r\n1-3:0.2.8(50)\r\n0-0:1.0.0(260115201009W)\r\n1-0:1.7.0(" + watts + "*W)\r\n!";
    }

    private void feed(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        frames.addAll(framer.take(bytes, 0, bytes.length));
    }

    private void assertVerdicts(Verdict... verdicts) {
        assertThat(frames).extracting(Frame::verdict).containsExactly(verdicts);
    }
}
