package org.dbusp1.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.decode.Decoded;
import org.dbusp1.decode.LineDecoder;
import org.dbusp1.decode.LineDecoders;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.LineFramer;
import org.dbusp1.frame.P1Framer;
import org.dbusp1.guard.Guard;
import org.dbusp1.meter.DemandWatch;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.dbusp1.source.LineSettings;
import org.dbusp1.source.ParityStripper;
import org.dbusp1.source.simulate.Dialects;
import org.dbusp1.source.simulate.House;
import org.dbusp1.source.simulate.SimulatedDialect;
import org.dbusp1.source.simulate.SimulatedMeter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Telegrams of D0 meters, which have no checksum, on a damaged line of 7 bits and even parity: through parity, framing, decoding and
 * guard. A wrong bit is always seen; of lost bytes, and of bytes that arrive as others, nearly each.
 */
class D0DamageTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final MeterKey KEY = new MeterKey("house");
    private static final int RUN = 400;

    /** What a line does to a telegram, and how many in a million damaged bytes may make a value that was not sent. */
    private enum Line {
        /** One wrong bit in each damaged byte. */
        WRONG_BITS(0) {
            @Override
            byte[] damage(byte[] telegram, Random random) {
                byte[] damaged = telegram.clone();
                int first = random.nextInt(damaged.length);
                for (int at = first; at < Math.min(damaged.length, first + 1 + random.nextInt(5)); at++) {
                    damaged[at] ^= (byte) (1 << random.nextInt(8));
                }
                return damaged;
            }
        },
        /** Up to eight bytes in a row do not arrive. */
        LOST_BYTES(500) {
            @Override
            byte[] damage(byte[] telegram, Random random) {
                int from = random.nextInt(telegram.length);
                int to = Math.min(telegram.length, from + 1 + random.nextInt(8));
                byte[] rest = Arrays.copyOf(telegram, telegram.length - (to - from));
                System.arraycopy(telegram, to, rest, from, telegram.length - to);
                return rest;
            }
        },
        /** Bytes in a row arrive as any others; of each the parity is right by chance in one of two. */
        WRONG_BYTES(10_000) {
            @Override
            byte[] damage(byte[] telegram, Random random) {
                byte[] damaged = telegram.clone();
                int first = random.nextInt(damaged.length);
                for (int at = first; at < Math.min(damaged.length, first + 1 + random.nextInt(5)); at++) {
                    damaged[at] = (byte) random.nextInt(256);
                }
                return damaged;
            }
        };

        private final int inAMillion;

        Line(int inAMillion) {
            this.inAMillion = inAMillion;
        }

        /** A telegram of bytes with parity, damaged. */
        abstract byte[] damage(byte[] telegram, Random random);
    }

    private static byte[] withParity(byte[] text) {
        byte[] bytes = text.clone();
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] |= (byte) ((Integer.bitCount(bytes[i] & 0x7F) & 1) << 7);
        }
        return bytes;
    }

    private static int differences(byte[] one, byte[] other) {
        int count = Math.abs(one.length - other.length);
        for (int i = 0; i < Math.min(one.length, other.length) && one.length == other.length; i++) {
            count += one[i] == other[i] ? 0 : 1;
        }
        return count;
    }

    /** The chain behind a port. */
    private static final class Chain {
        private final ParityStripper parity = new ParityStripper(LineSettings.Parity.EVEN);
        private final LineFramer framer = new LineFramer(P1Framer::repairing, Decryptor.none());
        private final LineDecoder decoder = LineDecoders.usual();
        private final Guard guard = new Guard(DemandWatch.NONE);
        private Optional<Snapshot> published = Optional.empty();
        private long nanos;

        /** What is published of a telegram that comes a second after the one before. */
        Optional<Snapshot> feed(byte[] telegram) {
            byte[] bytes = telegram.clone();
            nanos += 1_000_000_000L;
            published = Optional.empty();
            parity.strip(bytes, 0, bytes.length);
            framer.feed(bytes, 0, bytes.length, this::take);
            framer.idle(this::take);
            return published;
        }

        private void take(Frame frame) {
            Decoded decoded = decoder.decode(frame);
            if (decoded instanceof Decoded.Accepted good) {
                published = guard.accept(good.reading(), KEY, NOON.plusNanos(nanos), nanos).or(() -> published);
            } else if (decoded instanceof Decoded.Refused refused) {
                guard.refused(refused.cause());
            }
        }
    }

    /** Telegrams of a meter, and all that is published of them. */
    private record Meter(List<byte[]> telegrams, Map<Quantity, Set<Long>> sent) {
        static Meter of(SimulatedDialect dialect) {
            SimulatedMeter meter = new SimulatedMeter(dialect, House.usual(dialect, NOON));
            List<byte[]> telegrams = Stream.generate(() -> withParity(meter.next())).limit(RUN).toList();
            Map<Quantity, Set<Long>> sent = new EnumMap<>(Quantity.class);
            Chain chain = new Chain();
            telegrams.forEach(telegram -> chain.feed(telegram).ifPresent(snapshot -> snapshot.values().present()
                    .forEach(quantity -> sent.computeIfAbsent(quantity, key -> new HashSet<>()).add(snapshot.values().scaled(quantity)))));
            return new Meter(telegrams, sent);
        }

        List<Quantity> notSent(Values values) {
            return values.present().stream().filter(quantity -> !sent.getOrDefault(quantity, Set.of()).contains(values.scaled(quantity)))
                    .toList();
        }

        /** Whether a counter is one of those sent, but for the kilowatt-hour that a counter may rise at once. */
        boolean nearlySent(Quantity counter, Values values) {
            return sent.get(counter).stream().anyMatch(each -> Math.abs(values.scaled(counter) - each) <= Math.pow(10, counter.decimals()));
        }
    }

    private static void run(Line line, long bytes, long seed) {
        Random random = new Random(seed);
        List<Meter> meters = Dialects.all().stream().filter(dialect -> dialect.name().startsWith("d0")).map(Meter::of).toList();
        assertThat(meters).isNotEmpty();
        long damaged = 0;
        long published = 0;
        Map<Quantity, Integer> wrong = new EnumMap<>(Quantity.class);
        for (int i = 0; damaged < bytes; i++) {
            Meter meter = meters.get(i % meters.size());
            Chain chain = new Chain();
            for (byte[] telegram : meter.telegrams()) {
                byte[] arrived = random.nextBoolean() ? line.damage(telegram, random) : telegram;
                damaged += differences(telegram, arrived);
                Optional<Snapshot> shown = chain.feed(arrived);
                published += shown.isPresent() ? 1 : 0;
                Values values = shown.map(Snapshot::values).orElse(Values.NONE);
                for (Quantity quantity : meter.notSent(values)) {
                    wrong.merge(quantity, 1, Integer::sum);
                    assertThat(quantity.unit() != Unit.KILOWATT_HOUR || meter.nearlySent(quantity, values))
                            .as("seed %d: %s %s", seed, quantity, values).isTrue();
                }
            }
        }
        System.out.printf("%s: %d damaged bytes of D0, seed %d: %d telegrams published, values not sent: %s%n", line, damaged, seed,
                published, wrong);
        assertThat(published).isPositive();
        assertThat(wrong.values().stream().mapToInt(Integer::intValue).sum()).as("values that were not sent: %s", wrong)
                .isLessThanOrEqualTo((int) (damaged * line.inAMillion / 1_000_000));
    }

    @ParameterizedTest
    @EnumSource(Line.class)
    void whatIsPublishedWasSent(Line line) {
        run(line, 20_000, 1);
    }

    @Tag("slow")
    @Tag("long")
    @ParameterizedTest
    @EnumSource(Line.class)
    void whatIsPublishedWasSentInTheLongRun(Line line) {
        run(line, 3_500_000, System.nanoTime());
    }
}
