package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.output.Archive;
import org.dbusp1.output.Archive.Column;
import org.dbusp1.output.Archive.Step;
import org.dbusp1.output.Archive.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class HistoryReaderTest {
    private static final long MIDNIGHT = TestHistory.second("2026-01-14T23:00:00Z");
    private static final long HOUR = 3_600;
    private static final long DAY = 24 * HOUR;

    private TestHistory book;
    private HistoryReader reader;

    @BeforeEach
    void open() throws Exception {
        book = new TestHistory(SqlDialect.SQLITE);
        reader = new HistoryReader(new DatabaseUrl(book.settings), () -> new MeterKey("E0012345"));
    }

    @AfterEach
    void close() {
        reader.close();
        book.close();
    }

    private List<String> times(Table table, Step step, long from, long to) throws IOException {
        return Rows.read(reader, table, step, from, to).stream().map(row -> row.values().iterator().next()).toList();
    }

    @Test
    void givesExactlyTheRangeAskedFor() throws Exception {
        book.minutes(MIDNIGHT - DAY - 1_800, 2 * 24 * 60 + 90, 1_000_000, 1).write();

        List<String> minutes = times(Table.MINUTES, Step.ROW, MIDNIGHT - DAY - 600, MIDNIGHT + DAY);
        assertThat(minutes).hasSize(2 * 24 * 60 + 10).doesNotHaveDuplicates().isSorted()
                .startsWith("" + (MIDNIGHT - DAY - 600)).endsWith("" + (MIDNIGHT + DAY - 60));
        assertThat(times(Table.HOURS, Step.ROW, MIDNIGHT + 1, MIDNIGHT + 3 * HOUR)).hasSize(2);
        assertThat(times(Table.DAYS, Step.ROW, MIDNIGHT, MIDNIGHT + DAY)).containsExactly("2026-01-15");
        assertThat(times(Table.DAYS, Step.ROW, MIDNIGHT + 1, MIDNIGHT + DAY)).isEmpty();
        assertThat(times(Table.MINUTES, Step.HOUR, MIDNIGHT - DAY, MIDNIGHT + DAY)).hasSize(48);
        assertThat(times(Table.HOURS, Step.ROW, MIDNIGHT, MIDNIGHT)).isEmpty();
    }

    @Test
    void namesItsColumnsAlsoWithoutRows() throws Exception {
        book.write();
        book.writer.connect();
        List<Column> columns = new ArrayList<>();
        reader.read(Table.DAYS, Step.ROW, 0, 1, new Archive.RowConsumer() {
            @Override
            public void columns(List<Column> names) {
                columns.addAll(names);
            }

            @Override
            public void row(List<String> cells) {
                throw new AssertionError(cells);
            }
        });

        assertThat(columns).startsWith(new Column("day", false), new Column("imp_wh", true)).hasSize(33);
        assertThat(columns).extracting(Column::name).doesNotContain("meter", "device", "end_ts");
    }

    @ParameterizedTest
    @EnumSource(Table.class)
    void everyTableHasRowsAndShowsWhichStepsItHas(Table table) throws Exception {
        book.minutes(MIDNIGHT, 10, 1_000_000, 1).write();
        for (Step step : Step.values()) {
            try {
                times(table, step, 0, Long.MAX_VALUE);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageStartingWith(table.title() + " have the steps row").hasMessageEndingWith(", not " + step.title());
            }
        }
    }

    @Test
    void aTakerThatFailsIsNotTheStoresFault() throws Exception {
        book.minutes(MIDNIGHT, 10, 1_000_000, 1).write();
        IOException gone = new IOException("the client went away");

        assertThatThrownBy(() -> reader.read(Table.MINUTES, Step.ROW, 0, Long.MAX_VALUE, new Archive.RowConsumer() {
            @Override
            public void columns(List<Column> names) {
            }

            @Override
            public void row(List<String> cells) throws IOException {
                throw gone;
            }
        })).isSameAs(gone);
        assertThat(times(Table.MINUTES, Step.ROW, 0, Long.MAX_VALUE)).hasSize(10);
    }

    @Test
    void aReaderThatDawdlesKeepsNobodyWaiting() throws Exception {
        book.minutes(MIDNIGHT, 1_600, 1_000_000, 1).write();
        List<Integer> seen = new ArrayList<>();
        reader.read(Table.MINUTES, Step.ROW, 0, Long.MAX_VALUE, new Archive.RowConsumer() {
            @Override
            public void columns(List<Column> names) {
            }

            @Override
            public void row(List<String> cells) throws IOException {
                if (seen.isEmpty()) {
                    try {
                        book.minutes(MIDNIGHT + 4 * DAY, 10, 1_100_000, 1).write();
                    } catch (Exception e) {
                        throw new IOException(e);
                    }
                    seen.add(times(Table.MINUTES, Step.ROW, 0, Long.MAX_VALUE).size());
                }
            }
        });

        assertThat(seen).containsExactly(1_610);
    }

    @Test
    void manyThreadsReadAtOnce() throws Exception {
        book.minutes(MIDNIGHT, 1_600, 1_000_000, 1).write();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> sizes = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                sizes.add(threads.submit(() -> times(Table.MINUTES, Step.ROW, 0, Long.MAX_VALUE).size()));
            }
            for (Future<Integer> size : sizes) {
                assertThat(size.get()).isEqualTo(1_600);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anotherMetersRowsAreNotShown() throws Exception {
        book.minutes(MIDNIGHT, 10, 1_000_000, 1).restart();
        book.meter.key("neighbour");
        book.minutes(MIDNIGHT, 20, 1_000_000, 1).write();

        assertThat(times(Table.MINUTES, Step.ROW, 0, Long.MAX_VALUE)).hasSize(10);
        // Before the first telegram nobody knows which of the two is ours.
        assertThat(book.rows(Table.MINUTES)).isEmpty();
    }

    @Test
    void reportsInOneLineThatThereIsNoHistory(@TempDir Path directory) {
        HistoryConfig nothing = Servers.settings("sqlite:" + directory.resolve("none.db"), null);
        assertThatThrownBy(() -> Rows.all(nothing, Table.DAYS)).isInstanceOf(IOException.class)
                .hasMessageStartingWith("the history in sqlite:").hasMessageContaining("cannot be read");
    }

    @Test
    void meansAreAveraged() throws Exception {
        book.meter.with(Quantity.VOLTAGE_L1, "230.1");
        book.add(MIDNIGHT);
        book.meter.with(Quantity.VOLTAGE_L1, "230.4");
        book.add(MIDNIGHT + 60).add(MIDNIGHT + 120).write();

        Map<String, String> step = Rows.read(reader, Table.MINUTES, Step.FIVE_MINUTES, 0, Long.MAX_VALUE).get(0);
        assertThat(step).containsEntry("u_l1", "230.3").containsEntry("u_min", "230.1").containsEntry("n", "3")
                .containsEntry("ts", "" + MIDNIGHT);
    }
}
