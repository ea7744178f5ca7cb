package org.dbusp1.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.OptionalLong;
import org.dbusp1.demand.ShavedHouse.Battery;
import org.dbusp1.demand.ShavedHouse.Rule;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the import limit saves in two weeks of winter, in the closed loop of a house with a battery: venus/bench guard plays a year. */
@Tag("slow")
class PeakSavingTest {
    private static final LocalDate FIRST = LocalDate.of(2026, 1, 5);
    private static final int DAYS = 14;
    private static final int FLOOR = 2_500;

    /** @param share the least part of what perfect foresight saves with this floor and limit; 0 where the battery does not suffice */
    @ParameterizedTest
    @CsvSource({"flat, 1, 0, false, 0", "sun, 1, 0, true, 0", "heat pump, 1, 4000, false, 0.8", "heat pump and sun, 3, 4500, true, 0",
            "car, 1, 5500, false, 0.8", "car, 1, 0, false, 0"})
    void theBillIsNeverHigherAndMostOfWhatCanBeSavedIsSaved(String kind, int phases, int limit, boolean selfUse, double share) {
        HouseYear household = HouseYear.of(kind);
        Battery battery = new Battery(5_000, 10_000, 0.95, selfUse, 0.4);
        OptionalLong watts = limit == 0 ? OptionalLong.empty() : OptionalLong.of(limit);
        ShavedHouse without = new ShavedHouse(household, battery, Rule.NOBODY, phases, Tariffs.named("flanders"), watts);
        ShavedHouse with = new ShavedHouse(household, battery, Rule.GUARD, phases, Tariffs.named("flanders"), watts);
        double perfect = Math.max(FLOOR, limit);
        for (int day = 0; day < DAYS; day++) {
            without.play(FIRST.plusDays(day));
            assertThat(with.play(FIRST.plusDays(day))).as("changes on day " + day).isLessThanOrEqualTo(200);
            perfect = Math.max(perfect, PerfectForesight.highest(household, battery, FIRST.plusDays(day)));
        }
        double paid = Math.max(FLOOR, without.demand().peakWatts().orElseThrow());
        double guarded = Math.max(FLOOR, with.demand().peakWatts().orElseThrow());
        assertThat(guarded).isLessThanOrEqualTo(paid);
        assertThat(paid - guarded).isGreaterThanOrEqualTo(share * (paid - perfect));
        assertThat(share == 0 || paid - perfect > 500).as("something can be saved").isTrue();
    }
}
