package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.dbusp1.output.Archive.Table;
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

    private Process start(Path messages, int minutes) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(java, "-Xmx64m",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=info", "-cp", System.getProperty("java.class.path"),
                Child.class.getName(), settings().url(), Integer.toString(minutes))
                .redirectError(messages.toFile()).start();
    }

    @Test
    void killedAtAnyMomentTheFileIsWholeAndHoldsWhatWasWritten() throws Exception {
        Random random = new Random(3);
        int written = 0;
        for (int round = 0; round < 8; round++) {
            Process child = start(directory.resolve("messages"), 1_000_000);
            try (BufferedReader said = child.inputReader()) {
                int more = written + 20 + random.nextInt(60);
                while (written < more) {
                    written = Integer.parseInt(said.readLine());
                }
            } finally {
                child.destroyForcibly().waitFor();
            }
            List<Map<String, String>> minutes = Rows.all(settings(), Table.MINUTES);
            assertThat(minutes).hasSizeGreaterThanOrEqualTo(written);
            assertThat(check()).containsExactly("ok");
            assertThat(energyOfHours()).isEqualTo((minutes.size() - 1) * 3L);
        }
        assertThat(directory.resolve("messages")).isEmptyFile();
    }

    private List<String> check() throws Exception {
        try (Connection connection = new Access(settings()).write()) {
            return new Ledger(connection, Database.SQLITE, "").query(
                    "SELECT integrity_check FROM pragma_integrity_check WHERE '' = ?", rows -> rows.getString(1));
        }
    }

    private long energyOfHours() throws Exception {
        return Rows.all(settings(), Table.HOURS).stream().mapToLong(hour -> Long.parseLong(hour.get("imp_wh"))).sum();
    }

    @Test
    void aFullDiskIsSaidOnceAndCaughtUpWith() throws Exception {
        Path messages = directory.resolve("messages");
        Process child = start(messages, 3_000);
        List<Integer> written = new ArrayList<>();
        try (BufferedReader said = child.inputReader()) {
            String line = said.readLine();
            while (line.equals("0")) {
                line = said.readLine();
            }
            limitFiles(child, "300000");
            while (!Files.readString(messages).contains("cannot be written")) {
                written.add(Integer.parseInt(said.readLine()));
            }
            // It goes on: the meter is heard though nothing can be written.
            for (int i = 0; i < 20; i++) {
                written.add(Integer.parseInt(said.readLine()));
            }
            limitFiles(child, "unlimited");
            for (line = said.readLine(); line != null; line = said.readLine()) {
                written.add(Integer.parseInt(line));
            }
        } finally {
            child.destroyForcibly().waitFor();
        }

        List<String> lines = Files.readAllLines(messages);
        assertThat(lines).filteredOn(line -> line.contains("cannot be written")).hasSize(1);
        assertThat(written.get(written.size() - 1)).isGreaterThan(2_000);
        assertThat(check()).containsExactly("ok");
        assertThat(energyOfHours()).isEqualTo(2_999 * 3L);
    }

    /** To a process with a limit a disk is as full as can be: no file of it may grow beyond so many bytes. */
    private static void limitFiles(Process child, String bytes) throws Exception {
        assertThat(new ProcessBuilder("prlimit", "--pid", Long.toString(child.pid()), "--fsize=" + bytes + ":unlimited")
                .inheritIO().start().waitFor()).isZero();
    }
}
