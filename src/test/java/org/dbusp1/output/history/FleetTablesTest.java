package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.output.history.Rows.ask;

import java.util.List;
import org.dbusp1.fleet.FleetStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a collector adds to the tables of a history. */
@Timeout(120)
class FleetTablesTest {
    private static HistoryConfig collected(Database kind) throws Exception {
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
        HistoryConfig settings = collected(Database.POSTGRESQL);
        // Many meters at many times, so that an index is worth it.
        String fill = "INSERT INTO p1_minutes (meter, ts, n) SELECT 'M' || m, 1700000000 + t * 60, 1 FROM generate_series(1, 20) m,"
                + " generate_series(1, 2000) t";
        assertThat(ask(settings, fill, "ANALYZE p1_minutes", "EXPLAIN SELECT * FROM p1_minutes WHERE ts BETWEEN 1700000000 AND 1700000600"))
                .anyMatch(line -> line.contains("p1_minutes_ts"));
        assertThat(ask(settings, "EXPLAIN SELECT * FROM p1_minutes_time WHERE time BETWEEN to_timestamp(1700000000) AND"
                + " to_timestamp(1700000600)")).anyMatch(line -> line.contains("p1_minutes_time_index"));
    }

    @ParameterizedTest
    @EnumSource(value = Database.class, names = "POSTGRESQL", mode = EnumSource.Mode.EXCLUDE)
    void otherDatabasesAreCollectedInto(Database kind) throws Exception {
        assertThat(ask(collected(kind), "SELECT COUNT(*) FROM p1_senders")).containsExactly("0");
    }

    @Test
    void aFileIsNotBurdenedWithIndexes() throws Exception {
        assertThat(ask(collected(Database.SQLITE), "SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'p1_%'")).isEmpty();
    }
}
