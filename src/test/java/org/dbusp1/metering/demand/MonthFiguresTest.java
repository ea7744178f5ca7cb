package org.dbusp1.metering.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.dbusp1.metering.Demand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MonthFiguresTest {
    /** In the first month of a history there are no earlier months: only its windows change the bill. */
    @Test
    void theWindowsOfAHistoryAreANewFigure() {
        MonthFigures history = new MonthFigures(Tariff.QUARTER_PEAK, ZoneOffset.UTC);
        history.accept(1_800_000, 4_000L);
        MonthFigures figures = new MonthFigures(Tariff.QUARTER_PEAK, ZoneOffset.UTC);
        int before = figures.version();
        figures.fillFrom(history);
        assertThat(figures.version()).isNotEqualTo(before);
        assertThat(figures.figure(YearMonth.of(1970, 1))).isEqualTo(4_000);
    }

    /** A history is read with the zone of the first minutes; over the ends of months, and of summer time. */
    @ParameterizedTest
    @CsvSource({"Europe/Stockholm, Europe/Helsinki", "Europe/Helsinki, Europe/Stockholm", "Europe/Helsinki, Europe/Helsinki"})
    void aHistoryOfAnotherZoneHasEachWindowOnce(ZoneId read, ZoneId found) {
        MonthFigures history = new MonthFigures(Tariff.QUARTER_PEAK, read);
        MonthFigures expected = new MonthFigures(Tariff.QUARTER_PEAK, found);
        MonthFigures figures = new MonthFigures(Tariff.QUARTER_PEAK, found);
        long begin = Instant.parse("2026-09-29T00:00:00Z").getEpochSecond();
        long restart = Instant.parse("2026-11-20T00:00:00Z").getEpochSecond();
        long end = restart + 86_400;
        for (long start = begin; start < end; start += 900) {
            // The highest window is in the day that begins a quarter hour before the month in Stockholm.
            boolean isHighest = Instant.ofEpochSecond(start).atZone(ZoneId.of("Europe/Stockholm")).plusSeconds(900).getDayOfMonth() == 1;
            long watts = (isHighest ? 5_000 : 1_000) + start / 900 % 997;
            history.accept(start, start < restart ? watts : null);
            expected.accept(start, watts);
            if (start >= restart - 86_400) {
                // The ledger has the last windows too.
                figures.accept(start, watts);
            }
        }
        expected.coverUntil(end);
        figures.coverUntil(end);
        figures.fillFrom(history);
        assertThat(figures.months()).isEqualTo(expected.months());
        assertThat(figures.months()).hasSize(3);
        for (Demand.MonthlyPeak month : expected.months()) {
            assertThat(figures.peaks(month.month())).isEqualTo(expected.peaks(month.month()));
            assertThat(figures.missing(month.month())).isEqualTo(expected.missing(month.month()));
        }
    }

    /** A counter was wrong, and its energy is retracted. */
    @Test
    void aWindowThatIsTakenBackLeavesTheHighestOfTheOthers() {
        MonthFigures figures = new MonthFigures(Tariff.QUARTER_PEAK, ZoneOffset.UTC);
        figures.accept(1_800_000, 700L);
        figures.accept(1_800_900, 4_000L);
        figures.accept(1_801_800, 600L);
        figures.accept(1_800_900, null);
        assertThat(figures.figure(YearMonth.of(1970, 1))).isEqualTo(700);
        assertThat(figures.missing(YearMonth.of(1970, 1))).isZero();
        figures.coverUntil(1_802_700);
        assertThat(figures.missing(YearMonth.of(1970, 1))).isEqualTo(2_003 - 2);
    }

    /**
     * A year of a house, by a price list of Flanders: 45 euro for a kW and year, 0.05 euro for a kWh, never more than 0.2 euro for a kWh,
     * and the price of 2.5 kW at least. The house is in the month after the year.
     */
    @ParameterizedTest
    @CsvSource({"40, 2500", "85, 2500", "86, 2500", "86, 2520", "120, 2500", "120, 3400", "120, 3600", "300, 8500", "300, 9000"})
    void whereTheMaximumTariffIsLowerThanThePriceOfThePeaksNoWindowHasALimit(int usual, int peak) throws Exception {
        MonthFigures figures = new MonthFigures(flanders(), ZoneOffset.UTC);
        double kWh = year(figures, usual, peak, 0);
        figures.accept(MONTH_AFTER, (long) peak);
        double kW = Math.max(2_500, peak) / 1_000.0;
        boolean costsMore = bill(kW + 0.001, kWh) > bill(kW, kWh) + 1e-9;
        assertThat(figures.billed(YearMonth.of(2027, 1))).isEqualTo(Math.round(kW * 1_000));
        assertThat(WindowBill.of(flanders(), figures, MONTH_AFTER + 900).ceiling() != null).isEqualTo(costsMore);
    }

    private static double bill(double kW, double kWh) {
        return Math.max(Math.min(kW * 45 + kWh * 0.05, kWh * 0.2), 2.5 * 45);
    }

    /** 84 W in the mean are 743 kWh with the peaks; below 750 kWh the maximum tariff counts with 2.5 kW. */
    @ParameterizedTest
    @CsvSource({"0, true", "10, true", "20, false", "2976, false"})
    void windowsThatWereNotMeasuredCountAsTheHighestOfTheirMonth(int missing, boolean reached) throws Exception {
        MonthFigures figures = new MonthFigures(flanders(), ZoneOffset.UTC);
        year(figures, 84, 2_500, missing);
        assertThat(figures.isMaximumReached(YearMonth.of(2027, 1))).isEqualTo(reached);
    }

    private static final long YEAR = 1_767_225_600; // 2026-01-01
    private static final long MONTH_AFTER = YEAR + 365 * 86_400;

    private static Tariff flanders() throws Exception {
        return TariffFile.parse(Tariff.CUSTOM, "mine",
                "window = 15\nmean-months = 12\nfloor-w = 2500\npeak-price = 45\nmaximum-price = 0.15\n");
    }

    /** Plays 2026: each month begins with its peak, and the first windows of December but its peak are not measured. Returns kWh. */
    private static double year(MonthFigures figures, int usual, int peak, int missing) {
        double wattHours = 0;
        long december = MONTH_AFTER - 31 * 86_400;
        for (long start = YEAR; start < MONTH_AFTER; start += 900) {
            boolean first = Instant.ofEpochSecond(start).toString().endsWith("-01T00:00:00Z");
            int watts = first ? peak : usual;
            wattHours += watts / 4.0;
            boolean measured = missing == 2_976 ? start < december : start <= december || start > december + missing * 900L;
            if (measured) {
                figures.accept(start, (long) watts);
            }
        }
        figures.coverUntil(MONTH_AFTER);
        return wattHours / 1_000;
    }
}
