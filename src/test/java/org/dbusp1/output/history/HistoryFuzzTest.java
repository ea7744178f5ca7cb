package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.Beside;
import org.dbusp1.fuzz.CheckedLine;
import org.dbusp1.fuzz.FairShare;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.Tariff;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile messages as rows of a real database: each minute is written, and written again changes nothing. */
@Tag(Beside.TAG)
class HistoryFuzzTest {
    @TempDir
    private static Path directory;
    private static HistoryWriter writer;

    @RegisterExtension
    static final FairShare SHARE = FairShare.of(0.2);

    @BeforeAll
    static void open() {
        writer = new HistoryWriter(new DatabaseUrl(Servers.settings("sqlite:" + directory.resolve("history.db"), null)),
                Tariff.QUARTER_PEAK, false);
    }

    @AfterAll
    static void close() {
        writer.close();
    }

    @MethodSource("org.dbusp1.fuzz.Seeds#lines")
    @FuzzTest
    void everyMinuteIsWritten(byte[] line) throws Exception {
        List<Minute> minutes = new ArrayList<>();
        MinuteAggregator recorder = new MinuteAggregator(null, Instant.EPOCH, minutes::add);
        List<Snapshot> snapshots = CheckedLine.snapshots(line);
        snapshots.forEach(recorder::add);
        recorder.finish();
        assertThat(minutes.isEmpty()).isEqualTo(snapshots.isEmpty());
        if (!minutes.isEmpty()) {
            writer.write(minutes, List.of());
        }
        SHARE.count(line, !snapshots.isEmpty());
    }
}
