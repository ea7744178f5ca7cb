package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.dbusp1.output.Archive.Table;
import org.dbusp1.output.ChildJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A history whose process is killed, or whose disk is full. */
@Timeout(180)
class KillTest {
    @TempDir
    private Path directory;

    private HistoryConfig settings() {
        return Servers.settings("sqlite:" + directory.resolve("history.db"), null);
    }

    private ChildJvm start() throws Exception {
        return new ChildJvm(Child.class, directory.resolve("messages"), settings().url(),
                directory.resolve("energy").toString(), directory.resolve("sent").toString());
    }

    @Test
    void killedAtAnyMomentTheFileIsWholeAndHoldsWhatWasWritten() throws Exception {
        Random random = new Random(3);
        int written = 0;
        for (int round = 0; round < 2; round++) {
            try (ChildJvm child = start()) {
                int more = written + 20 + random.nextInt(60);
                while (written < more) {
                    written = child.next();
                }
            }
            assertThat(everyEnergyIsThere(round + 1)).isGreaterThanOrEqualTo(written);
        }
        assertThat(directory.resolve("messages")).isEmptyFile();
    }

    /**
     * Returns how many minutes are stored in the file, which is whole, and whose quarter hours have all the energy: the
     * running one is written when it is over.
     *
     * @param kills how often the process was killed: each may have lost one message that was sent, and for two minutes the power is not known
     */
    private int everyEnergyIsThere(int kills) throws Exception {
        assertThat(Rows.ask(settings(), "PRAGMA integrity_check")).containsExactly("ok");
        List<Map<String, String>> minutes = Rows.all(settings(), Table.MINUTES);
        List<Map<String, String>> quarters = Rows.all(settings(), Table.QUARTERS);
        long first = Long.parseLong(minutes.get(0).get("ts"));
        for (int i = 0; i < quarters.size(); i++) {
            assertThat(quarters.get(i)).containsEntry("ts", Long.toString(first + i * 900L)).containsEntry("imp_wh", "45");
        }
        assertThat(quarters).filteredOn(quarter -> !quarter.get("partial").equals("0")).hasSizeLessThanOrEqualTo(kills);
        long last = Long.parseLong(minutes.get(minutes.size() - 1).get("ts"));
        assertThat(quarters).hasSizeGreaterThanOrEqualTo((int) ((last + 60 - first) / 900));
        assertThat(Rows.all(settings(), Table.HOURS).stream().mapToLong(hour -> Long.parseLong(hour.get("imp_wh"))).sum())
                .isEqualTo(quarters.size() * 45L);
        return minutes.size();
    }

    @Tag("slow")
    @Test
    void aFullDiskIsReportedOnceAndCaughtUpWith() throws Exception {
        Path messages = directory.resolve("messages");
        try (ChildJvm child = start()) {
            int written = 0;
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
            while (child.next() < written + 500) {
                Thread.onSpinWait();
            }
        }

        assertThat(Files.readAllLines(messages)).filteredOn(line -> line.contains("cannot be written")).hasSize(1);
        assertThat(everyEnergyIsThere(0)).isGreaterThan(700);
    }
}
