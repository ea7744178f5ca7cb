package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dbusp1.meter.Quantity.DEMAND_IMPORT;
import static org.dbusp1.meter.Quantity.ENERGY_EXPORT;
import static org.dbusp1.meter.Quantity.ENERGY_IMPORT;
import static org.dbusp1.meter.Quantity.ENERGY_IMPORT_T1;
import static org.dbusp1.meter.Quantity.LONG_POWER_FAILURES;
import static org.dbusp1.meter.Quantity.POWER_EXPORT;
import static org.dbusp1.meter.Quantity.POWER_FAILURES;
import static org.dbusp1.meter.Quantity.POWER_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_NET;
import static org.dbusp1.meter.Quantity.VOLTAGE_L1;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dbusp1.Snapshots;
import org.dbusp1.metering.Published.Withheld;
import org.dbusp1.output.Archive.Step;
import org.dbusp1.output.Archive.Table;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written. The servers differ from SQLite in SQL alone: they store the same again, tell names apart, and sum up alike. */
@Timeout(240)
class HistoryWriterTest {
    private static final long NOON = TestHistory.second("2026-06-15T10:00:00Z");
    private static final long HOUR = 3_600;

    @AutoClose
    private TestHistory book;

    @BeforeEach
    void open() throws Exception {
        book = new TestHistory(SqlDialect.SQLITE);
    }

    @Test
    void keepsWhatAMinuteCameTo() throws Exception {
        book.meter.with(POWER_IMPORT, "500").with(POWER_EXPORT, "0").with(POWER_NET, "500")
                .with(VOLTAGE_L1, "230.1").with(ENERGY_IMPORT, "1234.567").with(ENERGY_IMPORT_T1, "1234.567");
        book.add(NOON);
        book.meter.with(POWER_IMPORT, "0").with(POWER_EXPORT, "300").with(POWER_NET, "-300")
                .with(VOLTAGE_L1, "231.4").with(ENERGY_EXPORT, "0.5");
        book.rejected().add(NOON + 59).write();

        assertThat(book.rows(Table.MINUTES)).containsExactly(Map.ofEntries(
                Map.entry("ts", Long.toString(NOON)), Map.entry("p_imp_w", "250"), Map.entry("p_exp_w", "150"),
                Map.entry("p_min_w", "-300"), Map.entry("p_max_w", "500"), Map.entry("u_l1", "230.8"),
                Map.entry("u_min", "230.1"), Map.entry("u_max", "231.4"), Map.entry("imp_wh", "1234567"),
                Map.entry("imp_t1_wh", "1234567"), Map.entry("exp_wh", "500"), Map.entry("n", "2"),
                Map.entry("bad", "1")));
    }

    /** A German meter with SML. */
    @Test
    void aMeterThatSendsTheBalanceAloneHasImportAndExport() throws Exception {
        book.meter.with(POWER_NET, "500");
        book.add(NOON);
        book.meter.with(POWER_NET, "-300");
        book.add(NOON + 30).write();

        assertThat(book.rows(Table.MINUTES)).containsExactly(Map.of("ts", Long.toString(NOON), "p_imp_w", "250",
                "p_exp_w", "150", "p_min_w", "-300", "p_max_w", "500", "n", "2", "bad", "0"));
    }

    /** A meter that has a register of each: a power that is withheld stays absent. */
    @Test
    void aPowerThatIsWithheldDoesNotComeBackByTheBalance() throws Exception {
        book.meter.with(POWER_NET, "500").with(POWER_IMPORT, "500");
        book.add(Snapshots.like(book.meter.at(NOON)).withheld(new Withheld(Set.of(POWER_IMPORT), Set.of())).take()).write();

        assertThat(book.rows(Table.MINUTES)).containsExactly(Map.of("ts", Long.toString(NOON), "p_min_w", "500",
                "p_max_w", "500", "n", "1", "bad", "0"));
    }

    /** A counter that changes each minute for two days, beside one that changes each four hours. */
    @Test
    void ofAKindOfEventAHundredADayAreStored() throws Exception {
        int minutes = 2 * 24 * 60;
        for (int minute = 0; minute < minutes; minute++) {
            book.meter.with(POWER_FAILURES, Integer.toString(minute)).with(LONG_POWER_FAILURES, Integer.toString(minute / 240));
            book.add(NOON + minute * 60L);
        }
        book.write();

        assertThat(book.rows(Table.EVENTS)).filteredOn(row -> row.get("kind").equals(POWER_FAILURES.key())).hasSize(200);
        assertThat(book.rows(Table.EVENTS)).filteredOn(row -> row.get("kind").equals(LONG_POWER_FAILURES.key())).hasSize(2 * 6);
        assertThat(book.rows(Table.MINUTES)).hasSize(minutes);
    }

    @ParameterizedTest
    @EnumSource(SqlDialect.class)
    void theSameMinutesAgainChangeNothing(SqlDialect kind) throws Exception {
        try (TestHistory history = new TestHistory(kind)) {
            history.minutes(NOON, 180, 1_000_000, 7);
            history.meter.mbus(1, 3, "G1", NOON, "100.5", "m3");
            List<Minute> all = history.minutes(NOON + 3 * HOUR, 30, 1_002_000, 5).write();
            Map<String, List<String>> before = Rows.stored(history.settings);

            history.writer.write(all, List.of());
            history.writer.write(all.subList(50, 100), List.of());

            assertThat(Rows.stored(history.settings)).isEqualTo(before);
            assertThat(before.get("p1_minutes")).hasSize(210);
        }
    }

    @Test
    void piecesDoNotMatter() throws Exception {
        book.meter.mbus(1, 3, "G1", NOON - HOUR, "99", "m3");
        book.minutes(NOON, 150, 1_000_000, 7);
        book.meter.mbus(1, 3, "G1", NOON, "100.5", "m3").mbus(2, 4, "H1", NOON, "3.25", "GJ");
        book.minutes(NOON + 200 * 60, 100, 1_002_000, 5);
        List<Minute> all = book.write();
        Map<String, List<String>> atOnce = Rows.stored(book.settings);

        try (TestHistory other = new TestHistory(SqlDialect.SQLITE)) {
            for (int i = 0; i < all.size(); i += 23) {
                other.writer.write(all.subList(i, Math.min(all.size(), i + 23)), List.of());
            }
            Map<String, List<String>> inPieces = Rows.stored(other.settings);
            atOnce.forEach((table, rows) -> assertThat(inPieces.get(table)).as(table).isEqualTo(rows));
        }
    }

    @Test
    void ofTwoAccountsOfAMinuteTheFullerOneStays() throws Exception {
        book.meter.with(POWER_NET, "100");
        book.add(NOON).add(NOON + 10).add(NOON + 20);
        List<Minute> full = book.write();
        book.meter.with(POWER_NET, "900");
        book.add(NOON + 50).write();
        assertThat(book.column(Table.MINUTES, "p_max_w")).containsExactly("100");

        book.meter.with(POWER_NET, "700");
        book.add(NOON).add(NOON + 10).add(NOON + 20).add(NOON + 30).write();
        assertThat(book.column(Table.MINUTES, "p_max_w")).containsExactly("700");
        book.writer.write(full, List.of());
        assertThat(book.column(Table.MINUTES, "n")).containsExactly("4");
    }

    @ParameterizedTest
    @EnumSource(SqlDialect.class)
    void metersThatDifferInCaseOnlyAreTwo(SqlDialect kind) throws Exception {
        try (TestHistory history = new TestHistory(kind)) {
            history.minutes(NOON, 2, 1_000, 1).restart();
            history.meter.key("e0012345");
            history.minutes(NOON, 2, 500_000, 1).write();

            assertThat(Rows.stored(history.settings).get("p1_minutes")).hasSize(4);
            assertThat(Rows.stored(history.settings).get("p1_meters")).hasSize(2);
        }
    }

    @Test
    void stepsAddEnergiesAndKeepExtremes() throws Exception {
        // 26 hours over two days and two months of Amsterdam: 30 June 20:00 to 1 July 22:00.
        book.minutes(TestHistory.second("2026-06-30T18:00:00Z"), 26 * 60, 1_000_000, 2).write();

        assertThat(book.rows(Table.DAYS, Step.MONTH)).extracting(row -> row.get("day")).containsExactly("2026-06", "2026-07");
        assertThat(book.rows(Table.DAYS, Step.MONTH)).extracting(row -> row.get("imp_wh")).containsExactly("478", "2640");
        assertThat(book.rows(Table.DAYS, Step.YEAR)).hasSize(1);
        Map<String, String> all = book.rows(Table.HOURS, Step.ALL).get(0);
        assertThat(all).containsEntry("imp_wh", "3118").containsEntry("p_max_w", "120").containsEntry("n", "1560")
                .doesNotContainKeys("ts", "gap", "exp_wh");
        assertThat(book.rows(Table.MINUTES, Step.HOUR)).hasSize(26).first().satisfies(hour -> assertThat(hour)
                .containsEntry("ts", Long.toString(TestHistory.second("2026-06-30T18:00:00Z"))).containsEntry("n", "60"));
        assertThat(book.rows(Table.MINUTES, Step.FIVE_MINUTES)).hasSize(26 * 12);
    }

    /** All rows or none, whatever ends a transaction. */
    @Test
    void anErrorUndoesItsTransaction() throws Exception {
        book.minutes(NOON, 2, 1_000, 1).write();
        assertThatThrownBy(() -> book.writer.inTransaction("E0012345", rows -> {
            rows.update("DELETE FROM p1_minutes WHERE meter = ?", rows.meter());
            throw new NoClassDefFoundError("a damaged jar");
        })).isInstanceOf(NoClassDefFoundError.class);
        book.minutes(NOON + 120, 1, 1_010, 1).write();

        assertThat(book.rows(Table.MINUTES)).hasSize(3);
    }

    /** Five days around a change of the clock and the end of a month, with a gap over midnight and another meter. */
    private static void fiveDays(TestHistory history) throws Exception {
        long from = TestHistory.second("2026-03-28T20:00:00Z");
        for (long second = from; second < from + 5 * 24 * HOUR; second += 300) {
            long passed = second - from;
            if (passed > 26 * HOUR - 600 && passed < 28 * HOUR + 1_000) {
                continue;
            }
            history.meter.serial(passed < 60 * HOUR ? "E1" : "E2");
            if (passed % HOUR == 0) {
                history.meter.mbus(1, 3, "G1", second, TestHistory.kilowattHours(100_000 + passed / 60), "m3")
                        .mbus(2, 4, "H1", second, TestHistory.kilowattHours(5_000 + passed / 90), "GJ");
            }
            history.meter.with(VOLTAGE_L1, "23" + passed / 300 % 10 + ".4").with(DEMAND_IMPORT, "" + passed / 7 % 3_000)
                    .with(ENERGY_EXPORT, TestHistory.kilowattHours(70_000 + passed / 1_000));
            history.minutes(second, 1, (passed < 60 * HOUR ? 5_000_000 : 10) + passed / 100, 0);
        }
        history.write();
    }

    @ParameterizedTest
    @EnumSource(value = SqlDialect.class, names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    void everyDatabaseMakesTheSameQuartersHoursDaysAndMonths(SqlDialect kind) throws Exception {
        fiveDays(book);
        assertThat(book.column(Table.DAYS, "day")).containsExactly("2026-03-28", "2026-03-29", "2026-03-30",
                "2026-03-31", "2026-04-01", "2026-04-02");
        // 23 hours of 12 readings each, but for those of the gap.
        assertThat(book.column(Table.DAYS, "n")).containsExactly("36", "275", "260", "288", "288", "264");
        assertThat(book.column(Table.DAYS, "gap")).as("more than two hours over midnight").containsExactly("-", "-", "1", "-", "-", "-");
        // All but the step from the one meter to the other.
        assertThat(book.rows(Table.DAYS, Step.ALL).get(0)).containsEntry("imp_wh", Long.toString((5 * 24 * HOUR - 300) / 100 - 3));
        assertThat(book.rows(Table.MBUS_DAYS, Step.MONTH)).extracting(row -> row.get("day") + " " + row.get("kind"))
                .containsExactly("2026-03 gas", "2026-03 heat", "2026-04 gas", "2026-04 heat");
        try (TestHistory server = new TestHistory(kind)) {
            fiveDays(server);
            for (Table table : List.of(Table.QUARTERS, Table.HOURS, Table.DAYS, Table.MBUS_DAYS)) {
                assertThat(server.rows(table)).as(table.title()).isNotEmpty().isEqualTo(book.rows(table));
                assertThat(server.rows(table, Step.ALL)).as(table.title()).isEqualTo(book.rows(table, Step.ALL));
            }
            for (Table table : List.of(Table.DAYS, Table.MBUS_DAYS)) {
                assertThat(server.rows(table, Step.MONTH)).as(table.title()).isEqualTo(book.rows(table, Step.MONTH));
            }
            assertThat(server.rows(Table.DAYS, Step.YEAR)).isEqualTo(book.rows(Table.DAYS, Step.YEAR));
            assertThat(server.rows(Table.MINUTES)).isNotEmpty().isEqualTo(book.rows(Table.MINUTES));
            for (Step step : List.of(Step.FIVE_MINUTES, Step.HOUR)) {
                assertThat(server.rows(Table.MINUTES, step)).as(step.toString()).isEqualTo(book.rows(Table.MINUTES, step));
            }
        }
    }
}
