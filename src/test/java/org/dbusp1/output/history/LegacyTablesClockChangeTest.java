package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.dbusp1.demand.Tariff;
import org.dbusp1.meter.Quantity;
import org.dbusp1.output.history.HistorySettings.Legacy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The night in which summer time ends, on servers whose sessions have local time: an hour of it is printed twice. */
@ParameterizedClass
@EnumSource(value = Database.class, names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
@Timeout(240)
@Isolated("it sets the time zone of this JVM, which PostgreSQL's driver gives to the session")
class LegacyTablesClockChangeTest {
    private static final String ZONE = "Europe/Amsterdam";
    /** 02:00 in summer time; an hour later it is 02:00 again. */
    private static final long TWO = TestHistory.second("2026-10-25T00:00:00Z");
    private static final int HOUR = 3_600;

    @Parameter
    Database kind;

    private final TimeZone before = TimeZone.getDefault();
    private Optional<Servers.Server> own = Optional.empty();
    private HistorySettings settings;

    @BeforeEach
    void open() throws Exception {
        TimeZone.setDefault(TimeZone.getTimeZone(ZONE));
        if (kind == Database.MARIADB) {
            own = Optional.of(Servers.mariadbIn(ZONE));
        }
        HistorySettings fresh = own.isPresent() ? own.get().fresh() : Servers.fresh(kind);
        settings = new HistorySettings(fresh.url(), fresh.user(), fresh.password(), 31, fresh.flush(),
                Optional.empty(), Optional.of(new Legacy("p1_live", "p1_log")), Tariff.QUARTER_PEAK);
    }

    @AfterEach
    void close() {
        TimeZone.setDefault(before);
        own.ifPresent(Servers.Server::kill);
    }

    /** A house that draws nothing: no row differs from another but by its time. */
    private TestHistory idle() {
        TestHistory book = new TestHistory(settings);
        book.meter.with(Quantity.POWER_IMPORT, "0").with(Quantity.ENERGY_IMPORT_T1, "1");
        return book;
    }

    private static TestHistory minutes(TestHistory book, long from, int count) {
        for (int i = 0; i < count; i++) {
            book.add(from + i * 60L).add(from + i * 60L + 30);
        }
        return book;
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = new DatabaseAccess(settings).write();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** How many rows there are, and how many times. */
    private List<Integer> rowsAndTimes() throws Exception {
        try (Connection connection = new DatabaseAccess(settings).read();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT COUNT(*), COUNT(DISTINCT p1_timestamp) FROM p1_log")) {
            result.next();
            return List.of(result.getInt(1), result.getInt(2));
        }
    }

    @Test
    void eachMinuteOfBothHoursHasItsRow() throws Exception {
        try (TestHistory book = idle()) {
            for (int minute = 0; minute < 180; minute++) {
                minutes(book, TWO + minute * 60L, 1).write();
            }
        }
        assertThat(rowsAndTimes()).as("2:01 to 2:59 twice, 2:00 once, 3:00 to 4:00").containsExactly(180, 121);
    }

    @Test
    void theSameMinutesAgainHaveNone() throws Exception {
        List<Minute> all = new ArrayList<>();
        try (TestHistory book = idle()) {
            all.addAll(minutes(book, TWO, 180).write());
            book.store.write(all, Optional.empty());
            book.store.write(all.subList(30, 40), Optional.empty());
            book.store.write(all.subList(90, 100), Optional.empty());
        }
        assertThat(rowsAndTimes()).containsExactly(180, 121);
    }

    @Test
    void aMinuteThatARestartHasCutHasOneRow() throws Exception {
        try (TestHistory book = idle()) {
            minutes(book, TWO, 31).restart();
            book.add(TWO + 30 * 60 + 45);
            minutes(book, TWO + 31 * 60, 60).restart();
            book.add(TWO + 90 * 60 + 45);
            minutes(book, TWO + 91 * 60, 29).write();
        }
        assertThat(rowsAndTimes()).containsExactly(120, 61);
    }

    @Test
    void anHourThatIsImportedLaterHasItsRows() throws Exception {
        for (long missing : new long[] {TWO, TWO + HOUR}) {
            try (TestHistory book = idle()) {
                book.meter.key("from_" + missing);
                minutes(book, missing == TWO ? TWO + HOUR : TWO, 60).write();
                minutes(book, TWO + 3 * HOUR, 60).restart();
                minutes(book, missing, 60).write();
            }
        }
        assertThat(rowsAndTimes()).containsExactly(2 * 180, 121);
    }

    /** A log of a server's owner may have a time that tells both hours apart. */
    @Test
    void aColumnWithAZoneKeepsBothHours() throws Exception {
        if (kind != Database.POSTGRESQL) {
            return;
        }
        execute("CREATE TABLE p1_log (p1_meterreading_in_1 DECIMAL(10,3), p1_meterreading_in_2 DECIMAL(10,3),"
                + " p1_current_power_in DECIMAL(10,3), p1_current_tariff INTEGER,"
                + " p1_channel_1_meterreading DECIMAL(10,3), p1_timestamp TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP)");
        try (TestHistory book = idle()) {
            List<Minute> all = minutes(book, TWO, 180).write();
            book.store.write(all, Optional.empty());
        }
        assertThat(rowsAndTimes()).containsExactly(180, 180);
    }
}
