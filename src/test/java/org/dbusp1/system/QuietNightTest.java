package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.system.soak.Footprint;
import org.dbusp1.system.soak.SentTelegram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A night of the driver by its own clock, over the end of a day and the hour that comes twice, in which nothing happens but that time
 * passes. Each telegram is kept, and nothing grows that is not of the day.
 */
@Timeout(value = 9_000, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QuietNightTest {
    /** Nine minutes: the values of a meter of ten seconds outlast a pause of half a second; on a slow machine of two, in 36 minutes. */
    private static final int TIMES_AS_FAST = FakeTime.timesAsFast(60, 15);
    /** 22:00 of the day before. */
    private static final Instant BEGIN = Instant.parse("2026-10-24T20:00:00Z");
    private static final int HOURS = 9;
    private static final Duration BEFORE = Duration.ofMinutes(5);
    private static final Duration AFTER = Duration.ofMinutes(2);
    private static final int SAMPLES = 3;
    private static final long MEBIBYTE_IN_KIB = 1 << 10;
    /** Threads of the outputs' pools, and connections of the client. */
    private static final int FEW_MORE = 2;
    private static final int FEW_LINES = 6;

    @TempDir
    private Path directory;

    /** @param files in the driver's directories; @param lines of its log */
    private record Held(Footprint footprint, long files, int lines) {
    }

    @Tag("slow")
    @Tag("long")
    @Test
    void nothingGrowsAndEachTelegramIsKept() throws Exception {
        Instant end = BEGIN.plus(Duration.ofHours(HOURS));
        try (SimulatedDay night = SimulatedDay.seenBefore(BEGIN, BEFORE, List.of(), directory, TIMES_AS_FAST)) {
            List<Held> early = samples(night, BEGIN.plus(Duration.ofHours(3)));
            List<Held> late = samples(night, end.minus(Duration.ofHours(1)));
            night.watchUntil(end.plus(AFTER));
            night.end();
            List<SentTelegram> sent = night.sent();
            System.out.printf("quiet night: %d telegrams; %s, then %s; log:%n%s", sent.size(), early, late, night.driver().output());
            night.expectKept(sent);
            night.expectHours(sent, BEGIN, HOURS);
            expectFlat(early, late);
            assertThat(night.log()).hasSizeLessThanOrEqualTo(FEW_LINES);
        }
    }

    /** Takes a sample at a time and each quarter of an hour after it. */
    private List<Held> samples(SimulatedDay day, Instant first) throws IOException, InterruptedException {
        List<Held> samples = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) {
            day.watchUntil(first.plus(Duration.ofMinutes(15L * i)));
            awaitIdleThreads(day.driver());
            samples.add(new Held(Footprint.of(day.driver().process().pid()), files(), day.log().size()));
        }
        return samples;
    }

    /** The threads that answered the client end when they were idle for half a minute of the driver's. */
    private static void awaitIdleThreads(DriverProcess driver) {
        Await.await("the end of idle threads", () -> {
            try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(driver.process().pid()), "task"))) {
                return threads.map(QuietNightTest::name).noneMatch(name -> name.startsWith("http-"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static String name(Path thread) {
        try {
            return Files.readString(thread.resolve("comm"));
        } catch (IOException e) {
            return "";
        }
    }

    private long files() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    /** By the lowest of the samples: threads, connections and files that are being written come and go. */
    private static void expectFlat(List<Held> early, List<Held> late) {
        String all = early + ", then " + late;
        assertThat(least(late, held -> held.footprint().heapKib())).as(all)
                .isLessThan(least(early, held -> held.footprint().heapKib()) + MEBIBYTE_IN_KIB);
        assertThat(least(late, held -> held.footprint().rssKib())).as(all)
                .isLessThan(least(early, held -> held.footprint().rssKib()) + 16 * MEBIBYTE_IN_KIB);
        assertThat(least(late, held -> held.footprint().threads())).as(all)
                .isLessThanOrEqualTo(least(early, held -> held.footprint().threads()) + FEW_MORE);
        assertThat(least(late, held -> held.footprint().files())).as(all)
                .isLessThanOrEqualTo(least(early, held -> held.footprint().files()) + FEW_MORE);
        assertThat(least(late, Held::files)).as(all).isEqualTo(least(early, Held::files));
        assertThat(least(late, Held::lines)).as(all).isEqualTo(least(early, Held::lines));
    }

    private static long least(List<Held> samples, ToLongFunction<Held> figure) {
        return samples.stream().mapToLong(figure).min().orElseThrow();
    }
}
