package org.dbusp1.app.report;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.driver.LineState;
import org.dbusp1.meter.TelegramCounts;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The search for a cause in four full samples, of bytes that take most steps: registers, and end marks in the middle of lines. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 6, time = 3)
public class SearchBenchmark {
    private static final byte[] SAMPLE = ("/ABC5\n" + "1-0:1.7.0(00.866*kW)\r\n".repeat(340) + "!1234".repeat(64))
            .getBytes(StandardCharsets.US_ASCII);
    private final LineState line = new LineState(null, null, null, Duration.ofSeconds(60), 99_999, TelegramCounts.NONE, TelegramCounts.NONE, 0,
            Duration.ZERO, null, false, null, Duration.ZERO, Map.of(), List.of(), List.of(), Collections.nCopies(4, SAMPLE), false, false, List.of());

    @Benchmark
    public @Nullable Condition search() {
        return new BytesCause().of(line, false);
    }
}
