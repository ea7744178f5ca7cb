package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.output.Archive.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Peaks of months in the history: filled from its quarters and from the meter, in each database. */
class PeakRollupTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Amsterdam");
    /** Those of winter's hours, and those in which the clock is changed. */
    private static final Set<Integer> WHOLE_MONTHS = Set.of(1, 2, 3, 10);
    private static final long YEAR_BEGAN = second("2025-01-01T00:00");
    private static final long YEAR_ENDED = second("2026-01-01T00:00");

    private static long second(String local) {
        return LocalDateTime.parse(local).atZone(ZONE).toEpochSecond();
    }

    /** A year of quarters with 500 W, but for those of winter; of most months the first two days. */
    private static void year(HistoryConfig settings) throws Exception {
        try (TestHistory history = new TestHistory(settings)) {
            history.minutes(YEAR_ENDED, 1, 9_000_000, 10).write();
        }
        Map<Long, Long> watts = new TreeMap<>();
        for (long ts = YEAR_BEGAN; ts < YEAR_ENDED; ts += 900) {
            LocalDate day = LocalDate.ofInstant(Instant.ofEpochSecond(ts), ZONE);
            if (day.getDayOfMonth() <= 2 || WHOLE_MONTHS.contains(day.getMonthValue())) {
                watts.put(ts, 500L);
            }
        }
        watts.putAll(winter());
        watts.values().removeIf(mean -> mean < 0);
        try (Connection connection = new DatabaseUrl(settings).connectForWriting()) {
            connection.setAutoCommit(false);
            TestHistory.quarters(connection, watts);
            new Statements(connection, SqlDialect.SQLITE).execute("DELETE FROM p1_peaks");
            connection.commit();
        }
    }

    private static void anHour(Map<Long, Long> quarters, String local, long... watts) {
        for (int i = 0; i < watts.length; i++) {
            quarters.put(second(local) + i * 900L, watts[i]);
        }
    }

    private static Map<Long, Long> winter() {
        Map<Long, Long> quarters = new TreeMap<>();
        anHour(quarters, "2025-01-10T17:00", 8_000, 6_000, 4_000, 6_000);
        anHour(quarters, "2025-01-10T18:00", 5_900, 5_900, 5_900, 5_900);
        anHour(quarters, "2025-01-11T17:00", 5_000, 5_000, 5_000, 5_000);
        anHour(quarters, "2025-01-12T17:00", 4_000, 4_000, 4_000, 4_000);
        anHour(quarters, "2025-02-03T17:00", 20_000, 20_000, -1, 20_000);
        return quarters;
    }

    /** A database that is locked, or a server that restarts, just when a new tariff begins. */
    @Test
    void monthsBeforeATariffAreThereThoughItsFirstTransactionFails() throws Exception {
        HistoryConfig settings = Servers.fresh(SqlDialect.SQLITE);
        year(settings);
        HistoryConfig flanders = Servers.changed(settings, 31, null, Tariff.named("flanders"));
        try (TestHistory history = new TestHistory(flanders);
                Connection owner = new DatabaseUrl(settings).connectForWriting()) {
            Statements sql = new Statements(owner, SqlDialect.SQLITE);
            sql.execute("CREATE TRIGGER fail BEFORE INSERT ON p1_hours BEGIN SELECT RAISE(ABORT, 'gone'); END");
            history.minutes(YEAR_ENDED + 86_400, 20, 9_000_100, 10);
            List<Minute> minutes = history.take();
            assertThatThrownBy(() -> history.writer.write(minutes, List.of())).isInstanceOf(SQLException.class);
            sql.execute("DROP TRIGGER fail");
            history.writer.write(minutes, List.of());
            assertThat(history.column(Table.PEAKS, "day")).contains("2025-01-01", "2025-02-01");
        }
    }

    private static List<Map<String, String>> filled(HistoryConfig database, String tariff) throws Exception {
        try (TestHistory history = new TestHistory(Servers.changed(database, 31, null, Tariff.named(tariff)))) {
            history.minutes(YEAR_ENDED + 60, 1, 9_000_010, 10).write();
            return rows(history, tariff);
        }
    }

    private static Map<String, String> row(List<Map<String, String>> rows, String month) {
        return rows.stream().filter(row -> row.get("day").equals(month + "-01")).findFirst().orElseThrow();
    }

    /** Rows of one tariff stay with those of another. */
    @ParameterizedTest
    @EnumSource(SqlDialect.class)
    void aYearOfQuartersGivesTheBillOfEachMonthByEachTariff(SqlDialect kind) throws Exception {
        HistoryConfig settings = Servers.changed(Servers.fresh(kind), 31, null, Tariff.named("flanders"));
        year(settings);
        List<Map<String, String>> rows = filled(settings, "norway");
        assertThat(rows).hasSize(12).allSatisfy(row -> assertThat(row).containsEntry("by_meter", "0"));
        assertThat(row(rows, "2025-01")).containsEntry("peak_w", "5000").containsEntry("bill_w", "5000").containsEntry("missing", "0");
        assertThat(row(rows, "2025-02")).as("an hour that lacks a quarter").containsEntry("peak_w", "500").containsEntry("missing", "1");
        assertThat(row(rows, "2025-03")).as("an hour less").containsEntry("missing", "0");
        assertThat(row(rows, "2025-10")).as("an hour more").containsEntry("missing", "0");

        rows = filled(settings, "flanders");
        assertThat(row(rows, "2025-01")).containsEntry("peak_w", "8000").containsEntry("bill_w", "8000")
                .containsEntry("peak_ts", Long.toString(second("2025-01-10T17:00")));
        assertThat(row(rows, "2025-02")).containsEntry("peak_w", "20000").containsEntry("bill_w", "14000").containsEntry("missing", "1");
        assertThat(row(rows, "2025-03")).as("(8 + 20 + 2.5) / 3").containsEntry("peak_w", "500").containsEntry("bill_w", "10167");
        assertThat(row(rows, "2025-12")).as("(8 + 20 + 10 x 2.5) / 12").containsEntry("bill_w", "4417");
        assertThat(Rows.all(settings, Table.PEAKS)).extracting(row -> row.get("tariff")).containsOnly("flanders", "norway").hasSize(24);
        newQuartersAndTheMetersOwnMonthsBringItUpToDate(settings);
    }

    private static void newQuartersAndTheMetersOwnMonthsBringItUpToDate(HistoryConfig settings) throws Exception {
        try (TestHistory history = new TestHistory(settings)) {
            history.minutes(YEAR_ENDED - 60, 32, 9_000_000, 100).write();
            assertThat(row(rows(history, "flanders"), "2026-01")).as("100 Wh a minute").containsEntry("peak_w", "6000")
                    .containsEntry("bill_w", "4250");

            history.writer.write(history.minutes(YEAR_ENDED + 32 * 60, 1, 9_003_200, 100).take(), List.of(
                    new Demand.MonthlyPeak(YearMonth.of(2024, 12), 3_000, null, true, 0, null),
                    new Demand.MonthlyPeak(YearMonth.of(2025, 2), 4_000, null, true, 0, null)));
            List<Map<String, String>> rows = rows(history, "flanders");
            assertThat(row(rows, "2024-12")).containsEntry("peak_w", "3000").containsEntry("by_meter", "1").containsEntry("bill_w", "3000");
            assertThat(row(rows, "2025-01")).as("(3 + 8) / 2").containsEntry("bill_w", "5500");
            assertThat(row(rows, "2025-02")).containsEntry("peak_w", "4000").containsEntry("by_meter", "1").containsEntry("bill_w", "5000");
            assertThat(row(rows, "2026-01")).as("(4 + 9 x 2.5 + 2.5 + 6) / 12").containsEntry("bill_w", "2917");
        }
        try (TestHistory again = new TestHistory(settings)) {
            List<Map<String, String>> before = again.rows(Table.PEAKS);
            again.minutes(YEAR_ENDED + 33 * 60, 1, 9_003_300, 100).write();
            assertThat(again.rows(Table.PEAKS)).as("written again").isEqualTo(before);
        }
    }

    private static List<Map<String, String>> rows(TestHistory history, String tariff) throws Exception {
        return history.rows(Table.PEAKS).stream().filter(row -> row.get("tariff").equals(tariff)).toList();
    }

    /** Telegrams are missing over a border of quarter hours within an hour; the borders of the hour were seen. */
    @ParameterizedTest
    @ValueSource(ints = {29, 44})
    void anHourThatWasMeasuredWholeCountsThoughItsQuarterHoursWereNot(int missing) throws Exception {
        long ten = second("2026-01-15T10:00");
        try (TestHistory history = new TestHistory(Servers.changed(Servers.fresh(SqlDialect.SQLITE), 31, null,
                Tariff.named("norway")))) {
            for (int minute = -60; minute <= 120; minute++) {
                if (minute < missing || minute > missing + 2) {
                    long energy = 1_000_000 + minute + 99L * Math.max(0, Math.min(60, minute));
                    history.add(history.meter.with(Quantity.ENERGY_IMPORT, TestHistory.kilowattHours(energy)).at(ten + minute * 60L));
                }
            }
            history.write();

            assertThat(history.rows(Table.QUARTERS).stream().filter(row -> row.get("partial").equals("1")).map(row -> row.get("ts")))
                    .contains(Long.toString(ten + (missing - 14) * 60L), Long.toString(ten + (missing + 1) * 60L));
            assertThat(history.column(Table.PEAKS, "peak_w")).containsExactly("6000");
        }
    }

    /** The figure that was written before windows were missed does not replace that of all windows. */
    @Test
    void aMonthThatEndsAfterAGapHasThePeakOfItsLastHours() throws Exception {
        long evening = second("2026-01-31T20:00");
        try (TestHistory history = new TestHistory(SqlDialect.SQLITE)) {
            history.minutes(evening - 60, 61, 1_000_000, 3).write();
            assertThat(row(history.rows(Table.PEAKS), "2026-01")).containsEntry("peak_w", "180");
            history.minutes(evening + 2 * 3_600, 150, 1_001_000, 10).write();
            assertThat(row(history.rows(Table.PEAKS), "2026-01")).containsEntry("peak_w", "600");
        }
    }
}
