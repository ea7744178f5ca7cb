package org.dbusp1.base.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NextAttemptTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final NextAttempt next = new NextAttempt(nanos::get);

    @Test
    void theFirstAttemptIsDueAtOnceAndTheNextAfterItsWait() {
        assertThat(next.isDue()).isTrue();
        next.after(Duration.ofSeconds(5));
        nanos.addAndGet(Duration.ofSeconds(5).toNanos() - 1);
        assertThat(next.isDue()).isFalse();
        nanos.incrementAndGet();
        assertThat(next.isDue()).isTrue();
    }
}
