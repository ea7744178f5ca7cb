package org.dbusp1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.decode.Decoded;
import org.dbusp1.decode.p1.DsmrDecoder;
import org.dbusp1.decode.p1.DsmrOptions;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.P1Framer;
import org.dbusp1.guard.DemandSettings;
import org.dbusp1.guard.Guard;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.source.simulate.Dialects;
import org.dbusp1.source.simulate.House;
import org.dbusp1.source.simulate.SimulatedDialect;
import org.dbusp1.source.simulate.SimulatedMeter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Streams of real-looking telegrams, changed at random, through framing, repair, decoding and guard: nothing escapes, and
 * what comes out has a checksum that matches when it is computed anew, bit by bit.
 */
class FuzzTest {
    private static final Pattern WHOLE = Pattern.compile("(/.*!)([0-9A-Fa-f]{0,4})", Pattern.DOTALL);
    private static final MeterKey KEY = new MeterKey("fuzz");

    private final P1Framer framer = P1Framer.repairing();
    private final DsmrDecoder decoder = new DsmrDecoder(DsmrOptions.STANDARD);
    private final Guard guard = new Guard(DemandSettings.DEFAULT);
    private final Set<String> sent = new HashSet<>();
    private final List<SimulatedMeter> meters = new ArrayList<>();
    private long nanos;
    private long accepted;
    private long strangers;

    private void fuzz(int telegrams, long seed) {
        Random random = new Random(seed);
        for (SimulatedDialect dialect : Dialects.all()) {
            if (!dialect.binary()) {
                meters.add(new SimulatedMeter(dialect, House.usual(dialect, Instant.parse("2026-03-01T12:00:00Z"))));
            }
        }
        for (int i = 0; i < telegrams; i++) {
            byte[] telegram = meters.get(random.nextInt(meters.size())).next();
            sent.add(trimmed(new String(telegram, StandardCharsets.ISO_8859_1)));
            feed(random.nextInt(4) == 0 ? telegram : Damage.to(telegram, random), random);
            if (random.nextInt(50) == 0) {
                framer.idle(this::frame);
            }
            if (sent.size() > 20_000) {
                sent.clear();
            }
        }
        System.out.printf("fuzz of %d telegrams, seed %d: %d accepted, %d of them not as sent%n", telegrams, seed,
                accepted, strangers);
        // 16 bits: of damaged telegrams one in 65,536 passes, and each repair is another chance.
        assertThat(strangers).isLessThanOrEqualTo(3 + telegrams / 10_000);
    }

    private void feed(byte[] bytes, Random random) {
        int at = 0;
        while (at < bytes.length) {
            int to = Math.min(bytes.length, at + 1 + random.nextInt(1500));
            framer.feed(bytes, at, to, this::frame);
            at = to;
        }
    }

    private void frame(Frame frame) {
        if (decoder.decode(frame) instanceof Decoded.Accepted good) {
            accepted++;
            nanos += 1_000_000_000L;
            Reading reading = good.reading();
            guard.accept(reading, KEY, Instant.EPOCH.plusNanos(nanos), nanos);
            reading.message().registers();
            reading.message().details();
            verify(new String(frame.bytes(), StandardCharsets.ISO_8859_1), reading);
        }
    }

    private void verify(String bytes, Reading reading) {
        Matcher whole = WHOLE.matcher(bytes);
        assertThat(whole.matches()).as(bytes).isTrue();
        if (reading.meter().dialect().checksum()) {
            assertThat(Integer.parseInt(whole.group(2), 16)).isEqualTo(TestTelegram.checksum(whole.group(1)));
            strangers += sent.contains(trimmed(bytes)) ? 0 : 1;
        }
    }

    private static String trimmed(String telegram) {
        return telegram.stripTrailing();
    }

    @Test
    void aShortFuzzFindsNothing() {
        fuzz(20_000, 1);
    }

    @Tag("slow")
    @Test
    void aLongFuzzFindsNothing() {
        fuzz(2_000_000, System.nanoTime());
    }
}
