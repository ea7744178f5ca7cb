package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.dbusp1.meter.Quantity;
import org.dbusp1.output.Archive.Table;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Logs that are played into a history: whatever a driver recorded before and after, what the counters moved counts once. */
@ParameterizedClass
@EnumSource(Database.class)
@Timeout(240)
class PlayedLogTest {
    /** Two hours before midnight by the meter's calendar. */
    private static final long TEN = TestHistory.second("2026-01-14T21:00:00Z");
    /** Minutes that the driver sees (D), and those of logs (L). */
    private static final String PARTS = """
            # the gap, its middle, its end, its begin, a part of a quarter hour
            D0-20 D187-240 L20-187
            D0-20 D187-240 L60-100
            D0-20 D187-240 L100-195
            D0-20 D187-240 L31-32
            D0-20 D187-240 L184-186
            D0-20 L60-100
            D187-240 L60-100
            # again
            D0-20 D187-240 L20-187 L20-187
            D0-20 D187-240 L60-100 L60-100
            # several, in any order
            D0-20 D187-240 L61-100 L100-180
            D0-20 D187-240 L100-180 L61-100
            D0-20 D187-240 L120-180 L30-90
            L30-90 L120-180
            L120-180 L30-90
            # before the driver comes back
            D0-20 L31-100 D187-240
            D0-20 L31-170 D187-240
            """;

    @Parameter
    Database kind;

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
        book.restart();
    }

    /** @param parts minutes that the driver sees (D), and those of logs (L) */
    @ParameterizedTest
    @CsvSource(textBlock = PARTS + """
            # more than the gap, its begin, where the driver ended with a quarter hour
            D0-20 D187-240 L10-200
            D0-20 D187-240 L10-100
            D0-15 D180-240 L15-180
            # a part of a quarter hour, and the driver ended once more since
            D0-20 D187-240 L66-70
            D0-20 D187-240 D247-300 L20-187
            # several that meet within a quarter hour, or overlap
            L97-180 L30-97
            L30-97 L97-180
            L30-120 L60-180
            L60-180 L30-120
            # the log has a gap
            D0-20 D60-120 D187-240 L0-50/130-240
            L0-50/130-240 L40-140
            D0-240 L50-70
            D0-240 L50-51/200-201
            """)
    void energyCountsOnce(String parts) throws Exception {
        try (TestHistory book = new TestHistory(kind)) {
            SortedSet<Long> minutes = play(book, parts);
            long first = minutes.first();
            long last = minutes.last();
            long steepest = (imported(last) - imported(last - 1)) * 60 + 60;

            assertThat(sum(book, Table.HOURS, "imp_wh")).as("import, hours").isEqualTo(imported(last) - imported(first));
            assertThat(sum(book, Table.DAYS, "imp_wh")).as("import, days").isEqualTo(imported(last) - imported(first));
            assertThat(sum(book, Table.HOURS, "exp_wh")).as("export, hours").isEqualTo(exported(last) - exported(first));
            assertThat(sum(book, Table.MBUS_DAYS, "delta")).as("gas").isEqualTo((last / 60 - first / 60) * 1_000);
            assertThat(book.column(Table.PEAKS, "peak_w")).as("month").allMatch(watts -> Long.parseLong(watts) < steepest);
        }
    }

    /** The counters of tariffs are known at the ends of hours, and where messages end: in other rows than the total. */
    @ParameterizedTest
    @CsvSource(textBlock = PARTS)
    void energyOfTariffsCountsOnce(String parts) throws Exception {
        try (TestHistory book = new TestHistory(kind)) {
            SortedSet<Long> minutes = play(book, parts);
            long first = minutes.first();
            long last = minutes.last();

            for (Table table : List.of(Table.HOURS, Table.DAYS)) {
                assertThat(sum(book, table, "imp_t1_wh")).as("tariff 1, %s", table)
                        .isEqualTo(importedAtNight(last) - importedAtNight(first));
                assertThat(sum(book, table, "imp_t1_wh") + sum(book, table, "imp_t2_wh")).as("tariffs, %s", table)
                        .isEqualTo(sum(book, table, "imp_wh")).isEqualTo(imported(last) - imported(first));
            }
        }
    }

    /** Returns the minutes at which parts begin and end. */
    private static SortedSet<Long> play(TestHistory book, String parts) throws Exception {
        SortedSet<Long> minutes = new TreeSet<>();
        for (String part : parts.split(" ")) {
            if (part.startsWith("L")) {
                book.meter.forget();
            }
            send(book, part.substring(1));
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
