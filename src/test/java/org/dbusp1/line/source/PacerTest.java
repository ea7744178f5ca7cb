package org.dbusp1.line.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PacerTest {
    /** The highest speed, for a month before the next message. */
    @Test
    void theTimeOfAReplayNeverGoesBack() {
        FakeClock ticks = new FakeClock();
        Pacer pacer = new Pacer(new Pacer.Speed(999_999), ticks);
        pacer.start();
        pacer.reached(3_600_000_000_000L, Instant.parse("2026-06-15T10:00:00Z"));
        pacer.goOn();
        long before = pacer.nanos();
        for (int hour = 0; hour < 24 * 30; hour++) {
            ticks.pass(3_600_000);
            assertThat(pacer.nanos()).isGreaterThanOrEqualTo(before);
            before = pacer.nanos();
        }
    }
}
