package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.dbusp1.JavaCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole driver with and without history and CSV files, as a separate process. */
@Timeout(120)
class HistoryDriverTest {
    @TempDir
    private Path directory;

    private Path loaded() {
        return directory.resolve("loaded");
    }

    private boolean isLoaded(String name) throws Exception {
        return Files.exists(loaded()) && Files.readString(loaded()).contains(" " + name + " ");
    }

    /** Returns whether the driver has connected to its database. Without this wait it may end while it still connects. */
    private boolean hasTables() {
        Path file = directory.resolve("history.db");
        if (!Files.exists(file)) {
            return false;
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1 FROM sqlite_master WHERE name = 'p1_days'")) {
            return rows.next();
        } catch (SQLException stillMade) {
            return false;
        }
    }

    /** Runs it until a condition holds, and ends it as a supervisor does. */
    private List<String> classesLoaded(Callable<Boolean> until, String... options) throws Exception {
        List<String> words = new ArrayList<>(JavaCommand.with("-Xlog:class+load:file=" + loaded()));
        words.addAll(List.of("org.dbusp1.Main", "run", "--simulate", "dsmr50",
                "--venus.enabled=false", "--meter.id=house", "--config",
                Files.writeString(directory.resolve("p1.properties"), "").toString()));
        words.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile());
        builder.environment().put("STATE_DIRECTORY", directory.toString());
        builder.environment().put("RUNTIME_DIRECTORY", directory.resolve("run").toString());
        Process driver = builder.start();
        try {
            while (!until.call()) {
                assertThat(driver.isAlive()).as(Files.readString(directory.resolve("log"))).isTrue();
                TimeUnit.MILLISECONDS.sleep(50);
            }
            driver.destroy();
            assertThat(driver.waitFor()).isZero();
        } finally {
            driver.destroyForcibly();
        }
        return Files.readAllLines(loaded());
    }

    @Test
    void oneDatabaseLoadsNothingOfTheOthersAndTheLastMinuteIsKeptAtTheEnd() throws Exception {
        List<String> lines = classesLoaded(() -> isLoaded("org.dbusp1.output.csv.CsvFile") && hasTables(),
                "--history.enabled=true", "--csv.enabled=true");
        assertThat(lines).anyMatch(line -> line.contains("org.sqlite."))
                .noneMatch(line -> line.matches(".* (org\\.mariadb|org\\.postgresql)\\..*"));

        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("history.db"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT meter, n FROM p1_minutes")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("house");
            assertThat(rows.getInt(2)).isPositive();
        }
        assertThat(directory.resolve("csv")).isDirectoryContaining("glob:**/house_*.csv");
    }
}
