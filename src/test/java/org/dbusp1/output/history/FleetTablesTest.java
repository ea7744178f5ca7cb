package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.output.history.Rows.ask;

import java.sql.Connection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dbusp1.fleet.FleetStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a collector adds to the tables of a history. */
@Timeout(120)
class FleetTablesTest {
    private static HistoryConfig collected(SqlDialect kind) throws Exception {
        HistoryConfig settings = Servers.fresh(kind);
        // Twice: what is there is left as it is.
        for (int time = 0; time < 2; time++) {
            try (FleetStore store = new FleetStore(settings)) {
                store.write(List.of());
            }
        }
        return settings;
    }

    @Test
    void questionsByTimeOnAServerUseItsIndexes() throws Exception {
        HistoryConfig settings = collected(SqlDialect.POSTGRESQL);
        // Many meters at many times, so that an index is worth it.
        String fill = "INSERT INTO p1_minutes (meter, ts, n) SELECT 'M' || m, 1700000000 + t * 60, 1 FROM generate_series(1, 20) m,"
                + " generate_series(1, 2000) t";
        assertThat(ask(settings, fill, "ANALYZE p1_minutes", "EXPLAIN SELECT * FROM p1_minutes WHERE ts BETWEEN 1700000000 AND 1700000600"))
                .anyMatch(line -> line.contains("p1_minutes_ts"));
        assertThat(ask(settings, "EXPLAIN SELECT * FROM p1_minutes_time WHERE time BETWEEN to_timestamp(1700000000) AND"
                + " to_timestamp(1700000600)")).anyMatch(line -> line.contains("p1_minutes_time_index"));
    }

    @ParameterizedTest
    @EnumSource(value = SqlDialect.class, names = "POSTGRESQL", mode = EnumSource.Mode.EXCLUDE)
    void otherDatabasesAreCollectedInto(SqlDialect kind) throws Exception {
        assertThat(ask(collected(kind), "SELECT COUNT(*) FROM p1_senders")).containsExactly("0");
    }

    @Test
    void aFileIsNotBurdenedWithIndexes() throws Exception {
        assertThat(ask(collected(SqlDialect.SQLITE), "SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'p1_%'")).isEmpty();
    }

    /** A collector waits while another program has the lock, and makes its indexes afterwards. */
    @ParameterizedTest
    @EnumSource(value = SqlDialect.class, names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    void whileAnotherCollectorChangesTheTablesNothingIsChanged(SqlDialect kind) throws Exception {
        boolean isMariadb = kind == SqlDialect.MARIADB;
        String waiting = isMariadb ? "SELECT COUNT(*) FROM information_schema.processlist WHERE state = 'User lock' AND db = DATABASE()"
                : "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()";
        String indexes = isMariadb ? "SELECT COUNT(*) FROM information_schema.statistics WHERE index_name = 'p1_minutes_ts'"
                + " AND table_schema = DATABASE()" : "SELECT COUNT(*) FROM pg_indexes WHERE indexname = 'p1_minutes_ts'";
        HistoryConfig settings = Servers.fresh(kind);
        ExecutorService collector = Executors.newSingleThreadExecutor();
        try (Connection holder = new DatabaseUrl(settings).connectForWriting(); FleetStore store = new FleetStore(settings)) {
            Statements sql = new Statements(holder, kind);
            sql.query(isMariadb ? "SELECT GET_LOCK(CONCAT('p1_schema.', DATABASE()), 60)" : "SELECT pg_advisory_lock(28721, 28721)",
                    row -> kind);
            Future<?> written = collector.submit(() -> {
                store.write(List.of());
                return kind;
            });
            while (ask(settings, waiting).equals(List.of("0"))) {
                assertThat(written).isNotDone();
                Thread.sleep(20);
            }
            assertThat(ask(settings, indexes)).containsExactly("0");

            sql.query(isMariadb ? "SELECT RELEASE_LOCK(CONCAT('p1_schema.', DATABASE()))" : "SELECT pg_advisory_unlock(28721, 28721)",
                    row -> kind);
            written.get();
            assertThat(ask(settings, indexes)).containsExactly("1");
        } finally {
            collector.shutdownNow();
        }
    }
}
