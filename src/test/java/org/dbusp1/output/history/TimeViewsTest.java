package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.output.history.Rows.ask;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.demand.Tariff;
import org.dbusp1.meter.Quantity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The views with times, which Grafana and people read. */
@Timeout(240)
class TimeViewsTest {
    private static final long SUMMER = TestHistory.second("2026-06-15T10:00:00Z");

    private static HistorySettings inZone(HistorySettings settings, String zone) {
        return new HistorySettings(settings.url(), settings.user(), settings.password(), 31, settings.flush(),
                Optional.of(ZoneId.of(zone)), Tariff.QUARTER_PEAK);
    }

    /** A history of which every table with a time has rows. */
    private static HistorySettings written(Database kind) throws Exception {
        HistorySettings settings = Servers.fresh(kind);
        try (TestHistory book = new TestHistory(settings)) {
            book.meter.mbus(1, 3, "G1", SUMMER, "100.5", "m3").with(Quantity.TARIFF, "2");
            book.minutes(SUMMER, 120, 1_000_000, 7).write();
        }
        return settings;
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void everyTableWithATimeHasAViewWithAllItsRows(Database kind) throws Exception {
        HistorySettings settings = written(kind);
        for (SqlTable table : Migration.timed()) {
            String rows = ask(settings, "SELECT COUNT(*) FROM " + table.name()).get(0);
            assertThat(rows).as(table.name()).isNotEqualTo("0");
            assertThat(ask(settings, "SELECT COUNT(time) FROM " + table.name() + "_time")).as(table.name()).containsExactly(rows);
        }
        assertThat(Migration.timed()).hasSize(8);
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void theTimeIsTheMomentOfTheRow(Database kind) throws Exception {
        HistorySettings settings = written(kind);
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
        HistorySettings settings = inZone(Servers.fresh(Database.POSTGRESQL), zone);
        try (Store store = new Store(new DatabaseAccess(settings), Tariff.QUARTER_PEAK)) {
            List<Minute> minutes = new ArrayList<>();
            Recorder recorder = new Recorder(settings.zone(), minutes::add);
            for (int i = 0; i < 120; i++) {
                recorder.add(new Readings().with(Quantity.ENERGY_IMPORT, TestHistory.kilowattHours(1_000_000 + i)).at(SUMMER + i * 60L));
            }
            recorder.finish();
            store.write(minutes, List.of());
        }
        assertThat(ask(settings, "SELECT EXTRACT(EPOCH FROM time)::BIGINT FROM p1_days_time")).containsExactly(Long.toString(start));
    }

    @Test
    void questionsByTimeOnAServerUseItsIndexes() throws Exception {
        HistorySettings settings = written(Database.POSTGRESQL);
        // Many meters at many times, as in a fleet, so that an index is worth it.
        String fill = "INSERT INTO p1_minutes (meter, ts, n) SELECT 'M' || m, 1700000000 + t * 60, 1 FROM generate_series(1, 20) m,"
                + " generate_series(1, 2000) t";
        assertThat(ask(settings, fill, "ANALYZE p1_minutes", "EXPLAIN SELECT * FROM p1_minutes WHERE ts BETWEEN 1700000000 AND 1700000600"))
                .anyMatch(line -> line.contains("p1_minutes_ts"));
        assertThat(ask(settings, "EXPLAIN SELECT * FROM p1_minutes_time WHERE time BETWEEN to_timestamp(1700000000) AND"
                + " to_timestamp(1700000600)")).anyMatch(line -> line.contains("p1_minutes_time_index"));
    }

    @Test
    void aFileIsNotBurdenedWithIndexes() throws Exception {
        assertThat(ask(written(Database.SQLITE), "SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'p1_%'")).isEmpty();
    }
}
