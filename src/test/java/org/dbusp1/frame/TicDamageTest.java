package org.dbusp1.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.frame.LinkFrames.join;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.dbusp1.decode.DecodeResult;
import org.dbusp1.decode.tic.TicDecoder;
import org.dbusp1.fuzz.Damage;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Values;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.House;
import org.dbusp1.simulator.SimulatedDialect;
import org.dbusp1.simulator.SimulatedMeter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Frames of French meters with damaged, lost and doubled bytes. Each group ends with six bits of checksum, the frame ends without one: a
 * single wrong byte never makes a value, and many at once nearly never do.
 */
@Tag("search")
class TicDamageTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    static List<SimulatedDialect> dialects() {
        return Dialects.all().stream().filter(dialect -> dialect.name().startsWith("tic-")).toList();
    }

    private static List<byte[]> frames(SimulatedDialect dialect, int count) {
        SimulatedMeter meter = new SimulatedMeter(dialect, House.usual(dialect, NOON));
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.add(meter.next());
        }
        return frames;
    }

    private static List<Frame> found(byte[] line) {
        return LinkFrames.frames(LinkFrames.of(new TicFormat()), 4_096, line);
    }

    private static List<Reading> readings(byte[] line) {
        TicDecoder decoder = new TicDecoder(true, Optional.empty());
        return found(line).stream().map(frame -> DecodeResult.of(decoder, frame)).filter(DecodeResult::accepted)
                .map(DecodeResult::reading).toList();
    }

    /** Returns whether each value is one that was sent. */
    private static boolean sent(Reading reading, List<Values> sent) {
        return sent(reading.values(), sent);
    }

    private static boolean sent(Values values, List<Values> sent) {
        return values.present().stream().allMatch(quantity ->
                sent.stream().anyMatch(each -> each.has(quantity) && each.scaled(quantity) == values.scaled(quantity)));
    }

    private static byte[] without(byte[] line, int from, int to) {
        return join(Arrays.copyOf(line, from), Arrays.copyOfRange(line, to, line.length));
    }

    /** Bytes that the format gives a meaning, and bytes that differ by one bit or by as much as the check does not show. */
    private static IntStream wrongBytes(byte right) {
        return IntStream.concat(IntStream.range(0, 8).map(bit -> right ^ 1 << bit), IntStream.concat(
                IntStream.of(right + 64, right + 128, right + 192), "\002\003\004\t\n\r 0A\377".chars()));
    }

    /** All four meters together are about a hundred thousand damaged bytes. */
    @ParameterizedTest
    @MethodSource("dialects")
    void aWrongByteNeverMakesAValue(SimulatedDialect dialect) {
        byte[] frame = frames(dialect, 1).get(0);
        List<Values> sent = List.of(readings(frame).get(0).values());
        for (int at = 0; at < frame.length; at++) {
            byte right = frame[at];
            int place = at;
            wrongBytes(right).forEach(wrong -> {
                frame[place] = (byte) wrong;
                assertThat(readings(frame)).as("%02X instead of %02X at %d", wrong & 0xFF, right, place)
                        .allMatch(reading -> sent(reading, sent));
            });
            frame[at] = right;
        }
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void lostAndDoubledBytesNeverMakeAValue(SimulatedDialect dialect) {
        byte[] frame = frames(dialect, 1).get(0);
        List<Values> sent = List.of(readings(frame).get(0).values());
        for (int at = 0; at < frame.length; at++) {
            for (int lost = 1; lost <= 8 && at + lost <= frame.length; lost++) {
                assertThat(readings(without(frame, at, at + lost))).as("%d lost at %d", lost, at).allMatch(reading -> sent(reading, sent));
            }
            byte[] doubled = join(Arrays.copyOf(frame, at + 1), Arrays.copyOfRange(frame, at, frame.length));
            assertThat(readings(doubled)).as("doubled at %d", at).allMatch(reading -> sent(reading, sent));
        }
    }

    /**
     * Two frames whose middle is lost, from each eleventh place of the short ones to each second place behind it. Where a number of one is
     * continued by the rest of another, one check in 64 holds.
     */
    @Test
    void whatIsLeftOfTwoFramesHasNearlyAlwaysTheirValuesAlone() {
        for (String name : List.of("tic-historique", "tic-tempo")) {
            List<byte[]> frames = frames(Dialects.named(name).orElseThrow(), 2);
            byte[] line = join(frames.get(0), frames.get(1));
            List<Values> sent = readings(line).stream().map(Reading::values).toList();
            assertThat(sent).hasSize(2);
            int mixed = 0;
            int all = 0;
            for (int from = 0; from < line.length; from += 11) {
                for (int to = from + 1; to <= line.length; to += 2) {
                    all++;
                    for (Reading reading : readings(without(line, from, to))) {
                        // The total is a sum of tariffs; that of a mixed frame lies between those of the two.
                        Values printed = reading.values().without(Set.of(Quantity.ENERGY_IMPORT));
                        mixed += sent(printed, sent) ? 0 : 1;
                    }
                }
            }
            System.out.printf("%s: %d of %d losses made a value of two frames%n", name, mixed, all);
            assertThat(mixed).isLessThan(all / 500);
        }
    }

    /** Several damages in each frame: the chance that all of its groups hold is small, but no zero. */
    private static void run(int count, long seed) {
        Random random = new Random(seed);
        List<byte[]> frames = new ArrayList<>();
        dialects().forEach(dialect -> frames.addAll(frames(dialect, 1)));
        List<Values> sent = frames.stream().map(frame -> readings(frame).get(0).values()).toList();
        long wrong = 0;
        long accepted = 0;
        for (int i = 0; i < count; i++) {
            int which = random.nextInt(frames.size());
            byte[] damaged = Damage.to(frames.get(which), random);
            for (Reading reading : readings(damaged)) {
                accepted++;
                wrong += sent(reading, List.of(sent.get(which))) ? 0 : 1;
            }
        }
        System.out.printf("%d damaged TIC frames, seed %d: %d accepted, %d with a value that was not sent%n", count, seed, accepted, wrong);
        assertThat(wrong).isLessThanOrEqualTo(2 + count / 20_000);
    }

    @Test
    void ofManyWrongBytesNearlyNoneMakesAValue() {
        run(20_000, 1);
    }

    @Tag("long")
    @Tag("slow")
    @Test
    void ofManyWrongBytesNearlyNoneMakesAValueInTheLongRun() {
        run(3_000_000, System.nanoTime());
    }

    @Test
    void bytesOfWrongParityAreReportedByTheirCause() {
        byte[] frame = frames(dialects().get(0), 1).get(0);
        frame[frame.length / 2] = (byte) 0xFF;
        assertThat(found(frame)).singleElement().satisfies(each -> assertThat(each.cause()).contains(RejectCause.PARITY));
    }

    @Test
    void halfFramesAreCounted() {
        byte[] frame = frames(dialects().get(0), 1).get(0);
        byte[] tail = Arrays.copyOfRange(frame, frame.length / 2, frame.length);
        byte[] head = Arrays.copyOf(frame, frame.length / 2);
        assertThat(found(join(tail, frame))).extracting(Frame::cause).containsExactly(Optional.of(RejectCause.TRUNCATED), Optional.empty());
        assertThat(found(join(head, frame))).extracting(Frame::cause).containsExactly(Optional.of(RejectCause.TRUNCATED), Optional.empty());
        assertThat(found(join(frame, head))).extracting(Frame::cause).containsExactly(Optional.empty(), Optional.of(RejectCause.TRUNCATED));
    }

    @Test
    void aFrameThatTheMeterBreaksOffIsRejected() {
        byte[] frame = frames(dialects().get(0), 1).get(0);
        byte[] broken = join(Arrays.copyOf(frame, frame.length / 2), new byte[] {4});
        assertThat(found(join(broken, frame))).extracting(Frame::cause)
                .containsExactly(Optional.of(RejectCause.TRUNCATED), Optional.empty());
    }

    @Test
    void otherBytesAreNoHalfFrames() {
        byte[] noise = new byte[200_000];
        new Random(1).nextBytes(noise);
        assertThat(found(noise)).isEmpty();
        String others = "\002F.F(00)\r\n1.8.0(000123.456*kWh)\r\n!\r\n\003a\002\nAB\r\003\002\003\003\003";
        assertThat(found(others.getBytes(StandardCharsets.ISO_8859_1))).isEmpty();
    }

    @Test
    void anEndlessFrameIsRejectedAndForgotten() {
        byte[] frame = frames(dialects().get(0), 1).get(0);
        byte[] endless = Arrays.copyOf(frame, 10_000);
        Arrays.fill(endless, frame.length - 1, endless.length, (byte) 'A');
        assertThat(found(join(endless, frame))).extracting(Frame::cause)
                .containsExactly(Optional.of(RejectCause.TOO_LONG), Optional.empty());
    }
}
