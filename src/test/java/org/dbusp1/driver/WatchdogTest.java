package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WatchdogTest {
    private static final long SECOND = 1_000_000_000L;

    private final Watchdog watchdog = new Watchdog(0);
    private long now;
    private boolean held;

    private boolean barksWithin(int ticks) {
        boolean barks = false;
        for (int i = 0; i < ticks; i++) {
            barks |= watchdog.tick(now += SECOND, held);
        }
        return barks;
    }

    @Test
    void barksAfterThirtyTicksWithoutABeat() {
        watchdog.beat();
        assertThat(barksWithin(30)).isFalse();
        assertThat(barksWithin(1)).isTrue();
    }

    @Test
    void barksAfterFiveTicksOfAReaderThatHoldsTheLock() {
        held = true;
        watchdog.beat();
        assertThat(barksWithin(5)).isFalse();
        assertThat(barksWithin(1)).isTrue();
    }

    @Test
    void aReaderThatHoldsTheLockAtEachTickByChanceIsAlive() {
        held = true;
        for (int i = 0; i < 100; i++) {
            watchdog.beat();
            assertThat(barksWithin(1)).isFalse();
        }
    }

    @Test
    void oneBeatStartsTheCountAgain() {
        assertThat(barksWithin(29)).isFalse();
        watchdog.beat();
        assertThat(barksWithin(30)).isFalse();
    }

    @Test
    void aLateTickMeansThatTheMachineSlept() {
        assertThat(barksWithin(29)).isFalse();
        now += 60 * SECOND;
        assertThat(barksWithin(30)).isFalse();
        assertThat(barksWithin(1)).isTrue();
    }
}
