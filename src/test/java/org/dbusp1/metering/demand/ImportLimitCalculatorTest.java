package org.dbusp1.metering.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.YearMonth;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.metering.ImportLimit;
import org.dbusp1.metering.ImportLimit.Basis;
import org.dbusp1.metering.demand.ImportLimitCalculator.DemandWindow;
import org.dbusp1.output.MapMemory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The import that keeps a window, and the windows that the peak limiter kept. */
class ImportLimitCalculatorTest {
    private static final int QUARTER = 900;
    private static final YearMonth MONTH = YearMonth.of(2026, 2);

    private final MapMemory memory = new MapMemory();
    private ImportLimitCalculator limiter = new ImportLimitCalculator(memory, "house.limited");
    private YearMonth month = MONTH;
    private boolean counted = true;
    private Long ceiling = 3_000L;
    private @Nullable Long power;
    private @Nullable Boolean limiting = true;
    private ImportLimit newest = ImportLimit.NONE;

    /** The next telegram: this second, this mean of the window so far. */
    private ImportLimit at(long second, long mean) {
        long start = second - second % QUARTER;
        newest = limiter.accept(second,
                new DemandWindow(start, QUARTER, month, counted, false, ceiling, Basis.LIMIT, power,
                        mean * (second - start) * 100 / 36), limiting);
        return newest;
    }

    private ImportLimit.LimitedWindows windows() {
        return newest.windows();
    }

    /** 3 kW are 2.7 MJ in a quarter hour, of which 1.5 % are left: so much of it, divided by the seconds that are left. */
    @ParameterizedTest
    @CsvSource({"0, 0, 2955", "300, 3000, 2933", "450, 1000, 4910", "450, 8000, 0", "839, 1000, 30000", "850, 1000, 3000",
        "899, 2000, 3000"})
    void theImportThatIsFreeIsWhatIsLeftOfTheWindow(long second, long mean, long watts) {
        long free = at(second, mean).allowedWatts();
        assertThat(free).isBetween(watts - watts / 20 - 1, watts + watts / 20 + 1);
    }

    /** Halfway a window of 3 kW has had 2 kW: 4 kW are left for the rest. */
    @Test
    void whatIsMissingIsTheImportAboveWhatTheWindowMayStillHave() {
        power = 5_000L;
        assertThat(at(450, 2_000).missingWatts()).isEqualTo(1_000);
        power = 4_000L;
        assertThat(at(450, 2_000).missingWatts()).isNull();
        counted = false;
        power = 9_000L;
        assertThat(at(450, 2_000).missingWatts()).isNull();
    }

    /** 2.7 MJ are the limit of 3 kW for a quarter hour: 4 kW for 675 s are just that. */
    @Test
    void aWindowIsExceededFromTheMomentWhenItsEnergyIsAboveTheLimit() {
        assertThat(at(674, 4_000).exceeded()).isFalse();
        assertThat(at(676, 4_000).exceeded()).isTrue();
        assertThat(at(900, 0).exceeded()).isFalse();
        counted = false;
        assertThat(at(1_790, 9_000).exceeded()).isFalse();
    }

    /** In its last minute a window of 3 kW with 2.95 kW so far: what is drawn after the last telegram decides. */
    @Test
    void aWindowThatPassesItsLimitAfterItsLastTelegramIsNotKept() {
        power = 8_000L;
        assertThat(at(800, 2_700).exceeded()).as("before the last minute").isFalse();
        assertThat(at(890, 2_950).exceeded()).isTrue();
        at(900, 0);
        assertThat(windows().exceeded()).isEqualTo(1);
        at(1_790, 2_950);
        power = 3_000L;
        assertThat(at(1_791, 2_950).exceeded()).as("the load has ended").isFalse();
        at(1_800, 0);
        assertThat(windows().withinLimit()).isEqualTo(1);
        assertThat(windows().exceeded()).isEqualTo(1);
    }

    @Test
    void aWindowWhoseEndWasNotSeenIsNotCountedUnlessItIsAlreadyAboveItsLimit() {
        at(839, 2_000);
        at(900, 0);
        assertThat(windows().withinLimit() + windows().exceeded()).isZero();
        at(1_500, 4_600);
        at(1_810, 0);
        assertThat(windows().exceeded()).isEqualTo(1);
        at(2_640, 2_000);
        at(2_710, 0);
        assertThat(windows().withinLimit()).isEqualTo(1);
    }

    @Test
    void nothingIsLimitedWhereTheWindowDoesNotCountOrHasNoCeiling() {
        counted = false;
        assertThat(at(100, 1_000).allowedWatts()).isNull();
        counted = true;
        ceiling = null;
        assertThat(at(110, 1_000).allowedWatts()).isNull();
    }

    @Test
    void theWindowsOfTheMonthThatTheLimiterLimitedAreCountedOverARestart() {
        at(100, 1_000);
        at(899, 2_900);
        at(900, 0);
        assertThat(windows().withinLimit()).isEqualTo(1);
        at(1_799, 3_200);
        at(1_800, 0);
        assertThat(windows().withinLimit()).isEqualTo(1);
        assertThat(windows().exceeded()).isEqualTo(1);
        limiter = new ImportLimitCalculator(memory, "house.limited");
        at(1_810, 500);
        assertThat(windows().withinLimit()).isEqualTo(1);
        assertThat(windows().exceeded()).isEqualTo(1);
        month = MONTH.plusMonths(1);
        at(2_700, 0);
        assertThat(windows().withinLimit() + windows().exceeded()).isZero();
    }

    @Test
    void windowsInWhichTheLimiterDidNotLimitTheImportAreNotCounted() {
        limiting = false;
        at(100, 1_000);
        at(900, 0);
        assertThat(windows().withinLimit()).isZero();
        limiting = null;
        assertThat(at(1_000, 0).windows()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2026-02", "2026-02 1 x", "2026-13 1 1", "x 1 1"})
    void aDamagedCountIsNotUsed(String text, @TempDir Path directory) {
        FileStateStore store = new FileStateStore(directory.resolve("peaks.properties"), "peaks");
        store.remember("house.limited", text);
        limiter = new ImportLimitCalculator(store, "house.limited");
        at(0, 0);
        assertThat(windows().withinLimit()).isZero();
    }

    /** The clock is set by days: what lies across that is unknown. */
    @Test
    void aWindowWhoseStartWasNotSeenIsAllowedItsCeiling() {
        MeteredHouse house = new MeteredHouse("flanders");
        house.draw("2026-02-02T10:00:00+01:00", "2026-02-02T11:05:00+01:00", 8_000);
        assertThat(house.demand().importLimit().allowedWatts()).isNotNull();
        house.draw("2026-02-05T10:01:00+01:00", "2026-02-05T10:13:00+01:00", 8_000);
        assertThat(house.demand().importLimit().allowedWatts()).isEqualTo(8_000);
    }
}
