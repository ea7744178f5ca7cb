package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Quantity.POWER_NET;

import java.util.List;
import java.util.Map;
import org.dbusp1.output.Archive.Step;
import org.dbusp1.output.Archive.Table;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Gas, water and heat. */
@Timeout(60)
class MBusRowTest {
    /** Midnight in Amsterdam. */
    private static final long MIDNIGHT = TestHistory.second("2026-01-14T23:00:00Z");
    private static final long HOUR = 3_600;

    @AutoClose
    private TestHistory book;

    @BeforeEach
    void open() throws Exception {
        book = new TestHistory(SqlDialect.SQLITE);
        book.meter.with(POWER_NET, "100");
    }

    private void gas(long readAt, String cubicMetres) {
        book.meter.mbus(1, 3, "G1", readAt, cubicMetres, "m3");
        book.add(readAt + 200).add(readAt + 260);
    }

    @Test
    void aReadingIsKeptOnceHoweverOftenItIsRepeated() throws Exception {
        gas(MIDNIGHT, "100.000");
        gas(MIDNIGHT + HOUR, "100.250");
        book.restart().add(MIDNIGHT + HOUR + 1_000).write();

        assertThat(book.rows(Table.MBUS)).containsExactly(Map.of("ts", "" + MIDNIGHT, "channel", "1", "kind", "gas", "reading_l", "100000"),
                Map.of("ts", "" + (MIDNIGHT + HOUR), "channel", "1", "kind", "gas", "reading_l", "100250",
                        "delta", "250"));
    }

    /** Its first reading is that of the hour in which it was installed, as the old one's last. */
    @Test
    void aNewDeviceWithTheOldOnesTimeKeepsItsFirstUse() throws Exception {
        gas(MIDNIGHT, "100.000");
        gas(MIDNIGHT + HOUR, "100.250");
        book.meter.mbus(1, 3, "G2", MIDNIGHT + HOUR, "0.010", "m3");
        book.add(MIDNIGHT + HOUR + 300).add(MIDNIGHT + HOUR + 360);
        book.meter.mbus(1, 3, "G2", MIDNIGHT + 2 * HOUR, "0.510", "m3");
        book.restart().add(MIDNIGHT + 2 * HOUR + 200).add(MIDNIGHT + 2 * HOUR + 260).write();

        assertThat(book.rows(Table.MBUS)).extracting(row -> row.get("reading_l") + ":" + row.getOrDefault("delta", "-"))
                .containsExactly("100000:-", "100250:250", "10:-", "510:500");
    }

    private void twoGasMeters(String first, String second, long readAt, String cubicMetresOfA, String cubicMetresOfB) {
        book.meter.mbus(1, 3, first, readAt, first.equals("A") ? cubicMetresOfA : cubicMetresOfB, "m3")
                .mbus(2, 3, second, readAt, second.equals("A") ? cubicMetresOfA : cubicMetresOfB, "m3");
        book.add(readAt + 200).add(readAt + 260);
    }

    /** Also where it comes back. */
    @Test
    void aFirstReadingOnAnotherChannelHasNoUse() throws Exception {
        twoGasMeters("A", "B", MIDNIGHT, "100", "200");
        twoGasMeters("A", "B", MIDNIGHT + HOUR, "100.1", "200.01");
        twoGasMeters("B", "A", MIDNIGHT + 2 * HOUR, "100.2", "200.02");
        twoGasMeters("B", "A", MIDNIGHT + 3 * HOUR, "100.3", "200.03");
        book.restart();
        twoGasMeters("A", "B", MIDNIGHT + 4 * HOUR, "100.4", "200.04");
        twoGasMeters("A", "B", MIDNIGHT + 5 * HOUR, "100.5", "200.05");
        book.write();

        assertThat(book.rows(Table.MBUS)).filteredOn(row -> row.get("channel").equals("1"))
                .extracting(row -> row.getOrDefault("delta", "-")).containsExactly("-", "100", "-", "10", "-", "100");
        assertThat(book.rows(Table.MBUS)).filteredOn(row -> row.get("channel").equals("2"))
                .extracting(row -> row.getOrDefault("delta", "-")).containsExactly("-", "10", "-", "100", "-", "10");
    }

    @Test
    void aReadingAtMidnightEndsTheDayBefore() throws Exception {
        for (int hour = -2; hour <= 2; hour++) {
            gas(MIDNIGHT + hour * HOUR, "10" + (hour + 2));
        }
        book.write();

        assertThat(book.rows(Table.MBUS_DAYS)).containsExactly(
                Map.of("day", "2026-01-14", "channel", "1", "kind", "gas", "reading_l", "102000", "delta", "2000"),
                Map.of("day", "2026-01-15", "channel", "1", "kind", "gas", "reading_l", "104000", "delta", "2000"));
    }

    @Test
    void hoursOfReadingsEveryFiveMinutesAreAdded() throws Exception {
        for (int i = 0; i <= 24; i++) {
            gas(MIDNIGHT + i * 300L, TestHistory.kilowattHours(100_000 + i * 10L));
        }
        book.write();

        assertThat(book.rows(Table.MBUS, Step.HOUR)).extracting(row -> row.get("ts") + ":" + row.getOrDefault("delta", "-"))
                .containsExactly(MIDNIGHT - HOUR + ":-", MIDNIGHT + ":120", MIDNIGHT + HOUR + ":120");
    }

    @Test
    void aReadingThatComesLateSplitsWhatWentThrough() throws Exception {
        gas(MIDNIGHT, "100");
        gas(MIDNIGHT + 2 * HOUR, "103");
        book.restart();
        gas(MIDNIGHT + HOUR, "101");
        book.write();

        assertThat(book.column(Table.MBUS, "delta")).containsExactly("-", "1000", "2000");
    }

    /** The guard and the ledger let it pass too. */
    @Test
    void theUseOfAnHourInOneReportCounts() throws Exception {
        gas(MIDNIGHT, "100");
        book.meter.mbus(1, 3, "G1", MIDNIGHT + 5, "103", "m3");
        book.add(MIDNIGHT + 320).add(MIDNIGHT + 380).write();

        assertThat(book.column(Table.MBUS, "delta")).containsExactly("-", "3000");
    }

    /** Not every device has a number. */
    @Test
    void aCounterThatJumpsStartsANewSegment() throws Exception {
        gas(MIDNIGHT, "100");
        gas(MIDNIGHT + HOUR, "102");
        gas(MIDNIGHT + 2 * HOUR, "7102");
        gas(MIDNIGHT + 3 * HOUR, "7103");
        book.write();

        assertThat(book.column(Table.MBUS, "delta")).containsExactly("-", "2000", "-", "1000");
        assertThat(book.column(Table.MBUS_DAYS, "delta")).containsExactly("-", "3000");
    }

    @Test
    void anotherDeviceStartsANewSegment() throws Exception {
        gas(MIDNIGHT, "100");
        book.meter.mbus(1, 3, "G2", MIDNIGHT + HOUR, "500", "m3");
        book.add(MIDNIGHT + HOUR + 60);
        book.meter.mbus(1, 3, "G2", MIDNIGHT + 2 * HOUR, "501", "m3");
        book.add(MIDNIGHT + 2 * HOUR + 60).write();

        assertThat(book.column(Table.MBUS, "delta")).containsExactly("-", "-", "1000");
        assertThat(book.rows(Table.EVENTS)).containsExactly(
                Map.of("ts", "" + (MIDNIGHT + HOUR), "kind", "mbus_1", "value", "2", "delta", "1"));
        assertThat(book.column(Table.MBUS_DAYS, "delta")).containsExactly("-", "1000");
    }

    @Test
    void volumesAreKeptInLitresHeatInKilojoulesAndChannelsApart() throws Exception {
        book.meter.mbus(5, 7, "W2", MIDNIGHT, "12500", "dm3").mbus(6, 6, "W3", MIDNIGHT, "7", "l");
        book.meter.mbus(1, 7, "W1", MIDNIGHT, "12.5", "m3").mbus(2, 4, "H1", MIDNIGHT, "3.25", "GJ")
                .mbus(3, 4, "H2", MIDNIGHT, "1", "kWh").mbus(4, 8, "X", MIDNIGHT, "7", "units");
        book.add(MIDNIGHT + 60).write();

        assertThat(book.rows(Table.MBUS)).extracting(row -> row.get("kind") + row.get("reading_l") + row.get("reading_kj"))
                .isEqualTo(List.of("water12500null", "heatnull3250000", "heatnull3600", "water12500null", "hot_water7null"));
    }
}
