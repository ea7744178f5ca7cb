package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.dbusp1.output.Archive.Table;
import org.dbusp1.output.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A history whose process is killed, or whose disk is full. */
@Timeout(180)
class KillTest {
    @TempDir
    private Path directory;

    private HistorySettings settings() {
        return Servers.settings("sqlite:" + directory.resolve("history.db"), Optional.empty());
    }

    private ChildJvm start(Path messages, int minutes) throws Exception {
        return new ChildJvm(Child.class, messages, settings().url(), Integer.toString(minutes));
    }

    @Test
    void killedAtAnyMomentTheFileIsWholeAndHoldsWhatWasWritten() throws Exception {
        Random random = new Random(3);
        int written = 0;
        for (int round = 0; round < 4; round++) {
            try (ChildJvm child = start(directory.resolve("messages"), 1_000_000)) {
                int more = written + 20 + random.nextInt(60);
                while (written < more) {
                    written = child.next();
                }
            }
            List<Map<String, String>> minutes = Rows.all(settings(), Table.MINUTES);
            assertThat(minutes).hasSizeGreaterThanOrEqualTo(written);
            assertThat(check()).containsExactly("ok");
            // The last minute is ended by a telegram that is stamped with its end.
            assertThat(energyOfHours()).isEqualTo(minutes.size() * 3L);
        }
        assertThat(directory.resolve("messages")).isEmptyFile();
    }

    private List<String> check() throws Exception {
        try (Connection connection = new DatabaseAccess(settings()).write()) {
            return new MeterRows(connection, Database.SQLITE, "").query(
                    "SELECT integrity_check FROM pragma_integrity_check WHERE '' = ?", rows -> rows.getString(1));
        }
    }

    private long energyOfHours() throws Exception {
        return Rows.all(settings(), Table.HOURS).stream().mapToLong(hour -> Long.parseLong(hour.get("imp_wh"))).sum();
    }

    @Test
    void aFullDiskIsReportedOnceAndCaughtUpWith() throws Exception {
        Path messages = directory.resolve("messages");
        int written = 0;
        try (ChildJvm child = start(messages, 1_000)) {
            while (written == 0) {
                written = child.next();
            }
            child.limitFiles("300000");
            while (!Files.readString(messages).contains("cannot be written")) {
                written = child.next();
            }
            // It goes on: the meter is heard though nothing can be written.
            for (int i = 0; i < 20; i++) {
                assertThat(child.next()).isGreaterThanOrEqualTo(written);
            }
            child.limitFiles("unlimited");
            for (int last = child.next(); last >= 0; last = child.next()) {
                written = last;
            }
        }

        List<String> lines = Files.readAllLines(messages);
        assertThat(lines).filteredOn(line -> line.contains("cannot be written")).hasSize(1);
        assertThat(written).isGreaterThan(700);
        assertThat(check()).containsExactly("ok");
        assertThat(energyOfHours()).isEqualTo(999 * 3L);
    }
}
