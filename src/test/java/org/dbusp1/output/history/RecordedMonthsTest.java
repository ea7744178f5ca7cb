package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dbusp1.Snapshots;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.metering.demand.DemandTracker;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.metering.energy.StoredLines;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.OwnerChoices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A new driver with an old history: the bill knows the months that only the history holds. */
@Timeout(120)
class RecordedMonthsTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Brussels");
    /** Noon of a day in the midst of a month. */
    private static final long START = TestHistory.second("2026-06-15T10:00:00Z");
    private static final String KEY = "E0012345";

    private final Readings meter = new Readings().dialect(Dialect.BELGIUM);
    private HistoryConfig settings;
    private DemandTracker tracker;
    private long second = START;
    private long wattHours = 1_000_000;

    /** A history with 11 months of 5 kW, and the running one whole up to now, its peak 8 kW on the 10th. */
    private void history(Tariff tariff) throws Exception {
        settings = Servers.changed(Servers.fresh(SqlDialect.SQLITE), 31, ZONE, tariff);
        try (Connection connection = new DatabaseUrl(settings).connectForWriting()) {
            connection.setAutoCommit(false);
            for (int back = 1; back <= 11; back++) {
                month(connection, tariff, YearMonth.of(2026, 6).minusMonths(back), 5_000, 0);
            }
            Map<Long, Long> watts = new TreeMap<>();
            for (long at = TestHistory.second("2026-05-31T22:00:00Z"); at < START; at += 900) {
                watts.put(at, 400L);
            }
            watts.put(TestHistory.second("2026-06-10T16:00:00Z"), 8_000L);
            TestHistory.quarters(connection, watts);
            connection.commit();
        }
    }

    private static void month(Connection connection, Tariff tariff, YearMonth month, long watts, int byMeter) throws Exception {
        Statements sql = new Statements(connection, SqlDialect.SQLITE);
        sql.update("INSERT OR REPLACE INTO p1_peaks (meter, day, tariff, peak_w, by_meter, missing)"
                + " VALUES ('" + KEY + "', ?, ?, ?, ?, 0)", month.atDay(1).toString(), tariff.id(), watts, byMeter);
    }

    private final StoredLines lines = new StoredLines();
    private final DriverState driver = new DriverState(OwnerChoices.none());
    private Optional<Demand> next(RunningHistory history) {
        meter.with(Quantity.ENERGY_IMPORT, TestHistory.kilowattHours(wattHours)).with(Quantity.POWER_IMPORT, "360");
        Snapshot snapshot = meter.at(second);
        history.snapshot(snapshot);
        second += 10;
        wattHours += 1;
        Snapshots.accept(tracker.ledger(), snapshot);
        return Optional.ofNullable(Snapshots.accept(tracker, snapshot, driver.demand(snapshot.key())));
    }

    /** Goes on until the history has handed its months over, which takes until its first minutes are written. */
    private Demand followed(Tariff tariff) throws Exception {
        tracker = new DemandTracker(MeterKey.of(KEY), new DemandConfig(tariff, null), lines, ZONE, StateStore.NONE);
        RunningHistory history = new RunningHistory(settings, driver);
        try {
            Demand demand = next(history).orElseThrow();
            while (demand.monthlyPeaks().size() < 12) {
                Thread.sleep(5);
                demand = next(history).orElseThrow();
            }
            return demand;
        } finally {
            history.close();
        }
    }

    @Test
    void aNewDriverBillsTheMonthsOfAnOldHistory() throws Exception {
        history(Tariff.named("flanders"));
        Demand.Bill bill = followed(Tariff.named("flanders")).bill();
        assertThat(bill.meanMonths()).isEqualTo(12);
        assertThat(bill.watts()).isEqualTo((8_000 + 11 * 5_000) / 12);
        assertThat(bill.peaks()).singleElement().satisfies(peak -> assertThat(peak.watts()).isEqualTo(8_000));
        // What the driver counted as missing before its first start, the history saw.
        assertThat(bill.missing()).isLessThanOrEqualTo(1);
    }

    @Test
    void whatTheDriverSawItselfComesBeforeTheHistoryAndTheMeterBeforeBoth() throws Exception {
        Tariff flanders = Tariff.named("flanders");
        history(flanders);
        long may = TestHistory.second("2026-05-20T16:00:00Z");
        long april = TestHistory.second("2026-04-20T16:00:00Z");
        long energy = 100_000;
        for (long at = TestHistory.second("2026-03-31T22:00:00Z"); at <= TestHistory.second("2026-05-31T22:00:00Z"); at += 900) {
            OffsetDateTime time = Instant.ofEpochSecond(at).atZone(ZONE).toOffsetDateTime();
            lines.append(MeterKey.of(KEY),
                    List.of(time.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME) + " import=" + BigDecimal.valueOf(energy, 3)));
            energy += at == may ? 1_500 : at == april ? 2_250 : 10;
        }
        try (Connection connection = new DatabaseUrl(settings).connectForWriting()) {
            month(connection, flanders, YearMonth.of(2026, 4), 4_000, 1);
        }
        Demand demand = followed(flanders);
        assertThat(demand.monthlyPeaks()).extracting(Demand.MonthlyPeak::month, Demand.MonthlyPeak::watts, Demand.MonthlyPeak::byMeter)
                .contains(tuple(YearMonth.of(2026, 5), 6_000L, false),
                        tuple(YearMonth.of(2026, 4), 4_000L, true),
                        tuple(YearMonth.of(2026, 3), 5_000L, false));
        assertThat(demand.bill().watts()).isEqualTo((8_000 + 6_000 + 4_000 + 9 * 5_000) / 12);
    }

    /** Next time the history is read anew: a copy would outlive what an import makes better. */
    @Test
    void theMonthsOfTheHistoryAreNotCopiedIntoTheLedger() throws Exception {
        history(Tariff.named("flanders"));
        followed(Tariff.named("flanders"));
        assertThat(lines.all()).isNotEmpty().allMatch(line -> line.startsWith("2026-06-15"));
    }

    /** Three hours of different days: of the running month each window counts, not only the figure. */
    @Test
    void ofATariffWithSeveralPeaksTheWindowsOfTheRunningMonthAreThere() throws Exception {
        Tariff norway = Tariff.named("norway");
        history(norway);
        Demand demand = followed(norway);
        // The hour of the 8 kW quarter has 2300 W, two other days have hours of 400 W.
        assertThat(demand.bill().peaks()).extracting(peak -> peak.watts()).containsExactly(2_300L, 400L, 400L);
        assertThat(demand.bill().watts()).isEqualTo(Math.round((2_300 + 400 + 400) / 3.0));
    }
}
