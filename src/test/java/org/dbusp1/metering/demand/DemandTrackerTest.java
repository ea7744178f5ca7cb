package org.dbusp1.metering.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dbusp1.Snapshots;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.driver.MeterTime;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Origin;
import org.dbusp1.meter.PlainMessage;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.ImportLimit.Basis;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.Tariff.Range;
import org.dbusp1.metering.demand.Tariff.ReducedHours;
import org.dbusp1.metering.energy.Ledger;
import org.dbusp1.metering.energy.Ledger.LedgerStore;
import org.dbusp1.metering.energy.StoredLines;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemandTrackerTest {
    /** 22:00 in Brussels, two hours before the month ends. */
    private static final long START = Instant.parse("2026-01-31T21:00:00Z").getEpochSecond();
    private static final Message SILENT = new PlainMessage(Details.NONE);

    private static final MeterKey KEY = new MeterKey("house");
    private static final Tariff EVERY_HOUR = new Tariff("custom", "custom", Tariff.EVER_FROM, Tariff.EVER_UNTIL, 60, Range.ALL_MONTHS,
            Tariff.Days.ALL, Tariff.Holidays.NONE, Range.ALL_HOURS, ReducedHours.NONE, 1, false, Tariff.Figure.MEAN, 1, 0, List.of(),
            Tariff.PriceCap.NONE, Tariff.DEFAULT_RESERVE_POINTS);

    private final Values.Builder sent = new Values.Builder();
    private double shown = 1000;

    private Ledger ledger;
    private @Nullable Long limit;

    private DemandTracker watching(@Nullable Tariff tariff) {
        return tracker(tariff, null);
    }

    private DemandTracker tracker(@Nullable Tariff tariff, @Nullable Long chosen) {
        limit = chosen;
        return tracker(new DemandConfig(tariff, limit), LedgerStore.NONE, null);
    }

    private DemandTracker tracker(DemandConfig settings, LedgerStore lines, @Nullable ZoneId zone) {
        DemandTracker made = new DemandTracker(KEY, settings, lines, zone, StateStore.NONE);
        ledger = made.ledger();
        return made;
    }

    /** 22:00 in Brussels is 23:00 in Riga. */
    @ParameterizedTest
    @CsvSource({"Europe/Riga, 7200", ", 3600"})
    void theWindowOfAMeterWithoutAClockBeginsByTheOwnersZoneOrThatOfItsCountry(ZoneId owners, int offset) {
        time = new MeterTime(Origin.LOG, LocalTimeResolver.ofLog(owners), Instant.EPOCH, null);
        DemandTracker window = tracker(new DemandConfig(Tariff.QUARTER_PEAK, null), LedgerStore.NONE, owners);
        sent.set(Quantity.ENERGY_IMPORT, 10_000_000).set(Quantity.POWER_IMPORT, 500_000);
        accept(window, 0, false);
        sent.set(Quantity.ENERGY_IMPORT, 10_010_000).set(Quantity.POWER_IMPORT, 500_000);

        assertThat(accept(window, 10, false).orElseThrow().start()).isEqualTo(new Stamp(START, offset));
    }

    /** The meter shows Finland's time. It is read as Sweden's for an hour: an hour too late. 22:00Z is in February only in Finland. */
    @Test
    void theZoneThatIsFoundDuringTheRunDecidesTheMonthOfEachWindowFromThenOn() {
        StoredLines lines = new StoredLines();
        DemandConfig settings = new DemandConfig(Tariff.named("flanders"), null);
        DemandTracker window = tracker(settings, lines, null);
        long begin = Instant.parse("2026-01-31T19:00:00Z").getEpochSecond();
        Demand demand = null;
        for (long second = begin; second <= begin + 4 * 3_600; second += 10) {
            boolean isFound = second > begin + 3_600;
            shown += (second <= begin + 900 ? 3_000 : 1_000) * 10 / 3600.0;
            demand = ofZone(window, second, isFound ? HELSINKI : STOCKHOLM, isFound ? 0 : 3_600);
        }

        assertThat(demand.start()).isEqualTo(new Stamp(begin + 4 * 3_600, 7_200));
        assertThat(demand.monthlyPeaks()).extracting(peak -> peak.month() + " " + peak.watts())
                .as("windows of before the change are kept, and the last four are of February").containsExactly("2026-01 3000", "2026-02 1000");
        ledger.end();
        DemandTracker restarted = tracker(settings, lines, null);
        Demand again = ofZone(restarted, begin + 4 * 3_600 + 10, HELSINKI, 0);
        assertThat(demand.monthlyPeaks()).as("as after a restart").isEqualTo(again.monthlyPeaks());
    }

    private static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");
    private static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");

    /** @param late seconds by which the meter's time is read too late */
    private @Nullable Demand ofZone(DemandTracker window, long second, ZoneId zone, long late) {
        sent.set(Quantity.ENERGY_IMPORT, Math.round(shown * 10_000)).set(Quantity.POWER_IMPORT, 1_000_000);
        Snapshot snapshot = Snapshots.anonymous(Dialect.NORDIC, sent.build()).key(KEY).message(SILENT).zone(zone)
                .time(Stamp.of(second + late, zone)).arrival(Instant.ofEpochSecond(second)).take();
        sent.clear();
        Snapshots.accept(ledger, snapshot);
        return Snapshots.accept(window, snapshot, new DemandTracker.DemandInputs(null, null, null));
    }

    private MeterTime time = new MeterTime(Origin.LOG, LocalTimeResolver.ofLog(null), Instant.EPOCH, null);

    private Optional<Demand> accept(DemandTracker window, long second, boolean clock) {
        Values values = sent.build();
        sent.clear();
        Snapshot snapshot = Snapshots.dated(time, Snapshots.anonymous(Dialect.BELGIUM, values).key(KEY).message(SILENT)
                .time(clock ? new Stamp(START + second, 3600) : null).arrival(Instant.ofEpochSecond(START + second))
                .take(), 0);
        Snapshots.accept(ledger, snapshot);
        return Optional.ofNullable(Snapshots.accept(window, snapshot, new DemandTracker.DemandInputs(limit, null, null)));
    }

    private Optional<Demand> counter(DemandTracker window, long second, double wattHours, long watts) {
        sent.set(Quantity.ENERGY_IMPORT, Math.round(wattHours * 10_000)).set(Quantity.POWER_IMPORT, watts * 1000);
        return accept(window, second, true);
    }

    private Optional<Demand> power(DemandTracker window, long second, long watts) {
        sent.set(Quantity.POWER_IMPORT, watts * 1000);
        return accept(window, second, true);
    }

    private Optional<Demand> metersMean(DemandTracker window, long second, long meanWatts, long watts) {
        sent.set(Quantity.DEMAND_IMPORT, meanWatts * 1000).set(Quantity.POWER_IMPORT, watts * 1000);
        return accept(window, second, true);
    }

    /** A steady load, and the counter each ten seconds. */
    private Optional<Demand> steady(DemandTracker window, long from, long to, long watts) {
        Optional<Demand> demand = Optional.empty();
        for (long second = from; second <= to; second += 10) {
            demand = counter(window, second, shown, watts);
            shown += watts * 10 / 3600.0;
        }
        return demand;
    }

    /** What the bill counts already can be drawn again without raising it, and costs no energy of the battery. */
    @Test
    void onceTheMonthHasPassedTheOwnersLimitTheBillAllowsWhatItCountsAlready() {
        DemandTracker window = tracker(new DemandConfig(Tariff.named("flanders"), 4_000L), LedgerStore.NONE, null);
        limit = 4_000L;
        Demand before = steady(window, 0, 890, 6_000).orElseThrow();
        assertThat(before.importLimit().basis()).as("before the window's end").isEqualTo(Basis.LIMIT);

        Demand after = steady(window, 900, 920, 6_000).orElseThrow();

        assertThat(after.bill().watts()).isGreaterThan(5_900);
        assertThat(after.importLimit().basis()).isEqualTo(Basis.BILL);
        assertThat(after.importLimit().allowedWatts()).as("98.5 % of 6 kW, less what was drawn").isBetween(5_800L, 5_940L);
    }

    /** A bill of steps would allow more: the owner's limit is kept until a window has passed it. */
    @Test
    void aLimitThatNoWindowHasPassedIsKeptWhateverTheBillAllows() {
        DemandTracker window = tracker(new DemandConfig(Tariff.named("norway"), 3_000L), LedgerStore.NONE, null);
        limit = 3_000L;
        steady(window, 0, 3_600, 2_500);

        Demand after = steady(window, 3_610, 3_620, 2_500).orElseThrow();

        assertThat(after.importLimit().basis()).isEqualTo(Basis.LIMIT);
        assertThat(after.importLimit().allowedWatts()).isBetween(2_900L, 2_965L);
    }

    @Test
    void withoutATariffALimitThatWasPassedIsKept() {
        DemandTracker window = tracker((Tariff) null, 4_000L);
        Demand after = null;
        for (long second = 0; second <= 920; second += 10) {
            sent.set(Quantity.DEMAND_IMPORT, 6_000_000 * (second % 900) / 900);
            after = counter(window, second, shown, 6_000).orElseThrow();
            shown += 6_000 * 10 / 3600.0;
        }

        assertThat(after.peakWatts()).isGreaterThan(5_900);
        assertThat(after.importLimit().basis()).isEqualTo(Basis.LIMIT);
        assertThat(after.importLimit().allowedWatts()).as("98.5 % of 4 kW, less what was drawn").isBetween(3_800L, 3_940L);
    }

    /** Also where the limit is above the peak: the figure is what the peak limiter keeps to. */
    @Test
    void theImportIsAllowedByTheOwnersLimitElseByTheBill() {
        DemandTracker window = watching(Tariff.QUARTER_PEAK);
        steady(window, 0, 900, 1_000);

        Demand byBill = steady(window, 910, 910, 1_000).orElseThrow();
        limit = 3_000L;
        Demand byLimit = steady(window, 920, 920, 1_000).orElseThrow();

        assertThat(byBill.importLimit().basis()).isEqualTo(Basis.BILL);
        assertThat(byBill.importLimit().allowedWatts()).isBetween(970L, 990L);
        assertThat(byLimit.importLimit().basis()).isEqualTo(Basis.LIMIT);
        assertThat(byLimit.importLimit().allowedWatts()).isBetween(2_980L, 3_010L);
    }

    @Test
    void aLimitThatIsChosenWhileItRunsCountsFromTheNextReading() {
        DemandTracker window = watching(Tariff.QUARTER_PEAK);
        assertThat(steady(window, 0, 450, 2000).orElseThrow().importLimit().allowedWatts()).isNull();
        limit = 3000L;
        assertThat(counter(window, 460, shown, 2000).orElseThrow().importLimit().allowedWatts()).isBetween(3_900L, 4_000L);
        limit = 1000L;
        assertThat(counter(window, 470, shown, 2000).orElseThrow().importLimit().allowedWatts()).as("it is passed already").isEqualTo(0);
        limit = null;
        assertThat(counter(window, 480, shown, 2000).orElseThrow().importLimit().allowedWatts()).isNull();
    }

    @Test
    void theMetersRunningMeanIsTheEnergySoFarOverTheWholeQuarter() {
        // telegrams/be-emucs17-ha-107813: 23:17:55, 25 W by then, 134 W now.
        Demand demand = metersMean(watching(null), 2 * 3600 + 900 + 175, 25, 134).orElseThrow();
        assertThat(demand.meanWatts()).isEqualTo(129);
        assertThat(demand.forecastWatts()).isEqualTo(133);
        assertThat(demand.start()).isEqualTo(new Stamp(START + 2 * 3600 + 900, 3600));
        assertThat(demand.end()).isEqualTo(new Stamp(START + 2 * 3600 + 1800, 3600));
        assertThat(demand.importLimit().allowedWatts()).isNull();
    }

    @Test
    void byItselfItWatchesOnlyWhereTheMeterSpeaksOfDemand() {
        assertThat(steady(watching(null), 0, 1800, 1000)).isEmpty();
    }

    @Test
    void aWindowThatBeganBeforeTheFirstReadingIsUnknown() {
        DemandTracker window = watching(Tariff.QUARTER_PEAK);
        assertThat(steady(window, 15, 895, 1200).orElseThrow().meanWatts()).isNull();
        assertThat(steady(window, 905, 1205, 1200).orElseThrow().meanWatts()).isEqualTo(1200);
    }

    /** German meters have one signed power in the place of the import. */
    @Test
    void whatIsFedInTakesNothingBackOfTheWindow() {
        DemandTracker window = watching(Tariff.QUARTER_PEAK);
        steady(window, 0, 450, 3600);
        for (long second = 460; second <= 800; second += 10) {
            // Between two counters: only the power.
            Demand demand = power(window, second, -5000).orElseThrow();
            assertThat(demand.meanWatts() * second).as("450 s and one step of 3.6 kW")
                    .isBetween(3_590L * 450, 3_610L * 460);
        }
    }

    /** The running month and the year before it, each with its own peak. */
    @Test
    void thirteenMonthsAreShown() {
        DemandTracker window = watching(Tariff.QUARTER_PEAK);
        YearMonth first = YearMonth.of(2026, 2);
        List<Demand.MonthlyPeak> months = List.of();
        for (int i = 0; i < 15; i++) {
            long noon = first.plusMonths(i).atDay(10).atTime(12, 0).toEpochSecond(ZoneOffset.UTC) - START;
            for (long second = noon; second <= noon + 3 * 3600; second += 60) {
                months = counter(window, second, shown, 1000 + 60L * i).map(Demand::monthlyPeaks).orElse(months);
                shown += (1000 + 60 * i) / 60.0;
            }
        }

        assertThat(months).extracting(Demand.MonthlyPeak::month)
                .containsExactlyElementsOf(IntStream.range(2, 15).mapToObj(first::plusMonths).toList());
        assertThat(months).extracting(Demand.MonthlyPeak::watts)
                .containsExactlyElementsOf(IntStream.range(2, 15).mapToObj(i -> 1000 + 60L * i).toList());
    }

    @Test
    void inTheLastMinuteNoMoreThanTheLimitIsAllowed() {
        DemandTracker window = tracker(Tariff.QUARTER_PEAK, 2000L);
        long atAMinute = steady(window, 0, 840, 1000).orElseThrow().importLimit().allowedWatts();
        Demand last = steady(window, 850, 890, 1000).orElseThrow();
        assertThat(atAMinute).as("1970 W less 14 minutes of 1000 W").isEqualTo(15_550);
        assertThat(last.importLimit().allowedWatts()).isEqualTo(2_000);
    }

    @Test
    void anHoursWindowUsesTheCounterEvenWhereTheMeterHasAQuartersMean() {
        DemandTracker window = watching(EVERY_HOUR);
        counter(window, 0, 1000, 2000);
        sent.set(Quantity.DEMAND_IMPORT, 1);
        Demand demand = counter(window, 50, 1000 + 2000 * 50 / 3600.0, 2000).orElseThrow();
        assertThat(demand.window()).hasHours(1);
        assertThat(demand.meanWatts()).isBetween(1999L, 2001L);
    }

    @Test
    void atTheBorderTheMetersMeanMayStillBeTheOldWindows() {
        Demand demand = metersMean(tracker(Tariff.QUARTER_PEAK, 2000L), 900, 1500, 700).orElseThrow();
        assertThat(demand.meanWatts()).isEqualTo(700);
        assertThat(demand.forecastWatts()).isEqualTo(700);
        assertThat(demand.importLimit().allowedWatts()).isEqualTo(1_970);
    }

    @Test
    void aClockThatGoesBackStartsAnew() {
        DemandTracker window = watching(Tariff.QUARTER_PEAK);
        steady(window, 0, 300, 1000);
        assertThat(counter(window, 200, 1100, 1000).orElseThrow().meanWatts()).isNull();
    }

    @Test
    void thePeakIsTheHighestWholeWindowOfTheMonth() {
        DemandTracker window = watching(EVERY_HOUR);
        steady(window, 0, 3590, 3000);
        assertThat(steady(window, 3600, 7190, 1000).orElseThrow().peakWatts()).isEqualTo(3000);
        assertThat(steady(window, 7200, 10_790, 1000).orElseThrow().peakWatts()).as("February").isNull();
        assertThat(steady(window, 10_800, 10_810, 1000).orElseThrow().peakWatts()).isEqualTo(1000);
    }

    @Test
    void theMetersOwnPeakWinsAlsoWithoutATariff() {
        sent.set(Quantity.PEAK_IMPORT, 2_485_000);
        assertThat(metersMean(watching(null), 100, 25, 134).orElseThrow().peakWatts()).isEqualTo(2485);
    }
}
