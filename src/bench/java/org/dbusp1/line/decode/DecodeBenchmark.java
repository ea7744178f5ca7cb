package org.dbusp1.line.decode;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.line.frame.FrameScanner;
import org.dbusp1.meter.Reading;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Bytes of a three-phase DSMR 5 meter to readings, checksum checked, on one thread; each time another telegram. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 6, time = 3)
public class DecodeBenchmark {
    private static final int PIECE_BYTES = 64;

    private final MeasuredLine line = new MeasuredLine(new FrameScanner(false, false, Decryptor.none()),
            new DsmrDecoder(DsmrDecoder.Options.DEFAULT, LocalTimeResolver.ofLog(null)));
    private byte[][] telegrams;
    private int next;

    @Setup
    public void telegrams() throws IOException {
        telegrams = VariedTelegrams.dsmr5();
    }

    @Benchmark
    public Reading dsmr5() {
        return line.read(telegram(), Integer.MAX_VALUE);
    }

    /** As a serial port delivers them. */
    @Benchmark
    public Reading dsmr5InPieces() {
        return line.read(telegram(), PIECE_BYTES);
    }

    private byte[] telegram() {
        return telegrams[next++ & VariedTelegrams.COUNT - 1];
    }
}
