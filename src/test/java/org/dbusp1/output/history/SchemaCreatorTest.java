package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dbusp1.output.history.Rows.ask;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.output.Archive.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables of other versions, users of the database with few rights, and the views with times, which Grafana and people read. */
@Timeout(240)
class SchemaCreatorTest {
    /** With the whole quarter hour of a peak. */
    private static final int MINUTES = 32;
    private static final long SUMMER = TestHistory.second("2026-06-15T10:00:00Z");

    /** Connects as a driver does that starts; returns the tables that it finds. */
    private static boolean connect(HistoryConfig settings) throws Exception {
        try (Connection connection = new DatabaseUrl(settings).connectForWriting()) {
            return new Statements(connection, SqlDialect.SQLITE).has("TABLE", "p1_version");
        }
    }

    /** Makes a user of a database by statements with its name and the database's; returns the settings with which it writes. */
    private static HistoryConfig user(HistoryConfig owner, String name, String... statements) throws Exception {
        String unique = name + owner.url().replaceAll(".*/p1_", "");
        for (String statement : statements) {
            ask(owner, statement.formatted(unique, owner.url().replaceAll(".*/", "")));
        }
        return new HistoryConfig(owner.url(), unique, "secret", 31, owner.flushInterval(), null,
                Tariff.QUARTER_PEAK, false, true);
    }

    /** An owner of tables who never was given the right to make views keeps his history. */
    @Test
    void aUserWhoMayNotMakeViewsWritesOn() throws Exception {
        HistoryConfig owner = written(SqlDialect.MARIADB);
        for (SqlTable table : Schema.timed()) {
            ask(owner, "DROP VIEW " + table.name() + "_time");
        }
        HistoryConfig writer = user(owner, "tables", "CREATE USER %s IDENTIFIED BY 'secret'",
                "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER ON %2$s.* TO %1$s");
        try (TestHistory book = new TestHistory(writer)) {
            book.minutes(TestHistory.second("2026-03-30T16:00:00Z"), 10, 3_009_500, 1).write();
            assertThat(book.rows(Table.MINUTES)).hasSize(MINUTES + 10);
        }
        String count = "SELECT COUNT(*) FROM p1_minutes_time";
        assertThatThrownBy(() -> ask(owner, count)).isInstanceOf(SQLException.class);
        try (Connection plain = SqlDialect.MARIADB.connect(writer.url(), writer.user(), writer.password(), false);
                Connection refused = new DatabaseUrl(writer).connectForWriting()) {
            assertThat(refused.getNetworkTimeout()).as("as long as before").isEqualTo(plain.getNetworkTimeout());
        }

        // The next one who has the right makes them.
        connect(owner);
        assertThat(ask(owner, count)).containsExactly(Integer.toString(MINUTES + 10));
    }

    /** Of drivers that meet a new server at the same time some fail, as on each attempt while others make the tables, and try again. */
    @ParameterizedTest
    @EnumSource(value = SqlDialect.class, names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    void manyDriversMayMakeTheTablesAtOnce(SqlDialect kind) throws Exception {
        HistoryConfig settings = Servers.fresh(kind);
        ExecutorService drivers = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(drivers.submit(() -> connectAtLast(settings)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            drivers.shutdownNow();
        }
        assertThat(ask(settings, "SELECT version FROM p1_version")).containsExactly(Integer.toString(Schema.VERSION));
    }

    private static boolean connectAtLast(HistoryConfig settings) throws Exception {
        for (int attempt = 1;; attempt++) {
            try {
                return connect(settings);
            } catch (SQLException e) {
                assertThat(attempt).as(e.getMessage()).isLessThan(100);
            }
        }
    }

    /** MariaDB commits each statement: after a power cut, or while another driver creates the tables, there may be no version yet. */
    @ParameterizedTest
    @EnumSource(SqlDialect.class)
    void anInterruptedCreationIsFinished(SqlDialect kind) throws Exception {
        HistoryConfig settings = Servers.fresh(kind);
        connect(settings);
        ask(settings, "DELETE FROM p1_version");
        connect(settings);
        assertThat(ask(settings, "SELECT version FROM p1_version")).containsExactly(Integer.toString(Schema.VERSION));
    }

    @ParameterizedTest
    @EnumSource(SqlDialect.class)
    void eachTableThatIsLostIsMadeAgainWithItsViewAndNoOtherChanges(SqlDialect kind) throws Exception {
        HistoryConfig settings = written(kind);
        Map<String, List<String>> expected = Rows.stored(settings);
        for (SqlTable table : Schema.TABLES) {
            ask(settings, "DROP TABLE " + table.name() + (kind == SqlDialect.POSTGRESQL ? " CASCADE" : ""));
            connect(settings);
            expected.put(table.name(), List.of());
            assertThat(Rows.stored(settings)).isEqualTo(expected);
            for (SqlTable timed : Schema.timed()) {
                assertThat(ask(settings, "SELECT COUNT(*) FROM " + timed.name() + "_time")).as(timed.name()).hasSize(1);
            }
        }
        try (TestHistory book = new TestHistory(settings)) {
            book.minutes(SUMMER, MINUTES, 1_000_000, 7).write();
            assertThat(book.rows(Table.MINUTES)).hasSize(MINUTES);
        }
    }

    @ParameterizedTest
    @EnumSource(SqlDialect.class)
    void columnsThatAreLostAreNamedAndNothingIsChanged(SqlDialect kind) throws Exception {
        HistoryConfig settings = written(kind);
        ask(settings, "ALTER TABLE p1_minutes RENAME COLUMN u_l1 TO volts", "ALTER TABLE p1_meters RENAME COLUMN zone TO place");
        Map<String, List<String>> before = Rows.stored(settings);

        assertThatThrownBy(() -> connect(settings)).isInstanceOf(SQLException.class)
                .hasMessageContaining("lost the columns p1_minutes.u_l1, p1_meters.zone: ");
        assertThat(Rows.stored(settings)).isEqualTo(before);
    }

    @Test
    void aNewVersionsTablesAreLeftAlone() throws Exception {
        HistoryConfig settings = Servers.fresh(SqlDialect.SQLITE);
        connect(settings);
        ask(settings, "INSERT INTO p1_version (version) VALUES (" + (Schema.VERSION + 1) + ")");
        Map<String, List<String>> before = Rows.stored(settings);

        assertThatThrownBy(() -> connect(settings)).isInstanceOf(SQLException.class).hasMessageContaining("made by another dbus-p1");
        assertThat(Rows.stored(settings)).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(value = SqlDialect.class, names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    void aUserWhoMayOnlyWriteRowsIsEnough(SqlDialect kind) throws Exception {
        HistoryConfig owner = Servers.fresh(kind);
        connect(owner);
        HistoryConfig writer = kind == SqlDialect.MARIADB ? user(owner, "writer", "CREATE USER %s IDENTIFIED BY 'secret'",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON %2$s.* TO %1$s") : user(owner, "writer", "CREATE USER %s PASSWORD 'secret'",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %s");
        try (TestHistory book = new TestHistory(writer)) {
            book.minutes(TestHistory.second("2026-03-29T16:00:00Z"), 10, 3_009_500, 1).write();
            assertThat(book.rows(Table.MINUTES)).hasSize(10);
        }
    }

    /** A history of which every table with a time has rows. */
    private static HistoryConfig written(SqlDialect kind) throws Exception {
        HistoryConfig settings = Servers.fresh(kind);
        try (TestHistory book = new TestHistory(settings)) {
            book.meter.mbus(1, 3, "G1", SUMMER, "100.5", "m3").with(Quantity.TARIFF, "2");
            book.minutes(SUMMER, MINUTES, 1_000_000, 7).write();
        }
        return settings;
    }

    @ParameterizedTest
    @EnumSource(SqlDialect.class)
    void everyTableWithATimeHasAViewWithAllItsRowsAndTheirMoments(SqlDialect kind) throws Exception {
        HistoryConfig settings = written(kind);
        for (SqlTable table : Schema.timed()) {
            String rows = ask(settings, "SELECT COUNT(*) FROM " + table.name()).get(0);
            assertThat(rows).as(table.name()).isNotEqualTo("0");
            assertThat(ask(settings, "SELECT COUNT(time) FROM " + table.name() + "_time")).as(table.name()).containsExactly(rows);
        }
        assertThat(Schema.timed()).hasSize(8);
        assertThat(ask(settings, "SELECT MIN(time) FROM p1_minutes_time").get(0)).startsWith(switch (kind) {
            case SQLITE -> "2026-06-15T10:00:00Z";
            case MARIADB, POSTGRESQL -> "2026-06-15 10:00:00";
        });
    }

    /** Zones of which one is ahead of UTC, one behind, and offsets, which PostgreSQL reads the other way round. */
    @ParameterizedTest
    @CsvSource({"Europe/Brussels,1781474400", "America/New_York,1781496000", "+02:00,1781474400", "-05:00,1781499600", "Z,1781481600",
        "UTC+02:00,1781474400", "UTC,1781481600"})
    void aDayBeginsByTheMetersCalendar(String zone, long start) throws Exception {
        HistoryConfig settings = Servers.changed(Servers.fresh(SqlDialect.POSTGRESQL), 31, ZoneId.of(zone),
                Tariff.QUARTER_PEAK);
        try (HistoryWriter writer = new HistoryWriter(new DatabaseUrl(settings), Tariff.QUARTER_PEAK, false)) {
            List<Minute> minutes = new ArrayList<>();
            MinuteAggregator recorder = new MinuteAggregator(settings.zone(), Instant.EPOCH, minutes::add);
            Readings meter = new Readings();
            for (int i = 0; i < MINUTES; i++) {
                recorder.add(meter.with(Quantity.ENERGY_IMPORT, TestHistory.kilowattHours(1_000_000 + i)).at(SUMMER + i * 60L));
            }
            recorder.finish();
            writer.write(minutes, List.of());
        }
        assertThat(ask(settings, "SELECT EXTRACT(EPOCH FROM time)::BIGINT FROM p1_days_time")).containsExactly(Long.toString(start));
    }
}
