package org.dbusp1.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.dbusp1.Await;
import org.dbusp1.FrozenDisk;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.output.csv.CsvConfig;
import org.dbusp1.output.csv.CsvConfig.Layout;
import org.dbusp1.output.csv.CsvOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Outputs that write to a disk on which writes wait for ever. Every call returns while the disk is frozen, close too;
 * when it is not, the outputs go on.
 */
@Timeout(120)
class StalledDiskTest {
    /** More than the queue of an output holds. */
    private static final int TELEGRAMS = 200;

    @TempDir
    private Path directory;
    private FrozenDisk disk;
    private final SampleMeter meter = SampleMeter.usual();

    @BeforeEach
    void mount() throws Exception {
        disk = new FrozenDisk(directory);
    }

    @AfterEach
    void unmount() throws Exception {
        if (disk != null) {
            disk.close();
        }
    }

    private static void until(Callable<Boolean> condition) {
        Await.await("what is written", Duration.ofMinutes(2), condition);
    }

    private static RejectedFrame rejected() {
        return new RejectedFrame("/BAD".getBytes(StandardCharsets.UTF_8), 0, Instant.EPOCH, RejectCause.CRC);
    }

    /** Calls everything and ends it while nothing can be written. */
    private void useAndClose(QueuedOutput output) throws Exception {
        disk.freeze();
        for (int i = 0; i < TELEGRAMS; i++) {
            output.snapshot(meter.next());
            output.rejected(rejected());
        }
        output.offline();
        output.close();
        assertThat(disk.isFrozen()).isTrue();
    }

    private long lines() throws Exception {
        Path file = disk.path().resolve("sample_2026-06-15.csv");
        return Files.exists(file) ? Files.readString(file).lines().count() : 0;
    }

    @Test
    void csvFiles() throws Exception {
        QueuedOutput output = new QueuedOutput("csv", () -> new CsvOutput(new CsvConfig(disk.path().toString(), true,
                Layout.FULL, '.', 10, null)), QuickQueue.NO_EXIT);
        output.start();
        output.snapshot(meter.next());
        until(() -> lines() == 2);

        useAndClose(output);

        disk.thaw();
        until(() -> lines() > 2);
        assertThat(lines()).as("the thread was inside its first write; the queue has room for few").isLessThan(TELEGRAMS);
        until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(thread -> thread.getName().equals("csv")));
    }
}
