package org.dbusp1.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class IntervalEstimatorTest {
    private static final Duration PROMISED = Duration.ofSeconds(10);

    private final IntervalEstimator pace = new IntervalEstimator();

    private void goodAt(long... seconds) {
        for (long second : seconds) {
            pace.good(second * 1_000_000_000L);
        }
    }

    @Test
    void believesTheDialectUntilFiveGapsAreKnown() {
        goodAt(0, 1, 2, 3, 4);
        assertThat(pace.interval(PROMISED)).isEqualTo(PROMISED);
        goodAt(5);
        assertThat(pace.interval(PROMISED)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aPauseAndALostTelegramDoNotChangeIt() {
        goodAt(0, 1, 2, 3, 4, 5, 7, 3607);
        assertThat(pace.interval(PROMISED)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void followsAMeterThatChangedItsPace() {
        goodAt(0, 10, 20, 30, 40, 50, 51, 52, 53);
        assertThat(pace.interval(PROMISED)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whatWasHeldBackAndComesInABurstIsNoPace() {
        for (int i = 0; i < 20; i++) {
            pace.good(i * 9_000_000L);
        }
        assertThat(pace.interval(PROMISED)).isEqualTo(PROMISED);
        goodAt(1, 2, 3, 4, 5);
        assertThat(pace.interval(PROMISED)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aGapInWhichSomethingWasLostIsNone() {
        goodAt(0, 10, 20, 30, 40, 50);
        for (int second = 150; second <= 1_000; second += 100) {
            pace.broken();
            goodAt(second);
        }
        assertThat(pace.interval(PROMISED)).isEqualTo(Duration.ofSeconds(10));
        goodAt(951, 952, 953);
        assertThat(pace.interval(PROMISED)).as("what came undamaged counts").isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void theMedianIsOfSizeAndNotOfOrder() {
        goodAt(0, 1, 10, 12, 20, 23);
        assertThat(pace.interval(PROMISED)).as("gaps of 1, 9, 2, 8 and 3").isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void theShortestGapThatCountsIsThirtyMilliseconds() {
        for (int i = 0; i < 6; i++) {
            pace.good(i * 30_000_000L);
        }
        assertThat(pace.interval(PROMISED)).isEqualTo(Duration.ofMillis(30));
    }

    @Test
    void theClockMayStartBelowZero() {
        goodAt(-10, -8, -6, -4, -2, 0);
        assertThat(pace.interval(PROMISED)).isEqualTo(Duration.ofSeconds(2));
    }
}
