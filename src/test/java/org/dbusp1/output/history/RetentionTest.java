package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.dbusp1.meter.Quantity;
import org.dbusp1.output.Archive.Table;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that rows that are too old are deleted, and what was made of them stays. */
@Timeout(240)
class RetentionTest {
    /** Midnight in Amsterdam. */
    private static final long MIDNIGHT = TestHistory.second("2026-01-14T23:00:00Z");
    private static final long HOUR = 3_600;
    private static final long AHEAD = MIDNIGHT + 400 * 24 * HOUR;
    private static final String KEY = "E0012345";

    @AutoClose
    private TestHistory book;

    @BeforeEach
    void open() throws Exception {
        book = new TestHistory(SqlDialect.SQLITE);
    }

    private void retain(long now, int days) throws Exception {
        retain(book, now, days);
    }

    private static void retain(TestHistory history, long now, int days) throws Exception {
        Retention retention = new Retention(days);
        retention.begin(now);
        boolean more = true;
        for (int i = 0; more && i < 1_000; i++) {
            more = history.writer.inTransaction(KEY, retention::run);
        }
        assertThat(more).isFalse();
    }

    /** Hours with one minute each, which counts 2 Wh. */
    private void hourly(long from, int hours, long wattHours) {
        for (int hour = 0; hour < hours; hour++) {
            book.minutes(from + hour * HOUR, 1, wattHours + hour * 2L, 0);
        }
    }

    @Test
    void wholeDaysOfMinutesGoAndHoursStayAlsoWhenTheMinutesComeAgain() throws Exception {
        List<Minute> all = book.minutes(MIDNIGHT - 3 * HOUR, 6 * 60, 1_000_000, 2).write();
        Map<String, List<String>> before = Rows.stored(book.settings);
        retain(MIDNIGHT + 30 * HOUR, 1);
        assertThat(Rows.stored(book.settings).get("p1_minutes")).hasSize(3 * 60).first().asString().contains("" + MIDNIGHT);

        for (List<Minute> again : List.of(List.<Minute>of(), all)) {
            book.writer.write(again, List.of());
            Map<String, List<String>> after = Rows.stored(book.settings);
            for (String table : List.of("p1_hours", "p1_days", "p1_quarters")) {
                assertThat(after.get(table)).as(table).isEqualTo(before.get(table));
            }
        }
    }

    @Test
    void anHourThatComesInTwoHalvesKeepsItsEnergyThoughTheFirstHalfsMinutesWent() throws Exception {
        List<Minute> all = book.minutes(MIDNIGHT - 30 * HOUR, 180, 1_000_000, 2).take();
        book.writer.write(all.subList(0, 80), List.of());
        retain(MIDNIGHT + 30 * HOUR, 1);
        book.writer.write(all.subList(80, 180), List.of());

        assertThat(book.column(Table.HOURS, "imp_wh")).containsExactly("118", "120", "120");
    }

    /** On the servers too: both statements that delete. */
    @ParameterizedTest
    @EnumSource(SqlDialect.class)
    void ofOldGasReadingsTheLastOfEachHourStaysAndNoOldMinute(SqlDialect kind) throws Exception {
        try (TestHistory history = new TestHistory(kind)) {
            history.meter.with(Quantity.POWER_NET, "1");
            for (int i = 0; i <= 36; i++) {
                history.meter.mbus(1, 3, "G1", MIDNIGHT + i * 300L, TestHistory.kilowattHours(100_000 + i * 10L), "m3");
                history.add(MIDNIGHT + i * 300L + 30);
            }
            history.add(MIDNIGHT + 59 * HOUR).write();
            List<String> days = history.column(Table.MBUS_DAYS, "delta");

            retain(history, MIDNIGHT + 60 * HOUR, 1);

            assertThat(history.column(Table.MINUTES, "ts")).containsExactly("" + (MIDNIGHT + 59 * HOUR));
            assertThat(history.column(Table.MBUS, "ts")).containsExactly("" + MIDNIGHT, "" + (MIDNIGHT + HOUR),
                    "" + (MIDNIGHT + 2 * HOUR), "" + (MIDNIGHT + 3 * HOUR));
            assertThat(history.column(Table.MBUS, "delta")).containsExactly("-", "120", "120", "120");
            assertThat(history.column(Table.MBUS_DAYS, "delta")).isEqualTo(days);
        }
    }

    /** More readings than one transaction looks at. */
    @Test
    void eachHourOfALongTimeKeepsItsVolume() throws Exception {
        book.minutes(MIDNIGHT + 1_000 * HOUR, 1, 1_000_000, 2).write();
        book.writer.inTransaction(KEY, rows -> {
            TestHistory.gas(rows, MIDNIGHT, 800);
            return KEY;
        });

        retain(MIDNIGHT + 1_000 * HOUR, 1);

        assertThat(book.column(Table.MBUS, "delta")).hasSize(800).containsOnly("12");
    }

    @Test
    void theMinutesOfOtherMetersStay() throws Exception {
        book.minutes(MIDNIGHT - 30 * HOUR, 10, 1_000_000, 2).restart();
        book.meter.key("other");
        book.minutes(MIDNIGHT - 30 * HOUR, 10, 1_000_000, 2).write();

        retain(MIDNIGHT + 30 * HOUR, 1);

        assertThat(Rows.stored(book.settings).get("p1_minutes")).hasSize(10);
    }

    /** The device of a boat, each evening. */
    @Test
    void aDeviceThatIsOnForFiveHoursADayConfirmsItsTime() throws Exception {
        for (int day = 0; day < 3; day++) {
            hourly(MIDNIGHT + (day * 24 + 18) * HOUR, 5, 1_000_000 + day * 100L);
        }
        book.write();
        assertThat(isConfirmed(MIDNIGHT + (2 * 24 + 18) * HOUR)).isTrue();
    }

    private boolean isConfirmed(long now) throws Exception {
        return book.writer.inTransaction(KEY, rows -> Retention.isConfirmed(rows, now));
    }

    @Test
    void minutesOfAWrongClockConfirmNoTime() throws Exception {
        assertThat(isConfirmed(MIDNIGHT)).isFalse();
        hourly(MIDNIGHT, 25, 1_000_000);
        book.write();
        assertThat(isConfirmed(MIDNIGHT + 25 * HOUR)).isFalse();
        hourly(MIDNIGHT + 25 * HOUR, 2, 1_002_000);
        book.write();
        book.minutes(AHEAD, 5, 1_003_000, 2).write();
        assertThat(isConfirmed(MIDNIGHT + 27 * HOUR)).isTrue();
        assertThat(isConfirmed(AHEAD + 300)).isFalse();
        book.restart();
        assertThat(isConfirmed(AHEAD + 300)).isFalse();
        assertThat(isConfirmed(MIDNIGHT + 60 * HOUR)).as("the driver was off for a day").isFalse();
    }

    /** The price of it: their peak is that of their month until it comes. */
    @Test
    void rowsOfAClockThatWasAheadStayUntilTheirDayComes() throws Exception {
        hourly(MIDNIGHT, 13, 1_000_000);
        book.minutes(MIDNIGHT + 13 * HOUR, 60, 1_000_100, 2).write();
        book.minutes(MIDNIGHT + 20 * 24 * HOUR, 180, 1_002_000, 100).write();
        Map<String, List<String>> before = Rows.stored(book.settings);

        retain(MIDNIGHT + 14 * HOUR, 31);

        assertThat(Rows.stored(book.settings)).isEqualTo(before);
        assertThat(book.column(Table.PEAKS, "day")).containsExactly("2026-01-01", "2026-02-01");
    }

    /** If the clock is slow, as of a machine that starts in the past, times in the future are true. */
    @Test
    void aClockThatIsBehindEndsNothing() throws Exception {
        hourly(AHEAD, 13, 1_000_000);
        book.write();
        hourly(MIDNIGHT, 13, 1_002_000);
        book.write();
        Map<String, List<String>> before = Rows.stored(book.settings);

        retain(MIDNIGHT + 13 * HOUR, 31);

        assertThat(Rows.stored(book.settings)).isEqualTo(before);
    }
}
