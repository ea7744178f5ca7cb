package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Quantity.ENERGY_EXPORT;
import static org.dbusp1.meter.Quantity.ENERGY_EXPORT_T3;
import static org.dbusp1.meter.Quantity.ENERGY_IMPORT;
import static org.dbusp1.meter.Quantity.ENERGY_IMPORT_T5;
import static org.dbusp1.meter.Quantity.POWER_NET;
import static org.dbusp1.meter.Quantity.VOLTAGE_L1;
import static org.dbusp1.meter.Quantity.VOLTAGE_L2;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.energy.Ledger;
import org.dbusp1.metering.energy.StoredLines;
import org.dbusp1.metering.energy.TestLedger;
import org.dbusp1.output.Archive.Table;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Energy of hours, days and quarters, whatever meters and drivers do. */
@Timeout(60)
class QuarterRowsTest {
    private static final long TEN = TestHistory.second("2026-06-15T10:00:00Z");
    private static final int HOUR = 3_600;

    @AutoClose
    private TestHistory book;

    @BeforeEach
    void open() throws Exception {
        book = new TestHistory(SqlDialect.SQLITE);
    }

    @Test
    void anHourHoldsWhatItsCounterMoved() throws Exception {
        book.minutes(TEN, 150, 1_000_000, 3).write();

        assertThat(book.column(Table.HOURS, "imp_wh")).containsExactly("177", "180", "90");
        assertThat(book.column(Table.HOURS, "gap")).containsOnly("-");
        assertThat(book.column(Table.DAYS, "imp_wh")).containsExactly("447");
        assertThat(book.column(Table.DAYS, "imp_end_wh")).containsExactly("1000447");
    }

    @Test
    void energyOfAGapGoesToTheNextReadingAndIsMarked() throws Exception {
        book.minutes(TEN, 20, 1_000_000, 3).restart();
        book.minutes(TEN + 2 * HOUR + 1_800, 10, 1_005_000, 3).write();

        assertThat(book.column(Table.HOURS, "imp_wh")).as("all of the gap is where it ends").containsExactly("57", "4970");
        assertThat(book.column(Table.HOURS, "gap")).containsExactly("-", "1");
        assertThat(book.column(Table.DAYS, "gap")).containsExactly("-");
        assertThat(book.column(Table.DAYS, "imp_wh")).containsExactly("5027");
    }

    @Test
    void aDayIsMarkedWhenItsFirstEnergyIsOfTheDayBefore() throws Exception {
        book.minutes(TEN, 20, 1_000_000, 3).restart();
        book.minutes(TEN + 24 * HOUR, 10, 1_005_000, 3).write();

        assertThat(book.column(Table.DAYS, "gap")).containsExactly("-", "1");
    }

    /** A short log of a time that was recorded, played into the history without the ledger of then. */
    @Test
    void aPartTakesNotThePlaceOfAWholeQuarterHour() throws Exception {
        book.minutes(TEN, 50, 1_000_000, 3).write();
        List<String> before = book.column(Table.QUARTERS, "imp_wh");
        book.restart().meter.forget();

        book.minutes(TEN + 20 * 60, 6, 1_000_060, 3).write();

        assertThat(book.column(Table.QUARTERS, "imp_wh")).isEqualTo(before);
    }

    private List<String> moved() throws Exception {
        return Rows.ask(book.settings, "SELECT imp_moved_wh FROM p1_quarters ORDER BY ts");
    }

    /** The last counter of a quarter hour is believed and written, and the next message shows that it was wrong. */
    @Test
    void aWrongCounterThatWasWrittenIsTakenBack() throws Exception {
        Ledger ledger = TestLedger.of(MeterKey.of("E0012345"), new StoredLines());
        for (int second = 0; second <= 890; second += 10) {
            read(ledger, TEN + second, 1_000_000, Set.of());
        }
        read(ledger, TEN + 900, 1_000_700, Set.of());
        book.write();
        assertThat(book.rows(Table.QUARTERS).get(0)).containsEntry("imp_wh", "700").containsEntry("avg_w", "2800");

        read(ledger, TEN + 920, 1_000_003, Set.of(ENERGY_IMPORT));
        for (int second = 930; second <= 1_800; second += 10) {
            read(ledger, TEN + second, 1_000_003, Set.of());
        }
        book.write();
        assertThat(book.column(Table.QUARTERS, "avg_w")).containsExactly("4", "8");
        assertThat(book.column(Table.HOURS, "imp_wh")).containsExactly("3");
        assertThat(book.column(Table.DAYS, "imp_wh")).containsExactly("3");
        assertThat(book.column(Table.PEAKS, "peak_w")).containsExactly("8");
    }

    private void read(Ledger ledger, long second, long wattHours, Set<Quantity> refuted) {
        Snapshot read = book.meter.with(ENERGY_IMPORT, TestHistory.kilowattHours(wattHours)).at(second);
        Snapshot snapshot = Snapshots.like(read).retracted(refuted).take();
        book.add(Snapshots.counted(ledger, snapshot));
    }

    @Test
    void anotherMeterStartsANewSegment() throws Exception {
        book.minutes(TEN, 30, 1_000_000, 3).write();
        book.meter.serial("E0099999");
        book.minutes(TEN + 30 * 60, 30, 2_000_000, 3).write();

        assertThat(book.column(Table.HOURS, "imp_wh")).containsExactly("174");
        assertThat(book.rows(Table.EVENTS)).containsExactly(Map.of("ts", Long.toString(TEN + 30 * 60), "kind", "meter",
                "value", "2", "delta", "1"));
    }

    /** The machine starts in the past after a power cut, and overwrites minutes of an earlier day, which gets their energy. */
    @Test
    void aClockThatIsBehindForAWhileAddsNoEnergy() throws Exception {
        book.meter.serial("");
        book.minutes(TEN, 120, 1_000_000, 3);
        book.minutes(TEN + 24 * HOUR, 120, 1_030_000, 3).restart();
        book.minutes(TEN + 20 * 60, 2, 1_030_400, 3).restart();
        book.minutes(TEN + 26 * HOUR, 60, 1_030_410, 3).write();

        assertThat(book.column(Table.HOURS, "imp_wh")).containsExactly("223", "180", "29820", "180", "184");
        assertThat(book.column(Table.DAYS, "imp_wh")).containsExactly("403", "30184");
        assertThat(book.column(Table.QUARTERS, "avg_w")).allMatch(watts -> Long.parseLong(watts) < 1_400);
    }

    @Test
    void aShortMessageWithoutSerialIsNoOtherMeter() throws Exception {
        book.meter.serial("");
        book.minutes(TEN, 10, 1_000_000, 3).write();
        book.meter.serial("E0012345");
        book.minutes(TEN + 600, 10, 1_000_030, 3).write();
        book.meter.serial("");
        book.minutes(TEN + 1_200, 10, 1_000_060, 3).restart();
        book.minutes(TEN + 1_800, 10, 1_000_090, 3).write();

        assertThat(book.column(Table.HOURS, "imp_wh")).containsExactly("117");
        assertThat(book.rows(Table.EVENTS)).isEmpty();
        assertThat(Rows.stored(book.settings).get("p1_devices")).containsExactly("[E0012345, 0, 1, E0012345, " + TEN + "]");
    }

    @Test
    void everyTariffAndBothTotalsAreKept() throws Exception {
        book.meter.with(ENERGY_IMPORT_T5, "5").with(ENERGY_EXPORT_T3, "3").with(ENERGY_EXPORT, "30");
        book.add(TEN);
        book.meter.with(ENERGY_IMPORT_T5, "5.005").with(ENERGY_EXPORT_T3, "3.003").with(ENERGY_EXPORT, "30.003");
        book.add(TEN + 60).write();

        assertThat(book.rows(Table.HOURS).get(0)).containsEntry("imp_t5_wh", "5").containsEntry("exp_t3_wh", "3")
                .containsEntry("exp_wh", "3").doesNotContainKeys("imp_wh", "imp_t1_wh");
    }

    /** On a Sunday; only what the meter does not send is NULL. */
    @Test
    void aTariffCounterThatStandsStillIsZeroAndHasItsReading() throws Exception {
        book.meter.with(ENERGY_IMPORT_T5, "5");
        book.minutes(TEN, 60, 1_000_000, 3).restart();
        book.minutes(TEN + 24 * HOUR, 60, 1_000_200, 3).write();

        for (Table table : List.of(Table.HOURS, Table.DAYS)) {
            assertThat(book.rows(table)).as(table.title()).isNotEmpty().allSatisfy(row ->
                    assertThat(row).containsEntry("imp_t5_wh", "0").doesNotContainKeys("imp_t1_wh", "exp_wh"));
        }
        assertThat(book.column(Table.DAYS, "imp_t5_end_wh")).containsExactly("5000", "5000");
    }

    @Test
    void aCounterThatPausesLosesNothing() throws Exception {
        book.minutes(TEN, 10, 1_000_000, 3).write();
        book.meter.nothing().with(POWER_NET, "180");
        for (int i = 10; i < 70; i++) {
            book.add(TEN + i * 60L);
        }
        book.minutes(TEN + 70 * 60, 10, 1_000_210, 3).write();

        assertThat(book.column(Table.HOURS, "imp_wh")).containsExactly("177", "60");
        assertThat(book.column(Table.HOURS, "n")).containsExactly("60", "20");
    }

    @Test
    void daysOf23And25HoursAreTheMetersOwn() throws Exception {
        long spring = TestHistory.second("2026-03-28T22:00:00Z");
        book.minutes(spring, 26 * 60, 1_000_000, 1);
        long autumn = TestHistory.second("2026-10-24T21:00:00Z");
        book.minutes(autumn, 28 * 60, 2_000_000, 1).write();

        Map<String, String> minutes = book.rows(Table.DAYS).stream().collect(Collectors.toMap(day -> day.get("day"), day -> day.get("n")));
        assertThat(minutes).containsEntry("2026-03-29", Integer.toString(23 * 60)).containsEntry("2026-10-25", Integer.toString(25 * 60));
        assertThat(book.rows(Table.DAYS).get(1)).containsEntry("imp_wh", Integer.toString(23 * 60));
    }

    @Test
    void theDayIsThatOfTheMetersZone() throws Exception {
        book.meter.dialect(Dialect.LITHUANIA);
        book.minutes(TestHistory.second("2026-06-15T20:50:00Z"), 20, 1_000_000, 1).write();

        assertThat(book.column(Table.DAYS, "day")).containsExactly("2026-06-15", "2026-06-16");
    }

    /** A telegram that is stamped with the border shows the counter at the border: it ends what ends there. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 60})
    void aTelegramAtTheBorderEndsTheQuarterAndTheHourAndTheDay(int interval) throws Exception {
        long midnight = TestHistory.second("2026-06-15T22:00:00Z");
        book.meter.with(ENERGY_IMPORT, TestHistory.kilowattHours(1_000_000));
        book.add(midnight - HOUR - interval);
        long[] counter = new long[2 * HOUR / interval + 1];
        for (int i = 0; i < counter.length; i++) {
            long second = midnight - HOUR + (long) i * interval;
            counter[i] = i == 0 ? 1_000_000 : counter[i - 1] + (second / 120 % 7 + 1) * interval / 10 + 1;
            book.meter.with(ENERGY_IMPORT, TestHistory.kilowattHours(counter[i]));
            book.add(second);
        }
        book.write();

        int quarter = 900 / interval;
        for (int i = 0; i < 8; i++) {
            assertThat(book.column(Table.QUARTERS, "imp_wh")).as("quarter " + i)
                    .element(i + 1).isEqualTo(Long.toString(counter[(i + 1) * quarter] - counter[i * quarter]));
        }
        // An hour more is that of the telegram before them: it shows the same counter.
        String first = Long.toString(counter[4 * quarter] - counter[0]);
        String second = Long.toString(counter[8 * quarter] - counter[4 * quarter]);
        assertThat(book.column(Table.HOURS, "imp_wh").subList(1, 3)).containsExactly(first, second);
        assertThat(book.column(Table.DAYS, "imp_wh")).containsExactly(first, second);
    }

    @Test
    void aQuarterIsPartialUntilItWasSeenWhole() throws Exception {
        book.minutes(TEN - 60, 15, 1_000_000, 3).write();
        assertThat(book.rows(Table.QUARTERS)).element(1).isEqualTo(
                Map.of("ts", Long.toString(TEN), "imp_wh", "42", "avg_w", "168", "partial", "1"));

        book.minutes(TEN + 840, 6, 1_000_045, 3).write();
        assertThat(book.column(Table.QUARTERS, "partial")).containsExactly("1", "0", "1");
        assertThat(book.column(Table.DAYS, "peak_quarter_w")).containsExactly("180");
        assertThat(book.column(Table.DAYS, "peak_quarter_ts")).containsExactly(Long.toString(TEN));
    }

    @Test
    void aMeterWithoutAClockIsKeptByTheTimeOfArrival() throws Exception {
        book.meter.dialect(Dialect.DSMR2).with(POWER_NET, "10");
        book.arrived(TEN + 5).arrived(TEN + 65).write();

        assertThat(book.column(Table.MINUTES, "ts")).isEqualTo(List.of(Long.toString(TEN), Long.toString(TEN + 60)));
    }

    @Test
    void aClockThatJittersStaysInItsMinute() throws Exception {
        book.meter.with(POWER_NET, "10");
        book.add(TEN + 58).add(TEN + 60).add(TEN + 59).add(TEN + 61).write();

        assertThat(book.column(Table.MINUTES, "n")).containsExactly("1", "3");
    }

    @Test
    void aPhaseWithoutVoltageIsNotTheLowestVoltage() throws Exception {
        book.meter.with(VOLTAGE_L1, "231").with(VOLTAGE_L2, "0");
        book.add(TEN).write();

        assertThat(book.rows(Table.MINUTES).get(0)).containsEntry("u_min", "231.0").containsEntry("u_l2", "0.0");
    }
}
