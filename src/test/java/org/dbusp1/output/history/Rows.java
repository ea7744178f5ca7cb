package org.dbusp1.output.history;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dbusp1.output.Archive;
import org.dbusp1.output.Archive.Step;
import org.dbusp1.output.Archive.Table;

/** Rows as maps of what is there, for tests. */
final class Rows {
    private Rows() {
    }

    /** Returns what the archive gives, by column; what is absent is not there. */
    static List<Map<String, String>> read(Archive archive, Table table, Step step, long from, long to) throws IOException {
        List<Map<String, String>> rows = new ArrayList<>();
        archive.read(table, step, from, to, new Archive.RowConsumer() {
            private List<Archive.Column> columns;

            @Override
            public void columns(List<Archive.Column> names) {
                columns = names;
            }

            @Override
            public void row(List<String> cells) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 0; i < columns.size(); i++) {
                    if (!cells.get(i).isEmpty()) {
                        row.put(columns.get(i).name(), cells.get(i));
                    }
                }
                rows.add(row);
            }
        });
        return rows;
    }

    /** All rows of a table of the archive, for one meter. */
    static List<Map<String, String>> all(HistoryConfig settings, Table table) throws IOException {
        return all(settings, table, Step.ROW);
    }

    static List<Map<String, String>> all(HistoryConfig settings, Table table, Step step) throws IOException {
        try (HistoryReader archive = new HistoryReader(new DatabaseUrl(settings), () -> null)) {
            return read(archive, table, step, Long.MIN_VALUE, Long.MAX_VALUE);
        }
    }

    /** Everything that is stored, table by table, also what the archive does not show. */
    static Map<String, List<String>> stored(HistoryConfig settings) throws SQLException {
        Map<String, List<String>> tables = new LinkedHashMap<>();
        try (Connection connection = new DatabaseUrl(settings).connectForReading()) {
            Statements sql = new Statements(connection, SqlDialect.of(settings.url()));
            for (SqlTable table : Schema.TABLES) {
                String order = SqlTable.METER + (table.key().isEmpty() ? "" : ", " + SqlTable.names(table.key()));
                tables.put(table.name(), sql.query("SELECT * FROM " + table.name() + " ORDER BY " + order, row -> {
                    List<String> cells = new ArrayList<>();
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        cells.add(row.getString(i));
                    }
                    return cells.toString();
                }));
            }
        }
        return tables;
    }

    /** Runs commands on the database itself; returns the first column of what the last query answered. */
    static List<String> ask(HistoryConfig settings, String... commands) throws SQLException {
        try (Connection connection = SqlDialect.of(settings.url()).connect(settings.url(), settings.user(),
                settings.password(), false); Statement statement = connection.createStatement()) {
            List<String> rows = new ArrayList<>();
            for (String command : commands) {
                if (statement.execute(command)) {
                    rows.clear();
                    try (ResultSet result = statement.getResultSet()) {
                        while (result.next()) {
                            rows.add(result.getString(1));
                        }
                    }
                }
            }
            return rows;
        }
    }
}
