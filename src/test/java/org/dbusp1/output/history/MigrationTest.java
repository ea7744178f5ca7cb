package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.output.Archive.Table;
import org.dbusp1.meter.Quantity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables that older versions made stay good. version-1.sql was written by version 1. */
@Timeout(240)
class MigrationTest {
    private static HistorySettings versionOne(Database kind) throws Exception {
        HistorySettings settings = Servers.fresh(kind);
        String script;
        try (InputStream file = MigrationTest.class.getResourceAsStream("version-1.sql")) {
            script = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
        try (Connection connection = kind.connect(settings.url(), settings.user(), settings.password(), false);
                Statement statement = connection.createStatement()) {
            for (String command : script.split(";\n")) {
                if (command.startsWith("CREATE TABLE")) {
                    // The file is SQLite's; only these words differ elsewhere.
                    statement.execute(command.replace(" WITHOUT ROWID", kind.tableSuffix())
                            .replace(" TEXT", " " + kind.keyText()));
                } else if (command.startsWith("INSERT")) {
                    statement.execute(command.replace("\"", ""));
                }
            }
        }
        return settings;
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

        try (Store store = new Store(new DatabaseAccess(settings), Optional.empty())) {
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
                owner.flush(), Optional.empty(), Optional.empty());
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
