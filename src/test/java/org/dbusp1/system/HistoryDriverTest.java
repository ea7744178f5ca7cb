package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dbusp1.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole driver with and without history and CSV files, as a separate process. */
@Timeout(600)
class HistoryDriverTest {
    private static final int TIMES_AS_FAST = 10;

    @TempDir
    private Path directory;

    /** Returns whether the driver has connected to its database. Without this wait it may end while it still connects. */
    private boolean hasTables() {
        Path file = directory.resolve("state/replayed.db");
        if (!Files.exists(file)) {
            return false;
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1 FROM sqlite_master WHERE name = 'p1_days'")) {
            return rows.next();
        } catch (SQLException e) {
            return false;
        }
    }

    /** Returns the meters of the minutes that the database has. */
    private List<String> recorded() throws SQLException {
        return column("SELECT meter FROM p1_minutes WHERE n > 0");
    }

    /** Returns the times of the rows that a table has. */
    private List<Instant> times(String table) throws SQLException {
        return column("SELECT ts FROM " + table + " ORDER BY ts").stream().map(Long::valueOf).map(Instant::ofEpochSecond).toList();
    }

    private List<String> column(String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("state/replayed.db"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    @Test
    void oneDatabaseLoadsNothingOfTheOthersAndTheLastMinuteIsKeptAtTheEnd() throws Exception {
        Path loaded = directory.resolve("loaded");
        Path csv = directory.resolve("state/replayed");
        Map<String, String> environment = new HashMap<>(FakeTime.slow(5));
        environment.put("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + loaded);
        // An output has 1.2 s to end, whatever it has written by then. With this clock it has 6, also on a busy machine.
        try (DriverProcess driver = DriverProcess.withoutVenus(directory, environment,
                "simulate:dsmr50", "--meter.id=house", "--history.enabled=true", "--csv.enabled=true")) {
            Await.await("both outputs", () -> Files.isDirectory(csv) && hasTables());
            driver.signal("TERM");
            assertThat(driver.status()).isZero();
        }

        assertThat(loaded).content().contains(" org.sqlite.").doesNotContain(" org.mariadb.", " org.postgresql.");
        assertThat(recorded()).isNotEmpty().containsOnly("house");
        assertThat(csv).isDirectoryContaining("glob:**/house_*.csv");
    }

    /** On a GX device the file is written each five minutes, and at the end of a quarter hour. */
    @Test
    void aKillMinutesAfterAQuarterHourLosesMinutesButNotItsRow() throws Exception {
        List<String> starter = MadeRoot.ofGxDevice();
        Instant quarter = Instant.parse("2026-06-15T10:15:00Z");
        try (SimulatedDay day = SimulatedDay.seenBefore(quarter, Duration.ofSeconds(20), starter, directory, TIMES_AS_FAST)) {
            day.watchUntil(quarter.plusSeconds(130));
            day.driver().signal("KILL");
            day.driver().status();
        }
        try (SimulatedDay again = new SimulatedDay(starter, directory, quarter.plusSeconds(600), TIMES_AS_FAST)) {
            again.watchUntil(quarter.plusSeconds(610));
        }

        assertThat(times("p1_quarters")).containsExactly(quarter.minusSeconds(900));
        assertThat(times("p1_minutes")).contains(quarter.minusSeconds(60)).doesNotContain(quarter, quarter.plusSeconds(60));
    }
}
