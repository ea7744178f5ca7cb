package org.dbusp1.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.demand.MonthPeaks.MetersPeak;
import org.dbusp1.meter.Demand;
import org.junit.jupiter.api.Test;

/** The bill in the midst of a window. */
class WindowChargeTest {
    private static final YearMonth JANUARY = YearMonth.of(2026, 1);
    private static final OptionalLong NONE = OptionalLong.empty();

    private String tariff = "goteborg";
    private Optional<MetersPeak> meters = Optional.empty();

    private static long second(String time) {
        return OffsetDateTime.parse(time).toEpochSecond();
    }

    /** With windows of 3 and 2 kW, all of the month before. */
    private WindowCharge in(String time) {
        Tariff rule = BillFigureTest.tariff(tariff);
        MonthFigures figures = new MonthFigures(rule, ZoneId.of("Europe/Stockholm"));
        figures.window(second("2026-01-05T10:00:00+01:00"), 3_000);
        figures.window(second("2026-01-06T10:00:00+01:00"), 2_000);
        figures.settle(second("2026-01-01T00:00:00+01:00") + 6L * rule.windowSeconds());
        if (meters.isPresent()) {
            figures.meters(JANUARY, meters);
        }
        return new WindowCharge(rule, figures, second(time));
    }

    @Test
    void theBillNowAndWithTheForecast() {
        WindowCharge bill = in("2026-01-07T10:00:00+01:00");
        assertThat(bill.start()).isEqualTo(second("2026-01-07T10:00:00+01:00"));
        assertThat(bill.month()).isEqualTo(JANUARY);
        assertThat(bill.isCounted()).isTrue();
        assertThat(bill.highest()).hasValue(3_000);
        assertThat(bill.ceiling()).as("a third day's window of the mean").hasValue(2_500);
        Demand.Bill soFar = bill.withForecast(OptionalLong.of(4_000), OptionalLong.of(1_234));
        assertThat(soFar.watts()).hasValue(2_500);
        assertThat(soFar.forecastWatts()).as("(3 + 2 + 4) / 3").hasValue(3_000);
        assertThat(soFar.allowedWatts()).hasValue(1_234);
        assertThat(soFar.missing()).isEqualTo(4);
        assertThat(soFar.months()).isEqualTo(1);
    }

    @Test
    void aWindowThatDoesNotCountChangesNoBill() {
        tariff = "telge";
        WindowCharge bill = in("2026-01-07T20:00:00+01:00");
        assertThat(bill.isCounted()).isFalse();
        assertThat(bill.ceiling()).isEmpty();
        Demand.Bill soFar = bill.withForecast(OptionalLong.of(9_000), NONE);
        assertThat(soFar.forecastWatts()).isEqualTo(soFar.watts()).isPresent();
    }

    @Test
    void aMonthThatBeginsHasNoFigure() {
        WindowCharge bill = in("2026-02-01T00:00:00+01:00");
        assertThat(bill.highest()).isEmpty();
        assertThat(bill.ceiling()).isEmpty();
        Demand.Bill soFar = bill.withForecast(NONE, NONE);
        assertThat(soFar.watts()).isEmpty();
        assertThat(soFar.forecastWatts()).isEmpty();
        assertThat(soFar.months()).isZero();
        assertThat(bill.months()).as("January stays shown").hasSize(1);
    }

    @Test
    void theMetersOwnPeakIsTheBillWithoutMissingWindows() {
        tariff = "flanders";
        meters = Optional.of(new MetersPeak(3_500, Optional.empty()));
        WindowCharge bill = in("2026-01-07T10:00:00+01:00");
        assertThat(bill.highest()).hasValue(3_500);
        Demand.Bill soFar = bill.withForecast(NONE, NONE);
        assertThat(soFar.watts()).hasValue(3_500);
        assertThat(soFar.missing()).isZero();
        assertThat(soFar.peaks()).as("its time is not known").isEmpty();
    }
}
