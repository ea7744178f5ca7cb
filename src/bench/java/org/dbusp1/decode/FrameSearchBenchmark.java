package org.dbusp1.decode;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.FrameScanner;
import org.dbusp1.frame.FrameSink;
import org.dbusp1.meter.RejectCause;
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

/** Noise of random bytes, text and zeros through the detection of formats while it is open which one a line has: pieces of 1 kB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 4, time = 2)
public class FrameSearchBenchmark {
    private static final int PIECE = 1_000;
    private static final int COUNT = 4_096;

    private final FrameScanner framer = new FrameScanner(false, Decryptor.none());
    private final byte[] noise = new byte[PIECE * COUNT];
    private int next;
    private Frame last;
    private final FrameSink sink = new FrameSink() {
        @Override
        public void frame(Frame frame) {
            last = frame;
        }

        @Override
        public void rejected(Frame frame, RejectCause cause) {
            last = frame;
        }
    };

    @Setup
    public void noise() {
        Random random = new Random(1);
        byte[] text = "1-0:1.8.0(000123.456*kWh)\r\n".getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at < noise.length; ) {
            int end = Math.min(noise.length, at + 50 + random.nextInt(500));
            int kind = random.nextInt(3);
            for (; at < end; at++) {
                noise[at] = kind == 0 ? (byte) random.nextInt() : kind == 1 ? text[at % text.length] : 0;
            }
        }
    }

    /** Operations are kilobytes: 100,000 a second are 100 MB/s. */
    @Benchmark
    public Frame noiseKilobytes() {
        int from = PIECE * (next++ & COUNT - 1);
        framer.accept(noise, from, from + PIECE, sink);
        return last;
    }
}
