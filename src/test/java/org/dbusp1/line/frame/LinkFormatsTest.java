package org.dbusp1.line.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.line.frame.LinkFrames.block;
import static org.dbusp1.line.frame.LinkFrames.hdlc;
import static org.dbusp1.line.frame.LinkFrames.hex;
import static org.dbusp1.line.frame.LinkFrames.join;
import static org.dbusp1.line.frame.LinkFrames.mbus;
import static org.dbusp1.line.frame.LinkFrames.of;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import org.dbusp1.meter.RejectCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LinkFormatsTest {
    private static final String A = "0F400000000001010203AAAAAA";
    private static final String B = "0F400000000001010203BBBBBB";
    /** Link reset of EN 13757-2, and application reset of EN 13757-3. */
    private static final byte[] RESET = hex("1040FE3E16");
    private static final byte[] CONTROL = hex("68030368" + "53FE50" + "A1" + "16");
    /** Notifications without a time of a structure of one number. */
    private static final String PUSH = "0F0000000100" + "0201" + "0600000011";
    private static final String PUSH_2 = "0F0000000200" + "0201" + "0600000022";
    private static final byte[] NOISE = hex("0102030405060708090A0B0C0D");

    /** Lines, each with the payloads of its good frames and the causes of the rejected ones. */
    static Stream<Arguments> lines() {
        return Stream.of(
            hdlcRow("closing flag may open the next frame", join(hdlc(A), from(hdlc(B), 1)), A, B),
            hdlcRow("wrong frame check is rejected and the next frame is found",
                    join(changed(hdlc(A), hdlc(A).length - 4, 1), hdlc(B)), "FCS", B),
            hdlcRow("wrong header check costs only a few bytes", join(hdlc(A), changed(hdlc(A), 2, 0x40), hdlc(B)), A, "TRUNCATED", B),
            hdlcRow("damaged segment costs the whole APDU",
                    join(hdlc(true, "E6E700" + A), changed(hdlc(true, "01020304"), 10, 1), hdlc(false, "05060708"), hdlc(B)),
                    "FCS", "FCS", "TRUNCATED", B),
            hdlcRow("address without end is no header", join(checked("A030" + "00000000000000000000"), NOISE, hdlc(A)), A),
            hdlcRow("frame without information has no message", join(checked("A008" + "01020110"), hex("7E"), hdlc(A)), A),
            hdlcRow("a frame of two check sequences alone is no message", join(hdlc(false, ""), hdlc(B)), B),
            hdlcRow("nor is it one between two segments", join(hdlc(true, "E6E700" + A), hdlc(false, ""), hdlc(false, "0102")), A + "0102"),
            mbusRow("wrong sum on the M-Bus is rejected and the next frame is found",
                    join(changed(mbus(0, true, A), 12, 1), mbus(0, true, B)), "FCS", B), mbusRow("length on the M-Bus may have run over",
                    join(mbus(0, true, "0F" + "68".repeat(251)), mbus(0, true, A)), "0F" + "68".repeat(251), A),
            mbusRow("length on the M-Bus that runs into the next frame does not cost it",
                    join(changed(changed(mbus(0, true, A), 1, 0x12 ^ 0x26), 2, 0x12 ^ 0x26), mbus(0, true, B), mbus(0, true, B)),
                    "TRUNCATED", B, B), mbusRow("other traffic on the M-Bus is no push",
                    join(hex("68060668" + "080172000000" + "7B" + "16"), mbus(0, true, A)), "UNREADABLE", A),
            hdlcRow("takes the headers off", hdlc(A), A),
            hdlcRow("flags may fill the time between", join(hex("7E7E7E7E"), hdlc(A), hex("7E7E7E7E7E7E7E7E7E7E7E7E"), hdlc(B)), A, B),
            hdlcRow("flag in the payload is data", hdlc("0F7E7EA00A7E7D5E"), "0F7E7EA00A7E7D5E"),
            hdlcRow("some bytes of noise are no frame", join(hex("00FFFF"), hdlc(A), hex("00"), hdlc(B)), A, B),
            hdlcRow("joins segments",
                    join(hdlc(true, "E6E700" + A), hdlc(true, "01020304"), hdlc(false, "E0060708")), A + "01020304" + "E0060708"),
            hdlcRow("noise between segments costs the whole APDU",
                    join(hdlc(true, "E6E700" + A), NOISE, hdlc(false, "05060708"), hdlc(B)), "TRUNCATED", "TRUNCATED", B),
            hdlcRow("segments that begin in the middle are rejected once",
                    join(hdlc(true, "01020304"), hdlc(true, "05060708"), hdlc(false, "090A0B0C"), hdlc(B)), "TRUNCATED", B),
            hdlcRow("new message ends one whose last segment is missing",
                    join(hdlc(true, "E6E700" + A), hdlc(true, "E6E700" + B), hdlc(false, "01020304")), "TRUNCATED", B + "01020304"),
            hdlcRow("joins blocks", join(block(1, false, A), block(2, false, "0102"), block(3, true, "0304")), A + "01020304"),
            hdlcRow("hole in the blocks costs the whole APDU", join(block(1, false, A), block(3, true, "0304"), hdlc(B)), "TRUNCATED", B),
            hdlcRow("repeated block costs the whole APDU",
                    join(block(1, false, A), block(2, false, "0102"), block(2, false, "0102"), block(3, true, "0304"), hdlc(B)),
                    "TRUNCATED", B), hdlcRow("first block in the middle begins anew",
                    join(block(1, false, A), block(2, false, "0102"), block(1, false, B), block(2, true, "0304")), "TRUNCATED", B + "0304"),
            hdlcRow("block whose length is wrong is rejected", hdlc("E0C00001000005" + "0102"), "UNREADABLE"),
            hdlcRow("a link header with nothing behind it is no message", join(hdlc(false, "E6E700"), hdlc(B)), "TRUNCATED", B),
            hdlcRow("a block that cannot be read ends the blocks before",
                    join(block(1, false, A), hdlc(false, "E0C000020000" + "05" + "0304"), hdlc(B)), "TRUNCATED", "UNREADABLE", B),
            mbusRow("the shortest message on the M-Bus has one byte", join(mbus(0, true, "0F"), mbus(0, true, A)), "0F", A),
            mbusRow("a damaged part costs the whole message of the M-Bus",
                    join(mbus(0, false, A), changed(mbus(1, false, "0304"), 8, 1), mbus(2, true, "0102"), mbus(0, true, B)),
                    "FCS", "FCS", "TRUNCATED", B),
            mbusRow("a part that never comes costs the whole message", mbus(0, false, A), "TRUNCATED"),
            hdlcRow("a segment that never comes costs the whole message", hdlc(true, "E6E700" + A), "TRUNCATED"),
            mbusRow("a single character between the parts on the M-Bus is no part of them",
                    join(hex("E5"), mbus(0, false, A), hex("E5"), mbus(1, true, "0102"), hex("E5"), mbus(0, true, B), hex("E5")),
                    A + "0102", B),
            mbusRow("nor are a short frame and its answer",
                    join(RESET, hex("E5"), mbus(0, false, A), RESET, hex("E5"), mbus(1, false, "0304"), hex("16"), RESET,
                            mbus(2, true, "0102"), RESET),
                    A + "0304" + "0102"),
            mbusRow("nor is a frame without data", join(CONTROL, mbus(0, false, A), CONTROL, mbus(1, true, "0102"), CONTROL), A + "0102"),
            mbusRow("a damaged short frame ends the message",
                    join(mbus(0, false, A), changed(RESET.clone(), 3, 1), mbus(1, true, "0102"), mbus(0, true, B)),
                    "TRUNCATED", "TRUNCATED", B),
            hdlcRow("several notifications in one frame come in their order", hdlc(PUSH + "E6E700" + PUSH_2 + "E6E700" + PUSH),
                    PUSH, PUSH_2, PUSH),
            hdlcRow("so do those in segments", join(hdlc(true, "E6E700" + PUSH + "E6E7"), hdlc(false, "00" + PUSH_2)), PUSH, PUSH_2),
            hdlcRow("what follows a notification is another one, or nothing is split", hdlc(PUSH + "E6E700" + PUSH_2 + "00"),
                    PUSH + "E6E700" + PUSH_2 + "00"),
            mbusRow("joins frames of the M-Bus", join(mbus(0, false, "0F08681616"), mbus(1, true, "0102")), "0F08681616" + "0102"),
            mbusRow("missing frame of the M-Bus costs the whole APDU",
                    join(mbus(0, false, A), mbus(2, true, "0102"), mbus(0, true, B)), "TRUNCATED", B));
    }

    private static byte[] changed(byte[] frame, int position, int bits) {
        frame[position] ^= (byte) bits;
        return frame;
    }

    private static byte[] from(byte[] frame, int position) {
        return Arrays.copyOfRange(frame, position, frame.length);
    }

    /** A flag, a header and its check sequence. */
    private static byte[] checked(String header) {
        return join(hex("7E" + header), check(hex(header)));
    }

    private static Arguments hdlcRow(String name, byte[] line, String... outcomes) {
        return Arguments.of(name, new HdlcFormat(), line, outcomes);
    }

    private static Arguments mbusRow(String name, byte[] line, String... outcomes) {
        return Arguments.of(name, new MBusFormat(), line, outcomes);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void aLineGivesTheseMessages(String name, FrameFormat format, byte[] line, String... expected) {
        assertThat(outcomes(of(format), line)).as(name).containsExactly(expected);
    }

    @Test
    void handsOutTheBytesAsTheyCameAndWhere() {
        ScannedFrame frame = frames(of(new HdlcFormat()), join(hex("0000"), hdlc(A))).get(0);

        assertThat(frame.bytes()).isEqualTo(hdlc(A));
        assertThat(frame.offset()).isEqualTo(2);
        assertThat(frame.length()).isEqualTo(hdlc(A).length);
    }

    /** Both sums of it are right, and its last byte is a flag: destination and source have four bytes each. */
    @Test
    void lengthThatDoesNotCoverItsHeaderIsNoFrame() {
        byte[] shorter = hex("7EA0070000101362" + "7E020113F28D");

        assertThat(outcomes(shorter)).doesNotContain("");
        assertThat(outcomes(join(shorter, hdlc(B)))).contains(B);
    }

    @Test
    void frameThatIsCutOffIsGivenUpAfterASilence() {
        TestScanner framer = of(new HdlcFormat());
        List<ScannedFrame> frames = new ArrayList<>();
        byte[] cut = Arrays.copyOf(hdlc(A + A + A), 20);
        accept(framer, cut, frames, 3);
        assertThat(frames).isEmpty();

        frames.addAll(framer.idle());

        assertThat(outcomes(frames)).containsExactly("TRUNCATED");
    }

    @Test
    void segmentsMayComeASecondApartButNoMore() {
        TestScanner framer = of(new HdlcFormat());
        List<ScannedFrame> frames = new ArrayList<>();
        byte[] first = hdlc(true, "E6E700" + A);
        byte[] last = hdlc(false, "01020304");
        accept(framer, first, frames, 2);
        accept(framer, last, frames, 0);
        assertThat(outcomes(frames)).containsExactly(A + "01020304");

        accept(framer, first, frames, 4);
        accept(framer, last, frames, 0);
        assertThat(outcomes(frames)).containsExactly(A + "01020304", "TRUNCATED", "TRUNCATED");
    }

    private static void accept(TestScanner framer, byte[] bytes, List<ScannedFrame> frames, int silences) {
        frames.addAll(framer.accept(bytes, 0, bytes.length));
        for (int i = 0; i < silences; i++) {
            frames.addAll(framer.idle());
        }
    }

    @Test
    void addressesMayHaveAnyWidth() {
        for (String addresses : List.of("0103", "CEFF03", "0002040502040607")) {
            byte[] head = hex("A0%02X".formatted(2 + addresses.length() / 2 + 1 + 2 + 16 + 2) + addresses + "13");
            byte[] checked = join(head, check(head), hex("E6E700" + A));
            assertThat(payloads(join(hex("7E"), checked, check(checked), hex("7E")))).containsExactly(A);
        }
    }

    @Test
    void blocksAreNumberedBeyondAByte() {
        List<byte[]> blocks = new ArrayList<>();
        for (int number = 1; number <= 300; number++) {
            blocks.add(block(number, number == 300, number == 1 ? "0F" : "%02X".formatted(number & 0xFF)));
        }
        assertThat(payloads(join(blocks.toArray(byte[][]::new)))).singleElement().satisfies(apdu -> assertThat(apdu).hasSize(600));
    }

    @Test
    void aBlockWhoseLengthCannotBeReadIsRejected() {
        for (String block : List.of("E0C000010000", "E0C00001000080" + A, "E0C000010000" + "8300000D" + A,
                "E0C00001000081", "E0C0000100008200", "E0C000010000" + "0C" + A, "E0C000010000" + "0E" + A)) {
            assertThat(outcomes(join(hdlc(block), hdlc(B)))).as(block).containsExactly("UNREADABLE", B);
        }
    }

    @Test
    void theLinkHeaderIsThatOfAnAnswerOrOfAQuestionOrLeftOut() {
        assertThat(payloads(join(hdlc(false, "E6E700" + A), hdlc(false, "E6E600" + A), hdlc(false, A)))).containsExactly(A, A, A);
        assertThat(outcomes(hdlc(false, "E6E701" + A))).containsExactly("TRUNCATED");
        assertThat(outcomes(hdlc(false, "E6E500" + A))).containsExactly("TRUNCATED");
        assertThat(outcomes(hdlc(false, "E7E700" + A))).containsExactly("TRUNCATED");
    }

    @Test
    void upToSixteenPartsOnTheMBusAreOneMessage() {
        List<byte[]> parts = new ArrayList<>();
        for (int number = 0; number < 16; number++) {
            parts.add(mbus(number, number == 15, "%02X".formatted(number)));
        }
        assertThat(outcomes(of(new MBusFormat()), join(parts.toArray(byte[][]::new)))).containsExactly("000102030405060708090A0B0C0D0E0F");
        assertThat(outcomes(of(new MBusFormat()), join(mbus(0x20, true, A), mbus(0, true, A)))).containsExactly("UNREADABLE", A);
    }

    @Test
    void aFrameOfTheMBusStartsTwiceAndHasItsLengthTwice() {
        for (int position : new int[] {1, 2, 3}) {
            byte[] other = mbus(0, true, A);
            other[position] ^= 1;
            assertThat(outcomes(of(new MBusFormat()), join(mbus(0, true, A), other, mbus(0, true, B)))).endsWith(B).hasSize(3);
        }
        byte[] endless = mbus(0, true, A);
        endless[endless.length - 1] = 0x17;
        assertThat(outcomes(of(new MBusFormat()), join(endless, mbus(0, true, B)))).containsExactly("TRUNCATED", B);
    }

    @Test
    void aMessageOfSeveralFramesShowsWhereItBeganAndItsLength() {
        byte[] first = hdlc(true, "E6E700" + A);
        byte[] last = hdlc(false, "01020304");
        ScannedFrame frame = frames(of(new HdlcFormat()), join(hex("000000"), first, hex("7E7E"), last)).get(0);

        assertThat(frame.offset()).isEqualTo(3);
        assertThat(frame.length()).isEqualTo(first.length + 2 + last.length);
        assertThat(frame.bytes()).isEqualTo(join(first, last));
    }

    @Test
    void aFlagThatTwoFramesShareIsCountedOnce() {
        byte[] first = hdlc(true, "E6E700" + A);
        byte[] last = hdlc(false, "01020304");
        byte[] line = join(first, Arrays.copyOfRange(last, 1, last.length));
        ScannedFrame frame = frames(of(new HdlcFormat()), line).get(0);

        assertThat(frame.bytes()).isEqualTo(line);
        assertThat(frame.length()).isEqualTo(line.length);
    }

    @Test
    void endlessSegmentsAreRejectedAndForgotten() {
        List<byte[]> segments = new ArrayList<>(List.of(hdlc(true, "E6E700" + A)));
        for (int i = 0; i < 100; i++) {
            segments.add(hdlc(true, "00".repeat(200)));
        }
        segments.add(hdlc(false, "00"));
        segments.add(hdlc(B));

        assertThat(outcomes(join(segments.toArray(byte[][]::new)))).contains("TOO_LONG").endsWith(B);
    }

    @Tag("search")
    @Property(tries = 5000)
    void noChangedByteGivesAnotherPayload(@ForAll @IntRange(max = 9999) int position, @ForAll @IntRange(min = 1, max = 255) int change) {
        byte[] hdlc = join(hdlc(A), hdlc(true, "E6E700" + B), hdlc(false, "0102"), block(1, false, A), block(2, true, B));
        hdlc[position % hdlc.length] ^= (byte) change;
        assertThat(payloads(hdlc)).isSubsetOf(A, B + "0102", A + B);

        byte[] mbus = join(mbus(0, true, A), mbus(0, false, B), mbus(1, true, "0102"));
        mbus[position % mbus.length] ^= (byte) change;
        assertThat(outcomes(frames(of(new MBusFormat()), mbus).stream().filter(frame -> frame.cause().isEmpty()).toList()))
                .isSubsetOf(A, B + "0102");
    }

    @Tag("search")
    @Property(tries = 200)
    void noiseEndsNothingAndIsRejectedInBoundedPieces(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] noise = new byte[20_000];
        random.nextBytes(noise);
        for (int i = 0; i < noise.length; i += 1 + random.nextInt(50)) {
            noise[i] = (byte) (random.nextBoolean() ? 0x7E : 0x68);
        }
        for (TestScanner framer : List.of(of(new HdlcFormat()), of(new MBusFormat()))) {
            assertThat(frames(framer, noise)).allSatisfy(frame -> {
                assertThat(frame.cause()).isPresent();
                assertThat(frame.bytes().length).isLessThanOrEqualTo(16 * 1024);
            });
        }
    }

    private static byte[] check(byte[] bytes) {
        int crc = Crc16.X_25.of(bytes, 0, bytes.length);
        return new byte[] {(byte) crc, (byte) (crc >>> 8)};
    }

    private static List<ScannedFrame> frames(TestScanner framer, byte[] line) {
        return LinkFrames.frames(framer, line.length, line);
    }

    /** The payloads of good frames of HDLC. */
    private static List<String> payloads(byte[] line) {
        return outcomes(frames(of(new HdlcFormat()), line).stream().filter(frame -> frame.cause().isEmpty()).toList());
    }

    private static List<String> outcomes(byte[] line) {
        return outcomes(of(new HdlcFormat()), line);
    }

    private static List<String> outcomes(TestScanner framer, byte[] line) {
        return outcomes(frames(framer, line));
    }

    /** Returns payloads of good frames, causes of rejected ones. */
    private static List<String> outcomes(List<ScannedFrame> frames) {
        return frames.stream().map(frame -> frame.cause().map(RejectCause::name)
                .orElseGet(() -> HexFormat.of().withUpperCase().formatHex(frame.payload()))).toList();
    }
}
