package org.dbusp1.decode;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.frame.FrameScanner;
import org.dbusp1.meter.Reading;
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

/**
 * Telegrams and frames of simulated meters, as they alternate on the line, to readings through the whole detection of formats: binary
 * meters, and German meters with SML and with D0 text.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 4, time = 2)
public class LineBenchmark {
    @Param({"han-aidon", "han-kaifa", "han-kamstrup", "sml-emh", "sml-iskra", "sml-easymeter", "d0", "d0-ebz"})
    public String meter;

    private final MeasuredLine line =
            new MeasuredLine(new FrameScanner(false, Decryptor.none()), LineDecoders.usual());
    private byte[][] telegrams;
    private int next;

    @Setup
    public void telegrams() {
        telegrams = VariedTelegrams.simulated(meter, Instant.parse("2026-06-23T10:00:00Z"));
    }

    @Benchmark
    public Reading line() {
        return line.read(telegrams[next++ & VariedTelegrams.COUNT - 1]);
    }
}
