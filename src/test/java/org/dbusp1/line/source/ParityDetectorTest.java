package org.dbusp1.line.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.SimulatedLog;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParityDetectorTest {
    private static final String TEXT = "/ABC5\\METER\r\n\r\n1-0:1.8.1(00123.456*kWh)\r\n1-0:1.7.0(0000.54*kW)\r\n!\r\n".repeat(5);

    private static byte[] passed(byte[] line, int piece) {
        ParityDetector sense = new ParityDetector();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] known = new byte[piece + ParityDetector.HOLD];
        for (int at = 0; at < line.length; at += piece) {
            int count = Math.min(piece, line.length - at);
            out.write(known, 0, sense.pass(Arrays.copyOfRange(line, at, at + count), count, known));
        }
        out.write(known, 0, sense.flush(known));
        return out.toByteArray();
    }

    /** As a line with even parity sends it. */
    static byte[] withParity(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] |= (byte) ((Integer.bitCount(bytes[i]) & 1) << 7);
        }
        return bytes;
    }

    private static String string(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Property(tries = 50)
    void takesParityOffFromTheFirstByteOn(@ForAll @IntRange(min = 1, max = 300) int piece) {
        assertThat(string(passed(withParity(TEXT), piece))).isEqualTo(TEXT);
    }

    @Property(tries = 50)
    void leavesCleanTextAlone(@ForAll @IntRange(min = 1, max = 300) int piece) {
        assertThat(string(passed(TEXT.getBytes(StandardCharsets.US_ASCII), piece))).isEqualTo(TEXT);
    }

    /** No known meter has odd parity: {@code check} names such a line by its bytes as they came. */
    @Test
    void leavesALineOfOddParityAlone() {
        byte[] line = withParity(TEXT);
        for (int i = 0; i < line.length; i++) {
            line[i] ^= (byte) 0x80;
        }
        assertThat(passed(line, 50)).isEqualTo(line);
    }

    /** A line with one wrong bit is right or spoilt, never another line; the first bytes too. */
    @Property
    void neverBelievesAChangedByte(@ForAll @IntRange(max = 334) int at, @ForAll @IntRange(max = 7) int bit) {
        byte[] line = withParity(TEXT);
        line[at] ^= (byte) (1 << bit);
        String text = string(passed(line, 64));
        assertThat(text.equals(TEXT) || text.indexOf('\u00FF') >= 0).isTrue();
    }

    @Test
    void findsTheParityAgainAfterNoise() {
        byte[] noise = new byte[200];
        Arrays.fill(noise, (byte) 0x01);
        byte[] line = SimulatedLog.joined(List.of(noise, withParity(TEXT + TEXT)));
        assertThat(string(passed(line, 50))).endsWith(TEXT);
    }

    @Tag(Beside.TAG)
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 5_000})
    void leavesSmlAlone(int piece) {
        for (String name : Corpus.eachOf("eu/sml/", "reports/han/sml-")) {
            byte[] line = Corpus.bytes(name + ".bin");
            assertThat(passed(line, piece)).as(name).isEqualTo(line);
        }
    }

    @Test
    void spoilsAByteOfWrongParity() {
        byte[] line = withParity(TEXT);
        line[200] ^= 1;
        assertThat(string(passed(line, 7))).isEqualTo(TEXT.substring(0, 200) + "\u00FF" + TEXT.substring(201));
    }

    @Test
    void leavesFillersOfAMessageAlone() {
        String line = TEXT + "\u00FF".repeat(1024) + TEXT;
        assertThat(string(passed(line.getBytes(StandardCharsets.ISO_8859_1), 100))).isEqualTo(line);
    }

    @Property(tries = 20)
    void leavesBinaryDataAlone(@ForAll long seed) {
        byte[] line = new byte[20_000];
        new Random(seed).nextBytes(line);
        assertThat(passed(line, 333)).isEqualTo(line);
    }

    @Test
    void noticesThatTheMeterWasReplacedByOneWithoutParity() {
        byte[] line = SimulatedLog.joined(List.of(withParity(TEXT.repeat(2)), TEXT.repeat(3).getBytes(StandardCharsets.US_ASCII)));
        assertThat(string(passed(line, 50))).endsWith(TEXT.repeat(2));
    }

    @Property(tries = 20)
    void noticesThatTheMeterWasReplacedByOneWithParity(@ForAll @IntRange(min = 1, max = 300) int piece) {
        byte[] line = SimulatedLog.joined(List.of(TEXT.repeat(5).getBytes(StandardCharsets.US_ASCII), withParity(TEXT.repeat(3))));
        assertThat(string(passed(line, piece))).startsWith(TEXT.repeat(5)).endsWith(TEXT.repeat(2));
    }

    @Tag(Beside.TAG)
    @ParameterizedTest
    @ValueSource(strings = {"all-meters", "hu-log", "hu-noise", "noise", "cut-off", "mid-start", "encrypted-lu", "encrypted-at"})
    void leavesStreamsWithoutParityAlone(String name) {
        byte[] line = Corpus.bytes("streams/" + name + ".bin");
        assertThat(passed(line, 64)).isEqualTo(line);
    }

    @Tag(Beside.TAG)
    @Test
    void findsTheTelegramsOfAMeterWithParity() {
        assertThat(passed(Corpus.bytes("streams/parity-7e1.bin"), 64)).isEqualTo(strip(Corpus.bytes("streams/parity-7e1.bin")));
    }

    private static byte[] strip(byte[] line) {
        byte[] stripped = line.clone();
        for (int i = 0; i < stripped.length; i++) {
            stripped[i] &= 0x7F;
        }
        return stripped;
    }
}
