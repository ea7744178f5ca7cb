package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.output.Archive.Table;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The file that a history is in. */
class SqlDialectTest {
    @TempDir
    private Path folder;
    private HistoryConfig settings;

    @BeforeEach
    void file() {
        settings = Servers.settings("sqlite:" + folder.resolve("history.db"), null);
    }

    @Test
    void aNewFileHasSmallPages() throws Exception {
        write(2);
        assertThat(Rows.ask(settings, "PRAGMA page_size")).containsExactly("1024");
        assertThat(Rows.ask(settings, "PRAGMA journal_mode")).containsExactly("wal");
    }

    /** NORMAL, and not OFF: else a power cut may damage the file. */
    @Test
    void aPowerCutDamagesNoFile() throws Exception {
        assertThat(Rows.ask(settings, "PRAGMA synchronous")).containsExactly("1");
    }

    @Test
    void readersCannotWrite() throws Exception {
        write(2);
        try (Connection connection = new DatabaseUrl(settings).connectForReading()) {
            assertThatThrownBy(() -> new Statements(connection, SqlDialect.SQLITE).execute("DELETE FROM p1_minutes"))
                    .isInstanceOf(SQLException.class);
        }
    }

    private static String fault(HistoryConfig database) {
        DatabaseUrl url = new DatabaseUrl(database);
        return DatabaseUrl.describe(catchThrowableOfType(SQLException.class, () -> url.close(url.connectForReading())));
    }

    /** A typing error makes no folders, as root anywhere. */
    @Test
    void ofAPathOfTheOwnersAtMostTheLastFolderIsMade() throws Exception {
        HistoryConfig owners = new HistoryConfig("sqlite:" + folder.resolve("stick/history/x.db"), null, null, 31, Duration.ofMillis(50), null,
                Tariff.QUARTER_PEAK, false, false);
        assertThat(fault(owners)).isEqualTo("there is no directory " + folder.resolve("stick"));
        assertThat(folder.resolve("stick")).doesNotExist();

        Files.createDirectory(folder.resolve("stick"));
        DatabaseUrl url = new DatabaseUrl(owners);
        url.close(url.connectForWriting());
        assertThat(folder.resolve("stick/history/x.db")).isRegularFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mariadb", "postgresql"})
    void aHostThatNoNameServerKnowsIsNamed(String scheme) {
        assertThat(fault(Servers.settings("jdbc:" + scheme + "://no-such-host.invalid/energy", "p1")))
                .isEqualTo("the host name is unknown; check history.url and the network's name server");
    }

    /** The words of a database are for its administrator, and end with a full stop or a semicolon. */
    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "POSTGRESQL"})
    void whatAnOwnerCanMendIsSaidInOurWords(SqlDialect kind) throws Exception {
        HistoryConfig there = Servers.fresh(kind);
        assertThat(fault(Servers.settings(there.url().replaceFirst("[^/]*$", "nowhere"), there.user())))
                .isEqualTo("its server has no such database");
        assertThat(fault(Servers.settings(there.url(), "nobody_else"))).isEqualTo("its server refuses this user and password");
        assertThat(fault(Servers.settings(there.url().replaceFirst(":\\d+/", ":1/"), there.user()))).isEqualTo("no server answers there");
    }

    /** Writes minutes as a driver does that starts anew; afterwards there are so many. */
    private void write(int minutes) throws Exception {
        try (TestHistory book = new TestHistory(settings)) {
            book.minutes(TestHistory.second("2026-06-15T10:00:00Z"), minutes, 1_000_000, 3).write();
            assertThat(book.rows(Table.MINUTES)).hasSize(minutes);
        }
    }
}
