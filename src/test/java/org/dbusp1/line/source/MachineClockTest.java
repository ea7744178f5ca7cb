package org.dbusp1.line.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the monotonic time of a machine counts whose clock is set, or that sleeps. */
class MachineClockTest {
    private Duration awake = Duration.ofSeconds(100);
    private Duration slept = Duration.ZERO;
    private Instant timeOfDay = Instant.parse("2026-11-20T11:00:00Z");
    private final MachineClock clock = new MachineClock(() -> awake.toNanos(), () -> timeOfDay, () -> awake.plus(slept));
    private final long start = clock.nanos();

    private long secondsSinceStart() {
        return TimeUnit.NANOSECONDS.toSeconds(clock.nanos() - start);
    }

    private void work(Duration time) {
        awake = awake.plus(time);
        timeOfDay = timeOfDay.plus(time);
    }

    private void sleep(Duration time) {
        slept = slept.plus(time);
        timeOfDay = timeOfDay.plus(time);
    }

    @ParameterizedTest
    @ValueSource(longs = {59, 90, 3_600, 3_456_000, -90, -3_600, -26_000_000})
    void aClockThatIsSetIsNoTime(long seconds) {
        work(Duration.ofSeconds(10));
        timeOfDay = timeOfDay.plusSeconds(seconds);
        work(Duration.ofSeconds(10));
        assertThat(secondsSinceStart()).isEqualTo(20);
    }

    @Test
    void timeForWhichTheMachineSleptCounts() {
        work(Duration.ofSeconds(10));
        sleep(Duration.ofHours(1));
        assertThat(secondsSinceStart()).isEqualTo(3_610);
        work(Duration.ofSeconds(10));
        assertThat(secondsSinceStart()).isEqualTo(3_620);
        sleep(Duration.ofHours(8));
        timeOfDay = timeOfDay.plusSeconds(600);
        assertThat(secondsSinceStart()).as("it slept, and NTP then set its clock").isEqualTo(32_420);
    }

    @Test
    void bytesThatAreReadAfterTheSleepArriveAfterIt() {
        sleep(Duration.ofHours(1));
        work(Duration.ofSeconds(2));
        assertThat(clock.arrival(awake.toNanos() - 1) - start).isEqualTo(Duration.ofSeconds(3_602).toNanos() - 1);
    }
}
