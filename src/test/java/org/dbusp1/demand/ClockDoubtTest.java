package org.dbusp1.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a clock that goes over days is believed. */
class ClockDoubtTest {
    private static final long DAY = 86_400;
    private static final long HOUR = 3_600;
    private static final long NOW = 1_767_225_600;

    private final ClockDoubt doubt = new ClockDoubt();

    private static PeakState until(long second) {
        return new PeakState(OptionalLong.of(second), new TreeSet<>(), 0, Optional.empty(), new TreeMap<>());
    }

    private Optional<PeakState> begins(long start, long until) {
        return doubt.judge(start, until, () -> until(until));
    }

    @ParameterizedTest
    @ValueSource(longs = {900, 0, -HOUR, DAY, -DAY})
    void aClockThatGoesUpToADayIsBelieved(long seconds) {
        assertThat(begins(NOW + seconds, NOW)).isEmpty();
        assertThat(doubt.isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {DAY + 1, -DAY - 1})
    void aClockThatGoesOverADayIsDoubted(long seconds) {
        assertThat(begins(NOW + seconds, NOW)).isEmpty();
        assertThat(doubt.isOpen()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {2 * DAY, -2 * DAY, 400 * DAY, -20_000 * DAY})
    void whatWasKnownBeforeHoldsAgainWhereTheClockComesBack(long seconds) {
        begins(NOW + seconds, NOW);
        assertThat(begins(NOW + 900, NOW + seconds)).contains(until(NOW));
        assertThat(doubt.isOpen()).isFalse();
    }

    @Test
    void afterTwoHoursTheClockIsBelieved() {
        long start = NOW + 400 * DAY;
        begins(start, NOW);
        begins(start + 2 * HOUR - 900, start + 2 * HOUR - 1_800);
        assertThat(doubt.isOpen()).isTrue();
        begins(start + 2 * HOUR, start + 2 * HOUR - 900);
        assertThat(doubt.isOpen()).isFalse();
        assertThat(begins(NOW, start + 2 * HOUR)).as("the right clock is doubted in its turn").isEmpty();
        assertThat(doubt.isOpen()).isTrue();
    }

    @Test
    void aClockThatGoesOverDaysAgainIsDoubtedAnewAndWhatWasKnownFirstIsKept() {
        begins(NOW + 400 * DAY, NOW);
        begins(NOW + 800 * DAY, NOW + 400 * DAY);
        begins(NOW + 800 * DAY + HOUR, NOW + 800 * DAY);
        assertThat(doubt.isOpen()).isTrue();
        assertThat(begins(NOW, NOW + 800 * DAY + HOUR)).contains(until(NOW));
    }
}
