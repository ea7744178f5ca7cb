package org.dbusp1.base.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitTest {
    private long now;

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -7, Long.MAX_VALUE - 1})
    void someAtOnceThenAsManyAsComeIn(long start) {
        now = start;
        RateLimit limit = new RateLimit(5, Duration.ofMinutes(5), () -> now);
        for (int i = 0; i < 5; i++) {
            assertThat(limit.allow()).isTrue();
        }
        assertThat(limit.allow()).isFalse();
        pass(Duration.ofSeconds(59));
        assertThat(limit.allow()).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(limit.allow()).isTrue();
        assertThat(limit.allow()).isFalse();
    }

    @Test
    void aLongPauseFreesNoMoreThanAllAtOnce() {
        RateLimit limit = new RateLimit(3, Duration.ofHours(1), () -> now);
        pass(Duration.ofDays(100));
        assertThat(limit.allow(3)).isTrue();
        assertThat(limit.allow()).isFalse();
    }

    @Test
    void whatDoesNotFitTakesNothing() {
        RateLimit limit = new RateLimit(10, Duration.ofHours(1), () -> now);
        assertThat(limit.allow(11)).isFalse();
        assertThat(limit.allow(8)).isTrue();
        assertThat(limit.allow(3)).isFalse();
        assertThat(limit.allow(2)).isTrue();
    }
}
