package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.dbusp1.base.process.ThreadActivity.Sample;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchdogTest {
    private static final long SECOND = 1_000_000_000L;

    private final Watchdog watchdog = new Watchdog(0);
    private long now;
    private boolean held;
    private Sample sample = new Sample(false, 0);

    @BeforeEach
    void watch() {
        watchdog.watch(() -> sample);
    }

    /** The reader gets a share of the processor, in milliseconds of each second, and never passes its loop. */
    private boolean barksWithin(int ticks, int millisOfSecond) {
        boolean barks = false;
        for (int i = 0; i < ticks; i++) {
            sample = new Sample(true, sample.processorNanos() + millisOfSecond * 1_000_000L);
            barks |= barksWithin(1);
        }
        return barks;
    }

    private boolean barksWithin(int ticks) {
        boolean barks = false;
        for (int i = 0; i < ticks; i++) {
            barks |= watchdog.tick(now += SECOND, held);
        }
        return barks;
    }

    /** A reader that holds the lock has less time, because what it published cannot end. */
    @ParameterizedTest
    @CsvSource({"false, 30", "true, 5"})
    void barksAfterTicksWithoutABeat(boolean lock, int ticks) {
        held = lock;
        watchdog.beat();
        assertThat(barksWithin(ticks)).isFalse();
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

    @Test
    void aReaderThatGetsTooLittleOfTheProcessorDoesNotHang() {
        watchdog.beat();
        assertThat(barksWithin(600, 40)).as("ten minutes before anything is published").isFalse();
        held = true;
        assertThat(barksWithin(29, 40)).as("what is published may be old by then, and nothing takes it back").isFalse();
        assertThat(barksWithin(1, 40)).isTrue();
    }

    @Test
    void aReaderThatWaitsForTheProcessorDoesNotHang() {
        sample = new Sample(true, 0);
        assertThat(barksWithin(600)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"false, 31", "true, 6"})
    void aReaderThatNeverLeavesALoopHangs(boolean lock, int ticks) {
        held = lock;
        watchdog.beat();
        assertThat(barksWithin(ticks, 1_000)).isFalse();
        assertThat(barksWithin(1, 1_000)).isTrue();
    }

    @Test
    void onlyALateTickShowsThatTheProcessWasStopped() {
        assertThat(barksWithin(10)).isFalse();
        assertThat(watchdog.wasStopped(now + SECOND)).isFalse();
        assertThat(watchdog.wasStopped(now + 6 * SECOND)).as("the ticker has not run again yet").isTrue();
        now += 6 * SECOND;
        assertThat(barksWithin(1)).isFalse();
        assertThat(watchdog.wasStopped(now)).isTrue();
        assertThat(barksWithin(3)).isFalse();
        assertThat(watchdog.wasStopped(now)).isFalse();
    }
}
