package org.dbusp1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.decode.Decoded;
import org.dbusp1.decode.LineDecoder;
import org.dbusp1.decode.han.HanDecoder;
import org.dbusp1.decode.han.HanOptions;
import org.dbusp1.decode.p1.DsmrDecoder;
import org.dbusp1.decode.p1.DsmrOptions;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.LineFramer;
import org.dbusp1.frame.P1Framer;
import org.dbusp1.guard.DemandSettings;
import org.dbusp1.guard.Guard;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.source.simulate.Dialects;
import org.dbusp1.source.simulate.House;
import org.dbusp1.source.simulate.SimulatedDialect;
import org.dbusp1.source.simulate.SimulatedMeter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Binary frames changed at random, between frames as they were sent, and without anybody telling which language they
 * are: nothing escapes, and hardly anything comes out that was not sent.
 */
class HanFuzzTest {
    private static final MeterKey KEY = new MeterKey("fuzz");

    private final LineFramer framer = new LineFramer(P1Framer::repairing, Decryptor.none());
    private final LineDecoder decoder = new LineDecoder(() -> new DsmrDecoder(DsmrOptions.STANDARD), () -> new HanDecoder(HanOptions.STANDARD));
    private final Guard guard = new Guard(DemandSettings.DEFAULT);
    private final Set<String> sent = new HashSet<>();
    private long nanos;
    private long accepted;
    private long strangers;

    private void fuzz(int frames, long seed) {
        Random random = new Random(seed);
        List<SimulatedMeter> meters = new ArrayList<>();
        for (SimulatedDialect dialect : Dialects.all()) {
            if (dialect.binary()) {
                meters.add(new SimulatedMeter(dialect, House.usual(dialect, Instant.parse("2026-03-01T12:00:00Z"))));
            }
        }
        for (int i = 0; i < frames; i++) {
            // One meter for a while: a line has but one.
            byte[] frame = meters.get(i / 500 % meters.size()).next();
            sent.add(shape(frame));
            feed(random.nextInt(3) == 0 ? frame : Damage.to(frame, random), random);
            if (random.nextInt(20) == 0) {
                framer.idle(this::frame);
            }
            if (sent.size() > 20_000) {
                sent.clear();
            }
        }
        framer.end(this::frame);
        System.out.printf("fuzz of %d binary frames, seed %d: %d accepted, %d of them not as sent%n", frames, seed,
                accepted, strangers);
        assertThat(accepted).isGreaterThan(frames / 5);
        assertThat(strangers).isLessThanOrEqualTo(3 + frames / 10_000);
    }

    private void feed(byte[] bytes, Random random) {
        for (int at = 0; at < bytes.length;) {
            int to = Math.min(bytes.length, at + 1 + random.nextInt(300));
            framer.feed(bytes, at, to, this::frame);
            at = to;
        }
    }

    private void frame(Frame frame) {
        if (decoder.decode(frame) instanceof Decoded.Accepted good) {
            accepted++;
            nanos += 2_000_000_000L;
            guard.accept(good.reading(), KEY, Instant.EPOCH.plusNanos(nanos), nanos);
            good.reading().message().registers();
            good.reading().message().push();
            strangers += sent.contains(shape(frame.bytes())) ? 0 : 1;
        }
    }

    private static String shape(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void aShortFuzzFindsNothing() {
        fuzz(20_000, 1);
    }

    @Tag("slow")
    @Test
    void aLongFuzzFindsNothing() {
        fuzz(1_000_000, System.nanoTime());
    }
}
