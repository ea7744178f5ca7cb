package org.dbusp1.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.energy.CounterRule;
import org.junit.jupiter.api.Test;

/** What of one counter is shown, and what is kept over restarts. */
class CounterUseTest {
    private static final long DAY = 86_400;
    private static final long HOUR = 3_600;
    private static final long TODAY = 20_514;
    private static final Midnights KEPT = new Midnights("E1", TODAY, OptionalLong.of(107), OptionalLong.of(100));

    private final CounterUse use = new CounterUse(CounterRule.WATT_HOURS, 1_200, Optional.of(KEPT));

    private Optional<Midnights> sent(long day, long secondOfDay, long value) {
        return use.accept(new CounterReading("E1", value, day * DAY + secondOfDay, 0));
    }

    private static Midnights midnights(long day, OptionalLong today, OptionalLong yesterday) {
        return new Midnights("E1", day, today, yesterday);
    }

    @Test
    void nothingIsUsedBeforeTheFirstReading() {
        assertThat(use.today()).isEmpty();
        assertThat(use.counter()).isEmpty();
        assertThat(use.yesterday()).hasValue(7);
    }

    @Test
    void aDayIsKeptOnce() {
        assertThat(sent(TODAY, 12 * HOUR, 110)).isEmpty();
        assertThat(use.today()).hasValue(3);
        assertThat(use.yesterday()).hasValue(7);
        assertThat(use.counter()).hasValue(110);
        assertThat(sent(TODAY + 1, 5, 115)).contains(midnights(TODAY + 1, OptionalLong.of(115), OptionalLong.of(107)));
        assertThat(sent(TODAY + 1, 10, 115)).isEmpty();
    }

    @Test
    void theFirstReadingIsKeptWhereNothingWasKnown() {
        CounterUse fresh = new CounterUse(CounterRule.WATT_HOURS, 1_200, Optional.empty());
        assertThat(fresh.accept(new CounterReading("", 5, TODAY * DAY + HOUR, 0)))
                .contains(new Midnights("", TODAY, OptionalLong.empty(), OptionalLong.empty()));
        assertThat(fresh.accept(new CounterReading("E1", 6, TODAY * DAY + HOUR + 10, 0))).as("its number was sent")
                .contains(midnights(TODAY, OptionalLong.empty(), OptionalLong.empty()));
    }

    @Test
    void theCounterNearestToMidnightCountsIfItIsNear() {
        sent(TODAY, DAY - 1_201, 113);
        assertThat(sent(TODAY + 1, 1_200, 115).orElseThrow().today()).hasValue(115);
        sent(TODAY + 1, DAY - 1_000, 120);
        assertThat(sent(TODAY + 2, 1_100, 125).orElseThrow().today()).hasValue(120);
    }

    @Test
    void aDoubtedDayIsShownAndNotKept() {
        sent(TODAY, 12 * HOUR, 110);
        assertThat(sent(TODAY + 400, DAY - 60, 110)).isEmpty();
        assertThat(use.today()).isEmpty();
        assertThat(sent(TODAY + 401, 0, 111)).isEmpty();
        assertThat(sent(TODAY + 401, 60, 112)).isEmpty();
        assertThat(use.today()).hasValue(1);
        assertThat(sent(TODAY, 12 * HOUR + 180, 113)).isEmpty();
        assertThat(use.today()).hasValue(6);
        assertThat(use.yesterday()).hasValue(7);
    }

    @Test
    void aDoubtedDayIsKeptAfterTwoHours() {
        sent(TODAY + 400, 12 * HOUR, 110);
        assertThat(sent(TODAY + 400, 14 * HOUR - 1, 110)).isEmpty();
        assertThat(sent(TODAY + 400, 14 * HOUR, 110))
                .contains(midnights(TODAY + 400, OptionalLong.empty(), OptionalLong.empty()));
    }

    @Test
    void anotherDoubtedDayIsDoubtedAnew() {
        sent(TODAY + 400, 12 * HOUR, 110);
        sent(TODAY + 800, 12 * HOUR, 110);
        assertThat(sent(TODAY + 800, 13 * HOUR, 110)).isEmpty();
        assertThat(sent(TODAY + 800, 14 * HOUR, 110)).isPresent();
    }

    @Test
    void aCounterThatCountsAnewHasNoDay() {
        assertThat(sent(TODAY, 12 * HOUR, 3)).contains(midnights(TODAY, OptionalLong.empty(), OptionalLong.empty()));
        assertThat(use.today()).isEmpty();
    }
}
