package org.dbusp1.base.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HourlyTest {
    @Test
    void anActionIsPermittedOnceAnHour() {
        Hourly warning = new Hourly();
        long hour = Duration.ofHours(1).toNanos();
        long now = -5 * hour;
        assertThat(warning.tryAcquire(now)).isTrue();
        assertThat(warning.tryAcquire(now)).isFalse();
        assertThat(warning.tryAcquire(now + hour - 1)).isFalse();
        assertThat(warning.tryAcquire(now + hour)).isTrue();
        assertThat(warning.tryAcquire(now + 2 * hour - 1)).isFalse();
    }
}
