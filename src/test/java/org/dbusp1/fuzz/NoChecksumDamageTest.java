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
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dbusp1.SimulatedLog;
import org.dbusp1.Snapshots;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.DecodeOutcome;
import org.dbusp1.line.decode.Decoder;
import org.dbusp1.line.decode.LineDecoders;
import org.dbusp1.line.frame.ScannedFrame;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.line.source.ParityDetector;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.guard.Guard;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.SimulatedDialect;
import org.dbusp1.simulator.SimulatedMeter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Telegrams of meters that send no checksum, D0 and DSMR 2.2 and 3.0, on a damaged line of 7 bits and even parity: through parity,
 * framing, decoding and guard. A wrong bit is always seen; lost bytes, and bytes that arrive as others, nearly always.
 */
class NoChecksumDamageTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final MeterKey KEY = new MeterKey("house");
    private static final int RUN = 400;
    private static final int UNDAMAGED = 2;

    /** Damage of a line, and how many in a million damaged bytes may make a value that was not sent. */
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

    /** The chain after a port. */
    private static final class Chain {
        private final ParityDetector parity = new ParityDetector();
        private final TestScanner framer = new TestScanner(true, Decryptor.none());
        private final Decoder decoder = LineDecoders.usual();
        private final Guard guard = new Guard();
        private Optional<Snapshot> published = Optional.empty();
        private long nanos;
        private boolean wasFresh;

        /** Returns what is published of a telegram that comes some seconds after the one before. */
        Optional<Snapshot> accept(byte[] telegram, int seconds) {
            byte[] bytes = new byte[telegram.length + ParityDetector.HOLD];
            nanos += seconds * 1_000_000_000L;
            published = Optional.empty();
            framer.accept(bytes, 0, parity.pass(telegram, telegram.length, bytes)).forEach(this::accept);
            framer.accept(bytes, 0, parity.flush(bytes)).forEach(this::accept);
            framer.idle().forEach(this::accept);
            return published;
        }

        private void accept(ScannedFrame frame) {
            DecodeOutcome decoded = DecodeOutcome.of(decoder, frame);
            decoded.cause().ifPresent(guard::rejected);
            if (wasFresh && !guard.fresh(nanos)) {
                guard.lineLost();
            }
            if (decoded.accepted()) {
                published = Snapshots.guarded(guard, decoded.reading(), KEY, NOON.plusNanos(nanos), nanos)
                        .or(() -> published);
            }
            wasFresh = guard.fresh(nanos);
        }
    }

    /** Telegrams of a meter, the seconds between them, and all that is published of them. */
    private record Meter(List<byte[]> telegrams, int interval, Map<Quantity, Set<Long>> sent, Set<MBusDevice> devices) {
        static Meter of(SimulatedDialect dialect) {
            SimulatedMeter meter = SimulatedLog.meter(dialect, NOON);
            List<byte[]> telegrams = Stream.generate(() -> withParity(meter.next())).limit(RUN).toList();
            Meter known = new Meter(telegrams, dialect.interval(), new EnumMap<>(Quantity.class), new HashSet<>());
            Chain chain = new Chain();
            telegrams.forEach(telegram -> chain.accept(telegram, dialect.interval()).ifPresent(known::learn));
            return known;
        }

        private void learn(Snapshot snapshot) {
            snapshot.published().values().present().forEach(quantity -> sent.computeIfAbsent(quantity, key -> new HashSet<>())
                    .add(snapshot.published().values().scaled(quantity)));
            devices.addAll(snapshot.published().devices());
        }

        List<Quantity> notSent(Values values) {
            return values.present().stream().filter(quantity -> !sent.getOrDefault(quantity, Set.of())
                    .contains(values.scaled(quantity))).toList();
        }

        /** Channels of devices with a reading or a number that was not sent. */
        List<Integer> devicesNotSent(List<MBusDevice> shown) {
            return shown.stream().filter(device -> devices.stream().noneMatch(known ->
                    known.channel() == device.channel() && isOf(device.reading(), known.reading())
                            && isOf(device.id(), known.id()) && (device.type() == null
                            || device.type().equals(known.type())))).map(MBusDevice::channel).toList();
        }

        private static boolean isOf(@Nullable Object shown, @Nullable Object sent) {
            return shown == null || shown.equals(sent);
        }

        /** Returns whether a counter is one of those sent, but for the 1 kWh and what 1 MW counts in a minute. */
        boolean nearlySent(Quantity counter, Values values) {
            double most = (1 + 1_000.0 / 60) * Math.pow(10, counter.decimals());
            return sent.getOrDefault(counter, Set.of()).stream().anyMatch(value -> Math.abs(values.scaled(counter) - value) <= most);
        }
    }

    /** Counters of telegrams by their outcome. */
    private static final class Count {
        private long bytes;
        private long damaged;
        private long published;
        /** Telegrams that were published with a value that was not sent. */
        private long wrong;
        private long telegrams;
        private final Map<String, Integer> values = new TreeMap<>();

        @Override
        public String toString() {
            return telegrams + " telegrams, " + damaged + " of them with " + bytes + " damaged bytes: " + published
                    + " published, " + wrong + " with a value that was not sent: " + values;
        }
    }

    private static void run(String kind, Line line, long bytes, long seed) {
        Random random = new Random(seed);
        List<Meter> meters = Dialects.all().stream().filter(dialect -> dialect.name().matches(kind)).map(Meter::of).toList();
        assertThat(meters).isNotEmpty();
        Count count = new Count();
        for (int i = 0; count.bytes < bytes; i++) {
            Meter meter = meters.get(i % meters.size());
            Chain chain = new Chain();
            // Of two telegrams with the same damage at the start nothing shows that they are not the meter's.
            meter.telegrams().stream().limit(UNDAMAGED).forEach(telegram -> chain.accept(telegram, meter.interval()));
            for (byte[] telegram : meter.telegrams().subList(UNDAMAGED, RUN)) {
                byte[] arrived = random.nextBoolean() ? line.damage(telegram, random) : telegram;
                int differences = differences(telegram, arrived);
                count.telegrams++;
                count.damaged += differences > 0 ? 1 : 0;
                count.bytes += differences;
                chain.accept(arrived, meter.interval()).ifPresent(snapshot -> note(snapshot, meter, count, seed));
            }
        }
        System.out.printf("%s on %s, seed %d: %s%n", line, kind, seed, count);
        assertThat(count.published).isPositive();
        assertThat(count.values.values().stream().mapToInt(Integer::intValue).sum()).as("values that were not sent: %s", count)
                .isLessThanOrEqualTo((int) (count.bytes * line.inAMillion / 1_000_000));
    }

    /**
     * A head that passes no parity on, and damages so many bytes of a million: into any other byte, or by one bit. What
     * is published of a telegram is compared with the values of that telegram.
     */
    private static Count withoutParity(Meter meter, int inAMillion, int rounds, long seed) {
        Random random = new Random(seed);
        Count count = new Count();
        Chain whole = new Chain();
        List<Values> published = meter.telegrams().stream()
                .map(telegram -> whole.accept(telegram, meter.interval()).map(snapshot -> snapshot.published().values())
                        .orElse(Values.NONE)).toList();
        for (int round = 0; round < rounds; round++) {
            Chain damaged = new Chain();
            for (int at = 0; at < RUN; at++) {
                byte[] arrived = meter.telegrams().get(at).clone();
                for (int i = 0; i < arrived.length && at >= UNDAMAGED; i++) {
                    if (random.nextInt(1_000_000) < inAMillion) {
                        arrived[i] ^= (byte) (random.nextBoolean() ? 1 << random.nextInt(8) : 1 + random.nextInt(255));
                        count.bytes++;
                    }
                }
                count.telegrams++;
                Values undamaged = published.get(at);
                damaged.accept(arrived, meter.interval()).ifPresent(snapshot -> {
                    count.published++;
                    boolean wrong = false;
                    for (Quantity quantity : snapshot.published().values().present()) {
                        if (undamaged.has(quantity) && undamaged.scaled(quantity) != snapshot.published().values().scaled(quantity)) {
                            assertThat(Math.abs(undamaged.number(quantity) - snapshot.published().values().number(quantity)))
                                    .as("%s of %s", quantity, undamaged).isLessThanOrEqualTo(mostWrong(quantity, undamaged));
                            count.values.merge(quantity.key(), 1, Integer::sum);
                            wrong = true;
                        }
                    }
                    count.wrong += wrong ? 1 : 0;
                });
            }
        }
        return count;
    }

    /** By how much a value may differ from the one that was sent. */
    private static double mostWrong(Quantity quantity, Values undamaged) {
        return switch (quantity.unit()) {
            case KILOWATT_HOUR -> 0.1;
            case VOLT -> 12;
            case WATT -> 10_000;
            default -> 0;
        };
    }

    /** A head that passes no parity on: what is published and was not sent differs by little. */
    @ParameterizedTest
    @CsvSource({"d0, 500", "d0, 1000", "d0, 3000", "d0-ebz, 500", "d0-ebz, 1000", "d0-ebz, 3000", "dsmr22, 500", "dsmr22, 3000"})
    void aHeadThatPassesNoParityOn(String kind, int inAMillion) {
        aHeadThatPassesNoParityOn(kind, inAMillion, 3);
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"d0, 500", "d0, 1000", "d0, 3000", "d0-ebz, 500", "d0-ebz, 1000", "d0-ebz, 3000", "dsmr22, 500", "dsmr22, 3000"})
    void aHeadThatPassesNoParityOnInTheLongRun(String kind, int inAMillion) {
        aHeadThatPassesNoParityOn(kind, inAMillion, 10);
    }

    private static void aHeadThatPassesNoParityOn(String kind, int inAMillion, int rounds) {
        Meter meter = Meter.of(Dialects.named(kind).orElseThrow());
        Meter plain = new Meter(meter.telegrams().stream().map(NoChecksumDamageTest::withoutParity).toList(), meter.interval(),
                meter.sent(), meter.devices());
        Count count = withoutParity(plain, inAMillion, rounds, 1);
        System.out.printf("%d of a million bytes damaged on %s, no parity: %s%n", inAMillion, kind, count);
        assertThat(count.published).isPositive();
    }

    private static byte[] withoutParity(byte[] telegram) {
        byte[] plain = telegram.clone();
        for (int i = 0; i < plain.length; i++) {
            plain[i] &= 0x7F;
        }
        return plain;
    }

    private static void note(Snapshot shown, Meter meter, Count count, long seed) {
        count.published++;
        List<Quantity> wrong = meter.notSent(shown.published().values());
        for (Quantity quantity : wrong) {
            count.values.merge(quantity.key(), 1, Integer::sum);
            assertThat(quantity.unit() != Unit.KILOWATT_HOUR || meter.nearlySent(quantity, shown.published().values()))
                    .as("seed %d: %s %s", seed, quantity, shown.published().values()).isTrue();
        }
        List<Integer> devices = meter.devicesNotSent(shown.published().devices());
        devices.forEach(channel -> count.values.merge("mbus." + channel, 1, Integer::sum));
        count.wrong += wrong.isEmpty() && devices.isEmpty() ? 0 : 1;
    }

    @ParameterizedTest
    @CsvSource({"d0.*, WRONG_BITS", "d0.*, LOST_BYTES", "d0.*, WRONG_BYTES", "dsmr22, WRONG_BITS", "dsmr22, LOST_BYTES",
        "dsmr22, WRONG_BYTES", "dsmr30, WRONG_BITS", "dsmr30, LOST_BYTES", "dsmr30, WRONG_BYTES"})
    void whatIsPublishedWasSent(String kind, Line line) {
        run(kind, line, 4_000, 1);
    }

    @Tag("slow")
    @Tag("long")
    @Timeout(3_600)
    @ParameterizedTest
    @CsvSource({"d0.*, WRONG_BITS", "d0.*, LOST_BYTES", "d0.*, WRONG_BYTES", "dsmr22|dsmr30, WRONG_BITS",
        "dsmr22|dsmr30, LOST_BYTES", "dsmr22|dsmr30, WRONG_BYTES"})
    void whatIsPublishedWasSentInTheLongRun(String kind, Line line) {
        run(kind, line, 3_500_000, System.nanoTime());
    }
}
