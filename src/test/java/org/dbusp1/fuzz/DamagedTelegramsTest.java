package org.dbusp1.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dbusp1.Beside;
import org.dbusp1.SimulatedLog;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.DecodeOutcome;
import org.dbusp1.line.decode.Decoder;
import org.dbusp1.line.decode.LineDecoders;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.SimulatedDialect;
import org.dbusp1.simulator.SimulatedMeter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Streams of telegrams and binary frames, some of them damaged as lines do it, through framing, repair, decoding and guard.
 * Nearly nothing is accepted that was not sent: 16 bits of checksum match by chance once in 65,536 times, and each repair is
 * another chance.
 */
class DamagedTelegramsTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    /** One meter for a while: a line has but one. */
    private static final int RUN = 500;
    private static final int SHORT_RUN = 150;
    /** One of so many is in a quick test of long runs. */
    private static final int FEW_DIALECTS = 5;
    private static final long REFUSED_BYTES = 8 << 20;

    /** What a line does to its telegrams, and of how many sent ones a wrong value may be published. */
    private enum Line {
        DAMAGED(10_000),
        /** The digits of the checksum are lost, from the first telegram on, and nothing else. */
        WITHOUT_DIGITS(Integer.MAX_VALUE),
        /** Both: nothing but the telegram before proves one, as with meters that send no checksum; see {@link NoChecksumDamageTest}. */
        WITHOUT_DIGITS_DAMAGED(500);

        private static final int FEW = 3;
        private final int inSoMany;

        Line(int inSoMany) {
            this.inSoMany = inSoMany;
        }

        byte[] arrived(byte[] telegram, Random random) {
            byte[] passed = this == DAMAGED ? telegram : withoutDigits(telegram);
            return this == WITHOUT_DIGITS || random.nextInt(3) == 0 ? passed : Damage.to(passed, random);
        }

        /** In short runs no larger share by chance than in long ones: none. @param run telegrams of each meter in a row */
        int mostWrong(int telegrams, int run) {
            return this == WITHOUT_DIGITS ? 0 : FEW * run / RUN + telegrams / inSoMany;
        }
    }

    private static byte[] withoutDigits(byte[] telegram) {
        String text = new String(telegram, ISO_8859_1);
        return (text.substring(0, text.lastIndexOf('!') + 1) + "\r\n").getBytes(ISO_8859_1);
    }

    private static List<SimulatedDialect> dialects(boolean binary, Line line) {
        return Dialects.all().stream().filter(dialect -> dialect.lists() != null == binary && (line == Line.DAMAGED || dialect.checksum()))
                .toList();
    }

    private static void run(boolean binary, Line kind, int telegrams, int run, long seed) {
        run(dialects(binary, kind), kind, telegrams, run, seed);
    }

    private static void run(List<SimulatedDialect> dialects, Line kind, int telegrams, int run, long seed) {
        Random random = new Random(seed);
        int accepted = 0;
        int published = 0;
        int changed = 0;
        for (int i = 0; i < telegrams; i += run) {
            SimulatedDialect dialect = dialects.get(i / run % dialects.size());
            SimulatedMeter meter = SimulatedLog.meter(dialect, START.plusSeconds(i));
            CheckedLine line = new CheckedLine(Decryptor.none());
            List<byte[]> sent = new ArrayList<>();
            for (int j = 0; j < run; j++) {
                sent.add(meter.next());
                line.accept(kind.arrived(sent.get(j), random), () -> 1 + random.nextInt(700));
                if (random.nextInt(20) == 0) {
                    line.idle();
                }
            }
            line.end();
            accepted += line.readings().size();
            published += line.snapshots().size();
            changed += notSent(line, dialect, sent);
        }
        System.out.printf("%d %s, %s, seed %d: %d accepted, %d published, %d not as sent%n", telegrams,
                dialects.get(0).lists() != null ? "binary messages" : "telegrams", kind, seed, accepted, published, changed);
        assertThat(published).isGreaterThan(telegrams / (kind == Line.WITHOUT_DIGITS ? 2 : 5));
        assertThat(changed).isLessThanOrEqualTo(kind.mostWrong(telegrams, run));
    }

    /** Returns how many messages with a right checksum were not sent, and how many without one that were published with another value. */
    private static int notSent(CheckedLine line, SimulatedDialect dialect, List<byte[]> sent) {
        Set<String> shapes = sent.stream().map(DamagedTelegramsTest::shape).collect(Collectors.toSet());
        long proved = line.readings().stream().filter(reading -> !reading.message().hasNoChecksum())
                .filter(reading -> !shapes.contains(shape(reading.message().bytes()))).count();
        List<Snapshot> unproved = line.snapshots().stream().filter(snapshot -> dialect.checksum()
                && snapshot.reading().message().hasNoChecksum()).toList();
        if (unproved.isEmpty()) {
            return (int) proved;
        }
        Map<Quantity, Set<Long>> known = new EnumMap<>(Quantity.class);
        CheckedLine undamaged = new CheckedLine(Decryptor.none());
        sent.forEach(telegram -> undamaged.accept(telegram, () -> telegram.length));
        undamaged.end().readings().forEach(reading -> reading.values().present().forEach(quantity ->
                known.computeIfAbsent(quantity, key -> new HashSet<>()).add(reading.values().scaled(quantity))));
        return (int) (proved + unproved.stream().map(snapshot -> snapshot.published().values()).filter(values -> values.present().stream()
                .anyMatch(quantity -> !known.getOrDefault(quantity, Set.of()).contains(values.scaled(quantity)))).count());
    }

    /** Without the line end, which is no part of a telegram. */
    private static String shape(byte[] telegram) {
        int end = telegram.length;
        while (telegram[0] == '/' && (telegram[end - 1] == '\r' || telegram[end - 1] == '\n')) {
            end--;
        }
        return new String(telegram, 0, end, ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({"false, DAMAGED", "true, DAMAGED", "false, WITHOUT_DIGITS", "false, WITHOUT_DIGITS_DAMAGED"})
    void onlyWhatWasSentIsAccepted(boolean binary, Line line) {
        run(binary, line, dialects(binary, line).size() * SHORT_RUN, SHORT_RUN, 1);
    }

    /** What is believed wrongly without a checksum stays for hundreds of telegrams. */
    @Test
    void aLongRunWithoutDigitsIsPublished() {
        List<SimulatedDialect> all = dialects(false, Line.WITHOUT_DIGITS_DAMAGED);
        List<SimulatedDialect> some = IntStream.range(0, all.size()).filter(i -> i % FEW_DIALECTS == 0).mapToObj(all::get).toList();
        run(some, Line.WITHOUT_DIGITS_DAMAGED, some.size() * RUN, RUN, 1);
    }

    @Tag("slow")
    @Tag(Beside.TAG)
    @ParameterizedTest
    @CsvSource({"false, DAMAGED", "true, DAMAGED", "false, WITHOUT_DIGITS", "false, WITHOUT_DIGITS_DAMAGED"})
    void onlyWhatWasSentIsAcceptedInTheLongRun(boolean binary, Line line) {
        run(binary, line, dialects(binary, line).size() * RUN, RUN, 1);
        run(binary, line, 20_000, RUN, 1);
        long seed = System.nanoTime();
        try {
            run(binary, line, 1_000_000, RUN, seed);
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    /**
     * Damaged HDLC frames that random seeds have made, of Kamstrup and Aidon: the message in them ends where its list ends, and the byte
     * after it begins another. As a message without a frame it would be whole, although a code or a unit in it is damaged.
     */
    @ParameterizedTest
    @ValueSource(strings = {"""
            7ea0e22b2113239ae6e7000f000000000c07ea0308070b2914ff80000002190a0e4b616d73747275705f563030303109060101000005ff0a10353730
            3635363730303030303030303109060101600101ff0a1236383431313231424e32343331303130343009060101010700ff0600000000090601010207
            00ff060000043009060101030700ff060000000009060101040700ff0600000051090601011f0700ff06000001ff09060101330700ff060000001c09
            06017c470700ff060000001609060101200700ff1200e709060101340700ff1200e509060101480700ff1200e50f1073693f0c4f7e""", """
            7ea02a410883130413e6e7000f40000000000101020309060100010700ff060000005302020f0016300ffd7e""", """
            7ea02a410883130413e6e7000f40000000000101020309060100010700ff060000092202000f00161b95df7e"""})
    void theMessageOfADamagedFrameIsNotAccepted(String hex) {
        byte[] frame = HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        CheckedLine line = new CheckedLine(Decryptor.none()).accept(frame, () -> frame.length).idle().end();
        assertThat(line.frames()).anyMatch(found -> found.startsWith("NOTIFICATION UNPROVEN"));
        assertThat(line.readings()).isEmpty();
    }

    /** However much a line delivers of which nothing is accepted: framer and decoder keep a few kilobytes of it. */
    @Tag(Beside.TAG)
    @Test
    void rejectedBytesAreNotKept() {
        Random random = new Random(1);
        List<Seeds.Seed> seeds = Seeds.good();
        TestScanner framer = new TestScanner(true, Decryptor.none());
        Decoder decoder = LineDecoders.usual();
        long before = usedMemory();
        for (long bytes = 0; bytes < REFUSED_BYTES; ) {
            byte[] damaged = Damage.to(seeds.get(random.nextInt(seeds.size())).bytes(), random);
            framer.accept(damaged, 0, damaged.length).forEach(frame -> DecodeOutcome.of(decoder, frame));
            bytes += damaged.length;
        }
        assertThat(usedMemory() - before).isLessThan(REFUSED_BYTES / 4);
        framer.end().forEach(frame -> DecodeOutcome.of(decoder, frame));
    }

    private static long usedMemory() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
