package org.dbusp1.app.assembly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.dbusp1.GoldenTable;
import org.dbusp1.app.assembly.PublishedMeter.Case;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.output.feedback.TestFindings;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.SimulatedDialect;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares all that is published of each simulated meter with its golden text; writes the file where {@code -Dgolden=write} is
 * given. So the difference of a change in this file is its effect for owners.
 */
@Timeout(300)
class GoldenTest {
    private static final GoldenTable GOLDEN = new GoldenTable(Path.of("src/test/resources/golden/meters.txt"), "## ");

    @TempDir
    private static Path directory;
    /** All of them, so that their brokers are waited for at the same time. */
    private static final Map<String, PublishedMeter> METERS = new ConcurrentHashMap<>();
    private static final int AT_ONCE = 6;

    /** Each simulated meter by itself, then what a GX device adds. */
    private static Stream<Case> cases() {
        Finding follow = TestFindings.follow(Condition.FOLLOW_FOLLOWED, 15);
        return Stream.concat(Dialects.all().stream().map(Case::of), Stream.of(
                // Half an hour after the list with the counters, which come once an hour.
                new Case("hourly-counters", dialect("han-aidon"), 720, DemandConfig.DEFAULT, Optional.empty(),
                        Finding.of(Condition.ESS_UNKNOWN)),
                new Case("demand-with-limiter", dialect("emucs17"), 0, new DemandConfig(Tariff.named("flanders"), 2_500L),
                        Optional.of(TestFindings.limiter(Condition.LIMITER_LIMITING, 3_000L, 2_950L, null)),
                        Finding.of(Condition.ESS_UNKNOWN)),
                new Case("follow", dialect("dsmr42"), 0, DemandConfig.DEFAULT, Optional.empty(),
                        Finding.of(Condition.ESS_USED, ""), Optional.of(follow))));
    }

    private static SimulatedDialect dialect(String name) {
        return Dialects.named(name).orElseThrow();
    }

    static Stream<String> names() {
        return cases().map(Case::name);
    }

    @BeforeAll
    static void connect() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        List<Future<?>> starts = new ArrayList<>();
        cases().forEach(one -> starts.add(threads.submit(() ->
                METERS.put(one.name(), new PublishedMeter(one, Files.createDirectory(directory.resolve(one.name())))))));
        threads.shutdown();
        for (Future<?> start : starts) {
            start.get();
        }
    }

    @AfterAll
    static void close() throws Exception {
        for (PublishedMeter meter : METERS.values()) {
            meter.close();
        }
        GOLDEN.end();
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatIsPublishedOfAMeter(String name) throws Exception {
        GOLDEN.compare(name, METERS.get(name).published());
    }

    @Test
    void noOtherMeterIsInIt() throws IOException {
        GOLDEN.assertNoOthers(names());
    }
}
