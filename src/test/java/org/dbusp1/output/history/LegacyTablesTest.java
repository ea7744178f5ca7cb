package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Quantity.ENERGY_IMPORT_T1;
import static org.dbusp1.meter.Quantity.ENERGY_IMPORT_T2;
import static org.dbusp1.meter.Quantity.POWER_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_NET;
import static org.dbusp1.meter.Quantity.TARIFF;
import static org.dbusp1.meter.Quantity.VOLTAGE_L1;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dbusp1.demand.Tariff;
import org.dbusp1.output.history.HistorySettings.Legacy;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What programs find that read the tables of older loggers. */
@ParameterizedClass
@EnumSource(Database.class)
@Timeout(240)
class LegacyTablesTest {
    private static final long TEN = TestHistory.second("2026-06-15T10:00:00Z");
    private static final String VALUES = "p1_meterreading_in_1, p1_meterreading_in_2, p1_current_power_in,"
            + " p1_current_tariff, p1_channel_1_meterreading";

    @Parameter
    Database kind;

    private HistorySettings settings;

    @BeforeEach
    void settings() throws Exception {
        HistorySettings fresh = Servers.fresh(kind);
        settings = new HistorySettings(fresh.url(), fresh.user(), fresh.password(), 31, fresh.flush(),
                Optional.empty(), Optional.of(new Legacy("p1_live", "p1_log")), Tariff.QUARTER_PEAK);
    }

    private List<String> rows(String sql) throws Exception {
        try (Connection connection = new DatabaseAccess(settings).read();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    BigDecimal number = result.getBigDecimal(i);
                    cells.add(number == null ? "-" : number.stripTrailingZeros().toPlainString());
                }
                rows.add(String.join(" ", cells));
            }
            return rows;
        }
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = kind.connect(settings.url(), settings.user(), settings.password(), false);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private TestHistory told() {
        TestHistory book = new TestHistory(settings);
        book.meter.with(ENERGY_IMPORT_T1, "4821.307").with(ENERGY_IMPORT_T2, "51.5").with(TARIFF, "2")
                .with(POWER_IMPORT, "512").mbus(1, 7, "W", TEN, "7.5", "m3").mbus(2, 3, "G", TEN, "2113.45", "m3");
        return book;
    }

    @Test
    void theLogHasARowAMinuteWithTheMeanPower() throws Exception {
        try (TestHistory book = told()) {
            book.add(TEN);
            book.meter.with(POWER_IMPORT, "515").with(ENERGY_IMPORT_T1, "4821.308");
            book.add(TEN + 59).add(TEN + 60);
            book.meter.nothing().with(VOLTAGE_L1, "230");
            book.add(TEN + 120);
            List<Minute> all = book.write();
            book.store.write(all, Optional.empty());
        }

        // 513.5 goes to the even one; a minute without power has no row; the same minutes again have none either.
        assertThat(rows("SELECT " + VALUES + " FROM p1_log ORDER BY sample_nr")).containsExactly(
                "4821.308 51.5 514 2 2113.45", "4821.308 51.5 515 2 2113.45");
    }

    /** A German meter with SML: above 0 it is import. */
    @Test
    void aMeterThatSendsTheBalanceAloneHasThePowerOfItsImport() throws Exception {
        try (TestHistory book = new TestHistory(settings)) {
            book.meter.with(POWER_NET, "600");
            book.add(TEN);
            book.meter.with(POWER_NET, "-200");
            book.add(TEN + 30);
            book.store.write(book.take(), Optional.of(book.meter.at(TEN + 30)));
        }
        assertThat(rows("SELECT p1_current_power_in FROM p1_log")).containsExactly("300");
        assertThat(rows("SELECT p1_current_power_in FROM p1_live")).containsExactly("0");
    }

    @Test
    void gasThatIsCountedInLitresIsInCubicMetres() throws Exception {
        try (TestHistory book = told()) {
            book.meter.mbus(2, 3, "G", TEN, "2113450", "dm3");
            book.add(TEN).write();
        }
        assertThat(rows("SELECT " + VALUES + " FROM p1_log")).containsExactly("4821.307 51.5 512 2 2113.45");
    }

    @Test
    void theTimeOfARowIsTheEndOfItsMinute() throws Exception {
        try (TestHistory book = told()) {
            book.add(TEN).write();
        }
        String epoch = switch (kind) {
            case SQLITE -> "CAST(strftime('%s', p1_timestamp) AS INTEGER)";
            case MARIADB -> "UNIX_TIMESTAMP(p1_timestamp)";
            case POSTGRESQL -> "EXTRACT(EPOCH FROM p1_timestamp AT TIME ZONE current_setting('TimeZone'))::BIGINT";
        };
        assertThat(rows("SELECT " + epoch + " FROM p1_log")).containsExactly("" + (TEN + 60));
    }

    @Test
    void theLiveRowFollowsTheMeter() throws Exception {
        try (TestHistory book = told()) {
            book.store.write(List.of(), Optional.empty());
            assertThat(rows("SELECT sample_nr FROM p1_live")).containsExactly("1");

            book.store.write(List.of(), Optional.of(book.meter.at(TEN)));
            book.meter.with(POWER_IMPORT, "600.6").with(TARIFF, "1");
            book.store.write(List.of(), Optional.of(book.meter.at(TEN + 1)));
        }
        assertThat(rows("SELECT sample_nr, " + VALUES + " FROM p1_live"))
                .containsExactly("1 4821.307 51.5 601 1 2113.45");
    }

    @Test
    void tablesThatAreThereAreUsedAsTheyAre() throws Exception {
        execute("CREATE TABLE p1_live (sample_nr INTEGER PRIMARY KEY, " + VALUES.replace(",", " DECIMAL(10,3),")
                + " DECIMAL(10,3))");
        execute("INSERT INTO p1_live (sample_nr) VALUES (1)");
        execute("CREATE TABLE p1_log (stamp TIMESTAMP DEFAULT CURRENT_TIMESTAMP, "
                + VALUES.replace(",", " DECIMAL(10,3),")
                + " DECIMAL(10,3))");
        try (TestHistory book = told()) {
            book.add(TEN).write();
            book.store.write(List.of(), Optional.of(book.meter.at(TEN)));
        }
        assertThat(rows("SELECT " + VALUES + " FROM p1_log")).containsExactly("4821.307 51.5 512 2 2113.45");
        assertThat(rows("SELECT " + VALUES + " FROM p1_live")).containsExactly("4821.307 51.5 512 2 2113.45");
    }

    @Test
    void eachMeterHasItsRowsAndTheFirstKeepsNumberOne() throws Exception {
        try (TestHistory first = told(); TestHistory second = new TestHistory(settings)) {
            second.meter.key("E0099").with(POWER_IMPORT, "77");
            first.add(TEN).write();
            first.store.write(List.of(), Optional.of(first.meter.at(TEN)));
            second.add(TEN).write();
            second.store.write(List.of(), Optional.of(second.meter.at(TEN)));
            first.meter.with(POWER_IMPORT, "600");
            first.store.write(List.of(), Optional.of(first.meter.at(TEN + 1)));
        }
        assertThat(rows("SELECT sample_nr, p1_current_power_in FROM p1_live ORDER BY sample_nr")).containsExactly("1 600", "2 77");
        assertThat(rows("SELECT p1_current_power_in FROM p1_live WHERE meter = 'E0099'")).containsExactly("77");
        // The same minute of two meters is two rows.
        assertThat(rows("SELECT p1_current_power_in FROM p1_log WHERE meter = 'E0099'")).containsExactly("77");
        assertThat(rows("SELECT COUNT(*) FROM p1_log")).containsExactly("2");
    }

    @Test
    void metersThatBeginAtOnceHaveARowEach() throws Exception {
        try (TestHistory made = told()) {
            made.store.write(List.of(), Optional.empty());
        }
        ExecutorService drivers = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String key = "M" + i;
                all.add(drivers.submit(() -> {
                    try (TestHistory book = new TestHistory(settings)) {
                        book.meter.key(key).with(POWER_IMPORT, "1");
                        book.store.write(List.of(), Optional.of(book.meter.at(TEN)));
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            drivers.shutdownNow();
        }
        assertThat(rows("SELECT sample_nr FROM p1_live ORDER BY sample_nr")).containsExactly("1", "2", "3", "4", "5", "6", "7", "8");
        assertThat(rows("SELECT COUNT(DISTINCT meter) FROM p1_live")).containsExactly("8");
    }

    /** Who may write rows, but not change tables, goes on with one meter. */
    @Test
    void aUserWhoMayNotChangeTablesWritesThemAsTheyAre() throws Exception {
        Assumptions.assumeTrue(kind != Database.SQLITE, "a file has no users");
        try (TestHistory book = told()) {
            book.store.write(List.of(), Optional.empty());
        }
        execute("ALTER TABLE p1_live DROP COLUMN meter");
        execute("ALTER TABLE p1_log DROP COLUMN meter");
        String name = "logger" + settings.url().replaceAll(".*/p1_", "");
        if (kind == Database.MARIADB) {
            execute("CREATE USER " + name + " IDENTIFIED BY 'secret'");
            execute("GRANT SELECT, INSERT, UPDATE, DELETE ON " + settings.url().replaceAll(".*/", "") + ".* TO " + name);
        } else {
            execute("CREATE USER " + name + " PASSWORD 'secret'");
            execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + name);
            execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO " + name);
        }
        HistorySettings writer = new HistorySettings(settings.url(), Optional.of(name), Optional.of("secret"), 31, settings.flush(),
                Optional.empty(), settings.legacy(), Tariff.QUARTER_PEAK);
        try (TestHistory book = new TestHistory(writer)) {
            book.meter.with(POWER_IMPORT, "512");
            book.add(TEN).write();
            book.store.write(List.of(), Optional.of(book.meter.at(TEN)));
        }
        assertThat(rows("SELECT sample_nr, p1_current_power_in FROM p1_live")).containsExactly("1 512");
        assertThat(rows("SELECT p1_current_power_in FROM p1_log")).containsExactly("512");
    }
}
