package org.dbusp1.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.demand.DemandTracker.GuardStatus;
import org.dbusp1.demand.ShavedHouse.Battery;
import org.dbusp1.demand.ShavedHouse.Rule;
import org.dbusp1.meter.ImportLimit.GuardState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the guard would have saved, against what it saves in the same house. */
class SavingEstimateTest {
    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
    private static final int DAYS = 3;
    private static final GuardStatus OFF = new GuardStatus(GuardState.OFF, Optional.of(new GuardStatus.Battery(4_000, 10_000)));
    private static final String FROM = "2026-02-02T10:00:00+01:00";
    private static final String TO = "2026-02-02T14:00:00+01:00";

    private final MeteredHouse house = new MeteredHouse("flanders");

    /** @param least the least part of the saving that the estimate finds */
    @ParameterizedTest
    @CsvSource({"flanders, sun, 1, 0, 5, true, 0.9", "flanders, sun, 3, 4000, 10, false, 0.4", "flanders, heat pump, 1, 0, 20, true, 0.3",
        "flanders, heat pump, 3, 4000, 10, false, 0.9", "flanders, heat pump and sun, 1, 0, 10, true, 0.9",
        "flanders, car, 1, 0, 10, false, 0",
        "ellevio, heat pump, 1, 4000, 10, false, 0", "norway, car, 1, 0, 20, true, 0.9"})
    void itIsHardlyMoreThanTheGuardSaves(String tariff, String kind, int phases, int limit, int kilowattHours, boolean selfUse,
            double least) {
        Battery battery = new Battery(500 * kilowattHours, 1000 * kilowattHours, 0.95, selfUse, 0.4, true);
        OptionalLong watts = limit == 0 ? OptionalLong.empty() : OptionalLong.of(limit);
        ShavedHouse without = new ShavedHouse(HouseYear.of(kind), battery, Rule.NOBODY, phases, Tariff.named(tariff), watts);
        ShavedHouse with = new ShavedHouse(HouseYear.of(kind), battery, Rule.GUARD, phases, Tariff.named(tariff), watts);
        for (int day = 0; day < DAYS; day++) {
            without.play(FIRST.plusDays(day));
            with.play(FIRST.plusDays(day));
        }
        long saved = without.demand().months().get(0).watts() - with.demand().months().get(0).watts();
        long estimate = without.demand().importLimit().guard().orElseThrow().wouldSave().orElseThrow();
        assertThat(estimate).isBetween(Math.round(least * saved), Math.round(1.1 * saved) + 50);
    }

    private OptionalLong wouldSave() {
        return house.demand().importLimit().guard().orElseThrow().wouldSave();
    }

    /** Four hours with a base of 500 W, and one quarter hour of 6 kW. */
    private void aDayWithAPeak() {
        house.draw(FROM, TO, 500);
        house.draw(TO, "2026-02-02T14:15:00+01:00", 6_000);
        house.draw("2026-02-02T14:15:00+01:00", "2026-02-02T14:30:10+01:00", 500);
    }

    @Test
    void itIsThePeakLessThePowerAndTheEnergyOfTheBattery() {
        house.guardedBy(Optional.of(OFF));
        aDayWithAPeak();
        assertThat(wouldSave().orElseThrow()).as("3.3 kWh: down to the floor of 2.5 kW").isBetween(3_450L, 3_500L);
        house.guardedBy(Optional.of(new GuardStatus(GuardState.OFF, Optional.of(new GuardStatus.Battery(1_000, 10_000)))));
        house.draw("2026-02-02T14:30:10+01:00", "2026-02-02T14:30:20+01:00", 500);
        assertThat(wouldSave()).as("an inverter of 1 kW").hasValue(1_000);
        house.guardedBy(Optional.of(new GuardStatus(GuardState.OFF, Optional.of(new GuardStatus.Battery(4_000, 1_000)))));
        house.draw("2026-02-02T14:30:20+01:00", "2026-02-02T14:30:30+01:00", 500);
        assertThat(wouldSave().orElseThrow()).as("a third of 1 kWh").isBetween(1_320L, 1_340L);
    }

    @Test
    void itSurvivesARestart() {
        house.guardedBy(Optional.of(OFF));
        aDayWithAPeak();
        OptionalLong before = wouldSave();
        house.restart();
        house.draw("2026-02-02T14:31:00+01:00", "2026-02-02T14:31:10+01:00", 500);
        assertThat(wouldSave()).isEqualTo(before).isPresent();
    }

    @Test
    void itIsAbsentWhileTheGuardIsOnAndWhereTheBatteryIsNotKnown() {
        house.guardedBy(Optional.of(OFF));
        aDayWithAPeak();
        assertThat(wouldSave()).isPresent();
        for (GuardState state : GuardState.values()) {
            house.guardedBy(Optional.of(new GuardStatus(state, OFF.battery())));
            house.draw("2026-02-02T14:40:00+01:00", "2026-02-02T14:40:10+01:00", 500);
            assertThat(wouldSave().isPresent()).as(state.text()).isEqualTo(state == GuardState.OFF);
        }
        house.guardedBy(Optional.of(new GuardStatus(GuardState.OFF, Optional.empty())));
        house.draw("2026-02-02T14:41:00+01:00", "2026-02-02T14:41:10+01:00", 500);
        assertThat(wouldSave()).isEmpty();
        house.guardedBy(Optional.empty());
        house.draw("2026-02-02T14:42:00+01:00", "2026-02-02T14:42:10+01:00", 500);
        assertThat(house.demand().importLimit().guard()).isEmpty();
    }

    /** The meter prints a peak of the days before the driver came: no one knows what a battery could have done then. */
    @Test
    void itIsAbsentWhereThePeakOfTheMonthWasNotMeasured() {
        house.guardedBy(Optional.of(OFF));
        aDayWithAPeak();
        house.prints(6_010, "2026-02-02T14:15:00+01:00");
        house.draw("2026-02-02T14:31:00+01:00", "2026-02-02T14:31:10+01:00", 500);
        assertThat(wouldSave()).as("the peak that was measured").isPresent();
        house.prints(7_500, "2026-02-01T18:00:00+01:00");
        house.draw("2026-02-02T14:31:20+01:00", "2026-02-02T14:31:30+01:00", 500);
        assertThat(wouldSave()).isEmpty();
    }
}
