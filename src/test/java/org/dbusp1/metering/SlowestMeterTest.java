package org.dbusp1.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.dbusp1.meter.Dialect;
import org.junit.jupiter.api.Test;

class SlowestMeterTest {
    /** Gaps that differ by a fifth are those of an interval. */
    @Test
    void aPowerIsBelievedOverEachGapOfTheSlowestInterval() {
        assertThat(SlowestMeter.LONGEST_GAP.toMillis()).isGreaterThanOrEqualTo(SlowestMeter.INTERVAL.toMillis() * 6 / 5);
        assertThat(Stream.of(Dialect.values()).map(Dialect::interval)).allMatch(interval -> interval.compareTo(SlowestMeter.INTERVAL) <= 0);
    }
}
