package org.dbusp1.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dbusp1.demand.MonthPeaks.MetersPeak;
import org.dbusp1.meter.DemandMonth;
import org.dbusp1.meter.Stamp;
import org.junit.jupiter.api.Test;

/** The months' figures by Flanders' rule: the mean of twelve months, at least 2.5 kW each. */
class MonthBillsTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Brussels");
    private static final Tariff FLANDERS = BillFigureTest.tariff("flanders");
    private static final YearMonth JANUARY = YearMonth.of(2026, 1);
    private static final Optional<Stamp> TIME = Optional.of(new Stamp(1_767_700_800, 3_600));

    private final SortedMap<YearMonth, MonthPeaks> own = new TreeMap<>();

    private void printed(YearMonth month, long watts) {
        own.put(month, MonthPeaks.none(month).withMeters(Optional.of(new MetersPeak(watts, TIME))));
    }

    private MonthBills bills() {
        return new MonthBills(FLANDERS, own, RecordedMonths.NONE);
    }

    @Test
    void aMonthOfWhichNothingIsKnownHasNoFigure() {
        assertThat(bills().figure(JANUARY)).isEmpty();
        assertThat(bills().peaks(JANUARY)).isEqualTo(MonthPeaks.none(JANUARY));
        assertThat(bills().upTo(JANUARY)).isEmpty();
    }

    @Test
    void aBillIsTheMeanOfTheMonthsBeforeToo() {
        printed(JANUARY, 2_000);
        printed(JANUARY.plusMonths(1), 6_000);
        assertThat(bills().figure(JANUARY)).hasValue(2_000);
        assertThat(bills().billed(JANUARY)).hasValue(2_500);
        assertThat(bills().billed(JANUARY.plusMonths(1))).hasValue(4_250);
        assertThat(bills().earlier(JANUARY.plusMonths(2))).isEqualTo(new BillFigure.Earlier(8_500, 2));
        assertThat(bills().upTo(JANUARY.plusMonths(1))).containsExactly(
                new DemandMonth(JANUARY, 2_000, TIME, true, 0, OptionalLong.of(2_500)),
                new DemandMonth(JANUARY.plusMonths(1), 6_000, TIME, true, 0, OptionalLong.of(4_250)));
    }

    @Test
    void thirteenMonthsAreShown() {
        for (int months = 0; months < 20; months++) {
            printed(JANUARY.plusMonths(months), 3_000);
        }
        assertThat(bills().upTo(JANUARY.plusMonths(15))).extracting(DemandMonth::month).hasSize(13)
                .startsWith(JANUARY.plusMonths(3)).endsWith(JANUARY.plusMonths(15));
    }

    @Test
    void whatOnlyTheHistoryKnowsIsShownAsItHasIt() {
        DemandMonth figure = new DemandMonth(JANUARY, 5_000, TIME, false, 7, OptionalLong.empty());
        RecordedMonths recorded = RecordedMonths.of(FLANDERS, ZONE, List.of(figure), new MonthFigures(FLANDERS, ZONE));
        assertThat(new MonthBills(FLANDERS, own, recorded).upTo(JANUARY))
                .containsExactly(new DemandMonth(JANUARY, 5_000, TIME, false, 7, OptionalLong.of(5_000)));
    }
}
