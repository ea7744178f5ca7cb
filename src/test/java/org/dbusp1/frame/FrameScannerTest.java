package org.dbusp1.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.frame.LinkFrames.hdlc;
import static org.dbusp1.frame.LinkFrames.hex;
import static org.dbusp1.frame.LinkFrames.join;
import static org.dbusp1.frame.LinkFrames.mbus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dbusp1.TestTelegram;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.frame.Frame.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameScannerTest {
    private static final byte[] TELEGRAM = telegram("1-0:1.7.0(00.500*kW)");
    private static final byte[] HDLC = hdlc("0F400000000002010600000102");
    private static final byte[] MBUS = mbus(0, true, "0F400000000002010600000102");

    private final FrameScanner framer = new FrameScanner(false, Decryptor.none());
    private final List<Frame> frames = new ArrayList<>();

    @Test
    void findsWhateverTheLineSpeaks() {
        assertThat(formats(TELEGRAM, TELEGRAM, TELEGRAM)).containsExactly("P1", "P1", "P1");
        assertThat(formats(HDLC, HDLC, HDLC)).containsExactly("HDLC", "HDLC", "HDLC");
        assertThat(formats(MBUS, MBUS, MBUS)).containsExactly("MBUS", "MBUS", "MBUS");
    }

    @Test
    void loserRejectsNothingOfTheWinnersBytes() {
        byte[] misleading = telegram("0-0:96.13.0(~\u00A0\u0010~ h\u0005\u0005h)");

        assertThat(formats(misleading, misleading)).containsExactly("P1", "P1");
        assertThat(formats(hdlc("0F" + "2F41424335".repeat(3) + "0D0A213030303020"), HDLC))
                .containsExactly("HDLC", "HDLC");
    }

    @Test
    void aFrameInsideAnotherOneIsNotLookedAt() {
        byte[] around = telegram("0-0:96.13.0(" + new String(HDLC, StandardCharsets.ISO_8859_1) + ")");

        assertThat(formats(around)).containsExactly("P1");
        // It is found where the one around it is damaged.
        assertThat(formats(Arrays.copyOfRange(around, 1, around.length))).contains("HDLC").doesNotContain("P1");
    }

    @Test
    void nobodyRejectsWhatOnlyOneCouldHaveMeant() {
        byte[] broken = HDLC.clone();
        broken[12] ^= 1;

        assertThat(formats(broken)).containsExactly("HDLC FCS");
    }

    @Test
    void noiseIsNoFrame() {
        assertThat(formats(new byte[3000])).isEmpty();
        assertThat(formats("nothing that a meter says\r\n".getBytes(StandardCharsets.US_ASCII))).isEmpty();
    }

    @Test
    void settledLineIsReadOnlyInItsLanguage() {
        feed(TELEGRAM, TELEGRAM, HDLC, HDLC, TELEGRAM);

        assertThat(outcomes()).containsExactly("P1", "P1", "P1");
    }

    @Test
    void oneGoodFrameDoesNotSettleTheLanguage() {
        assertThat(formats(TELEGRAM, HDLC, HDLC)).containsExactly("P1", "HDLC", "HDLC");
    }

    @Test
    void aSilenceEndsATelegramThatHasNeitherChecksumNorLineEnd() {
        feed("/ABC5METER1\r\n\r\n1-0:1.7.0(00.500*kW)\r\n!".getBytes(StandardCharsets.US_ASCII));
        assertThat(outcomes()).isEmpty();

        framer.idle(frames::add);
        assertThat(outcomes()).containsExactly("P1");
    }

    @Test
    void looksAnewAfterTwoBurstsWithoutSense() {
        feed(TELEGRAM, TELEGRAM);
        feed(HDLC);
        framer.idle(frames::add);
        feed(HDLC);
        framer.idle(frames::add);
        feed(HDLC);
        framer.idle(frames::add);
        frames.clear();

        feed(HDLC, HDLC);

        assertThat(outcomes()).containsExactly("HDLC", "HDLC");
        long before = 2L * TELEGRAM.length + 3L * HDLC.length;
        assertThat(frames.get(0).offset()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void noiseWithGoodFramesInBetweenKeepsTheLanguage(int bursts) {
        feed(TELEGRAM, TELEGRAM);
        for (int i = 0; i < bursts; i++) {
            feed(hex("00FF00FF"));
            framer.idle(frames::add);
            feed(TELEGRAM);
            framer.idle(frames::add);
        }
        frames.clear();

        feed(HDLC, HDLC, TELEGRAM);

        assertThat(outcomes()).containsExactly("P1");
    }

    @Test
    void looksAnewOnALineThatIsNeverSilent() {
        feed(TELEGRAM, TELEGRAM);
        byte[] foreign = join(HDLC, HDLC, HDLC, HDLC, HDLC, HDLC, HDLC, HDLC);
        for (int i = 0; i < 200; i++) {
            feed(foreign);
        }

        assertThat(frames.get(frames.size() - 1).format()).isEqualTo(Format.HDLC);
    }

    @Test
    void aRejectedFrameIsReportedAtOnceAndNotAgain() {
        byte[] broken = HDLC.clone();
        broken[12] ^= 1;
        feed(broken);
        assertThat(outcomes()).containsExactly("HDLC FCS");
        framer.idle(frames::add);
        framer.idle(frames::add);

        assertThat(outcomes()).containsExactly("HDLC FCS");
    }

    @Test
    void silencesWithoutBytesKeepTheLanguage() {
        feed(TELEGRAM, TELEGRAM);
        for (int i = 0; i < 10; i++) {
            framer.idle(frames::add);
        }
        frames.clear();

        feed(HDLC, HDLC, TELEGRAM);
        assertThat(outcomes()).containsExactly("P1");
    }

    private void feed(byte[]... parts) {
        byte[] bytes = join(parts);
        framer.feed(bytes, 0, bytes.length, frames::add);
    }

    private List<String> outcomes() {
        return outcomes(frames);
    }

    private static List<String> outcomes(List<Frame> frames) {
        return frames.stream()
                .map(frame -> frame.format().name() + frame.cause().map(cause -> " " + cause.name()).orElse(""))
                .toList();
    }

    /** Returns what a fresh framer makes of a line. */
    private static List<String> formats(byte[]... parts) {
        FrameScanner fresh = new FrameScanner(false, Decryptor.none());
        List<Frame> frames = new ArrayList<>();
        byte[] bytes = join(parts);
        fresh.feed(bytes, 0, bytes.length, frames::add);
        fresh.end(frames::add);
        return outcomes(frames);
    }

    private static byte[] telegram(String line) {
        return TestTelegram.dsmr5(line).getBytes(StandardCharsets.ISO_8859_1);
    }
}
