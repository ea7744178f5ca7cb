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
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.meter.RejectCause;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A message of a binary meter that loses its start or its end on a line that sends is rejected: once, or once for each frame of it. */
class CutFramesTest {
    private static final String APDU = "0F400000000002010600000102";
    /** Fewer bytes than this are a disturbance. */
    private static final int LEAST = 6;
    private static final int ONE_FRAME = hdlc(APDU).length;

    /** A kind of message, and how many silences follow each one. */
    static Stream<Arguments> lines() {
        return Stream.of(Named.of("HDLC", hdlc(APDU)), Named.of("M-Bus", mbus(0, true, APDU)),
                        Named.of("segments", join(hdlc(true, "E6E700" + APDU), hdlc(false, "0102030405"))),
                        Named.of("blocks", join(block(1, false, APDU), block(2, true, "0102030405"))),
                        Named.of("M-Bus parts", join(mbus(0, false, APDU), mbus(1, true, "0102030405"))))
                .flatMap(message -> IntStream.of(0, 1, 3).mapToObj(silences -> Arguments.of(message, silences)));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aLostStartIsRejectedOnce(byte[] message, int silences) {
        // A frame that lost nothing but its opening flag may take the flag before.
        for (int cut = 2; cut <= message.length - 1 - LEAST; cut++) {
            assertRejected(message, Arrays.copyOfRange(message, cut, message.length), silences);
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aLostEndIsRejectedOnce(byte[] message, int silences) {
        // A frame that lost nothing but its closing flag may take the next one.
        for (int length = 1 + LEAST; length < message.length - 1; length++) {
            assertRejected(message, Arrays.copyOf(message, length), silences);
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aLostMiddleIsRejected(byte[] message, int silences) {
        int third = message.length / 3;
        byte[] rest = join(Arrays.copyOf(message, third), Arrays.copyOfRange(message, 2 * third, message.length));

        assertThat(rejected(accept(message, rest, silences))).isNotEmpty().allMatch(Optional::isPresent);
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aFewBytesOfNoiseAreNoMessage(byte[] message, int silences) {
        assertThat(rejected(accept(message, hex("00FF00FF55"), silences))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aLineThatIsHeardFromTheMiddleOnHasLostNothing(byte[] message, int silences) {
        TestScanner framer = message[0] == HdlcHeader.FLAG ? of(new HdlcFormat()) : of(new MBusFormat());
        List<ScannedFrame> frames = new ArrayList<>();
        frames.addAll(framer.accept(message, 0, message.length));
        frames.addAll(framer.end());
        byte[] middle = Arrays.copyOfRange(message, 2, message.length / 2);

        frames.addAll(framer.accept(middle, 0, middle.length));
        frames.addAll(framer.end());

        assertThat(rejected(frames)).isEmpty();
    }

    private static void assertRejected(byte[] message, byte[] part, int silences) {
        List<ScannedFrame> frames = accept(message, part, silences);

        assertThat(frames.stream().filter(frame -> frame.cause().isEmpty())).as("good around %d bytes", part.length).hasSize(5);
        assertThat(rejected(frames)).as("rejected of %d bytes", part.length)
                .hasSizeBetween(1, message.length > ONE_FRAME ? 2 : 1).containsOnly(Optional.of(RejectCause.TRUNCATED));
    }

    /** A line that speaks, a part of a message, and the line as before. */
    private static List<ScannedFrame> accept(byte[] message, byte[] part, int silences) {
        TestScanner framer = new TestScanner(false, Decryptor.none());
        List<ScannedFrame> frames = new ArrayList<>();
        for (byte[] piece : List.of(message, message, message, part, message, message)) {
            frames.addAll(framer.accept(piece, 0, piece.length));
            for (int i = 0; i < silences; i++) {
                frames.addAll(framer.idle());
            }
        }
        return frames;
    }

    private static List<Optional<RejectCause>> rejected(List<ScannedFrame> frames) {
        return frames.stream().map(ScannedFrame::cause).filter(Optional::isPresent).toList();
    }
}
