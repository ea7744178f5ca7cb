package org.dbusp1.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.dbusp1.Corpus;
import org.dbusp1.SimulatedLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineDiagnosisTest {
    @ParameterizedTest
    @CsvSource({"inverted-line, INVERTED", "wrong-speed, TOO_SLOW", "random, NONSENSE", "only-text, TEXT",
        "encrypted-at, NONSENSE", "parity-7e1, NONSENSE"})
    void recognisesStreams(String stream, LineDiagnosis look) {
        byte[] bytes = Corpus.bytes("streams/" + stream + ".bin");
        assertThat(LineDiagnosis.of(bytes)).isEqualTo(look);
        for (int from = 0; from + 512 <= bytes.length; from += 512) {
            assertThat(LineDiagnosis.of(Arrays.copyOfRange(bytes, from, from + 512))).as("from %d on", from).isEqualTo(look);
        }
    }

    @ParameterizedTest
    @CsvSource({"hu-log", "hu-noise", "noise", "all-meters"})
    void takesNoTelegramsForAFaultOfTheLine(String stream) {
        byte[] bytes = Corpus.bytes("streams/" + stream + ".bin");
        for (int from = 0; from + 512 <= bytes.length; from += 512) {
            assertThat(LineDiagnosis.of(Arrays.copyOfRange(bytes, from, from + 512)))
                    .isNotIn(LineDiagnosis.INVERTED, LineDiagnosis.TOO_SLOW);
        }
    }

    /** Telegrams of SML are no text, and no text of another speed. */
    @Test
    void takesNoSmlForAFaultOfTheLine() {
        for (String name : Corpus.names("eu/sml")) {
            assertThat(LineDiagnosis.of(Corpus.bytes("eu/sml/" + name + ".bin"))).as(name).isEqualTo(LineDiagnosis.NONSENSE);
        }
    }

    /** Another meter, other values, gaps as they come: not what the models were made of. */
    @Property(tries = 100)
    void anInvertedLineIsKnownWhateverTheGapsAndTheMeter(@ForAll long seed, @ForAll @IntRange(max = 8) int longestGap) {
        byte[] line = read(meter("emucs17", seed), true, 1, longestGap, new Random(seed));
        assertThat(LineDiagnosis.of(line)).isEqualTo(LineDiagnosis.INVERTED);
    }

    @Property(tries = 100)
    void randomBytesAreNonsense(@ForAll long seed) {
        byte[] bytes = new byte[600];
        new Random(seed).nextBytes(bytes);
        assertThat(LineDiagnosis.of(bytes)).isEqualTo(LineDiagnosis.NONSENSE);
    }

    @Test
    void aMeterReadTooFastIsKnown() {
        assertThat(LineDiagnosis.of(read(meter("dsmr22", 1), false, 1 / 12.0, 0, new Random(1)))).isEqualTo(LineDiagnosis.TOO_FAST);
    }

    @Test
    void aFewBytesSayNothing() {
        assertThat(LineDiagnosis.of("/ISK5".getBytes(StandardCharsets.US_ASCII))).isEqualTo(LineDiagnosis.TOO_FEW);
    }

    private static byte[] meter(String dialect, long seed) {
        return SimulatedLog.meter(dialect, Instant.ofEpochSecond(1_767_225_600L + (seed & 0xFFFF))).next();
    }

    /** Another UART, written apart from the model: edges by time, not by level. */
    private static byte[] read(byte[] text, boolean inverted, double ratio, int longestGap, Random random) {
        StringBuilder wave = new StringBuilder("1".repeat(20));
        for (byte b : text) {
            wave.append('0');
            for (int bit = 0; bit < 8; bit++) {
                wave.append((b >> bit & 1) == 0 ? '0' : '1');
            }
            wave.append('1').append("1".repeat(random.nextInt(longestGap + 1)));
        }
        String line = wave.append("1".repeat(40)).toString();
        if (inverted) {
            line = line.replace('0', 'x').replace('1', '0').replace('x', '1');
        }
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        for (int edge = line.indexOf("10"); edge >= 0; ) {
            double start = edge + 1;
            int end = (int) (start + 9.5 * ratio);
            if (end >= line.length()) {
                break;
            }
            int value = 0;
            for (int bit = 0; bit < 8; bit++) {
                value |= (line.charAt((int) (start + (bit + 1.5) * ratio)) - '0') << bit;
            }
            out.write(value);
            edge = line.indexOf("10", line.charAt(end) == '1' ? end : line.indexOf('1', end));
            if (line.indexOf('1', end) < 0) {
                break;
            }
        }
        return out.toByteArray();
    }
}
