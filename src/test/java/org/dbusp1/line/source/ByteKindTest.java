package org.dbusp1.line.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Tag(Beside.TAG)
class ByteKindTest {
    @ParameterizedTest
    @CsvSource({"inverted-line, NOISE", "wrong-speed, NOISE", "random, NOISE", "only-text, TEXT", "encrypted-at, NOISE",
        "parity-7e1, NOISE"})
    void recognisesStreams(String stream, ByteKind look) {
        byte[] bytes = Corpus.bytes("streams/" + stream + ".bin");
        assertThat(ByteKind.of(bytes)).isEqualTo(look);
        for (int from = 0; from + 512 <= bytes.length; from += 512) {
            assertThat(ByteKind.of(Arrays.copyOfRange(bytes, from, from + 512))).as("from %d on", from).isEqualTo(look);
        }
    }

    /** Telegrams of SML are no text. */
    @Test
    void takesNoSmlForText() {
        for (String name : Corpus.each("eu/sml")) {
            assertThat(ByteKind.of(Corpus.bytes("eu/sml/" + name + ".bin"))).as(name).isEqualTo(ByteKind.NOISE);
        }
    }

    @Property(tries = 100)
    void randomBytesAreNoise(@ForAll long seed) {
        byte[] bytes = new byte[600];
        new Random(seed).nextBytes(bytes);
        assertThat(ByteKind.of(bytes)).isEqualTo(ByteKind.NOISE);
    }

    @ParameterizedTest
    @CsvSource({"0, 7, TOO_FEW", "0, 8, ALL_EQUAL", "0, 2000, ALL_EQUAL", "255, 100, ALL_EQUAL", "97, 100, ALL_EQUAL"})
    void equalBytesAreNoSpeed(int value, int count, ByteKind look) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        assertThat(ByteKind.of(bytes)).isEqualTo(look);
    }

    /** Found in reports: an inverted line that is mostly printable, a meter that asks, SML written in hex, a dropped parity. */
    static Stream<Arguments> samples() {
        return Stream.of(
                Arguments.of("m--m-mm-i-(m--mm%mm-", 20, ByteKind.NOISE),
                Arguments.of("a line of a device\n", 20, ByteKind.TEXT),
                Arguments.of("1B1B1B1B01010101760501", 20, ByteKind.SML_AS_TEXT),
                Arguments.of("1b 1b 1b 1b 01 01 01 01 76 05\n", 20, ByteKind.SML_AS_TEXT),
                Arguments.of("\20\100\u00F0\60\26", 2, ByteKind.REQUESTS),
                Arguments.of("\20\100\u00F0\60\26", 90, ByteKind.REQUESTS),
                Arguments.of("\20\100\u00F0\61\26", 90, ByteKind.NOISE),
                Arguments.of("\u00FA\u00E7A\0\17\11\22\u0081", 20, ByteKind.ONE_PARITY),
                Arguments.of("\u00FA\u00E7A\0\17\11\22\u0080", 20, ByteKind.NOISE));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatBytesShow(String sample, int times, ByteKind look) {
        assertThat(ByteKind.of(sample.repeat(times).getBytes(StandardCharsets.ISO_8859_1))).isEqualTo(look);
    }

    @Test
    void noiseWithoutTheEighthBitIsABinaryMeterOfSevenBits() {
        byte[] bytes = new byte[600];
        new Random(1).nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] &= 0x7F;
        }
        assertThat(ByteKind.of(bytes)).isEqualTo(ByteKind.SEVEN_BITS);
        bytes[300] = (byte) 0x80;
        assertThat(ByteKind.of(bytes)).isEqualTo(ByteKind.NOISE);
    }

    @ParameterizedTest
    @CsvSource({"47, 0, TOO_FEW", "48, 0, TEXT", "99, 1, TEXT", "98, 2, NOISE"})
    void textHasHardlyAnyOtherByte(int characters, int others, ByteKind look) {
        String bytes = "ab".repeat(characters / 2) + "a".repeat(characters % 2) + "\u0080".repeat(others);
        assertThat(ByteKind.of(bytes.getBytes(StandardCharsets.ISO_8859_1))).isEqualTo(look);
    }
}
