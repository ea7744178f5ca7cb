package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.dbusp1.meter.Quantity;
import org.dbusp1.output.Archive.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of the file that a history is in. */
class DatabaseTest {
    @TempDir
    private Path folder;

    @Test
    void aNewFileHasSmallPages() throws Exception {
        Path file = folder.resolve("new.db");
        write(file, 2);
        assertThat(pragma(file, "page_size")).isEqualTo("1024");
        assertThat(pragma(file, "journal_mode")).isEqualTo("wal");
    }

    @Test
    void aFileOfAnEarlierVersionKeepsItsPagesAndItsRows() throws Exception {
        Path file = folder.resolve("old.db");
        try (Connection old = DriverManager.getConnection("jdbc:sqlite:" + file); Statement statement = old.createStatement()) {
            statement.execute("PRAGMA page_size = 4096");
            statement.execute("PRAGMA journal_mode = WAL");
        }
        write(file, 2);
        write(file, 4);
        assertThat(pragma(file, "page_size")).isEqualTo("4096");
    }

    /** Writes minutes as a driver does that starts anew; afterwards there are so many. */
    private static void write(Path file, int minutes) throws Exception {
        try (TestHistory book = new TestHistory(Servers.settings("sqlite:" + file, Optional.empty()))) {
            for (int minute = 0; minute < minutes; minute++) {
                book.meter.with(Quantity.POWER_IMPORT, "500").with(Quantity.POWER_NET, "500");
                book.add(TestHistory.second("2026-06-15T10:00:00Z") + minute * 60L);
            }
            book.write();
            assertThat(book.rows(Table.MINUTES)).hasSize(minutes);
        }
    }

    private static String pragma(Path file, String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA " + name)) {
            return row.getString(1);
        }
    }
}
