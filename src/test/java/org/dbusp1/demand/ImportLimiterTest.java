package org.dbusp1.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.dbusp1.demand.ImportLimiter.Window;
import org.dbusp1.demand.ShavedHouse.Battery;
import org.dbusp1.demand.ShavedHouse.Rule;
import org.dbusp1.meter.ImportLimit;
import org.dbusp1.meter.ImportLimit.GuardState;
import org.dbusp1.meter.ImportLimit.GuardStatus;
import org.dbusp1.meter.ImportLimit.Reason;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.dbusp1.output.MapMemory;
import org.dbusp1.state.FileStateStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The import limit of a window: alone, and in the closed loop of a house with a battery. */
class ImportLimiterTest {
    private static final Battery BATTERY = new Battery(5_000, 10_000, 0.95, false, 0, true);
    private static final LocalDate MONDAY = LocalDate.of(2026, 2, 2);
    private static final int QUARTER = 900;
    private static final YearMonth MONTH = YearMonth.of(2026, 2);

    private final MapMemory memory = new MapMemory();
    private ImportLimiter limiter = new ImportLimiter(memory, "house.limited");
    private ImportLimit newest = ImportLimit.NONE;
    private YearMonth month = MONTH;
    private boolean counted = true;
    private OptionalLong ceiling = OptionalLong.of(3_000);
    private Optional<GuardStatus> guardState = Optional.of(status(GuardState.LIMITING));

    /** The next telegram: this second, this mean of the window so far, this power on one phase of 230 V. */
    private ImportLimit at(long second, long mean, long watts) {
        return at(second, mean, new Values.Builder().set(Quantity.POWER_IMPORT, watts * 1000).set(Quantity.VOLTAGE_L1, 230_000));
    }

    private ImportLimit at(long second, long mean, Values.Builder values) {
        long start = second - second % QUARTER;
        newest = limiter.accept(second, new Window(start, QUARTER, month, counted, ceiling, mean * (second - start) * 100 / 36),
                values.build(), guardState);
        return newest;
    }

    private static GuardStatus status(GuardState state) {
        return new GuardStatus(state, OptionalLong.empty(), OptionalLong.empty());
    }

    private ImportLimit.PeakGuardReport guard() {
        return newest.guard().orElseThrow();
    }

    private void assertLimit(Reason reason, OptionalInt amperes) {
        assertThat(newest.reason()).isEqualTo(reason);
        assertThat(newest.amperes()).isEqualTo(amperes);
    }

    @Test
    void itComesWithTheTelegramThatShowsTooMuch() {
        at(100, 1_000, 2_900);
        assertLimit(Reason.NOT_NEEDED, OptionalInt.empty());
        at(101, 1_000, 8_000);
        assertLimit(Reason.NEEDED, OptionalInt.of(13));
        assertThat(13 * 230 * 1.03 * (QUARTER - 101) + 101 * 1_000).as("with the inverter's error").isLessThan(3_000.0 * QUARTER);
    }

    @Test
    void itIsForEachPhaseByTheHighestVoltage() {
        Values.Builder three = new Values.Builder().set(Quantity.POWER_IMPORT, 9_000_000).set(Quantity.VOLTAGE_L1, 225_000)
                .set(Quantity.VOLTAGE_L2, 245_000).set(Quantity.VOLTAGE_L3, 230_000);
        ceiling = OptionalLong.of(6_000);
        at(0, 0, three);
        assertThat(newest.amperes().orElseThrow() * 245 * 3).isBetween(5_000, 5_750);
        limiter = new ImportLimiter(memory, "");
        at(0, 0, new Values.Builder().set(Quantity.POWER_IMPORT, 9_000_000));
        assertThat(newest.amperes().orElseThrow() * 253).as("a meter without voltages").isBetween(5_400, 5_750);
    }

    /** Many loads end before: each limit that is not needed spares two changes. */
    @Test
    void theFirstLimitWaitsWhileABatteryOfOneKilowattCanStillKeepTheWindow() {
        at(100, 1_000, 3_300);
        assertLimit(Reason.WAITING, OptionalInt.empty());
        at(400, 2_300, 2_000);
        assertLimit(Reason.NOT_NEEDED, OptionalInt.empty());
        at(850, 3_000, 3_500);
        assertLimit(Reason.NEEDED, OptionalInt.of(7));
    }

    @Test
    void theAllowedPowerIsWhatTheWindowLeavesAndInTheLastMinuteNoMoreThanItsCeiling() {
        assertThat(at(450, 1_000, 500).watts()).hasValue(4_910);
        assertThat(at(850, 1_000, 500).watts()).hasValue(3_000);
        assertThat(at(890, 3_100, 500).watts()).hasValue(0);
        ceiling = OptionalLong.empty();
        assertThat(at(895, 1_000, 500).watts()).isEmpty();
    }

    private static Values.Builder three(long first, long second, long third) {
        return new Values.Builder().set(Quantity.POWER_IMPORT, (first + second + third) * 1000).set(Quantity.POWER_L1, first * 1000)
                .set(Quantity.POWER_L2, second * 1000).set(Quantity.POWER_L3, third * 1000).set(Quantity.VOLTAGE_L1, 230_000);
    }

    /** A car on L2: what L1 and L3 leave is for L2; when its inverter gives all it can, the others get less. */
    @Test
    void thePhasesCountByWhatTheyDraw() {
        ceiling = OptionalLong.of(4_000);
        at(0, 0, three(300, 7_400, 300));
        assertLimit(Reason.NEEDED, OptionalInt.of(12));
        at(60, 3_400, three(1_500, 5_000, 1_500));
        assertThat(newest.amperes()).hasValue(5);
    }

    /** The power of the phase that draws most is withheld. */
    @Test
    void aLimitThatThePhasesTogetherReachStaysWhereThePowerOfOneIsAbsent() {
        ceiling = OptionalLong.of(6_000);
        at(0, 0, withoutL1(9_000));
        int amperes = newest.amperes().orElseThrow();
        at(290, 0, withoutL1(amperes * 690L));
        assertThat(newest.amperes()).hasValue(amperes);
        at(310, 0, withoutL1(900));
        assertLimit(Reason.NEEDED, OptionalInt.of(amperes));
    }

    private static Values.Builder withoutL1(long watts) {
        return new Values.Builder().set(Quantity.POWER_IMPORT, watts * 1000).set(Quantity.POWER_L2, 300_000).set(Quantity.POWER_L3, 300_000)
                .set(Quantity.VOLTAGE_L1, 230_000);
    }

    @Test
    void itIsNeverBelowTheLowestOfTheScreen() {
        at(450, 5_900, 6_000);
        assertLimit(Reason.NEEDED, OptionalInt.of(5));
        at(480, 5_900, 1_150);
        assertLimit(Reason.NOT_ENOUGH, OptionalInt.of(5));
    }

    @Test
    void aLimitThatIsNotObeyedStays() {
        at(0, 0, 8_000);
        OptionalInt first = newest.amperes();
        for (int second = 1; second < 600; second++) {
            at(second, 8_000, 8_000);
        }
        assertLimit(Reason.NOT_ENOUGH, first);
    }

    @Test
    void itGoesWhenItWasNotReachedForFiveMinutesButNotAtTheEndOfAWindow() {
        at(0, 0, 8_000);
        for (int second = 10; second < 300; second += 10) {
            at(second, 2_800, 500);
            assertLimit(Reason.NEEDED, OptionalInt.of(12));
        }
        at(300, 600, 500);
        assertLimit(Reason.NOT_NEEDED, OptionalInt.empty());
        at(310, 600, 20_000);
        assertThat(newest.amperes()).isPresent();
        for (int second = 320; second < QUARTER; second += 10) {
            at(second, 600, second < 450 ? 3_600 : 100);
            assertThat(newest.amperes()).as("after " + second + " s").isPresent();
        }
        at(QUARTER + 30, 100, 100);
        assertLimit(Reason.NOT_NEEDED, OptionalInt.empty());
    }

    @Test
    void itIsRaisedByTwoAmperesAtLeastWhileTheHouseNeedsItAndNotAboveThatOfTheNextWindow() {
        at(0, 0, 8_000);
        assertLimit(Reason.NEEDED, OptionalInt.of(12));
        at(600, 3_300, 2_900);
        assertLimit(Reason.NEEDED, OptionalInt.of(9));
        at(QUARTER + 10, 2_000, 2_000);
        assertLimit(Reason.NEEDED, OptionalInt.of(12));
        at(QUARTER + 320, 1_900, 2_760);
        assertLimit(Reason.NEEDED, OptionalInt.of(12));
    }

    /** A load that stays above what the windows allow: each window begins with the limit that it needs. */
    @Test
    void aConstantLoadChangesItOnce() {
        at(0, 0, 8_000);
        for (int second = 10; second < 96 * QUARTER; second += 10) {
            at(second, 2_700, 2_700);
            assertLimit(Reason.NEEDED, OptionalInt.of(12));
        }
    }

    @Test
    void aWindowThatDoesNotCountHasNoneFromItsFirstTelegramOn() {
        at(700, 2_000, 20_000);
        assertThat(newest.amperes()).isPresent();
        counted = false;
        at(QUARTER, 0, 8_000);
        assertLimit(Reason.NOT_COUNTED, OptionalInt.empty());
        counted = true;
        ceiling = OptionalLong.empty();
        at(QUARTER + 10, 8_000, 8_000);
        assertLimit(Reason.UNLIMITED, OptionalInt.empty());
    }

    @Test
    void aPowerThatIsAbsentChangesNothing() {
        at(0, 0, 8_000);
        OptionalInt before = newest.amperes();
        at(400, 500, new Values.Builder().set(Quantity.VOLTAGE_L1, 230_000));
        assertLimit(Reason.NEEDED, before);
    }

    @Test
    void aClockThatIsSetBackKeepsTheLimitWorking() {
        at(QUARTER * 100, 0, 8_000);
        at(QUARTER * 50, 0, 500);
        at(QUARTER * 50 + 310, 500, 500);
        assertLimit(Reason.NOT_NEEDED, OptionalInt.empty());
    }

    @Test
    void theWindowsOfTheMonthThatTheGuardLimitedAreCountedOverARestart() {
        at(100, 1_000, 8_000);
        at(899, 2_900, 2_900);
        at(900, 0, 8_000);
        assertThat(guard().kept()).isEqualTo(1);
        at(1_799, 3_200, 8_000);
        at(1_800, 0, 500);
        assertThat(guard().kept()).isEqualTo(1);
        assertThat(guard().exceeded()).isEqualTo(1);
        limiter = new ImportLimiter(memory, "house.limited");
        at(1_810, 500, 500);
        assertThat(guard().kept()).isEqualTo(1);
        assertThat(guard().exceeded()).isEqualTo(1);
        month = MONTH.plusMonths(1);
        at(2_700, 0, 500);
        assertThat(guard().kept() + guard().exceeded()).isZero();
    }

    @Test
    void windowsInWhichTheGuardDidNotLimitTheImportAreNotCounted() {
        for (GuardState state : GuardState.values()) {
            limiter = new ImportLimiter(memory, "house." + state);
            guardState = Optional.of(status(state));
            at(100, 1_000, 8_000);
            assertThat(newest.amperes()).isPresent();
            at(900, 0, 500);
            assertThat(guard().status().state()).isEqualTo(state);
            assertThat(guard().kept()).as(state.text()).isEqualTo(state == GuardState.LIMITING ? 1 : 0);
        }
        guardState = Optional.empty();
        assertThat(at(1_000, 0, 500).guard()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2026-02", "2026-02 1 x", "2026-13 1 1", "x 1 1"})
    void aDamagedCountIsNotUsed(String text, @TempDir Path directory) {
        FileStateStore store = new FileStateStore(directory.resolve("peaks.properties"), "peaks");
        store.remember("house.limited", text);
        limiter = new ImportLimiter(store, "house.limited");
        at(0, 0, 500);
        assertThat(guard().kept()).isZero();
    }

    /** The clock is set by a day: the ledger doubts it for two hours. */
    @Test
    void aDoubtfulClockMeansNoLimit() {
        MeteredHouse house = new MeteredHouse("flanders");
        house.draw("2026-02-02T10:00:00+01:00", "2026-02-02T11:05:00+01:00", 8_000);
        assertThat(house.demand().importLimit().amperes()).isPresent();
        house.draw("2026-02-05T10:00:00+01:00", "2026-02-05T10:20:00+01:00", 8_000);
        assertThat(house.demand().importLimit().amperes()).isEmpty();
        assertThat(house.demand().importLimit().reason()).isEqualTo(Reason.NOT_COUNTED);
    }

    /** Loads that come and go at the worst of times, with an inverter that obeys and one that does not. */
    @ParameterizedTest
    @ValueSource(ints = {15, 60})
    void whateverTheHouseDoesThereAreAtMost200ChangesInAnyDay(int minutes) {
        for (int seed = 0; seed < 24; seed++) {
            Random chance = new Random(seed);
            limiter = new ImportLimiter(memory, "");
            Deque<Long> changes = new ArrayDeque<>();
            OptionalInt before = OptionalInt.empty();
            long energy = 0;
            long until = 0;
            double load = 0;
            int longest = 30 << seed % 8;
            for (long second = 0; second < 2 * 86_400; second += 5) {
                if (second >= until) {
                    until = second + 5 + chance.nextInt(longest);
                    load = chance.nextInt(3) == 0 ? 20_000 * chance.nextDouble() : 200;
                }
                energy = second % (minutes * 60L) == 0 ? 0 : energy;
                double most = before.isPresent() && seed % 3 > 0 ? before.getAsInt() * 230 * (0.9 + 0.15 * chance.nextDouble()) : 1e9;
                long watts = Math.round(Math.min(load, most));
                long start = second - second % (minutes * 60L);
                newest = limiter.accept(second, new Window(start, minutes * 60, MONTH, true, ceiling, energy), new Values.Builder()
                        .set(Quantity.POWER_IMPORT, watts * 1000).set(Quantity.VOLTAGE_L1, 230_000).build(),
                        guardState);
                energy += watts * 5 * 100 / 36;
                if (!newest.amperes().equals(before)) {
                    before = newest.amperes();
                    changes.addLast(second);
                    while (changes.getFirst() <= second - 86_400) {
                        changes.removeFirst();
                    }
                    assertThat(changes).as("seed " + seed).hasSizeLessThanOrEqualTo(200);
                }
            }
        }
    }

    static Stream<Arguments> days() {
        return Tariff.NAMES.stream().flatMap(tariff -> Stream.of(Arguments.of(tariff, 1_000, 3, 0), Arguments.of(tariff, 3_000, 1, 4_500)));
    }

    @ParameterizedTest
    @MethodSource("days")
    void aDayOfAHouseIsKeptBelowTheLimitWithFewChanges(String tariff, int base, int phases, int sun) {
        ShavedHouse house = new ShavedHouse(new HouseYear(base, sun), BATTERY, Rule.GUARD, phases, Tariff.named(tariff),
                OptionalLong.of(3_500));
        long[] last = {0};
        house.watch((second, demand, from, to) -> {
            boolean raised = to.isEmpty() || from.isPresent() && to.getAsInt() > from.getAsInt();
            if (raised && demand.importLimit().reason() != Reason.NOT_COUNTED) {
                assertThat(second - last[0]).as("since the last change").isGreaterThanOrEqualTo(300);
                assertThat(demand.end().epochSecond() - second).as("until the window's end").isGreaterThan(180);
                assertThat(to.orElse(99) - from.orElseThrow()).isGreaterThanOrEqualTo(2);
            }
            last[0] = second;
        });
        int changes = Math.max(house.play(MONDAY), house.play(MONDAY.plusDays(1)));
        assertThat(changes).isLessThanOrEqualTo(200);
        long highest = tariff.equals("norway") ? 4_999 : 3_500;
        assertThat(house.demand().bill().orElseThrow().peaks()).isNotEmpty().allMatch(peak -> peak.watts() <= highest);
    }
}
