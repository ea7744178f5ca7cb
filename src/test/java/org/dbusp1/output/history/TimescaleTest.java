package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.output.history.Rows.ask;

import java.util.List;
import java.util.Map;
import org.dbusp1.fleet.FleetStore;
import org.dbusp1.output.Archive.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The history of drivers and collectors in a PostgreSQL with TimescaleDB, a real one. */
@Timeout(240)
class TimescaleTest {
    private static final long JUNE = TestHistory.second("2026-06-15T10:00:00Z");
    private static Servers.Server server;

    private HistoryConfig settings;

    @BeforeAll
    static void start() throws Exception {
        server = Servers.timescale();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.kill();
        }
    }

    @BeforeEach
    void database() throws Exception {
        settings = server.fresh();
    }

    /** A collector connects, which makes the tables of a fleet. */
    private void collector() throws Exception {
        try (FleetStore store = new FleetStore(settings)) {
            store.write(List.of());
        }
    }

    private List<String> hypertables() throws Exception {
        return ask(settings, "SELECT hypertable_name FROM timescaledb_information.hypertables ORDER BY 1");
    }

    private List<Minute> twoDays(TestHistory book, long from) throws Exception {
        book.meter.mbus(1, 3, "G1", from, "100.5", "m3");
        return book.minutes(from, 2 * 24 * 60, 1_000_000, 7).write();
    }

    @Test
    void aServerThatOnlyOffersTheExtensionIsLeftAsItIs() throws Exception {
        assertThat(ask(settings, "SELECT name FROM pg_available_extensions WHERE name = 'timescaledb'")).hasSize(1);
        collector();
        try (TestHistory book = new TestHistory(settings)) {
            twoDays(book, JUNE);
        }
        assertThat(ask(settings, "SELECT extname FROM pg_extension WHERE extname = 'timescaledb'")).isEmpty();
    }

    @Test
    void newTablesAreCutByTimeAndTheirViewsReadThem() throws Exception {
        ask(settings, "CREATE EXTENSION timescaledb");
        collector();
        try (TestHistory book = new TestHistory(settings)) {
            twoDays(book, JUNE);
        }
        assertThat(hypertables()).containsExactly("p1_hours", "p1_mbus", "p1_minutes", "p1_quarters");
        assertThat(ask(settings, "SELECT COUNT(*) FROM timescaledb_information.chunks WHERE hypertable_name = 'p1_minutes'"))
                .containsExactly("3");
        assertThat(ask(settings, "SELECT hypertable_name FROM timescaledb_information.jobs WHERE proc_name LIKE '%compress%' ORDER BY 1"))
                .containsExactly("p1_hours", "p1_mbus", "p1_minutes", "p1_quarters");
        assertThat(ask(settings, "SELECT COUNT(*) FROM p1_minutes_time WHERE time < '2026-06-15T12:00:00Z'")).containsExactly("120");
    }

    @Test
    void tablesThatWereThereAreCutWithAllTheyHold() throws Exception {
        List<Minute> minutes;
        try (TestHistory book = new TestHistory(settings)) {
            minutes = twoDays(book, JUNE);
        }
        Map<String, List<String>> before = Rows.stored(settings);
        ask(settings, "CREATE EXTENSION timescaledb");
        collector();
        try (TestHistory book = new TestHistory(settings)) {
            book.writer.write(minutes, List.of());
        }
        assertThat(hypertables()).hasSize(4);
        assertThat(Rows.stored(settings)).isEqualTo(before);
    }

    /** A driver writes compressed rows again, adds late rows, and deletes those that are too old. */
    @Test
    void compressedChunksAreWrittenAndEndedAsAnyOther() throws Exception {
        ask(settings, "CREATE EXTENSION timescaledb");
        collector();
        // The policy would compress the same chunks at the same time.
        ask(settings, "SELECT _timescaledb_functions.stop_background_workers()");
        try (TestHistory book = new TestHistory(settings)) {
            List<Minute> minutes = twoDays(book, JUNE);
            ask(settings, "SELECT compress_chunk(c, true)"
                    + " FROM unnest(ARRAY(SELECT show_chunks('p1_minutes') UNION ALL SELECT show_chunks('p1_hours')"
                    + " UNION ALL SELECT show_chunks('p1_quarters') UNION ALL SELECT show_chunks('p1_mbus'))) c");
            assertThat(ask(settings, "SELECT is_compressed FROM timescaledb_information.chunks")).doesNotContain("f");
            Map<String, List<String>> before = Rows.stored(settings);

            book.writer.write(minutes, List.of());
            assertThat(Rows.stored(settings)).isEqualTo(before);

            // A minute between two that are there, with its own extreme.
            book.minutes(JUNE + 2 * 86_400, 10, 1_020_200, 7).write();
            assertThat(book.rows(Table.MINUTES)).hasSize(2 * 24 * 60 + 10);

            Retention retention = new Retention(1);
            retention.begin(JUNE + 3 * 86_400);
            boolean more = true;
            while (more) {
                more = book.writer.inTransaction("E0012345", retention::run);
            }
            // The day that ended last and what follows it are kept.
            assertThat(book.rows(Table.MINUTES)).first().extracting(row -> Long.parseLong(row.get("ts")))
                    .isEqualTo(TestHistory.second("2026-06-16T22:00:00Z"));
            assertThat(book.rows(Table.HOURS)).hasSize(49);
        }
    }
}
