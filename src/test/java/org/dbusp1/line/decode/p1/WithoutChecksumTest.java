package org.dbusp1.line.decode.p1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.TestTelegram;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.DecodeResult;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.line.frame.Frame;
import org.dbusp1.line.frame.FrameScanner;
import org.dbusp1.line.frame.FrameSink;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.meter.RejectCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A meter whose telegrams are of a kind with a checksum, and that prints none. */
class WithoutChecksumTest {
    private final FrameScanner scanner = TestScanner.scanner(true, Decryptor.none());
    private final DsmrDecoder decoder = new DsmrDecoder(DsmrDecoder.Options.DEFAULT, LocalTimeResolver.ofLog(null));
    private final List<String> found = new ArrayList<>();

    /**
     * Telegrams without a checksum (n), also of another meter (N), cut off before the line end (c), with a checksum (C), with one that a
     * repair makes fit (R), with a wrong one (W), with zeros for one (0), which fit by chance (z), and a loss of the line (lost); and what
     * is read of each: as proved (C), for the guard to confirm (y), or nothing (-).
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            each is read, and the guard confirms it        | n n n       | y y y
            a telegram that is cut off is not              | n c n       | y - y
            nor one of a meter that has sent a checksum    | n C n 0     | y C - -
            also where each one has to be repaired         | n R n 0     | y C - -
            until the line is lost                         | C n lost n n C n | C - y y C -
            or the meter is another one                    | C n N N     | C - y y
            which does not change what the first one sends | C N n       | C y -
            damage in the place of a checksum is none      | n W n       | y - y
            zeros in its place are none                    | 0 0 0       | y y y
            also where they fit by chance                  | 0 z 0 n     | y C y y
            """)
    void telegramsWithoutAChecksum(String name, String sent, String expected) {
        int power = 100;
        for (String telegram : sent.split(" +")) {
            if (telegram.equals("lost")) {
                decoder.lineLost();
                continue;
            }
            while (telegram.equals("z") && !TestTelegram.dsmr5(TestTelegram.power("1.7.0", power)).contains("!0000")) {
                power++;
            }
            String whole = TestTelegram.dsmr5(TestTelegram.power("1.7.0", power++));
            String bare = whole.substring(0, whole.lastIndexOf('!') + 1);
            accept(switch (telegram) {
                case "C", "z" -> whole;
                case "R" -> whole.replace("\r\n", "\n");
                case "N" -> bare.replaceFirst("/.*", "/KAM5\\\\ANOTHER") + "\r\n";
                case "W" -> bare + "1234\r\n";
                case "0" -> bare + "0000\r\n";
                case "c" -> bare;
                default -> bare + "\r\n";
            });
        }
        assertThat(String.join(" ", found)).isEqualTo(expected.trim());
    }

    /** Telegrams whose zeros fit behind the letters of another maker: no first line is guessed by them. */
    @Test
    void zerosThatFitAnotherMakerProveNoFirstLine() {
        for (int power = 0; found.size() < 2; power++) {
            String whole = TestTelegram.dsmr5(TestTelegram.power("1.7.0", power));
            String bare = whole.substring(0, whole.lastIndexOf('!') + 1);
            if (TestTelegram.checksum("/KAM5" + bare.substring("/KAM5".length())) == 0) {
                accept(bare + "0000\r\n");
            }
        }
        assertThat(found).containsExactly("y", "y");
    }

    private void accept(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        FrameSink sink = new FrameSink() {
            @Override
            public void frame(Frame frame) {
                found.add(!(decoder.decode(frame) instanceof DecodeResult.Decoded decoded) ? "-"
                        : decoded.reading().message().hasNoChecksum() ? "y" : "C");
            }

            @Override
            public void rejected(Frame frame, RejectCause cause) {
                found.add("-");
            }
        };
        scanner.accept(bytes, 0, bytes.length, sink);
        for (int i = 0; i < 6; i++) {
            scanner.idle(sink);
        }
    }
}
