package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.demand.Tariff;
import org.dbusp1.meter.Quantity;
import org.dbusp1.output.Archive.Table;
import org.dbusp1.output.history.HistorySettings.Legacy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tables that older versions made stay good. Each version-N.sql is a file of SQLite that version N of them wrote, as text; from 2 on with
 * the tables of older loggers.
 */
@Timeout(240)
class MigrationTest {
    /** The meter of version-2.sql and later. */
    private static final String SIMULATED = "1SAG3100068112";

    private static HistorySettings older(Database kind, int version) throws Exception {
        HistorySettings settings = Servers.fresh(kind);
        String script;
        try (InputStream file = MigrationTest.class.getResourceAsStream("version-" + version + ".sql")) {
            script = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
        try (Connection connection = kind.connect(settings.url(), settings.user(), settings.password(), false);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String command : script.split(";\n")) {
                if (command.startsWith("CREATE")) {
                    // The file is SQLite's; only these words differ elsewhere.
                    statement.execute(command.replace(" WITHOUT ROWID", kind.tableSuffix())
                            .replace(" TEXT", " " + kind.keyText())
                            .replace("INTEGER PRIMARY KEY AUTOINCREMENT", kind.countingKey()));
                } else if (command.startsWith("INSERT")) {
                    statement.execute(command.replace("\"", ""));
                }
            }
            if (kind == Database.POSTGRESQL && version > 1) {
                // It counts on from what it gave itself, and the rows came with their numbers.
                statement.execute("SELECT setval(pg_get_serial_sequence('p1_log', 'sample_nr'), MAX(sample_nr)) FROM p1_log");
            }
            connection.commit();
        }
        return settings;
    }

    private static HistorySettings versionOne(Database kind) throws Exception {
        return older(kind, 1);
    }

    private static Stream<Arguments> versionsInEveryDatabase() {
        return IntStream.range(1, Schema.VERSION).boxed()
                .flatMap(version -> Arrays.stream(Database.values()).map(kind -> Arguments.of(version, kind)));
    }

    /** Each row before is found after, with all that it held; columns of later versions may follow. */
    @ParameterizedTest
    @MethodSource("versionsInEveryDatabase")
    void everyVersionKeepsAllItsRowsAndCanBeWritten(int version, Database kind) throws Exception {
        HistorySettings settings = older(kind, version);
        Map<String, List<String>> before = tables(settings);
        HistorySettings wanted = new HistorySettings(settings.url(), settings.user(), settings.password(), 31, settings.flush(),
                Optional.empty(), Optional.of(new Legacy("p1_live", "p1_log")), Tariff.QUARTER_PEAK);

        try (TestHistory book = new TestHistory(wanted)) {
            book.store.write(List.of(), Optional.empty());
            Map<String, List<String>> after = tables(settings);
            assertThat(before.get("p1_minutes")).isNotEmpty();
            before.forEach((table, rows) -> assertThat(after.get(table)).as(table)
                    .satisfies(now -> rows.forEach(row -> assertThat(now).anyMatch(one -> one.startsWith(row)))));
            assertThat(version(settings)).isEqualTo(Schema.VERSION);

            book.minutes(TestHistory.second("2026-03-30T16:00:00Z"), 10, 3_009_500, 1).write();
            book.store.write(List.of(), Optional.of(book.meter.at(TestHistory.second("2026-03-30T16:20:00Z"))));
        }
        assertThat(tables(settings).get("p1_minutes")).hasSize(before.get("p1_minutes").size() + 10);
        assertThat(tables(settings).get("p1_hours_time")).hasSize(before.get("p1_hours").size() + 1);
        if (version > 1) {
            // The rows of the tables of older loggers are those of the one meter that there was.
            assertThat(tables(settings).get("p1_live")).satisfiesExactly(
                    first -> assertThat(first).startsWith("1 ").endsWith(" " + SIMULATED), second -> assertThat(second).startsWith("2 "));
            assertThat(tables(settings).get("p1_log").stream().filter(row -> row.endsWith(" " + SIMULATED)))
                    .hasSize(before.get("p1_log").size());
        }
    }

    /** An owner of tables of an older version who never was given the right to make views keeps his history. */
    @Test
    void aUserWhoMayNotMakeViewsWritesOn() throws Exception {
        HistorySettings owner = older(Database.MARIADB, 3);
        String name = "tables" + owner.url().replaceAll(".*/p1_", "");
        try (Connection connection = Database.MARIADB.connect(owner.url(), owner.user(), owner.password(), false);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE USER " + name + " IDENTIFIED BY 'secret'");
            statement.execute("GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER ON " + owner.url().replaceAll(".*/", "")
                    + ".* TO " + name);
        }
        HistorySettings writer = new HistorySettings(owner.url(), Optional.of(name), Optional.of("secret"), 31,
                owner.flush(), Optional.empty(), Optional.empty(), Tariff.QUARTER_PEAK);
        int before = tables(owner).get("p1_minutes").size();
        try (TestHistory book = new TestHistory(writer)) {
            book.minutes(TestHistory.second("2026-03-30T16:00:00Z"), 10, 3_009_500, 1).write();
        }
        assertThat(tables(owner).get("p1_minutes")).hasSize(before + 10);
        assertThat(tables(owner)).doesNotContainKey("p1_minutes_time");
        try (Connection plain = Database.MARIADB.connect(writer.url(), writer.user(), writer.password(), false);
                Connection refused = new DatabaseAccess(writer).write()) {
            assertThat(refused.getNetworkTimeout()).as("as long as before").isEqualTo(plain.getNetworkTimeout());
        }

        // The next one who has the right makes them.
        try (Store store = new Store(new DatabaseAccess(owner), Optional.empty(), Tariff.QUARTER_PEAK)) {
            store.write(List.of(), Optional.empty());
        }
        assertThat(tables(owner).get("p1_minutes_time")).hasSize(before + 10);
    }

    /** Drivers of one server that are updated at the same time wait for one another. */
    @ParameterizedTest
    @EnumSource(value = Database.class, names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    void manyDriversMayBringTheTablesForwardAtOnce(Database kind) throws Exception {
        HistorySettings settings = older(kind, 3);
        ExecutorService drivers = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(drivers.submit(() -> {
                    try (Store store = new Store(new DatabaseAccess(settings), Optional.empty(), Tariff.QUARTER_PEAK)) {
                        store.write(List.of(), Optional.empty());
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            drivers.shutdownNow();
        }
        assertThat(tables(settings).get("p1_schema")).containsExactly("3", Integer.toString(Schema.VERSION));
    }

    /** Rows of each table and view, in the order of their first columns. */
    private static Map<String, List<String>> tables(HistorySettings settings) throws Exception {
        Map<String, List<String>> tables = new TreeMap<>();
        try (Connection connection = new DatabaseAccess(settings).read(); Statement statement = connection.createStatement()) {
            List<String> names = new ArrayList<>();
            try (ResultSet found = connection.getMetaData().getTables(connection.getCatalog(), connection.getSchema(), "p1%",
                    new String[] {"TABLE", "VIEW"})) {
                while (found.next()) {
                    names.add(found.getString("TABLE_NAME"));
                }
            }
            for (String name : names) {
                List<String> rows = new ArrayList<>();
                try (ResultSet result = statement.executeQuery("SELECT * FROM " + name + " ORDER BY 1")) {
                    while (result.next()) {
                        List<String> cells = new ArrayList<>();
                        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                            String cell = result.getString(i);
                            if (cell != null || result.getMetaData().getColumnName(i).equals("meter")) {
                                cells.add(cell);
                            }
                        }
                        rows.add(String.join(" ", cells));
                    }
                }
                tables.put(name, rows);
            }
        }
        return tables;
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void versionOneIsBroughtForwardWithAllItHolds(Database kind) throws Exception {
        HistorySettings settings = versionOne(kind);
        try (TestHistory book = new TestHistory(settings)) {
            book.minutes(TestHistory.second("2026-03-29T16:00:00Z"), 10, 3_009_500, 1).write();

            assertThat(book.rows(Table.DAYS)).extracting(row -> row.get("day") + " " + row.get("imp_wh"))
                    .containsExactly("2026-03-28 3900", "2026-03-29 5109");
            // Days of gas came with version 2. The first reading knows no time before it.
            assertThat(book.rows(Table.MBUS_DAYS)).containsExactly(
                    Map.of("day", "2026-03-28", "channel", "1", "kind", "gas", "reading_l", "503250", "delta", "3250"),
                    Map.of("day", "2026-03-29", "channel", "1", "kind", "gas", "reading_l", "507250", "delta", "4000"));
            assertThat(book.rows(Table.EVENTS)).hasSize(5);
            // The sixth tariff came with version 3.
            book.meter.with(Quantity.ENERGY_IMPORT_T6, "7").with(Quantity.ENERGY_IMPORT, "3100");
            book.minutes(TestHistory.second("2026-03-29T16:20:00Z"), 2, 3_100_000, 1).write();
            assertThat(book.rows(Table.MINUTES)).anySatisfy(row -> assertThat(row).containsEntry("imp_t6_wh", "7000"));
        }
        assertThat(version(settings)).isEqualTo(Schema.VERSION);
    }

    @Test
    void aNewVersionsTablesAreLeftAlone() throws Exception {
        HistorySettings settings = Servers.fresh(Database.SQLITE);
        new TestHistory(settings).restart().close();
        try (Connection connection = new DatabaseAccess(settings).write();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO p1_schema (version) VALUES (" + (Schema.VERSION + 1) + ")");
        }
        Map<String, List<String>> before = Rows.stored(settings);

        try (Store store = new Store(new DatabaseAccess(settings), Optional.empty(), Tariff.QUARTER_PEAK)) {
            assertThatThrownBy(() -> store.write(List.of(), Optional.empty())).isInstanceOf(SQLException.class)
                    .hasMessageContaining("made by a newer dbus-p1");
        }
        assertThat(Rows.stored(settings)).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(value = Database.class, names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    void aUserWhoMayOnlyWriteRowsIsEnough(Database kind) throws Exception {
        HistorySettings owner = Servers.fresh(kind);
        new TestHistory(owner).restart().close();
        String name = "writer" + owner.url().replaceAll(".*/p1_", "");
        try (Connection connection = new DatabaseAccess(owner).write();
                Statement statement = connection.createStatement()) {
            if (kind == Database.MARIADB) {
                statement.execute("CREATE USER " + name + " IDENTIFIED BY 'secret'");
                statement.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON " + owner.url().replaceAll(".*/", "")
                        + ".* TO " + name);
            } else {
                statement.execute("CREATE USER " + name + " PASSWORD 'secret'");
                statement.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + name);
            }
        }
        HistorySettings writer = new HistorySettings(owner.url(), Optional.of(name), Optional.of("secret"), 31,
                owner.flush(), Optional.empty(), Optional.empty(), Tariff.QUARTER_PEAK);
        try (TestHistory book = new TestHistory(writer)) {
            book.minutes(TestHistory.second("2026-03-29T16:00:00Z"), 10, 3_009_500, 1).write();
            assertThat(book.rows(Table.MINUTES)).hasSize(10);
        }
    }

    private static long version(HistorySettings settings) throws Exception {
        try (Connection connection = new DatabaseAccess(settings).read()) {
            return new MeterRows(connection, settings(settings), "").query(
                    "SELECT MAX(version) FROM p1_schema WHERE '' = ?", rows -> rows.getLong(1)).get(0);
        }
    }

    private static Database settings(HistorySettings settings) {
        return Database.of(settings.url()).orElseThrow();
    }
}
