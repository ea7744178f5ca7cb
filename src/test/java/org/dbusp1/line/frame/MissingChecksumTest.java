package org.dbusp1.line.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dbusp1.TestTelegram;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.frame.Frame.Proof;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A meter whose telegrams are of a kind with a checksum, and that prints none. */
class MissingChecksumTest {
    private static final String FIRST_LINE = "/ISK5\\2M550T-1012";

    private TestScanner line = newRun();

    private TestScanner newRun() {
        return new TestScanner(TestScanner.scanner(true, Decryptor.none()));
    }

    /**
     * Telegrams without a checksum (n), with other registers (o), cut off before the line end (c), with a checksum (C), with a wrong
     * one (W), with zeros for one (0), with zeros that fit by chance (z), a new start of the driver (R), and of each whole one whether
     * its checksum fits (C), or it is of a meter that prints none (y), or not known to be (-).
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            five in a row prove it                         | n n n n n n     | - - - - y y
            with equal registers                           | n n o n n n n n | - - - - - - - y
            a telegram that is cut off does not count      | n n c n n n n   | - - - - - y y
            a damaged one ends the row                     | n n n W n n n n n | - - - - - - - y
            one checksum proves the contrary for the run   | C n n n n n n | C - - - - - -
            also later                                     | n n n n n C n n | - - - - y C - -
            damage in the place of a checksum does not     | n n n n n W n   | - - - - y y
            a new start proves it anew                     | n n n n n R n n n n n | - - - - y - - - - y
            zeros in its place are none                    | 0 0 0 0 0 0     | - - - - y y
            nor where it was printed before                | C 0 0 0 0 0 0   | C - - - - - -
            zeros that fit prove only their own telegram   | 0 0 0 0 0 z 0 0 | - - - - y C y y
            also at the start                              | z 0 0 0 0 0 0   | C - - - - y y
            also after the contrary                        | C n n n n n n R n n n n n | C - - - - - - - - - - y
            """)
    void telegramsWithoutAChecksum(String name, String sent, String expected) {
        List<String> found = new ArrayList<>();
        int power = 100;
        for (String telegram : sent.split(" ")) {
            if (telegram.equals("R")) {
                line = newRun();
                continue;
            }
            while (telegram.equals("z") && !TestTelegram.dsmr5(TestTelegram.power("1.7.0", power)).contains("!0000")) {
                power++;
            }
            String whole = TestTelegram.dsmr5(TestTelegram.power("1.7.0", power++)
                    + (telegram.equals("o") ? "\r\n1-0:2.7.0(00.000*kW)" : ""));
            String bare = whole.substring(0, whole.lastIndexOf('!') + 1);
            List<ScannedFrame> frames = new ArrayList<>(accept(switch (telegram) {
                case "C", "z" -> whole;
                case "W" -> bare + "1234\r\n";
                case "0" -> bare + "0000\r\n";
                case "c" -> bare;
                default -> bare + "\r\n";
            }));
            for (int i = 0; i < 6; i++) {
                frames.addAll(line.idle());
            }
            frames.stream().filter(frame -> frame.cause().isEmpty()).forEach(frame -> found.add(switch (frame.checked()) {
                case PROVEN -> "C";
                case NONE_PRINTED -> "y";
                default -> "-";
            }));
        }
        assertThat(String.join(" ", found)).isEqualTo(expected);
    }

    /** Telegrams whose zeros fit behind the letters of another maker: no first line is guessed by them. */
    @Test
    void zerosThatFitAnotherMakerProveNoFirstLine() {
        int fitting = 0;
        for (int power = 0; fitting < 2; power++) {
            String whole = TestTelegram.dsmr5(TestTelegram.power("1.7.0", power));
            String bare = whole.substring(0, whole.lastIndexOf('!') + 1);
            if (TestTelegram.checksum("/KAM5" + bare.substring("/KAM5".length())) == 0) {
                fitting++;
                assertThat(accept(bare + "0000\r\n")).extracting(ScannedFrame::checked).containsExactly(Proof.UNPROVEN);
            }
        }
    }

    /**
     * Half of the bytes are lost, each by chance. Of the last seven, which are the mark, four digits and the line end, so many remainders
     * look like those of a meter that prints none. Five such telegrams in a row also need first lines that are damaged alike; that their
     * codes are damaged alike too is not even counted.
     */
    @Test
    void lostBytesHardlyLookLikeAMeterThatPrintsNone() {
        String whole = TestTelegram.dsmr5("1-0:1.7.0(00.500*kW)");
        int mark = whole.lastIndexOf('!');
        int alike = 0;
        for (int kept = 0; kept < 128; kept++) {
            line = newRun();
            for (int i = 0; i < 4; i++) {
                accept(whole.substring(0, mark) + "!\r\n");
            }
            alike += accept(whole.substring(0, mark) + remainder(whole.substring(mark), kept) + FIRST_LINE).stream()
                    .anyMatch(frame -> frame.cause().isEmpty() && frame.checked() == Proof.NONE_PRINTED) ? 1 : 0;
        }
        assertThat(alike).as("only the digits are lost, or one end of the line too").isEqualTo(3);

        String shortest = "/KAM5";
        Map<String, Integer> firstLines = new HashMap<>();
        for (int kept = 0; kept < 1 << shortest.length(); kept++) {
            firstLines.merge(remainder(shortest, kept), 1, Integer::sum);
        }
        double sameFirstLine = firstLines.entrySet().stream().filter(remainder -> remainder.getKey().startsWith("/"))
                .mapToDouble(remainder -> Math.pow((double) remainder.getValue() / (1 << shortest.length()), 5)).sum();
        assertThat(Math.pow(alike / 128.0, 5) * sameFirstLine).isLessThan(3e-11);
    }

    /** Returns the characters whose bits are set. */
    private static String remainder(String text, int kept) {
        StringBuilder remainder = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            remainder.append((kept >> i & 1) == 1 ? text.substring(i, i + 1) : "");
        }
        return remainder.toString();
    }

    private List<ScannedFrame> accept(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return line.accept(bytes, 0, bytes.length);
    }
}
