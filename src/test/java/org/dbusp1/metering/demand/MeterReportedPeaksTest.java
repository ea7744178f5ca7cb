package org.dbusp1.metering.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.YearMonth;
import org.dbusp1.metering.Demand;
import org.junit.jupiter.api.Test;

/** The month peaks that a meter prints itself, and the windows that the driver measured. */
class MeterReportedPeaksTest {
    private final MeteredHouse house = new MeteredHouse("flanders");

    /** The only one was retracted. */
    @Test
    void noMonthIsNotDamaged() {
        assertThat(MeterReportedPeaks.parse("")).isEmpty();
    }

    @Test
    void theMetersOwnMonthsAreTheBill() {
        house.prints(4_000, "2026-03-02T18:00:00+01:00", "2026-03-01T00:00:00+01:00 2026-02-03T18:00:00+01:00 6000",
                "2026-02-01T00:00:00+01:00 - 0", "2026-01-01T00:00:00+01:00 2025-12-24T18:00:00+01:00 2000.4");
        house.draw("2026-03-03T10:20:00+01:00", "2026-03-03T10:30:00+01:00", 1_000);
        // The meter prints the end of a quarter hour; peaks are named by its start.
        assertThat(house.demand().monthlyPeaks()).containsExactly(
                new Demand.MonthlyPeak(YearMonth.of(2025, 12), 2_000, MeteredHouse.stamp("2025-12-24T17:45:00+01:00"),
                        true, 0, 2_500L),
                new Demand.MonthlyPeak(YearMonth.of(2026, 2), 6_000, MeteredHouse.stamp("2026-02-03T17:45:00+01:00"),
                        true, 0, 4_250L),
                new Demand.MonthlyPeak(YearMonth.of(2026, 3), 4_000, MeteredHouse.stamp("2026-03-02T17:45:00+01:00"),
                        true, 0, 4_167L));
        assertThat(house.bill().watts()).isEqualTo(4_167);
        assertThat(house.bill().meanMonths()).isEqualTo(3);
        assertThat(house.bill().missing()).isZero();
        assertThat(house.demand().peakWatts()).isEqualTo(4_000);
    }

    @Test
    void aPastMonthThatCannotBeIsLeftOutAndCostsNoOtherItsMemory() {
        house.prints(4_000, "2026-03-02T18:00:00+01:00", "2026-03-01T00:00:00+01:00 2026-02-03T18:00:00+01:00 6000",
                "2026-02-01T00:00:00+01:00 2026-01-03T18:00:00+01:00 1000000.4", "2026-01-01T00:00:00+01:00 2025-12-24T18:00:00+01:00 -1",
                "2025-12-01T00:00:00+01:00 2025-11-24T18:00:00+01:00 99999999999999999999",
                "2025-11-01T00:00:00+01:00 2025-10-24T18:00:00+02:00 1000000",
                "2024-02-01T00:00:00+01:00 2024-01-24T18:00:00+01:00 5000", "2001-02-01T00:00:00+01:00 2001-01-24T18:00:00+01:00 5000");
        house.draw("2026-03-03T10:20:00+01:00", "2026-03-03T10:30:00+01:00", 1_000);
        assertThat(house.demand().monthlyPeaks()).extracting(Demand.MonthlyPeak::month)
                .containsExactly(YearMonth.of(2025, 10), YearMonth.of(2026, 2), YearMonth.of(2026, 3));

        house.printsNothing();
        house.restart();
        house.draw("2026-03-03T10:30:10+01:00", "2026-03-03T10:40:00+01:00", 1_000);
        assertThat(house.demand().monthlyPeaks()).extracting(Demand.MonthlyPeak::watts).containsExactly(1_000_000L, 6_000L, 4_000L);
        assertThat(house.storedPeaks()).doesNotContain("2024-01").doesNotContain("2001-01");
    }

    @Test
    void theMetersOwnMonthsAreTakenOnceAWindowOrWithAnotherPeak() {
        house.prints(4_000, "2026-03-02T18:00:00+01:00");
        house.draw("2026-03-03T10:00:00+01:00", "2026-03-03T10:05:00+01:00", 1_000);
        house.printsPast("2026-03-02T18:00:00+01:00", "2026-03-01T00:00:00+01:00 2026-02-03T18:00:00+01:00 6000");
        house.draw("2026-03-03T10:05:10+01:00", "2026-03-03T10:10:00+01:00", 1_000);
        assertThat(house.demand().monthlyPeaks()).as("the same peak, the same window").hasSize(1);
        house.printsPeak(4_100);
        house.draw("2026-03-03T10:10:10+01:00", "2026-03-03T10:10:10+01:00", 1_000);
        assertThat(house.demand().monthlyPeaks()).extracting(Demand.MonthlyPeak::watts).containsExactly(6_000L, 4_100L);
        house.printsPast("2026-03-02T18:00:00+01:00", "2026-03-01T00:00:00+01:00 2026-02-03T18:00:00+01:00 6500");
        house.draw("2026-03-03T10:15:00+01:00", "2026-03-03T10:15:00+01:00", 1_000);
        assertThat(house.demand().monthlyPeaks()).extracting(Demand.MonthlyPeak::watts).as("another window").containsExactly(6_500L, 4_100L);
    }

    @Test
    void aMonthThatIsNotOverIsNoPastOne() {
        house.prints(4_000, "2026-03-02T18:00:00+01:00", "2026-04-01T00:00:00+02:00 2026-03-02T18:00:00+01:00 9000");
        house.draw("2026-03-03T10:20:00+01:00", "2026-03-03T10:20:30+01:00", 1_000);
        assertThat(house.demand().monthlyPeaks()).extracting(Demand.MonthlyPeak::watts).containsExactly(4_000L);
    }

    @Test
    void aPeakThatTheMeterStillPrintsAfterMidnightBelongsToItsMonth() {
        house.prints(4_000, "2026-02-20T18:00:00+01:00");
        house.draw("2026-02-28T23:40:00+01:00", "2026-03-01T00:00:30+01:00", 1_000);
        assertThat(house.demand().monthlyPeaks()).extracting(Demand.MonthlyPeak::month).containsExactly(YearMonth.of(2026, 2));
        house.prints(1_000, "2026-03-01T00:15:00+01:00");
        house.draw("2026-03-01T00:00:40+01:00", "2026-03-01T00:16:00+01:00", 1_000);
        assertThat(house.demand().monthlyPeaks()).extracting(Demand.MonthlyPeak::watts).containsExactly(4_000L, 1_000L);
    }

    /** A meter stamps a quarter hour with its end, as the load profile does (DLMS: the capture time of a demand register). */
    @Test
    void thePeakOfTheLastQuarterHourBelongsToTheMonthThatItEnds() {
        house.prints(4_000, "2026-03-01T00:00:00+01:00");
        house.draw("2026-02-28T23:40:00+01:00", "2026-03-01T00:00:30+01:00", 1_000);
        assertThat(house.demand().monthlyPeaks()).extracting(Demand.MonthlyPeak::month).containsExactly(YearMonth.of(2026, 2));
        house.printsPeak(0);
        house.draw("2026-03-01T00:00:40+01:00", "2026-03-01T00:10:00+01:00", 1_000);
        house.prints(1_000, "2026-03-01T00:15:00+01:00");
        house.draw("2026-03-01T00:10:10+01:00", "2026-03-01T00:16:00+01:00", 1_000);
        assertThat(house.demand().monthlyPeaks()).extracting(Demand.MonthlyPeak::watts).containsExactly(4_000L, 1_000L);
    }

    /** The stamp is that of the reset. */
    @Test
    void aMeterThatHasJustBegunAMonthShowsNothingOfTheOneBefore() {
        house.prints(0, "2026-03-01T00:00:00+01:00");
        house.draw("2026-03-01T00:00:30+01:00", "2026-03-01T00:10:00+01:00", 1_000);
        assertThat(house.demand().monthlyPeaks()).extracting(Demand.MonthlyPeak::month).doesNotContain(YearMonth.of(2026, 2));
    }

    @Test
    void whereTheMeterNoLongerPrintsItsPeakOurOwnGoesOn() {
        house.prints(4_000, "2026-03-02T18:00:00+01:00");
        house.draw("2026-03-03T10:00:00+01:00", "2026-03-03T10:15:00+01:00", 3_000);
        house.printsNothing();
        house.restart();
        house.draw("2026-03-03T10:15:10+01:00", "2026-03-03T10:30:00+01:00", 3_500);
        assertThat(house.bill().watts()).as("what the meter printed before").isEqualTo(4_000);
        house.draw("2026-03-03T10:30:10+01:00", "2026-03-03T10:45:00+01:00", 5_000);
        assertThat(house.bill().watts()).as("a window of ours that is higher").isEqualTo(5_000);
        assertThat(house.demand().monthlyPeaks().get(0).byMeter()).isFalse();
    }

    @Test
    void aMeterWhosePeakIsLowerThanOursWinsAndOursIsKept() {
        house.printsPeak(100);
        house.draw("2026-03-03T10:00:00+01:00", "2026-03-03T10:15:10+01:00", 3_000);
        assertThat(house.demand().peakWatts()).isEqualTo(100);
        assertThat(house.bill().watts()).isEqualTo(2_500);
        assertThat(house.bill().peaks()).as("its time is not known").isEmpty();
        assertThat(house.bill().missing()).isZero();
        house.restart();
        house.billedBy("helen");
        house.draw("2026-03-03T10:15:20+01:00", "2026-03-03T11:00:00+01:00", 3_000);
        assertThat(house.peaks()).as("a tariff that bills no quarter hours").containsExactly(3_000L);
    }

    @Test
    void anExchangedMetersLowerPeakDoesNotUndoTheOneBefore() {
        house.prints(5_000, "2026-03-02T18:00:00+01:00");
        house.draw("2026-03-03T10:00:00+01:00", "2026-03-03T10:10:00+01:00", 1_000);
        house.exchange("B");
        house.prints(300, "2026-03-03T10:15:00+01:00");
        house.draw("2026-03-03T10:15:00+01:00", "2026-03-03T10:20:00+01:00", 1_000);
        assertThat(house.bill().watts()).isEqualTo(5_000);
    }
}
