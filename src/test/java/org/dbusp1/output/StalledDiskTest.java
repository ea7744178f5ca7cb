package org.dbusp1.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dbusp1.FrozenDisk;
import org.dbusp1.demand.Tariff;
import org.dbusp1.driver.DiskQueue;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Rejected;
import org.dbusp1.output.csv.CsvOutput;
import org.dbusp1.output.csv.CsvSettings;
import org.dbusp1.output.csv.CsvSettings.Layout;
import org.dbusp1.output.csv.CsvSettings.Rotation;
import org.dbusp1.output.history.HistoryOutput;
import org.dbusp1.output.history.HistorySettings;
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
    private static final int QUEUED_AND_IN_WORK = 65;

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

    private static void until(Callable<Boolean> condition) throws Exception {
        while (!condition.call()) {
            Thread.sleep(20);
        }
    }

    private static Rejected rejected() {
        return new Rejected("/BAD".getBytes(StandardCharsets.UTF_8), 0, Instant.EPOCH, RejectCause.CRC);
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
        QueuedOutput output = new QueuedOutput("csv", () -> new CsvOutput(new CsvSettings(disk.path().toString(),
                new CsvSettings.Format(';', '.'), Layout.FULL, Rotation.DAILY, 365, 10, Optional.empty())));
        output.start();
        output.snapshot(meter.next());
        until(() -> lines() == 2);

        useAndClose(output);

        // The thread was inside its first write: the rest of 400 calls and more did not fit into the queue.
        assertThat(output.dropped()).isGreaterThanOrEqualTo(2 * TELEGRAMS - 2 * QUEUED_AND_IN_WORK);
        disk.thaw();
        until(() -> lines() > 2);
    }

    @Test
    void telegramLog() throws Exception {
        Path file = disk.path().resolve("telegrams.txt");
        TelegramLog log = new TelegramLog(file, TelegramLog.Which.ALL, "ttyUSB0", new DiskQueue());
        disk.freeze();
        for (int i = 0; i < TELEGRAMS; i++) {
            log.snapshot(meter.next());
            log.rejected(rejected());
        }
        log.offline();
        log.close();
        assertThat(disk.isFrozen()).as("every call has returned").isTrue();
        disk.thaw();
        until(() -> Files.exists(file) && Files.readString(file).contains("/BAD"));
    }

    @Test
    void historyInAFile() throws Exception {
        String url = "sqlite:" + disk.path().resolve("history.db");
        QueuedOutput output = new QueuedOutput("history", () -> new HistoryOutput(new HistorySettings(url, Optional.empty(),
                Optional.empty(), 400, Duration.ofMillis(10), Optional.empty(), Tariff.QUARTER_PEAK), (any, months) -> { }));
        output.start();
        until(() -> minutes(url) == 0);

        useAndClose(output);

        disk.thaw();
        until(() -> minutes(url) > 0);
    }

    /** -1 while there is no table. */
    private static int minutes(String url) {
        try (Connection connection = DriverManager.getConnection("jdbc:" + url);
                ResultSet rows = connection.createStatement().executeQuery("SELECT COUNT(*) FROM p1_minutes")) {
            return rows.getInt(1);
        } catch (SQLException notYet) {
            return -1;
        }
    }
}
