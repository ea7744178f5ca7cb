package org.dbusp1.line.decode.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.SimulatedLog;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.DecodeOutcome;
import org.dbusp1.line.decode.Decoder;
import org.dbusp1.line.decode.LineDecoders;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.meter.Values;
import org.dbusp1.simulator.Dialects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Prefixes, cuts and damaged bytes of SML telegrams: no exception, and no value that was not sent. A checksum finds every damage of one
 * byte; of more, both checksums are of one polynomial, so that about one in 65,536 is not found by them.
 */
@Tag(Beside.TAG)
@Tag("search")
class SmlDamageTest {
    private static final Instant START = Instant.parse("2026-06-23T10:00:00Z");

    /** Telegrams of simulated meters, and the captures where they are, two or three of a meter. */
    private static List<byte[]> lines() {
        Stream<byte[]> simulated = Dialects.all().stream().filter(dialect -> dialect.name().startsWith("sml-"))
                .map(dialect -> SimulatedLog.of(dialect.name(), START, 2));
        Stream<byte[]> captured = Corpus.eachOf("eu/sml/", "reports/han/sml-").stream().map(name -> Corpus.bytes(name + ".bin"))
                .map(bytes -> Arrays.copyOf(bytes, Math.min(bytes.length, 800)));
        return Stream.concat(simulated, captured).toList();
    }

    private static List<Values> read(TestScanner framer, byte[] line, int from, int to) {
        List<Values> values = new ArrayList<>();
        Decoder decoder = LineDecoders.usual();
        framer.accept(line, from, to).forEach(frame -> accept(DecodeOutcome.of(decoder, frame), values));
        framer.end().forEach(frame -> accept(DecodeOutcome.of(decoder, frame), values));
        return values;
    }

    private static void accept(DecodeOutcome decoded, List<Values> values) {
        if (decoded.accepted()) {
            values.add(decoded.reading().values());
            assertThat(decoded.reading().message().registers()).isNotNull();
        }
    }

    private static TestScanner line() {
        return new TestScanner(false, Decryptor.none());
    }

    @Test
    void everyPrefixGivesWhatWasSent() {
        for (byte[] line : lines()) {
            List<Values> right = read(line(), line, 0, line.length);
            for (int to = 0; to < line.length; to += 3) {
                List<Values> values = read(line(), line, 0, to);
                assertThat(right.subList(0, values.size())).isEqualTo(values);
            }
        }
    }

    @Test
    void everyCutGivesWhatWasSent() {
        Random random = new Random(1);
        for (byte[] line : lines()) {
            Set<Values> right = Set.copyOf(read(line(), line, 0, line.length));
            for (int from = 0; from < line.length; from += 3) {
                int to = Math.min(line.length, from + 1 + random.nextInt(20));
                byte[] cut = new byte[line.length - (to - from)];
                System.arraycopy(line, 0, cut, 0, from);
                System.arraycopy(line, to, cut, from, line.length - to);
                List<Values> values = read(line(), cut, 0, cut.length);
                assertThat(right).containsAll(values);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = 100_000)
    void damagedBytesGiveNothingElse(long damaged) {
        damage(damaged, 1);
    }

    @Tag("slow")
    @Tag("long")
    @Timeout(3_600)
    @ParameterizedTest
    @ValueSource(longs = 100_000_000)
    void damagedBytesGiveNothingElseInTheLongRun(long damaged) {
        damage(damaged, System.nanoTime());
    }

    /** Nine of ten bytes are damaged by themselves, in a telegram each; of the others as many as are found in a bad line. */
    private static void damage(long bytes, long seed) {
        Random random = new Random(seed);
        List<byte[]> lines = lines();
        long accepted = 0;
        long several = 0;
        long wrong = 0;
        for (long done = 0; done < bytes; ) {
            byte[] line = lines.get(random.nextInt(lines.size()));
            Set<Values> right = Set.copyOf(read(line(), line, 0, line.length));
            TestScanner framer = line();
            List<Values> values = new ArrayList<>();
            Decoder decoder = LineDecoders.usual();
            for (int copy = 0; copy < 500; copy++) {
                int damage = copy % 100 == 99 ? 2 + random.nextInt(18) : 1;
                byte[] damaged = line.clone();
                for (int i = 0; i < damage; i++) {
                    damaged[random.nextInt(line.length)] ^= (byte) (1 + random.nextInt(255));
                }
                values.clear();
                framer.accept(damaged, 0, damaged.length).forEach(frame -> accept(DecodeOutcome.of(decoder, frame), values));
                accepted += values.size();
                long changed = values.stream().filter(value -> !right.contains(value)).count();
                assertThat(damage > 1 ? 0 : changed).as("seed %d, one damaged byte", seed).isZero();
                several += damage > 1 ? 1 : 0;
                wrong += changed;
                done += damage;
            }
        }
        System.out.printf("%d damaged bytes of SML, seed %d: %d telegrams accepted, %d not as sent%n", bytes, seed, accepted, wrong);
        assertThat(accepted).isPositive();
        assertThat(wrong).isLessThanOrEqualTo(3 + several / 10_000);
    }
}
