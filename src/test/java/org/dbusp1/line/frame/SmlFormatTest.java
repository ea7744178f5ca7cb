package org.dbusp1.line.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.line.frame.LinkFrames.hex;
import static org.dbusp1.line.frame.LinkFrames.join;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.frame.Frame.Proof;
import org.dbusp1.meter.RejectCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The transport of SML by frames that are built by hand: what meters never send, and what lines make of what they send. */
class SmlFormatTest {
    private static final byte[] START = hex("1B1B1B1B01010101");
    private static final byte[] ESCAPE = hex("1B1B1B1B");
    private static final int AROUND = 16;

    /** A frame with these bytes between start and end, and a checksum that holds. */
    private static byte[] sealed(byte[] between, int padding) {
        return sealed(between, padding, Crc16.X_25);
    }

    private static byte[] sealed(byte[] between, int padding, Crc16 check) {
        byte[] open = join(START, between, ESCAPE, new byte[] {0x1A, (byte) padding});
        int crc = check.onLine(open, 0, open.length);
        return join(open, new byte[] {(byte) (crc >> 8), (byte) crc});
    }

    private static byte[] messages(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0x76);
        return bytes;
    }

    private static List<ScannedFrame> frames(byte[] line, int piece) {
        return LinkFrames.frames(new TestScanner(false, Decryptor.none()), piece, line);
    }

    private static List<ScannedFrame> frames(byte[] line) {
        return frames(line, line.length);
    }

    /** What of two broken frames is told first may not depend on how the bytes come. */
    @Test
    void aStartWithinAFileIsDecidedByItsLastByte() {
        byte[] line = join(START, "/xxx\r!\r".getBytes(StandardCharsets.US_ASCII), START);
        assertThat(frames(line)).usingRecursiveComparison().isEqualTo(frames(line, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, 4096, 100_000})
    void aFrameOfTheGreatestLengthIsGoodAndALongerOneIsNotWhateverThePieces(int piece) {
        byte[] longest = sealed(messages(SmlFormat.MAX_FRAME_BYTES - AROUND), 0);
        byte[] longer = sealed(messages(SmlFormat.MAX_FRAME_BYTES - AROUND + 4), 0);

        assertThat(frames(join(longest, longest), piece)).extracting(ScannedFrame::checked).containsExactly(Proof.PROVEN, Proof.PROVEN);
        ScannedFrame rejected = frames(join(longer, longest), piece).get(0);
        assertThat(rejected.cause()).contains(RejectCause.TOO_LONG);
        assertThat(rejected.length()).isEqualTo(SmlFormat.MAX_FRAME_BYTES);
        assertThat(frames(join(longer, longest), piece)).filteredOn(frame -> frame.checked() == Proof.PROVEN)
                .extracting(ScannedFrame::offset).containsExactly((long) longer.length);
    }

    /** Lines, each with the outcomes of its good frames and the causes of the rejected ones. */
    static Stream<Arguments> lines() {
        byte[] good = sealed(messages(4), 0);
        return Stream.of(
            row("the shortest frame has no message", sealed(new byte[0], 0), "PROVEN"),
            row("padding that is not zero is whole, for the decoder", sealed(hex("7600760076760177"), 2), "PROVEN"),
            row("padding that is not there", sealed(new byte[0], 3), "PROVEN"),
            row("a number of bytes that is no multiple of four", sealed(messages(7), 0), "PROVEN"),
            row("CRC-16/Kermit", sealed(messages(4), 0, Crc16.KERMIT), "PROVEN"),
            row("another CRC", sealed(messages(4), 0, Crc16.ARC), "CRC"),
            row("other bytes behind an escape sequence",
                    join(sealed(join(messages(4), ESCAPE, hex("02020202")), 0), good), "CRC", "PROVEN"),
            row("too much padding", join(sealed(join(messages(4), ESCAPE, hex("1A050000")), 0), good), "CRC", "PROVEN"),
            row("negative padding", join(sealed(join(messages(4), ESCAPE, hex("1AFF0000")), 0), good), "CRC", "PROVEN"),
            row("a byte too many before the end sequence",
                    join(Arrays.copyOf(good, 12), hex("1B"), ESCAPE, hex("1A000000"), good), "CRC", "PROVEN"),
            row("a start inside a frame", join(Arrays.copyOf(good, 12), good), "TRUNCATED", "PROVEN"),
            row("the end of a frame", hex("1B1B1B1B1A00ABCD"), "TRUNCATED"),
            row("another end of a frame", hex("761B1B1B1B1A04ABCD"), "TRUNCATED"),
            row("another byte behind the escape sequence", hex("1B1B1B1B1B00ABCD"), "TRUNCATED"),
            row("three escape bytes", hex("761B1B1B1A00ABCD")),
            row("no more than three escape bytes", hex("1B1B1B1A00ABCD")));
    }

    private static Arguments row(String name, byte[] line, String... outcomes) {
        return Arguments.of(name, line, outcomes);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void aLineGivesTheseFrames(String name, byte[] line, String... outcomes) {
        List<ScannedFrame> frames = frames(line);
        assertThat(frames.stream().map(frame -> frame.cause().map(RejectCause::name).orElse(frame.checked().name())))
                .as(name).containsExactly(outcomes);
        assertThat(frames.stream().filter(frame -> frame.checked() == Proof.PROVEN))
                .allSatisfy(frame -> assertThat(frame.offset() + frame.length()).isEqualTo(line.length));
    }

    /** DZG sends four zero bytes where none is needed. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void paddingIsNoPartOfThePayload(int padding) {
        byte[] payload = messages(8 - padding);

        ScannedFrame frame = frames(join(sealed(join(payload, new byte[padding]), padding), sealed(messages(4), 0))).get(0);

        assertThat(frame.checked()).isEqualTo(Proof.PROVEN);
        assertThat(frame.payload()).isEqualTo(payload);
        assertThat(frame.length()).isEqualTo(8 + AROUND);
    }

    @Test
    void bytesThatAreNoPaddingStayInThePayload() {
        assertThat(frames(sealed(hex("7600760076760177"), 2)).get(0).payload()).isEqualTo(hex("7600760076760177"));
        assertThat(frames(sealed(hex("76000000"), 2)).get(0).payload()).as("two more").isEqualTo(hex("7600"));
        assertThat(frames(sealed(hex("0000"), 3)).get(0).payload()).as("three of two").isEqualTo(hex("0000"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100})
    void anEscapeSequenceInTheMessagesIsSentTwiceAndMeantOnce(int piece) {
        byte[] between = join(messages(4), ESCAPE, ESCAPE, hex("1B1B1B76"));

        List<ScannedFrame> frames = frames(join(sealed(between, 0), sealed(messages(4), 0)), piece);

        assertThat(frames).extracting(ScannedFrame::checked).containsExactly(Proof.PROVEN, Proof.PROVEN);
        assertThat(frames.get(0).payload()).isEqualTo(join(messages(4), ESCAPE, hex("1B1B1B76")));
        assertThat(frames.get(0).bytes()).isEqualTo(sealed(between, 0));
        assertThat(frames.get(1).payload()).isEqualTo(messages(4));
    }

    @Test
    void fewerThanFourEscapesAreData() {
        byte[] between = hex("1B761B1B761B1B1B76767676");
        assertThat(frames(sealed(between, 0)).get(0).payload()).isEqualTo(between);
    }

    @ParameterizedTest
    @EnumSource(value = Crc16.class, names = {"X_25", "KERMIT"})
    void eachChangedBitIsSeen(Crc16 check) {
        byte[] good = sealed(hex("7605000102036200620072650000010176010765"), 0, check);
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] changed = good.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(frames(changed)).as("bit %d", bit).noneMatch(frame -> frame.checked() == Proof.PROVEN);
        }
    }
}
