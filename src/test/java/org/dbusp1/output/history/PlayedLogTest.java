package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.dbusp1.meter.Quantity;
import org.dbusp1.output.Archive.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs that are replayed into a history of their own: energy counts once. */
@Timeout(240)
class PlayedLogTest {
    /** Two hours before midnight by the meter's calendar. */
    private static final long TEN = TestHistory.second("2026-01-14T21:00:00Z");

    private static long imported(long minute) {
        return 1_000_000 + 3 * minute + minute * minute / 20;
    }

    private static long importedAtNight(long minute) {
        return 400_000 + minute + minute * minute / 60;
    }

    private static long exported(long minute) {
        return 500_000 + 7 * minute - minute * minute / 100;
    }

    private static void send(TestHistory book, String minutes) throws Exception {
        for (String range : minutes.split("/")) {
            String[] ends = range.split("-");
            for (long minute = Long.parseLong(ends[0]); minute <= Long.parseLong(ends[1]); minute++) {
                book.meter.with(Quantity.ENERGY_IMPORT, TestHistory.kilowattHours(imported(minute)))
                        .with(Quantity.ENERGY_IMPORT_T1, TestHistory.kilowattHours(importedAtNight(minute)))
                        .with(Quantity.ENERGY_IMPORT_T2, TestHistory.kilowattHours(imported(minute) - importedAtNight(minute)))
                        .with(Quantity.ENERGY_EXPORT, TestHistory.kilowattHours(exported(minute)))
                        .mbus(1, 3, "G1", TEN + minute / 60 * 3_600, Long.toString(100 + minute / 60), "m3");
                book.add(TEN + minute * 60);
            }
        }
    }

    /**
     * @param parts   minutes of logs (L), oldest first
     * @param counted minutes of which the energy is in the history
     */
    @ParameterizedTest
    @CsvSource(textBlock = """
            # with a gap, again, with a part in common, and where the second one begins in a quarter hour, of which its part stays
            L30-90 L120-180,                   30-90+120-180
            L30-90 L30-90,                     30-90
            L30-120 L60-180,                   30-180
            L30-97 L97-180,                    30-90+97-180
            L0-50/130-240,                     0-240
            """)
    void energyCountsOnce(String parts, String counted) throws Exception {
        try (TestHistory book = new TestHistory(SqlDialect.SQLITE)) {
            SortedSet<Long> minutes = play(book, parts);
            long first = minutes.first();
            long last = minutes.last();
            long steepest = (imported(last) - imported(last - 1)) * 60 + 60;

            for (Table table : List.of(Table.HOURS, Table.DAYS)) {
                assertThat(sum(book, table, "imp_wh")).as("import, %s", table).isEqualTo(moved(counted, PlayedLogTest::imported));
                assertThat(sum(book, table, "exp_wh")).as("export, %s", table).isEqualTo(moved(counted, PlayedLogTest::exported));
                assertThat(sum(book, table, "imp_t1_wh")).as("tariff 1, %s", table)
                        .isEqualTo(moved(counted, PlayedLogTest::importedAtNight));
                assertThat(sum(book, table, "imp_t1_wh") + sum(book, table, "imp_t2_wh")).as("tariffs, %s", table)
                        .isEqualTo(sum(book, table, "imp_wh"));
            }
            assertThat(sum(book, Table.MBUS_DAYS, "delta")).as("gas").isEqualTo((last / 60 - first / 60) * 1_000);
            assertThat(book.column(Table.PEAKS, "peak_w")).as("month").allMatch(watts -> Long.parseLong(watts) < steepest);
        }
    }

    private static long moved(String ranges, LongUnaryOperator counter) {
        return Stream.of(ranges.split("[+]")).map(range -> range.split("-")).mapToLong(ends ->
                counter.applyAsLong(Long.parseLong(ends[1])) - counter.applyAsLong(Long.parseLong(ends[0]))).sum();
    }

    /** A meter whose telegrams do not say which of the two hours of October it is. */
    @Test
    void anHourThatComesTwiceInALogCountsOnce() throws Exception {
        try (TestHistory book = new TestHistory(SqlDialect.SQLITE)) {
            book.playLog();
            for (long minute = 0; minute <= 240; minute++) {
                book.meter.with(Quantity.ENERGY_IMPORT, TestHistory.kilowattHours(imported(minute)));
                book.add(TEN + (minute < 120 ? minute : minute - 60) * 60);
                if (minute % 50 == 0) {
                    book.write();
                }
            }
            book.write();
            assertThat(sum(book, Table.HOURS, "imp_wh")).isEqualTo(imported(240) - imported(0));
            assertThat(sum(book, Table.DAYS, "imp_wh")).isEqualTo(imported(240) - imported(0));
        }
    }

    /** Returns the minutes at which parts begin and end. */
    private static SortedSet<Long> play(TestHistory book, String parts) throws Exception {
        SortedSet<Long> minutes = new TreeSet<>();
        for (String part : parts.split(" ")) {
            book.playLog();
            send(book, part.substring(1));
            book.restart();
            for (String minute : part.substring(1).split("[-/]")) {
                minutes.add(Long.parseLong(minute));
            }
        }
        return minutes;
    }

    private static long sum(TestHistory book, Table table, String column) throws Exception {
        return book.rows(table).stream().mapToLong(row -> Long.parseLong(row.getOrDefault(column, "0"))).sum();
    }
}
