package org.dbusp1.line.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.line.frame.LinkFrames.hdlc;
import static org.dbusp1.line.frame.LinkFrames.hex;
import static org.dbusp1.line.frame.LinkFrames.join;
import static org.dbusp1.line.frame.LinkFrames.mbus;
import static org.dbusp1.line.frame.LinkFrames.outcomes;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dbusp1.SimulatedLog;
import org.dbusp1.TestTelegram;
import org.dbusp1.line.cipher.AesKey.BadKeyException;
import org.dbusp1.line.cipher.AesKey;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.frame.Frame.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameScannerTest {
    private static final byte[] TELEGRAM = telegram("1-0:1.7.0(00.500*kW)");
    private static final byte[] HDLC = hdlc("0F400000000002010600000102");
    private static final byte[] MBUS = mbus(0, true, "0F400000000002010600000102");

    private final TestScanner framer = new TestScanner(false, Decryptor.none());
    private final List<ScannedFrame> frames = new ArrayList<>();

    /** Lines of P1 telegrams (P), frames of HDLC (H) and M-Bus (M), damaged HDLC (D), noise (N) and silences (_). */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a line of telegrams                                   | P P P                     | P1,P1,P1
            a line of HDLC                                        | H H H                     | HDLC,HDLC,HDLC
            a line of M-Bus                                       | M M M                     | MBUS,MBUS,MBUS
            a damaged frame is reported at once                   | D                         | HDLC FCS
            and once                                              | D _ _                     | HDLC FCS
            the first good frame settles the format               | P H H P                   | P1,P1
            silences keep it: frames of another kind are no frames | P _ H _ _ _ _ _ H H P    | P1,P1 TRUNCATED,P1
            noise keeps it                                        | P N _ P _ H H P           | P1,P1,P1
            """)
    void findsTheFramesOfALine(String name, String line, String expected) {
        for (String part : line.split(" ")) {
            switch (part) {
                case "P" -> accept(TELEGRAM);
                case "H" -> accept(HDLC);
                case "M" -> accept(MBUS);
                case "D" -> {
                    byte[] damaged = HDLC.clone();
                    damaged[12] ^= 1;
                    accept(damaged);
                }
                case "N" -> accept(hex("00FF00FF"));
                default -> frames.addAll(framer.idle());
            }
        }
        assertThat(String.join(",", outcomes(frames))).isEqualTo(expected);
    }

    @Test
    void bytesThatSeemToBeginAFrameHideNoTelegram() {
        byte[] misleading = telegram("0-0:96.13.0(~\u00A0\u0010~ h\u0005\u0005h)");

        assertThat(formats(misleading, misleading)).containsExactly("P1", "P1");
        assertThat(formats(hdlc("0F" + "2F41424335".repeat(3) + "0D0A213132333420"), HDLC)).containsExactly("HDLC", "HDLC");
    }

    @Test
    void theFrameThatBeginsFirstIsTheNextOne() {
        byte[] around = telegram("0-0:96.13.0(" + new String(HDLC, StandardCharsets.ISO_8859_1) + ")");

        assertThat(formats(around)).containsExactly("P1");
        assertThat(formats(Arrays.copyOfRange(around, 1, around.length))).contains("HDLC").doesNotContain("P1");
    }

    @Test
    void noiseIsNoFrame() {
        assertThat(formats(new byte[3000])).isEmpty();
        assertThat(formats("nothing that a meter says\r\n".getBytes(StandardCharsets.US_ASCII))).isEmpty();
    }

    @Test
    void aSilenceEndsATelegramThatHasNeitherChecksumNorLineEnd() {
        accept("/ABC5METER1\r\n\r\n1-0:1.7.0(00.500*kW)\r\n!".getBytes(StandardCharsets.US_ASCII));
        assertThat(outcomes(frames)).isEmpty();

        frames.addAll(framer.idle());
        assertThat(outcomes(frames)).containsExactly("P1");
    }

    /** A bridge on the network may pause for more than a second inside a frame. */
    @ParameterizedTest
    @ValueSource(strings = {"dsmr50", "d0", "han-aidon", "han-kaifa", "han-czechia", "sml-emh", "encrypted"})
    void aPauseOfLessThanTwoSecondsInsideAFrameLosesNothing(String meter) throws BadKeyException {
        String key = "0102030405060708090A0B0C0D0E0F10";
        List<byte[]> messages = meter.equals("encrypted")
                ? List.of(TestTelegram.encrypted(new String(TELEGRAM, StandardCharsets.ISO_8859_1), key,
                        "00112233445566778899AABBCCDDEEFF"))
                : SimulatedLog.messages(meter, Instant.parse("2026-06-15T10:00:00Z"), 3);
        TestScanner scanner = new TestScanner(false, new Decryptor(AesKey.of(key, "key"), null));
        for (byte[] message : messages) {
            for (int cut = 20; cut < message.length - 20; cut += 37) {
                frames.clear();
                frames.addAll(scanner.accept(message, 0, cut));
                silence(scanner, ByteWindow.PAUSE_SILENCES - 1);
                frames.addAll(scanner.accept(message, cut, message.length));
                silence(scanner, ByteWindow.PAUSE_SILENCES - 1);
                assertThat(frames).as(meter + " cut at " + cut).hasSize(1).allMatch(frame -> frame.cause().isEmpty());
            }
        }
    }

    private void silence(TestScanner scanner, int silences) {
        for (int i = 0; i < silences; i++) {
            frames.addAll(scanner.idle());
        }
    }

    /** What a bridge says when it starts, or noise, may be a first line; another one shows that no telegram follows it. */
    @ParameterizedTest
    @ValueSource(strings = {"/abc\r\n", "esp-link: opened /dev/ttyS0 at 2400\r\n"})
    void textThatBeginsATelegramHidesNoFrame(String text) {
        byte[] noise = text.getBytes(StandardCharsets.US_ASCII);
        assertThat(formats(noise, HDLC, HDLC, noise, HDLC)).filteredOn("HDLC"::equals).hasSize(3);
        accept(noise, HDLC, HDLC);
        silence(framer, ByteWindow.PAUSE_SILENCES);
        assertThat(outcomes(frames)).filteredOn("HDLC"::equals).hasSize(2);
    }

    /** A bridge on the network may stay connected while the meter behind it is exchanged: its messages pause, each time. */
    @Test
    void aMeterOfAnotherKindIsFoundAfter16KiBAndNoEarlier() {
        accept(TELEGRAM);
        int bytes = 0;
        while (frames.get(frames.size() - 1).format() == Format.P1) {
            accept(HDLC);
            silence(framer, 2 * ByteWindow.PAUSE_SILENCES);
            bytes += HDLC.length;
        }
        assertThat(bytes).isBetween(16 * 1024, 16 * 1024 + 2 * HDLC.length);
        accept(HDLC);
        assertThat(frames).extracting(ScannedFrame::format).endsWith(Format.HDLC, Format.HDLC);
    }

    /** Another port, or a port that is opened anew, may have another meter. */
    @Test
    void theEndOfTheBytesOpensTheLineToAllFormats() {
        accept(TELEGRAM);
        frames.addAll(framer.end());
        accept(HDLC);
        assertThat(outcomes(frames)).containsExactly("P1", "HDLC");
    }

    @Test
    void looksAnewOnALineThatIsNeverSilent() {
        accept(TELEGRAM, TELEGRAM);
        byte[] foreign = join(HDLC, HDLC, HDLC, HDLC, HDLC, HDLC, HDLC, HDLC);
        for (int i = 0; i < 200; i++) {
            accept(foreign);
        }

        assertThat(frames.get(frames.size() - 1).format()).isEqualTo(Format.HDLC);
    }

    /** The format of a line is settled again, also where a telegram lies across the byte from which all formats search. */
    @Test
    void aLineIsSettledAgainAfterLongNoise() {
        accept(TELEGRAM, TELEGRAM, new byte[16 * 1024 - TELEGRAM.length / 2], TELEGRAM, TELEGRAM, TELEGRAM, HDLC);

        assertThat(outcomes(frames)).containsExactly("P1", "P1", "P1", "P1", "P1");
    }

    private void accept(byte[]... parts) {
        byte[] bytes = join(parts);
        frames.addAll(framer.accept(bytes, 0, bytes.length));
    }

    /** Returns what a fresh framer makes of a line. */
    private static List<String> formats(byte[]... parts) {
        return outcomes(LinkFrames.frames(new TestScanner(false, Decryptor.none()), 4_096, join(parts)));
    }

    private static byte[] telegram(String line) {
        return TestTelegram.dsmr5(line).getBytes(StandardCharsets.ISO_8859_1);
    }
}
