package org.dbusp1.metering.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.dbusp1.metering.Demand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what a house draws through days, gaps, restarts and exchanged meters, and what a tariff bills of it. */
class DemandDaysTest {
    private final MeteredHouse house = new MeteredHouse("goteborg");

    @Test
    void figuresAreThereBeforeTheFirstWholeWindow() {
        Demand demand = house.draw("2026-01-31T10:20:00+01:00", "2026-01-31T10:30:00+01:00", 2_000);
        assertThat(demand.meanWatts()).isNull();
        assertThat(demand.forecastWatts()).isNull();
        assertThat(house.bill().counted()).isTrue();
        assertThat(house.bill().watts()).isNull();
        assertThat(house.bill().forecastWatts()).isNull();
        assertThat(house.bill().meanMonths()).isZero();
        assertThat(demand.peakWatts()).isNull();
        assertThat(house.bill().missing()).as("30 days and 10 hours before the driver ran").isZero();
    }

    /** The least that Flanders bills counts for the running month from its first day. */
    @Test
    void aMonthWithoutAWindowIsBilledByItsFloorAndCountsInTheMean() {
        MeteredHouse flanders = new MeteredHouse("flanders");
        flanders.draw("2026-01-01T00:05:00+01:00", "2026-01-01T00:10:00+01:00", 2_000);
        assertThat(flanders.bill().watts()).isEqualTo(2_500);
        assertThat(flanders.bill().meanMonths()).isEqualTo(1);
    }

    @Test
    void theBillNowAndAtTheEndOfTheWindow() {
        house.draw("2026-01-05T10:00:00+01:00", "2026-01-05T11:00:00+01:00", 3_000);
        house.draw("2026-01-06T09:59:50+01:00", "2026-01-06T11:00:00+01:00", 2_000);
        assertThat(house.bill().watts()).isEqualTo(2_500);
        assertThat(house.peaks()).containsExactly(3_000L, 2_000L);
        Demand demand = house.draw("2026-01-06T11:00:00+01:00", "2026-01-06T11:30:00+01:00", 1_000);
        assertThat(demand.forecastWatts()).isEqualTo(1_000);
        assertThat(house.bill().forecastWatts()).isEqualTo(2_500);
        assertThat(house.bill().allowedWatts()).as("half an hour at 1 kW leaves 3 kW up to the day's 2 kW").isEqualTo(3_000);
        demand = house.draw("2026-01-06T11:30:10+01:00", "2026-01-06T11:45:00+01:00", 6_000);
        assertThat(demand.forecastWatts()).as("(1 kW for a half, 6 kW for a half)").isEqualTo(3_500);
        assertThat(house.bill().forecastWatts()).as("(3 + 3.5) / 2").isEqualTo(3_250);
        assertThat(house.bill().allowedWatts()).isEqualTo(0);
    }

    /** Working days from 7 to 20, November to March: the battery is kept through a night that leads to one of them. */
    @ParameterizedTest
    @CsvSource({"2026-01-07T20:00, true", "2026-01-08T06:00, true", "2026-01-08T07:00, false", "2026-01-09T20:00, false",
            "2026-01-11T06:00, false", "2026-01-11T07:00, true", "2026-03-31T20:00, false", "2026-06-10T20:00, false"})
    void aReserveIsKeptForAnHourThatCountsWithinADay(String start, boolean kept) {
        house.billedBy("telge");
        ZonedDateTime from = LocalDateTime.parse(start).atZone(ZoneId.of("Europe/Stockholm"));
        house.draw(from.minusSeconds(10).toOffsetDateTime().toString(), from.plusMinutes(10).toOffsetDateTime().toString(), 2_000);
        assertThat(house.demand().importLimit().keepsReserve()).isEqualTo(kept);
    }

    /** A start of the driver in the middle of a window: the ceiling is known, the energy so far is not. */
    @Test
    void aWindowWhoseStartWasNotSeenIsAllowedItsCeiling() {
        MeteredHouse flanders = new MeteredHouse("flanders");
        flanders.draw("2026-01-01T00:05:00+01:00", "2026-01-01T00:10:00+01:00", 2_000);
        assertThat(flanders.demand().meanWatts()).isNull();
        assertThat(flanders.demand().importLimit().allowedWatts()).isEqualTo(2_500);
        house.draw("2026-01-01T00:05:00+01:00", "2026-01-01T00:10:00+01:00", 2_000);
        assertThat(house.demand().importLimit().allowedWatts()).as("a month without a floor or a figure").isNull();
    }

    @Test
    void anHourThatDoesNotCountHasNoAllowedPower() {
        house.billedBy("telge");
        house.draw("2026-01-07T18:59:50+01:00", "2026-01-07T20:10:00+01:00", 2_000);
        assertThat(house.bill().counted()).isFalse();
        assertThat(house.bill().watts()).isEqualTo(2_000);
        assertThat(house.bill().forecastWatts()).isEqualTo(2_000);
        assertThat(house.bill().allowedWatts()).isNull();
        assertThat(house.demand().meanWatts()).isEqualTo(2_000);
    }

    @Test
    void aGapIsMarkedAndNotInvented() {
        house.draw("2026-01-01T00:00:00+01:00", "2026-01-01T02:30:00+01:00", 1_000);
        assertThat(house.bill().missing()).isZero();
        house.drawUnseen(50_000);
        house.draw("2026-01-01T05:30:00+01:00", "2026-01-01T07:00:00+01:00", 1_000);
        assertThat(house.bill().missing()).as("the hours of 2, 3, 4 and 5 o'clock").isEqualTo(4);
        assertThat(house.bill().countedSince()).as("from the first of the month").isNull();
        assertThat(house.peaks()).containsExactly(1_000L);
    }

    @Test
    void theHoursOfTheDoubledHourAreTwo() {
        house.billedBy("helen");
        house.draw("2026-10-25T00:00:00+02:00", "2026-10-25T02:59:50+02:00", 1_000);
        house.draw("2026-10-25T02:00:00+01:00", "2026-10-25T04:00:00+01:00", 1_500);
        assertThat(house.bill().peaks()).extracting(peak -> peak.start().toString())
                .containsExactly("2026-10-25T02:00:00+01:00", "2026-10-25T03:00:00+01:00", "2026-10-25T02:00:00+02:00");
        assertThat(house.bill().missing()).isZero();
        assertThat(house.bill().countedSince()).hasToString("2026-10-25T00:00:00+02:00");
    }

    @Test
    void theSpringDayHas23Hours() {
        house.draw("2026-03-29T00:00:00+01:00", "2026-03-29T01:59:50+01:00", 1_000);
        house.draw("2026-03-29T03:00:00+02:00", "2026-03-30T00:00:00+02:00", 1_000);
        assertThat(house.bill().missing()).isZero();
        assertThat(house.bill().countedSince()).hasToString("2026-03-29T00:00:00+01:00");
    }

    @Test
    void aMeterThatKeepsWinterTimeIsBilledByLegalTime() {
        house.billedBy("telge");
        // 19:30 by the meter's clock of winter time is 20:30 in summer time.
        house.draw("2026-03-30T18:30:00+01:00", "2026-03-30T19:30:00+01:00", 2_000);
        assertThat(house.bill().counted()).isFalse();
    }

    @Test
    void peaksAndTheRunningWindowSurviveARestart() {
        house.draw("2026-01-01T00:00:00+01:00", "2026-01-01T02:29:50+01:00", 1_000);
        house.restart();
        house.drawUnseen(1_000 * 60 / 3600.0);
        Demand demand = house.draw("2026-01-01T02:30:50+01:00", "2026-01-01T02:40:00+01:00", 1_000);
        assertThat(demand.meanWatts()).as("the counter shows what was drawn meanwhile").isEqualTo(1_000);
        assertThat(house.peaks()).containsExactly(1_000L);
        house.draw("2026-01-01T02:40:10+01:00", "2026-01-01T03:00:00+01:00", 2_000);
        assertThat(house.bill().missing()).isZero();
        assertThat(house.peaks()).as("40 min of 1 kW, 20 min of 2 kW").containsExactly(1_333L);
    }

    @Test
    void anotherTariffBillsTheSameHours() {
        house.draw("2026-01-01T00:00:00+01:00", "2026-01-01T01:00:00+01:00", 1_000);
        house.restart();
        house.billedBy("helen");
        house.draw("2026-01-01T01:00:10+01:00", "2026-01-01T01:10:00+01:00", 1_000);
        assertThat(house.bill().peaks()).extracting(Demand.Peak::countedWatts).as("at night by 80 %").containsExactly(800L);
        house.restart();
        house.billedBy("goteborg");
        house.draw("2026-01-01T01:10:10+01:00", "2026-01-01T01:20:00+01:00", 1_000);
        assertThat(house.peaks()).containsExactly(1_000L);
    }

    @Test
    void anExchangedMeterKeepsThePeaksAndInventsNone() {
        house.draw("2026-01-01T00:00:00+01:00", "2026-01-01T01:30:00+01:00", 1_000);
        house.exchange("B", 9_000_000);
        house.draw("2026-01-01T01:30:10+01:00", "2026-01-01T03:00:00+01:00", 1_200);
        assertThat(house.peaks()).as("highest of the day").containsExactly(1_200L);
        assertThat(house.bill().missing()).as("the hour of the exchange").isEqualTo(1);
    }

    @Test
    void aPauseOfDaysIsOneAndWhatCameAfterItIsKept() {
        house.draw("2026-01-01T00:00:00+01:00", "2026-01-01T01:00:00+01:00", 1_000);
        house.draw("2026-01-04T00:00:00+01:00", "2026-01-04T03:00:00+01:00", 3_000);
        assertThat(house.bill().missing()).as("71 hours").isEqualTo(71);
        house.restart();
        house.draw("2026-01-04T03:00:10+01:00", "2026-01-04T03:10:00+01:00", 3_000);
        assertThat(house.peaks()).containsExactly(3_000L, 1_000L);
        assertThat(house.bill().missing()).isEqualTo(71);
    }
}
