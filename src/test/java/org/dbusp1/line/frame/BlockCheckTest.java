package org.dbusp1.line.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.frame.Frame.Proof;
import org.dbusp1.meter.RejectCause;
import org.junit.jupiter.api.Test;

/** Answers of mode C, IEC 62056-21: STX, data, ETX and the exclusive or of both. */
class BlockCheckTest {
    private static final String ANSWER = answer("F.F(00)\r\n1.8.0(000123.456*kWh)\r\n");

    private static String answer(String data) {
        String block = data + "!\r\n\003";
        int check = block.chars().reduce(0, (first, second) -> first ^ second);
        return "/XXX5METER\r\n\002" + block + (char) check;
    }

    private static List<ScannedFrame> frames(String line) {
        return LinkFrames.frames(new TestScanner(false, Decryptor.none()), 1, line.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(ScannedFrame frame) {
        return new String(frame.bytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aWholeAnswerIsProven() {
        assertThat(frames(ANSWER)).singleElement().satisfies(frame -> {
            assertThat(frame.checked()).isEqualTo(Proof.PROVEN);
            assertThat(frame.length()).isEqualTo(ANSWER.length());
            assertThat(text(frame)).isEqualTo(ANSWER);
        });
    }

    @Test
    void theEchoOfTheRequestIsNoTelegram() {
        assertThat(frames("\177\177/?!\r\n" + ANSWER)).singleElement().satisfies(frame -> assertThat(frame.offset()).isEqualTo(7));
    }

    @Test
    void answersFollowOneAnother() {
        assertThat(frames(ANSWER + ANSWER + ANSWER)).hasSize(3).allSatisfy(frame -> assertThat(frame.checked()).isEqualTo(Proof.PROVEN));
    }

    @Test
    void aCheckThatLooksLikeAnEndMarkIsACheck() {
        String line = IntStream.rangeClosed('0', 'z').boxed().flatMap(number -> IntStream.rangeClosed('A', 'Z')
                        .mapToObj(other -> answer("0.0.0(" + (char) (int) number + (char) other + ")\r\n")))
                .filter(text -> text.endsWith("!")).findFirst().orElseThrow();
        assertThat(frames(line + "\r\n" + ANSWER)).extracting(ScannedFrame::checked).containsExactly(Proof.PROVEN, Proof.PROVEN);
    }

    @Test
    void eachSingleWrongByteIsSeen() {
        int from = ANSWER.indexOf('\002') + 1;
        for (int at = from; at < ANSWER.length(); at++) {
            for (int other = 1; other < 128; other++) {
                if (ANSWER.charAt(at) == other) {
                    continue;
                }
                String wrong = ANSWER.substring(0, at) + (char) other + ANSWER.substring(at + 1);
                assertThat(frames(wrong + "\r\n")).as("%d at %d", other, at)
                        .allSatisfy(frame -> assertThat(frame.checked()).isEqualTo(Proof.REJECTED));
            }
        }
    }

    @Test
    void anAnswerWithoutItsCheckIsCutOff() {
        String cut = ANSWER.substring(0, ANSWER.indexOf('\003'));
        assertThat(frames(cut + ANSWER)).extracting(ScannedFrame::cause)
                .containsExactly(Optional.of(RejectCause.TRUNCATED), Optional.empty());
        assertThat(frames(cut)).extracting(ScannedFrame::cause).containsExactly(Optional.of(RejectCause.TRUNCATED));
        assertThat(frames(ANSWER.substring(0, ANSWER.length() - 1))).extracting(ScannedFrame::cause)
                .containsExactly(Optional.of(RejectCause.TRUNCATED));
    }

    @Test
    void aByteOfWrongParityRejectsIt() {
        byte[] bytes = ANSWER.getBytes(StandardCharsets.ISO_8859_1);
        int at = ANSWER.indexOf("123");
        bytes[at] = (byte) 0xFF;
        assertThat(frames(new String(bytes, StandardCharsets.ISO_8859_1))).singleElement()
                .satisfies(frame -> assertThat(frame.cause()).contains(RejectCause.PARITY));
        assertThat(Arrays.equals(bytes, ANSWER.getBytes(StandardCharsets.ISO_8859_1))).isFalse();
    }
}
