package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.dbusp1.meter.LineQuality;
import org.dbusp1.output.venus.MeterState.LineStatistics;
import org.junit.jupiter.api.Test;

class LineStatisticsTest {
    /** The newest facts of a meter with this interval, where those before were taken nine seconds ago. */
    private static boolean renewed(Duration interval) {
        LineStatistics before = new LineStatistics(Optional.empty(), LineQuality.NONE, "", System.nanoTime() - 9_000_000_000L);
        return before.renewed(Snapshots.threePhase().interval(interval).take(), Optional::empty) != before;
    }

    @Test
    void aTelegramThatIsALittleEarlyRenewsThem() {
        assertThat(renewed(Duration.ofSeconds(10))).isTrue();
        assertThat(renewed(Duration.ofSeconds(1))).isFalse();
    }
}
