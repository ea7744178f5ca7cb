package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.dbusp1.meter.MeterKey;
import org.junit.jupiter.api.Test;

class PendingMinutesTest {
    private final PendingMinutes pending = new PendingMinutes();

    private static Minute minute(long ts) {
        return new Minute(new MeterKey("m"), ZoneOffset.UTC, Optional.empty(), ts, new RowValues(1),
                List.of(), List.of(), Optional.empty());
    }

    private List<Long> take() {
        return pending.take().stream().map(Minute::ts).toList();
    }

    @Test
    void whatCouldNotBeWrittenComesBeforeWhatCameSince() {
        pending.add(minute(1));
        pending.add(minute(2));
        List<Minute> taken = pending.take();
        pending.add(minute(3));
        pending.putBack(taken);

        assertThat(take()).containsExactly(1L, 2L, 3L);
        assertThat(pending.isEmpty()).isTrue();
    }

    @Test
    void aDayWaitsAndThenTheOldestGo() {
        LongStream.range(0, PendingMinutes.MOST).forEach(ts -> pending.add(minute(ts)));
        List<Minute> taken = pending.take();
        LongStream.range(PendingMinutes.MOST, PendingMinutes.MOST + 10).forEach(ts -> pending.add(minute(ts)));
        pending.putBack(taken);

        assertThat(pending.dropped()).isEqualTo(10);
        assertThat(pending.dropped()).isZero();
        assertThat(take()).hasSize(PendingMinutes.MOST).startsWith(10L).endsWith(PendingMinutes.MOST + 9L);
    }
}
