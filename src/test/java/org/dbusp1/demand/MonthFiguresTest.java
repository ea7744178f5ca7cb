package org.dbusp1.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.YearMonth;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class MonthFiguresTest {
    /** In the first month of a history there are no earlier months: its windows alone change the bill. */
    @Test
    void theWindowsOfAHistoryAreANewFigure() {
        MonthFigures history = new MonthFigures(Tariff.QUARTER_PEAK, ZoneOffset.UTC);
        history.quarter(1_800_000, 4_000);
        MonthFigures figures = new MonthFigures(Tariff.QUARTER_PEAK, ZoneOffset.UTC);
        int before = figures.version();
        figures.fill(history);
        assertThat(figures.version()).isNotEqualTo(before);
        assertThat(figures.figure(YearMonth.of(1970, 1))).hasValue(4_000);
    }
}
