package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.dbusp1.meter.MeterKey;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private final Backlog backlog = new Backlog();

    private static Minute minute(long ts) {
        return new Minute(new MeterKey("m"), ZoneOffset.UTC, Optional.empty(), ts, new Cells(1), List.of(),
                Optional.empty(), List.of());
    }

    private List<Long> take() {
        return backlog.take().stream().map(Minute::ts).toList();
    }

    @Test
    void whatCouldNotBeWrittenComesBeforeWhatCameSince() {
        backlog.add(minute(1));
        backlog.add(minute(2));
        List<Minute> taken = backlog.take();
        backlog.add(minute(3));
        backlog.putBack(taken);

        assertThat(take()).containsExactly(1L, 2L, 3L);
        assertThat(backlog.isEmpty()).isTrue();
    }

    @Test
    void aDayWaitsAndThenTheOldestGo() {
        LongStream.range(0, Backlog.MOST).forEach(ts -> backlog.add(minute(ts)));
        List<Minute> taken = backlog.take();
        LongStream.range(Backlog.MOST, Backlog.MOST + 10).forEach(ts -> backlog.add(minute(ts)));
        backlog.putBack(taken);

        assertThat(backlog.dropped()).isEqualTo(10);
        assertThat(backlog.dropped()).isZero();
        assertThat(take()).hasSize(Backlog.MOST).startsWith(10L).endsWith(Backlog.MOST + 9L);
    }
}
