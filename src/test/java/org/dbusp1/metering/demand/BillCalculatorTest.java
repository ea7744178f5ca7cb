package org.dbusp1.metering.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.dbusp1.metering.Demand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures of bills: those that operators publish, and others by hand. */
class BillCalculatorTest {
    private static final ZoneId CET = ZoneId.of("Europe/Stockholm");
    private static final YearMonth JANUARY = YearMonth.of(2026, 1);

    private final Map<YearMonth, MonthPeaks> months = new TreeMap<>();

    private static long second(String local) {
        return LocalDateTime.parse(local).atZone(CET).toEpochSecond();
    }

    private void window(Tariff tariff, String local, long watts) {
        TariffCalendar calendar = new TariffCalendar(tariff, CET);
        YearMonth month = calendar.month(second(local));
        if (calendar.percent(second(local)) > 0) {
            months.put(month, months.getOrDefault(month, MonthPeaks.none(month))
                    .with(calendar.peak(second(local), watts), tariff));
        }
    }

    private double billed(Tariff tariff, YearMonth month) {
        BillCalculator bill = new BillCalculator(tariff);
        return Objects.requireNonNullElse(bill.billed(month, figures(bill)), -1.0);
    }

    private Function<YearMonth, Double> figures(BillCalculator bill) {
        return month -> bill.figure(months.getOrDefault(month, MonthPeaks.none(month)));
    }

    private Long ceiling(BillCalculator bill, YearMonth month, Demand.Peak window, int percent) {
        return bill.ceiling(months.getOrDefault(month, MonthPeaks.none(month)),
                bill.earlier(month, figures(bill)), window.start(), percent);
    }

    /**
     * nl.wikibooks.org, Energietransitie/Capaciteitstarief, after the rules of the regulator VREG: twelve peaks, of which three
     * are below 2.5 kW, bill 1.782 times that floor. (The page prints the kilowatts with two digits exchanged.)
     */
    @Test
    void flandersBillsTheMeanOfTwelveMonthPeaksOfAtLeast2500Watts() {
        Tariff flanders = Tariff.named("flanders");
        List<Integer> published = List.of(632, 4_600, 0, 1_028, 3_444, 4_164, 4_564, 6_000, 9_200, 5_000, 4_120, 4_880);
        for (int i = 0; i < 12; i++) {
            window(flanders, YearMonth.of(2025, 5).plusMonths(i) + "-15T18:15", published.get(i));
        }
        assertThat(billed(flanders, YearMonth.of(2026, 4)) / 2_500).isCloseTo(1.782, within(0.0005));
        assertThat(billed(flanders, YearMonth.of(2026, 4))).isEqualTo(4_456);
        assertThat(new BillCalculator(flanders).earlier(YearMonth.of(2026, 4), figures(new BillCalculator(flanders))).months())
                .isEqualTo(11);
        assertThat(billed(flanders, YearMonth.of(2026, 5))).as("a new month counts 2.5 kW, May of 2025 drops out")
                .isEqualTo(4_456);
        assertThat(billed(flanders, YearMonth.of(2025, 6))).as("mean of the months that are known").isEqualTo(3_550);
    }

    /** elvia.no, nett.bkk.no: the three highest hours of the month, each of another day, and the step that their mean is in. */
    @Test
    void norwayBillsTheStepOfThreeHoursOfDifferentDays() {
        Tariff norway = Tariff.named("norway");
        window(norway, "2026-01-05T17:00", 6_000);
        window(norway, "2026-01-05T18:00", 7_000);
        window(norway, "2026-01-05T19:00", 6_900);
        window(norway, "2026-01-06T07:00", 5_000);
        window(norway, "2026-01-07T07:00", 2_400);
        window(norway, "2026-01-08T07:00", 3_000);
        assertThat(billed(norway, JANUARY)).isEqualTo((7_000 + 5_000 + 3_000) / 3.0);
        BillCalculator bill = new BillCalculator(norway);
        assertThat(bill.step(4_999)).isEqualTo(new Demand.Bill.Step(2_000, 5_000L));
        assertThat(bill.step(5_000)).as("5.00 is in the step from 5").isEqualTo(new Demand.Bill.Step(5_000, 10_000L));
        assertThat(bill.step(100_000)).isEqualTo(new Demand.Bill.Step(100_000, null));
        Demand.Peak running = new Demand.Peak(new TariffCalendar(norway, CET).stamp(second("2026-01-09T10:00")), 0, 0);
        assertThat(ceiling(bill, JANUARY, running, 100)).as("the bill rises with the step: (7 + 5 + x) / 3 < 10")
                .isEqualTo(17_997L);
    }

    /** ellevio.se: hours of the night count by half. */
    @Test
    void ellevioCountsHalfOfAnHourAtNight() {
        Tariff ellevio = Tariff.named("ellevio");
        window(ellevio, "2026-07-01T23:00", 11_000);
        window(ellevio, "2026-07-02T21:00", 4_000);
        window(ellevio, "2026-07-03T05:00", 6_000);
        window(ellevio, "2026-07-04T06:00", 3_500);
        window(ellevio, "2026-07-04T22:00", 6_400);
        assertThat(billed(ellevio, YearMonth.of(2026, 7))).isEqualTo((5_500 + 4_000 + 3_500) / 3.0);
    }

    /** seom.se: working days from 07 to 19, each hour for itself; their example is a mean of 5.7 kW. */
    @Test
    void sollentunaCountsWorkingDaysAndHoursOfOneDayToo() {
        Tariff sollentuna = Tariff.named("sollentuna");
        window(sollentuna, "2026-06-15T11:00", 5_900);
        window(sollentuna, "2026-06-15T12:00", 5_700);
        window(sollentuna, "2026-06-15T13:00", 5_500);
        window(sollentuna, "2026-06-15T06:00", 9_000);
        window(sollentuna, "2026-06-15T19:00", 9_000);
        window(sollentuna, "2026-06-13T12:00", 9_000);
        window(sollentuna, "2026-06-19T12:00", 9_000);
        assertThat(billed(sollentuna, YearMonth.of(2026, 6))).as("midsummer's eve is no working day").isEqualTo(5_700);
    }

    /** telge.se: the highest hour of working days from 07 to 20, November to March. */
    @Test
    void telgeBillsNothingInSummer() {
        Tariff telge = Tariff.named("telge");
        window(telge, "2026-01-06T12:00", 9_000);
        window(telge, "2026-01-07T19:00", 4_200);
        window(telge, "2026-01-07T20:00", 9_000);
        window(telge, "2026-04-07T12:00", 9_000);
        assertThat(billed(telge, JANUARY)).as("epiphany is a holiday").isEqualTo(4_200);
        assertThat(billed(telge, YearMonth.of(2026, 4))).isEqualTo(-1);
    }

    /** helensahkoverkko.fi: the third highest hour, nights by 80 %. */
    @Test
    void helenBillsTheThirdHighestHour() {
        Tariff helen = Tariff.named("helen");
        window(helen, "2026-01-05T17:00", 6_000);
        window(helen, "2026-01-05T18:00", 7_000);
        assertThat(billed(helen, JANUARY)).as("two hours have no third").isEqualTo(-1);
        window(helen, "2026-01-05T23:00", 8_000);
        window(helen, "2026-01-06T23:00", 7_000);
        assertThat(billed(helen, JANUARY)).isEqualTo(6_000);
    }

    @ParameterizedTest
    @CsvSource({"goteborg, 4000", "partille, 6000"})
    void theOthersBillTheMeanOfThreeDaysOrTheHighestHour(String name, double watts) {
        Tariff tariff = Tariff.named(name);
        window(tariff, "2026-01-05T17:00", 6_000);
        window(tariff, "2026-01-05T18:00", 5_900);
        window(tariff, "2026-01-10T03:00", 4_000);
        window(tariff, "2026-01-11T03:00", 2_000);
        assertThat(billed(tariff, JANUARY)).isEqualTo(watts);
    }

    @Test
    void theCeilingIsTheHighestMeanThatRaisesNothing() {
        Tariff flanders = Tariff.named("flanders");
        window(flanders, "2025-12-05T17:00", 3_000);
        window(flanders, "2026-01-05T17:00", 2_100);
        Demand.Peak running = new Demand.Peak(new TariffCalendar(flanders, CET).stamp(second("2026-01-09T10:00")), 0, 0);
        BillCalculator bill = new BillCalculator(flanders);
        assertThat(ceiling(bill, JANUARY, running, 100)).as("below the floor everything is free").isEqualTo(2_500L);
        window(flanders, "2026-01-06T17:00", 4_300);
        assertThat(ceiling(bill, JANUARY, running, 100)).isEqualTo(4_300L);

        months.clear();
        Tariff ellevio = Tariff.named("ellevio");
        window(ellevio, "2026-01-05T17:00", 4_000);
        Demand.Peak night = new Demand.Peak(new TariffCalendar(ellevio, CET).stamp(second("2026-01-05T23:00")), 0, 0);
        assertThat(ceiling(new BillCalculator(ellevio), JANUARY, night, 50)).as("half counts").isEqualTo(8_000L);
    }
}
