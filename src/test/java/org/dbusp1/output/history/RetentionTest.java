package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.meter.Quantity;
import org.dbusp1.output.Archive.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is too old goes, and what was made of it stays. */
@ParameterizedClass
@EnumSource(Database.class)
@Timeout(240)
class RetentionTest {
    /** Midnight in Amsterdam. */
    private static final long MIDNIGHT = TestHistory.second("2026-01-14T23:00:00Z");
    private static final long HOUR = 3_600;
    private static final String KEY = "E0012345";

    @Parameter
    Database kind;

    private TestHistory book;

    @BeforeEach
    void open() throws Exception {
        book = new TestHistory(kind);
    }

    @AfterEach
    void close() {
        book.close();
    }

    private void retain(long now, int days) throws Exception {
        boolean more = true;
        for (int i = 0; more && i < 1_000; i++) {
            more = book.store.retain(KEY, Instant.ofEpochSecond(now), days);
        }
        assertThat(more).isFalse();
    }

    @Test
    void wholeDaysOfMinutesGoAndHoursStay() throws Exception {
        book.minutes(MIDNIGHT - 30 * HOUR, 60 * 60, 1_000_000, 2).write();
        Map<String, List<String>> before = Rows.stored(book.settings);

        retain(MIDNIGHT + 30 * HOUR, 1);

        Map<String, List<String>> after = Rows.stored(book.settings);
        assertThat(after.get("p1_minutes")).hasSize(30 * 60).first().asString().contains("" + MIDNIGHT);
        assertThat(after.get("p1_hours")).isEqualTo(before.get("p1_hours"));
        assertThat(after.get("p1_days")).isEqualTo(before.get("p1_days"));
    }

    @Test
    void minutesThatComeAgainAfterTheyWentChangeNoHour() throws Exception {
        List<Minute> all = book.minutes(MIDNIGHT - 30 * HOUR, 60 * 60, 1_000_000, 2).write();
        Map<String, List<String>> before = Rows.stored(book.settings);
        retain(MIDNIGHT + 30 * HOUR, 1);

        book.store.write(all.subList(100, 700), Optional.empty());

        Map<String, List<String>> after = Rows.stored(book.settings);
        for (String table : List.of("p1_hours", "p1_days", "p1_quarters")) {
            assertThat(after.get(table)).as(table).isEqualTo(before.get(table));
        }
    }

    @Test
    void anHourThatComesInTwoHalvesKeepsItsEnergyThoughTheFirstHalfsMinutesWent() throws Exception {
        List<Minute> all = book.minutes(MIDNIGHT - 30 * HOUR, 180, 1_000_000, 2).take();
        book.store.write(all.subList(0, 80), Optional.empty());
        retain(MIDNIGHT + 30 * HOUR, 1);
        book.store.write(all.subList(80, 180), Optional.empty());

        assertThat(book.column(Table.HOURS, "imp_wh")).containsExactly("118", "120", "120");
    }

    @Test
    void ofOldGasReadingsTheLastOfEachHourStays() throws Exception {
        book.meter.with(Quantity.POWER_NET, "1");
        for (int i = 0; i <= 36; i++) {
            book.meter.mbus(1, 3, "G1", MIDNIGHT + i * 300L, TestHistory.kilowattHours(100_000 + i * 10L), "m3");
            book.add(MIDNIGHT + i * 300L + 30);
        }
        book.write();
        List<String> days = book.column(Table.MBUS_DAYS, "delta");

        retain(MIDNIGHT + 60 * HOUR, 1);

        assertThat(book.column(Table.MBUS, "ts")).containsExactly("" + MIDNIGHT, "" + (MIDNIGHT + HOUR),
                "" + (MIDNIGHT + 2 * HOUR), "" + (MIDNIGHT + 3 * HOUR));
        assertThat(book.column(Table.MBUS, "delta")).containsExactly("-", "120", "120", "120");
        assertThat(book.column(Table.MBUS_DAYS, "delta")).isEqualTo(days);
    }

    @Test
    void theMinutesOfOtherMetersStay() throws Exception {
        book.minutes(MIDNIGHT - 30 * HOUR, 10, 1_000_000, 2).restart();
        book.meter.key("other");
        book.minutes(MIDNIGHT - 30 * HOUR, 10, 1_000_000, 2).write();

        retain(MIDNIGHT + 30 * HOUR, 1);

        assertThat(Rows.stored(book.settings).get("p1_minutes")).hasSize(10);
    }
}
