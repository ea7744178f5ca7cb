package org.dbusp1.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MonthFiguresTest {
    /** In the first month of a history there are no earlier months: only its windows change the bill. */
    @Test
    void theWindowsOfAHistoryAreANewFigure() {
        MonthFigures history = new MonthFigures(Tariff.QUARTER_PEAK, ZoneOffset.UTC);
        history.accept(1_800_000, OptionalLong.of(4_000));
        MonthFigures figures = new MonthFigures(Tariff.QUARTER_PEAK, ZoneOffset.UTC);
        int before = figures.version();
        figures.fill(history);
        assertThat(figures.version()).isNotEqualTo(before);
        assertThat(figures.figure(YearMonth.of(1970, 1))).hasValue(4_000);
    }

    /** A counter was wrong, and its energy is retracted. */
    @Test
    void aWindowThatIsTakenBackLeavesTheHighestOfTheOthers() {
        MonthFigures figures = new MonthFigures(Tariff.QUARTER_PEAK, ZoneOffset.UTC);
        figures.accept(1_800_000, OptionalLong.of(700));
        figures.accept(1_800_900, OptionalLong.of(4_000));
        figures.accept(1_801_800, OptionalLong.of(600));
        figures.accept(1_800_900, OptionalLong.empty());
        assertThat(figures.figure(YearMonth.of(1970, 1))).hasValue(700);
        assertThat(figures.missing(YearMonth.of(1970, 1))).isZero();
        figures.settle(1_802_700);
        assertThat(figures.missing(YearMonth.of(1970, 1))).isEqualTo(2_003 - 2);
    }
}
