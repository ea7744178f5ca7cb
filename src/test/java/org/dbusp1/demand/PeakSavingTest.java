package org.dbusp1.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.OptionalLong;
import org.dbusp1.demand.ShavedHouse.Battery;
import org.dbusp1.demand.ShavedHouse.Rule;
import org.dbusp1.output.venus.GuardOnBus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the import limit saves in three weeks of winter, in the closed loop of a house with a battery of 10 kWh and 5 kW; venus/bench
 * guard plays a year. The inverter is a model of ESS's peak shaving that is meant to be worse than ESS: it acts on the load and the
 * limit of five seconds ago, on each phase alone, and lets 3 % more than the limit pass.
 */
@Tag("slow")
class PeakSavingTest {
    private static final LocalDate FIRST = HouseWeeks.FIRST;
    private static final int DAYS = HouseWeeks.DAYS;
    private static final int MOST_WRITES = 200;

    /** One house twice, without the guard and with it. */
    private static final class Pair {
        private final HouseYear house;
        private final Battery battery;
        private final int phases;
        private final Tariff tariff;
        private final ShavedHouse without;
        private final ShavedHouse with;

        /** @param limit that the owner accepts, in watts; 0 for none */
        Pair(String kind, int phases, int limit, Battery battery, String tariff) {
            this.house = HouseYear.of(kind);
            this.battery = battery;
            this.phases = phases;
            this.tariff = Tariff.named(tariff);
            OptionalLong watts = limit == 0 ? OptionalLong.empty() : OptionalLong.of(limit);
            this.without = new ShavedHouse(house, battery, Rule.NOBODY, phases, this.tariff, watts);
            this.with = new ShavedHouse(house, battery, Rule.GUARD, phases, this.tariff, watts);
        }

        void play() {
            for (int day = 0; day < DAYS; day++) {
                without.play(FIRST.plusDays(day));
                assertThat(with.play(FIRST.plusDays(day))).as("changes on day " + day).isLessThanOrEqualTo(MOST_WRITES);
            }
            assertThat(with.figure(YearMonth.from(FIRST))).as("the figure with the guard")
                    .isLessThanOrEqualTo(without.figure(YearMonth.from(FIRST)));
        }

        /** Returns the saved part of what perfect foresight saves. */
        double share() {
            double paid = without.figure(YearMonth.from(FIRST));
            double perfect = PerfectForesight.figure(house, battery, phases, tariff, FIRST, DAYS);
            assertThat(paid - perfect).as("what can be saved").isGreaterThan(500);
            return (paid - with.figure(YearMonth.from(FIRST))) / (paid - perfect);
        }
    }

    private static Battery battery(boolean selfUse, boolean always) {
        return new Battery(5_000, 10_000, 0.95, selfUse, 0.4, always);
    }

    static List<HouseWeeks> houses() {
        return HouseWeeks.ALL;
    }

    /** The battery suffices: with perfect foresight it keeps the house at the floor of the bill, or at the owner's limit. */
    @ParameterizedTest
    @MethodSource("houses")
    void mostOfWhatPerfectForesightSavesIsSaved(HouseWeeks house) {
        ShavedHouse without = house.play(Rule.NOBODY);
        ShavedHouse with = house.play(Rule.GUARD);
        assertThat(with.mostChanges()).isLessThanOrEqualTo(MOST_WRITES);
        assertBilled(without, with);
        double paid = without.figure(HouseWeeks.MONTH);
        assertThat(paid - house.perfect()).as("what can be saved").isGreaterThan(500);
        assertThat((paid - with.figure(HouseWeeks.MONTH)) / (paid - house.perfect())).isGreaterThanOrEqualTo(0.8);
    }

    /** The bill is never higher with the guard, and is that of the highest quarter hour, 2.5 kW at least. */
    private static void assertBilled(ShavedHouse without, ShavedHouse with) {
        assertThat(with.figure(HouseWeeks.MONTH)).isLessThanOrEqualTo(without.figure(HouseWeeks.MONTH));
        for (ShavedHouse house : List.of(without, with)) {
            assertThat(house.figure(HouseWeeks.MONTH)).isCloseTo(Math.max(2_500, house.highest()), within(1.0));
        }
    }

    /**
     * The same houses with an ESS that regulates to 0 W, and a schedule that charges the battery from 2 to 6, while the guard yields.
     * Without the guard the battery is empty when the peak comes. A house without sun keeps all of its battery for peaks.
     */
    @ParameterizedTest
    @MethodSource("houses")
    void inWattsTheWindowsAreKeptWithoutAFile(HouseWeeks house) {
        ShavedHouse without = house.play(Rule.OPTIMISED);
        ShavedHouse with = house.play(Rule.WATTS);
        assertBilled(without, with);
        assertThat(with.missed()).as("windows that were not kept; without the guard " + without.missed())
                .isLessThanOrEqualTo(house.missed());
        assertThat(with.given()).as("kWh of the battery").isLessThanOrEqualTo(without.given());
        assertThat(with.overrides()).as("writes to the bus, none of them to a file").isPositive();
        assertThat(with.changes()).as("writes to a file").isZero();
    }

    @ParameterizedTest
    @CsvSource({"flat, 1, 0, false, flanders", "flat, 3, 0, true, flanders", "car, 1, 0, false, flanders",
            "car and sun, 3, 4500, true, flanders", "car, 3, 0, true, norway", "heat pump, 1, 0, false, norway",
            "flat, 1, 0, false, norway", "heat pump, 1, 0, false, ellevio", "heat pump and sun, 3, 0, true, goteborg",
            "flat, 1, 0, false, goteborg", "car, 1, 0, false, sollentuna", "heat pump, 3, 0, false, telge",
            "flat, 3, 0, false, partille", "heat pump, 1, 0, false, partille", "car, 1, 0, false, helen", "sun, 1, 0, true, helen"})
    void theBillIsNeverHigher(String kind, int phases, int limit, boolean selfUse, String tariff) {
        new Pair(kind, phases, limit, battery(selfUse, true), tariff).play();
    }

    /** Each change goes through the guard to Victron's localsettings; the variable PEERS names the clones of Victron's programs. */
    @ParameterizedTest
    @Tag("server")
    @ValueSource(booleans = {true, false})
    void theGuardKeepsItsPromisesOnARealBus(boolean always, @TempDir Path directory) throws IOException {
        assumeTrue(GuardOnBus.peers().isPresent(), "PEERS names no clones of Victron's programs");
        Battery battery = battery(!always, always);
        Pair pair = new Pair(always ? "heat pump" : "sun", 1, always ? 3_000 : 0, battery, "flanders");
        try (GuardOnBus guard = new GuardOnBus(GuardOnBus.peers().orElseThrow(), directory, 100 * battery.minimum(), always)) {
            pair.with.actBy(guard::set);
            pair.play();
            assertThat(pair.with.changes()).as("writes").isGreaterThan(DAYS);
            if (always) {
                assertThat(pair.share()).isGreaterThanOrEqualTo(0.8);
            }
            assertThat(guard.emptyReports() > 0).as("reports an empty battery").isEqualTo(!always);
            assertThat(guard.end()).isLessThan(Duration.ofSeconds(5));
        }
    }
}
