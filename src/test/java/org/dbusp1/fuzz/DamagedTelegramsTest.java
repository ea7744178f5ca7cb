package org.dbusp1.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.dbusp1.Beside;
import org.dbusp1.SimulatedLog;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.DecodeOutcome;
import org.dbusp1.line.decode.Decoder;
import org.dbusp1.line.decode.LineDecoders;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.SimulatedMeter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Streams of telegrams and binary frames, some of them damaged as lines do it, through framing, repair, decoding and guard.
 * Nearly nothing is accepted that was not sent: 16 bits of checksum match by chance once in 65,536 times, and each repair is
 * another chance.
 */
@Tag(Beside.TAG)
class DamagedTelegramsTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    /** One meter for a while: a line has but one. */
    private static final int RUN = 500;
    private static final long REFUSED_BYTES = 16 << 20;

    private static List<SimulatedMeter> meters(boolean binary) {
        return Dialects.all().stream().filter(dialect -> dialect.lists() != null == binary)
                .map(dialect -> SimulatedLog.meter(dialect, START)).toList();
    }

    private static void run(boolean binary, int telegrams, long seed) {
        Random random = new Random(seed);
        List<SimulatedMeter> meters = meters(binary);
        int accepted = 0;
        int changed = 0;
        for (int i = 0; i < telegrams; i += RUN) {
            CheckedLine line = new CheckedLine(Decryptor.none());
            Set<String> sent = new HashSet<>();
            for (int j = 0; j < RUN; j++) {
                byte[] telegram = meters.get(i / RUN % meters.size()).next();
                sent.add(shape(telegram));
                line.accept(random.nextInt(3) == 0 ? telegram : Damage.to(telegram, random), () -> 1 + random.nextInt(700));
                if (random.nextInt(20) == 0) {
                    line.idle();
                }
            }
            line.end();
            accepted += line.readings().size();
            changed += (int) line.readings().stream().filter(reading -> reading.meter().dialect().sendsChecksum())
                    .filter(reading -> !sent.contains(shape(reading.message().bytes()))).count();
        }
        System.out.printf("%d %s, seed %d: %d accepted, %d of them not as sent%n", telegrams,
                binary ? "binary messages" : "telegrams", seed, accepted, changed);
        assertThat(accepted).isGreaterThan(telegrams / 5);
        assertThat(changed).isLessThanOrEqualTo(3 + telegrams / 10_000);
    }

    /** Without the line end, which is no part of a telegram. */
    private static String shape(byte[] telegram) {
        int end = telegram.length;
        while (telegram[0] == '/' && (telegram[end - 1] == '\r' || telegram[end - 1] == '\n')) {
            end--;
        }
        return HexFormat.of().formatHex(telegram, 0, end);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onlyWhatWasSentIsAccepted(boolean binary) {
        run(binary, meters(binary).size() * RUN, 1);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onlyWhatWasSentIsAcceptedInTheLongRun(boolean binary) {
        run(binary, 20_000, 1);
        long seed = System.nanoTime();
        try {
            run(binary, 1_000_000, seed);
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
