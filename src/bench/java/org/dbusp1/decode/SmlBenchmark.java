package org.dbusp1.decode;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.frame.Framer;
import org.dbusp1.frame.LineFramer;
import org.dbusp1.frame.P1Framer;
import org.dbusp1.meter.Reading;
import org.dbusp1.source.simulate.Dialects;
import org.dbusp1.source.simulate.House;
import org.dbusp1.source.simulate.SimulatedDialect;
import org.dbusp1.source.simulate.SimulatedMeter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** SML telegrams of German meters to readings, through the whole detection of formats. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 4, time = 2)
public class SmlBenchmark {
    private static final int COUNT = 64;

    @Param({"sml-emh", "sml-iskra", "sml-easymeter"})
    public String meter;

    private final Framer framer = new LineFramer(P1Framer::new, Decryptor.none());
    private final Decoder decoder = LineDecoders.usual();
    private final byte[][] frames = new byte[COUNT][];
    private int next;
    private Reading reading;

    @Setup
    public void frames() {
        SimulatedDialect dialect = Dialects.named(meter).orElseThrow();
        SimulatedMeter simulated = new SimulatedMeter(dialect,
                House.usual(dialect, Instant.parse("2026-06-23T10:00:00Z")));
        for (int i = 0; i < COUNT; i++) {
            frames[i] = simulated.next();
        }
    }

    @Benchmark
    public Reading sml() {
        byte[] bytes = frames[next++ & COUNT - 1];
        reading = null;
        framer.feed(bytes, 0, bytes.length, frame -> {
            if (decoder.decode(frame) instanceof Decoded.Accepted accepted) {
                reading = accepted.reading();
            }
        });
        if (reading == null) {
            throw new IllegalStateException("a telegram was not accepted");
        }
        return reading;
    }
}
