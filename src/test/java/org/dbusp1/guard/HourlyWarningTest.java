package org.dbusp1.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HourlyWarningTest {
    @Test
    void aWarningIsDueOnceAnHour() {
        HourlyWarning warning = new HourlyWarning();
        long hour = Duration.ofHours(1).toNanos();
        long now = -5 * hour;
        assertThat(warning.isDue(now)).isTrue();
        assertThat(warning.isDue(now)).isFalse();
        assertThat(warning.isDue(now + hour)).isFalse();
        assertThat(warning.isDue(now + hour + 1)).isTrue();
        assertThat(warning.isDue(now + 2 * hour + 1)).isFalse();
    }
}
