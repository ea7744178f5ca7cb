package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.dbusp1.base.problem.EventType;
import org.dbusp1.fleet.FleetRows;
import org.dbusp1.fleet.FleetStore;
import org.dbusp1.fleet.RowSetReader;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.output.Archive;
import org.dbusp1.output.fleet.FinishedRows;
import org.dbusp1.output.fleet.RowSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rows are sent, when, and how they arrive in another database. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FinishedRowsTest {
    private static final long NOON = TestHistory.second("2026-06-15T10:00:00Z");
    private static final MeterKey KEY = new MeterKey("E0012345");

    @TempDir
    private Path directory;
    private TestHistory history;
    private long now = NOON + 86_400;

    @BeforeEach
    void open() throws Exception {
        history = new TestHistory(SqlDialect.SQLITE);
    }

    private FinishedRows queue() {
        return new FinishedRows(new HistoryReader(new DatabaseUrl(history.settings), () -> KEY), directory,
                () -> Instant.ofEpochSecond(now));
    }

    /** All that waits, sent. */
    private static List<RowSet> drain(FinishedRows queue) throws Exception {
        List<RowSet> sets = new ArrayList<>();
        for (RowSet next = queue.next(); next != null; next = queue.next()) {
            sets.add(next);
            assertThat(sets).as("it ends").hasSizeLessThan(1_000);
            assertThat(RowSetReader.read(next.json()).size()).as("what a collector reads").isEqualTo(next.size());
            queue.sent();
        }
        return sets;
    }

    private static List<String> times(List<RowSet> sets, String table) {
        return column(sets, table, table.endsWith("days") ? "day" : "ts");
    }

    private static List<String> column(List<RowSet> sets, String table, String column) {
        return sets.stream().flatMap(set -> set.tables().stream()).filter(candidate -> candidate.name().equals(table))
                .flatMap(candidate -> candidate.rows().stream().map(row -> row.get(candidate.columns().stream().map(Archive.Column::name).toList()
                        .indexOf(column)))).toList();
    }

    private static List<String> seconds(long from, int count, int step) {
        List<String> seconds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            seconds.add(Long.toString(from + (long) i * step));
        }
        return seconds;
    }

    @Test
    void aMinuteIsSentOnceItIsWrittenAndAnHourWhenTheNextOneIsOver() throws Exception {
        FinishedRows queue = queue();
        history.minutes(NOON, 5, 1_000, 10).write();
        assertThat(times(drain(queue), "minutes")).as("the newest at the start may be cut").isEqualTo(seconds(NOON, 4, 60));
        history.minutes(NOON + 300, 1, 1_050, 10).write();
        assertThat(times(drain(queue), "minutes")).isEqualTo(seconds(NOON + 240, 2, 60));
        history.minutes(NOON + 360, 60, 1_060, 10).write();
        List<RowSet> sets = drain(queue);
        assertThat(times(sets, "minutes")).isEqualTo(seconds(NOON + 360, 60, 60));
        assertThat(times(sets, "quarters")).isEqualTo(seconds(NOON, 4, 900));
        assertThat(times(sets, "hours")).isEmpty();
        assertThat(queue.next()).isNull();
        history.minutes(NOON + 3_960, 60, 1_660, 10).write();
        sets = drain(queue);
        assertThat(times(sets, "hours")).containsExactly(Long.toString(NOON));
        assertThat(times(sets, "days")).isEmpty();
        assertThat(queue.next()).isNull();
    }

    /** Its list comes at midnight; without it the next one, an hour later, says what the hour and the day used. */
    @Test
    void anHourAndADayWhoseListWasLostAreSentWithTheirEnergy() throws Exception {
        long midnight = TestHistory.second("2026-06-15T22:00:00Z");
        now = midnight + 86_400;
        FinishedRows queue = queue();
        List<RowSet> sets = new ArrayList<>();
        history.meter.dialect(Dialect.AIDON);
        for (long second = midnight - 3 * 3_600 + 10; second < midnight + 3 * 3_600; second += 60) {
            history.meter.nothing().with(Quantity.POWER_NET, "600");
            if (second % 3_600 < 60 && second - midnight != 10) {
                history.meter.with(Quantity.ENERGY_IMPORT, TestHistory.kilowattHours(1_000_000 + (second - midnight) / 6));
            }
            history.add(second).flush();
            sets.addAll(drain(queue));
        }

        assertThat(sent(sets, "hours", Long.toString(midnight - 3_600))).containsKey("imp_wh")
                .isEqualTo(row(Archive.Table.HOURS, "ts", midnight - 3_600));
        assertThat(sent(sets, "days", "2026-06-15")).containsKey("imp_wh").isEqualTo(row(Archive.Table.DAYS, "day", "2026-06-15"));
    }

    /** Returns the row of a time that was sent, without absent values. */
    private static Map<String, String> sent(List<RowSet> sets, String table, String time) {
        List<Map<String, String>> found = new ArrayList<>();
        for (RowSet.Table rows : sets.stream().flatMap(set -> set.tables().stream()).filter(rows -> rows.name().equals(table)).toList()) {
            for (List<String> cells : rows.rows()) {
                Map<String, String> row = new HashMap<>();
                for (int i = 0; i < cells.size(); i++) {
                    row.put(rows.columns().get(i).name(), cells.get(i));
                }
                row.values().removeIf(Objects::isNull);
                found.add(row);
            }
        }
        found.removeIf(row -> !row.containsValue(time));
        assertThat(found).as("%s of %s", table, time).hasSize(1);
        return found.get(0);
    }

    private Map<String, String> row(Archive.Table table, String key, Object time) throws Exception {
        return history.rows(table).stream().filter(row -> row.get(key).equals(time.toString())).findFirst().orElseThrow();
    }

    @Test
    void aMinuteThatARestartHasCutIsSentWhole() throws Exception {
        history.add(history.meter.with(Quantity.POWER_NET, "100").at(NOON)).restart();
        FinishedRows queue = queue();
        assertThat(times(drain(queue), "minutes")).isEmpty();
        history.add(NOON + 20).add(NOON + 30).add(NOON + 40).write();
        assertThat(times(drain(queue), "minutes")).as("still the newest").isEmpty();
        history.add(NOON + 60).write();
        List<RowSet> sets = drain(queue);
        assertThat(times(sets, "minutes")).isEqualTo(seconds(NOON, 2, 60));
        assertThat(column(sets, "minutes", "n")).first().isEqualTo("3");
    }

    @Test
    void aRestartGoesOnWhereItEnded() throws Exception {
        history.minutes(NOON, 200, 1_000, 10).write();
        FinishedRows first = queue();
        String driver = first.next().driver();
        first.sent();
        int sent = 59;
        history.minutes(NOON + 12_000, 2, 3_000, 10).write();
        FinishedRows second = queue();
        List<RowSet> sets = drain(second);
        assertThat(sets.get(0).driver()).isEqualTo(driver).matches(RowSet.DRIVER);
        assertThat(times(sets, "minutes")).isEqualTo(seconds(NOON + sent * 60L, 201 - sent, 60));
        assertThat(drain(queue())).as("but for small tables").allMatch(set -> set.tables().stream()
                .allMatch(table -> Set.of("devices", "peaks").contains(table.name())));
    }

    /** Its events have a later time than those of the driver, which happen after them. */
    @ParameterizedTest
    @ValueSource(ints = {0, 180, 1_800})
    void eventsOfTheDriverAreSentWhileTheMetersClockIsAhead(int ahead) throws Exception {
        FinishedRows queue = queue();
        List<RowSet> sets = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            now = NOON + i * 300L;
            history.minutes(now + ahead, 3, 1_000 + i * 50, 10);
            history.meter.with(Quantity.TARIFF, Integer.toString(1 + i % 2));
            history.add(now + ahead + 190).happened(EventType.ESS_NOT_USED, i % 2 == 0, now + 200).flush();
            sets.addAll(drain(queue));
            queue.close();
            queue = queue();
        }
        now += 600;
        history.minutes(now + ahead, 3, 1_200, 10).write();
        sets.addAll(drain(queue));

        assertThat(column(sets, "events", "kind")).filteredOn("ess_not_used"::equals).hasSize(4);
        assertThat(column(sets, "events", "kind")).filteredOn("tariff"::equals).hasSize(4);
    }

    @Test
    void whatWasNotSentComesAgain() throws Exception {
        history.minutes(NOON, 3, 1_000, 10).write();
        FinishedRows queue = queue();
        RowSet once = queue.next();
        assertThat(queue.next()).isEqualTo(once);
    }

    @Test
    void aDamagedFileSendsEverythingAgainUnderAnotherName() throws Exception {
        history.minutes(NOON, 3, 1_000, 10).write();
        FinishedRows queue = queue();
        RowSet once = queue.next();
        queue.sent();
        Files.write(directory.resolve("rows.E0012345.properties"), new byte[] {0, 1, 2, '\\', 'u', 'x'});
        RowSet again = queue().next();
        assertThat(again.tables()).isEqualTo(once.tables());
        assertThat(again.driver()).isNotEqualTo(once.driver());
    }

    @Test
    void rowsOfTheFutureWaitAndAClockThatWasAheadLosesNone() throws Exception {
        history.minutes(NOON, 3, 1_000, 10).write();
        long ahead = NOON + 400 * 86_400L;
        now = ahead;
        FinishedRows queue = queue();
        history.minutes(ahead, 3, 1_050, 10).write();
        assertThat(times(drain(queue), "minutes")).contains(Long.toString(ahead));
        now = NOON + 600;
        history.minutes(NOON + 180, 3, 1_030, 10).write();
        assertThat(times(drain(queue), "minutes")).isEqualTo(seconds(NOON, 6, 60));
    }

    /** The day of gas that a clock ahead has left in the future ends no day of now. */
    @Test
    void aDayOfGasIsSentWhenItIsOverAlsoAfterAClockThatWasAhead() throws Exception {
        long ahead = NOON + 400 * 86_400L;
        FinishedRows queue = queue();
        history.meter.mbus(1, 3, "G1", NOON, "10.000", "m3");
        history.minutes(NOON, 3, 1_000, 10).write();
        history.meter.mbus(1, 3, "G1", ahead, "10.100", "m3");
        history.minutes(ahead, 3, 1_030, 10).write();
        history.meter.mbus(1, 3, "G1", NOON + 600, "10.200", "m3");
        history.minutes(NOON + 600, 3, 1_060, 10).write();
        assertThat(times(drain(queue), "mbus_days")).as("the day goes on").isEmpty();
        history.meter.mbus(1, 3, "G1", NOON + 3_600, "10.900", "m3");
        history.minutes(NOON + 3_600, 3, 1_090, 10).write();
        now += 86_400;
        history.meter.mbus(1, 3, "G1", NOON + 86_400, "12.000", "m3");
        history.minutes(NOON + 86_400, 10, 1_120, 10).write();
        List<RowSet> sets = drain(queue);
        assertThat(times(sets, "mbus_days")).containsExactly("2026-06-15");
        assertThat(column(sets, "mbus_days", "reading_l")).containsExactly("10900");
    }

    /** A collector refuses the rows of a driver that was set up in the future. */
    @Test
    void aDriverThatWasNamedByAClockAheadIsNamedAnew() throws Exception {
        long ahead = NOON + 400 * 86_400L;
        now = ahead + 300;
        history.minutes(ahead, 5, 1_000, 10).write();
        FinishedRows first = queue();
        assertThat(RowSet.since(first.next().driver())).isEqualTo(ahead + 240);
        first.sent();
        assertThat(first.next()).isNull();

        history.minutes(NOON, 27 * 60, 2_000, 10).write();
        now = NOON + 27 * 3_600;
        for (int run = 0; run < 2; run++) {
            assertThat(drain(queue())).isNotEmpty().allMatch(set -> RowSet.since(set.driver()) < now);
            history.minutes(NOON + 27 * 3_600 + run * 600L, 5, 20_000 + run * 100, 10).write();
        }
    }

    @Test
    void gasOfSeveralDevicesIsSentThoughOneIsReadLater() throws Exception {
        history.meter.mbus(1, 3, "G1", NOON, "10.000", "m3").mbus(2, 7, "W1", NOON - 3_000, "5.000", "m3");
        history.minutes(NOON, 3, 1_000, 10).write();
        FinishedRows queue = queue();
        assertThat(times(drain(queue), "mbus")).containsExactlyInAnyOrder(Long.toString(NOON), Long.toString(NOON - 3_000));
        history.meter.mbus(2, 7, "W1", NOON - 1_000, "5.100", "m3");
        history.minutes(NOON + 180, 2, 1_030, 10).write();
        assertThat(times(drain(queue), "mbus")).containsExactly(Long.toString(NOON - 1_000));
    }

    @ParameterizedTest
    @EnumSource(SqlDialect.class)
    void theOtherDatabaseHasTheSameRows(SqlDialect kind) throws Exception {
        history.meter.mbus(1, 3, "G1", NOON, "10.000", "m3").with(Quantity.TARIFF, "1").with(Quantity.VOLTAGE_L1, "231.4")
                .with(Quantity.CURRENT_L1, "1.25").with(Quantity.POWER_FAILURES, "3");
        history.minutes(NOON, 130, 1_000, 10);
        history.meter.with(Quantity.TARIFF, "2").mbus(1, 3, "G1", NOON + 50_000, "12.345", "m3");
        history.minutes(NOON + 60_000, 130, 9_000, 10).write();
        now = NOON + 200_000;
        FinishedRows queue = queue();
        List<RowSet> sets = drain(queue);
        HistoryConfig there = Servers.fresh(kind);
        try (FleetStore store = new FleetStore(there)) {
            // Twice, and in disorder.
            Collections.reverse(sets);
            sets.forEach(set -> write(store, set));
            Collections.reverse(sets);
            sets.forEach(set -> write(store, set));
        }
        for (Archive.Table table : Archive.Table.values()) {
            List<Map<String, String>> ours = Rows.all(history.settings, table);
            List<Map<String, String>> theirs = Rows.all(there, table);
            assertThat(ours).as("%s", table).containsAll(theirs);
            assertThat(ours.size() - theirs.size()).as("of %s only the running ones wait", table).isBetween(0, 2);
            assertThat(theirs.isEmpty()).as("%s", table).isEqualTo(ours.size() < 2 && theirs.isEmpty());
        }
    }

    private void write(FleetStore store, RowSet set) {
        try {
            byte[] bytes = set.json();
            assertThat(bytes.length).isLessThan(RowSet.MOST_BYTES);
            FleetRows rows = FleetRows.of(KEY, RowSetReader.read(bytes), now);
            assertThat(rows.refused()).as("%s", rows.reason()).isZero();
            assertThat(rows.size()).isEqualTo(set.size());
            store.write(List.of(rows));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void closedItGivesNoMore() throws Exception {
        history.minutes(NOON, 5, 1_000, 10).write();
        FinishedRows queue = queue();
        assertThat(queue.next()).isNotNull();
        queue.close();
        assertThat(queue.next()).isNull();
    }
}
