package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.dbusp1.output.Archive.Table;
import org.dbusp1.output.Output.MisconfiguredException;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.OwnerChoices;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose a database is: a driver's, or that of logs. */
@Timeout(240)
class LogMarkTest {
    private static final long TEN = TestHistory.second("2026-06-15T10:00:00Z");

    @AutoClose
    private TestHistory book;

    @BeforeEach
    void open() throws Exception {
        book = new TestHistory(SqlDialect.SQLITE);
    }

    private HistoryOutput output(boolean ofLog) {
        HistoryConfig settings = book.settings;
        return new HistoryOutput(new HistoryConfig(settings.url(), settings.user(), settings.password(), settings.minuteRetentionDays(),
                settings.flushInterval(), settings.zone(), settings.tariff(), ofLog, true), new DriverState(OwnerChoices.none()));
    }

    @Test
    void aLogChangesNoRowOfADriver() throws Exception {
        book.minutes(TEN, 50, 1_000_000, 3).write();
        Map<String, List<String>> before = Rows.stored(book.settings);

        book.playLog().minutes(TEN + 600, 6, 1_000_030, 3);

        assertThatThrownBy(book::write).isInstanceOf(LogMark.RefusedException.class)
                .hasMessageContaining("has the rows of a driver").hasMessageContaining("--history.url=");
        assertThat(Rows.stored(book.settings)).isEqualTo(before);
        try (Driverless log = new Driverless(output(true))) {
            assertThatThrownBy(log.output()::tick).isInstanceOf(MisconfiguredException.class);
            assertThat(log.output().fault()).isPresent();
        }
    }

    @Test
    void aDriverAddsNothingToLogs() throws Exception {
        book.playLog().minutes(TEN, 50, 1_000_000, 3).write();
        Map<String, List<String>> before = Rows.stored(book.settings);

        try (Driverless driver = new Driverless(output(false))) {
            assertThatThrownBy(driver.output()::tick).isInstanceOf(MisconfiguredException.class)
                    .hasMessageContaining("has the rows of a log or a simulated meter").hasMessageContaining(" history.url=");
        }
        assertThat(Rows.stored(book.settings)).isEqualTo(before);
    }

    /** A driver that has just begun, a log that another one follows. */
    @Test
    void aDatabaseWithoutRowsIsOfWhoComesFirstAndOfItsNextRuns() throws Exception {
        book.writer.connect();
        book.playLog().minutes(TEN, 20, 1_000_000, 3).restart();
        book.playLog().minutes(TEN + 3_600, 20, 1_000_060, 3).restart();

        assertThat(book.column(Table.DAYS, "imp_wh")).containsExactly("114");
    }

    /** Closes an output that cannot write. */
    private record Driverless(HistoryOutput output) implements AutoCloseable {
        @Override
        public void close() {
            assertThatThrownBy(output::close).isInstanceOf(MisconfiguredException.class);
        }
    }
}
