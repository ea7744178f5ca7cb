package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonthPeakMemoryTest {
    @TempDir
    private Path directory;
    private long nanos;
    private MonthPeakMemory memory;

    @BeforeEach
    void open() {
        memory = new MonthPeakMemory(directory, Runnable::run, () -> nanos);
    }

    private String read() {
        return new MonthPeakMemory(directory, Runnable::run).recall("house.60", Function.identity()).orElse("nothing");
    }

    @Test
    void aNewPeakIsWrittenAtOnce() {
        memory.remember("house.60", () -> "first", true);
        assertThat(read()).isEqualTo("first");
        memory.remember("house.60", () -> "second", true);
        assertThat(read()).isEqualTo("second");
    }

    @Test
    void whatIsNoPeakIsWrittenOnceAnHourAndAtTheEnd() {
        memory.remember("house.60", () -> "first", false);
        assertThat(read()).isEqualTo("first");
        nanos += TimeUnit.MINUTES.toNanos(59);
        memory.remember("house.60", () -> "second", false);
        assertThat(read()).isEqualTo("first");
        nanos += TimeUnit.MINUTES.toNanos(1);
        memory.remember("house.60", () -> "third", false);
        assertThat(read()).isEqualTo("third");
        String[] newest = {"third"};
        memory.remember("house.60", () -> newest[0], false);
        newest[0] = "as it stands at the end";
        memory.close();
        assertThat(read()).isEqualTo("as it stands at the end");
    }

    @Test
    void aDriverThatFollowsNothingWritesNothing() {
        memory.close();
        assertThat(Files.exists(directory.resolve("peaks.properties"))).isFalse();
    }
}
