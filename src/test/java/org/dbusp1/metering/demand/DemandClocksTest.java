package org.dbusp1.metering.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.time.YearMonth;
import org.dbusp1.metering.Demand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what a tariff bills while clocks are wrong: that of a meter, or that of a machine whose meter has none. */
class DemandClocksTest {
    private final MeteredHouse house = new MeteredHouse("goteborg");

    /** Grid companies set their meters' clocks; a second or some are usual. */
    @ParameterizedTest
    @ValueSource(strings = {"2026-01-01T01:30:00+01:00", "2026-01-01T02:00:00+01:00"})
    void aClockThatIsSetBackByFewSecondsCostsNoWindow(String when) {
        OffsetDateTime set = OffsetDateTime.parse(when);
        house.draw("2026-01-01T00:00:00+01:00", when, 1_000);
        house.drawUnseen(1_000 * 10 / 3600.0);
        house.draw(set.minusSeconds(3).toString(), set.minusSeconds(3).toString(), 1_000);
        house.drawUnseen(1_000 * 13 / 3600.0);
        house.draw(set.plusSeconds(10).toString(), "2026-01-01T04:00:00+01:00", 1_000);
        assertThat(house.bill().missing()).isZero();
        assertThat(house.bill().watts()).isBetween(990L, 1_010L);
    }

    @Test
    void aClockThatJumpsAgainAndAgainPushesOutNoMonth() {
        house.draw("2026-01-01T00:00:00+01:00", "2026-01-01T01:10:00+01:00", 1_000);
        for (int year = 2030; year < 2050; year++) {
            house.draw(year + "-05-05T10:00:00+02:00", year + "-05-05T10:01:00+02:00", 1_000);
        }
        house.draw("2026-01-02T00:00:00+01:00", "2026-01-02T00:10:00+01:00", 1_000);
        assertThat(house.peaks()).containsExactly(1_000L);
    }

    /** A GX device without a battery-backed clock starts at the time of its firmware, or in 1970, until NTP has set it. */
    @Test
    void aClockThatStartsInThePastAfterAPowerCutLosesNoHourThatWasSeen() {
        house.hasNoClock();
        house.billedBy("norway");
        house.draw("2026-10-01T00:00:00+02:00", "2026-10-03T00:00:00+02:00", 2_000);
        house.draw("2026-10-31T23:59:50+01:00", "2026-11-02T10:00:00+01:00", 1_000);
        assertThat(house.missing()).as("October: 2 to 31, the doubled hour too; November: none").containsExactly(29 * 24 + 1, 0);

        house.powerCut("2026-08-07T12:00:00+02:00", "2026-11-02T10:05:00+01:00");
        house.draw("2026-11-02T10:08:10+01:00", "2026-11-02T12:00:00+01:00", 1_000);
        assertThat(house.missing()).as("the hour in which the clock was set").containsExactly(29 * 24 + 1, 1);

        house.powerCut("1970-01-01T01:00:10+01:00", "2026-11-02T12:05:00+01:00");
        house.powerCut("2026-08-07T12:00:00+02:00", "2026-11-02T13:05:00+01:00");
        house.draw("2026-11-02T13:08:10+01:00", "2026-11-02T15:00:00+01:00", 1_000);
        assertThat(house.missing()).as("and the two hours after 12:00").containsExactly(29 * 24 + 1, 3);
        assertThat(house.peaks()).containsExactly(1_000L, 1_000L);
    }

    @Test
    void twoPowerCutsBeforeTheClockIsRightLoseNoHourThatWasSeen() {
        house.hasNoClock();
        house.billedBy("norway");
        house.draw("2026-11-01T00:00:00+01:00", "2026-11-02T10:00:00+01:00", 1_000);
        // No network for two days.
        house.restart();
        house.draw("2026-08-07T12:00:00+02:00", "2026-08-09T12:00:00+02:00", 500);
        house.powerCut("2026-08-07T12:00:00+02:00", "2026-11-04T11:05:00+01:00");
        assertThat(house.bill().missing()).as("from 10 o'clock on the second to 11 on the fourth").isEqualTo(49);
    }

    @Test
    void aGapThatTheClockShowsIsMarkedWhereItOnceWasAhead() {
        house.hasNoClock();
        house.billedBy("norway");
        house.draw("2026-11-01T00:00:00+01:00", "2026-11-01T10:00:00+01:00", 1_000);
        house.powerCut("2099-05-05T10:00:00+02:00", "2026-11-01T10:05:00+01:00");
        house.restart();
        house.draw("2026-11-01T15:00:00+01:00", "2026-11-01T16:00:00+01:00", 1_000);
        assertThat(house.bill().missing()).as("from 10 to 15 o'clock").isEqualTo(5);

        house.powerCut("2026-08-07T12:00:00+02:00", "2026-11-01T16:05:00+01:00");
        house.draw("2026-11-01T16:08:10+01:00", "2026-11-01T17:00:00+01:00", 1_000);
        assertThat(house.bill().missing()).as("and the hour in which the clock was set").isEqualTo(6);
    }

    /** 400 days ahead for five minutes. */
    @ParameterizedTest
    @CsvSource({"false,false", "true,false", "false,true", "true,true"})
    void aMonthThatAClockWasAheadForAWhileIsNotBilled(boolean restartWithin, boolean restartAfter) {
        house.billedBy("flanders");
        house.prints(4_000, "2025-12-24T18:00:00+01:00");
        house.draw("2025-12-31T23:00:00+01:00", "2026-01-01T00:00:10+01:00", 1_000);
        house.prints(2_000, "2026-01-01T00:15:00+01:00");
        house.draw("2026-01-01T00:00:20+01:00", "2026-01-01T01:10:00+01:00", 2_000);
        house.prints(9_000, "2027-02-05T01:15:00+01:00");
        house.draw("2027-02-05T01:10:10+01:00", "2027-02-05T01:12:00+01:00", 2_000);
        if (restartWithin) {
            house.restart();
        }
        house.draw("2027-02-05T01:12:10+01:00", "2027-02-05T01:15:10+01:00", 2_000);
        if (restartAfter) {
            house.restart();
        }
        house.prints(2_000, "2026-01-01T00:15:00+01:00");
        house.draw("2026-01-01T01:15:20+01:00", "2026-01-01T03:00:00+01:00", 2_000);
        assertThat(house.demand().monthlyPeaks()).extracting(Demand.MonthlyPeak::month)
                .containsExactly(YearMonth.of(2025, 12), YearMonth.of(2026, 1));
        assertThat(house.demand().monthlyPeaks()).extracting(Demand.MonthlyPeak::watts).containsExactly(4_000L, 2_000L);
        house.restart();
        assertThat(house.storedPeaks()).doesNotContain("2027-");
        house.prints(1_000, "2027-02-01T00:15:00+01:00");
        house.draw("2027-02-05T01:15:00+01:00", "2027-02-06T04:00:00+01:00", 500);
        assertThat(house.demand().peakWatts()).as("a day after that month has come").isEqualTo(1_000);
    }

    @Test
    void aFalseMonthOfAClockThatWasAheadForLongIsNotBilledWhenItComes() {
        house.billedBy("flanders");
        house.prints(2_000, "2026-01-01T00:15:00+01:00");
        house.draw("2026-01-01T00:00:00+01:00", "2026-01-01T01:00:00+01:00", 2_000);
        house.prints(9_000, "2026-03-05T01:15:00+01:00");
        house.draw("2026-03-05T01:00:00+01:00", "2026-03-05T06:00:00+01:00", 9_000);
        house.prints(2_000, "2026-01-01T00:15:00+01:00");
        house.draw("2026-01-01T06:00:00+01:00", "2026-01-01T12:00:00+01:00", 2_000);
        assertThat(house.demand().monthlyPeaks()).extracting(Demand.MonthlyPeak::watts).containsExactly(2_000L);
        house.draw("2026-02-28T12:00:00+01:00", "2026-02-28T18:00:00+01:00", 1_000);
        house.restart();
        house.draw("2026-02-28T23:40:00+01:00", "2026-02-28T23:59:50+01:00", 1_000);
        house.prints(1_000, "2026-03-01T00:15:00+01:00");
        house.draw("2026-03-01T00:00:00+01:00", "2026-03-01T01:00:00+01:00", 1_000);
        assertThat(house.demand().peakWatts()).isEqualTo(1_000);
        assertThat(house.demand().monthlyPeaks().get(house.demand().monthlyPeaks().size() - 1).watts()).isEqualTo(1_000);
    }

    /** A machine without a network starts in the past; its meter has no clock. It costs the hour in which the clock was set. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClockThatStartsInThePastCostsNoPeak(boolean restart) {
        house.draw("2026-01-01T00:00:00+01:00", "2026-01-01T02:10:00+01:00", 1_000);
        house.restart();
        house.draw("2025-11-20T10:00:00+01:00", "2025-11-20T10:10:00+01:00", 1_000);
        if (restart) {
            house.restart();
        }
        house.draw("2026-01-01T02:40:00+01:00", "2026-01-01T04:00:00+01:00", 2_000);
        assertThat(house.bill().missing()).isEqualTo(1);
        assertThat(house.demand().monthlyPeaks()).extracting(Demand.MonthlyPeak::month).containsExactly(YearMonth.of(2026, 1));
        assertThat(house.peaks()).containsExactly(2_000L);
    }

    @Test
    void telegramsOfThePastChangeNothing() {
        house.draw("2026-01-05T00:00:00+01:00", "2026-01-05T01:00:00+01:00", 1_000);
        house.draw("2026-01-04T23:00:00+01:00", "2026-01-04T23:30:00+01:00", 9_000);
        house.draw("2026-01-05T01:00:10+01:00", "2026-01-05T01:10:00+01:00", 1_000);
        assertThat(house.peaks()).containsExactly(1_000L);
    }
}
