package org.dbusp1.base.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10));

    private Stream<Duration> waits(int count) {
        return Stream.generate(backoff::failed).limit(count);
    }

    @Test
    void eachWaitIsTwiceAsLongUpToTheLongest() {
        assertThat(waits(6).map(Duration::toSeconds)).containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
        assertThat(backoff.last()).isEqualTo(Duration.ofSeconds(10));
        backoff.worked();
        assertThat(backoff.last()).isZero();
        assertThat(backoff.failed()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whatSomebodyHasToChangeIsTriedOnceAnHour() {
        assertThat(Stream.generate(() -> backoff.failed(true)).limit(3)).containsOnly(Duration.ofHours(1));
        backoff.worked();
        assertThat(backoff.failed()).isEqualTo(Duration.ofSeconds(1));
    }

    /** As a server does that has started, and not read its list of users yet. */
    @Test
    void aRefusalAfterAnAcceptedLoginIsTriedTenTimesThenOnceAnHour() {
        backoff.worked();
        assertThat(Stream.generate(() -> backoff.failed(true)).limit(10)).containsOnly(Duration.ofSeconds(10));
        assertThat(backoff.failed(true)).isEqualTo(Duration.ofHours(1));
        backoff.loginAccepted();
        assertThat(backoff.failed(true)).isEqualTo(Duration.ofSeconds(10));
    }
}
