package org.dbusp1.metering;

import static org.assertj.core.api.Assertions.assertThat;

import org.dbusp1.metering.CounterRule.Counted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CounterRuleTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            # one, before, now, seconds, may follow
            1000, 1000000, 1000000, 1, true
            1000, 1000000, 1000003, 60, true
            1000, 1000000, 999999,  60, false
            # whole kilowatt hours
            1000, 1000000, 1001000, 0, true
            1000, 1000000, 1001001, 0, false
            # the clock was set back in between
            1000, 1000000, 1000500, -3600, true
            # 1 MW for a minute, and a watt hour more
            1000, 0,       17666,   60, true
            1000, 0,       17667,   60, false
            # a year without telegrams, and a clock of 1970
            1000, 0,       40000000, 31536000, true
            10000000, 0,       400000000000, 31536000, true
            10000000, 0,       9000000000000000000, 9223372036854775807, true
            10000000, 10000000000, 10010000001, 0, false
            1000, 872234,  872900,  300, true
            1000, 872234,  1872234, 300, false
            1000000, 0,       1000000, 0, true
            """)
    void mayShowOneValueAfterAnother(long one, long before, long now, long seconds, boolean mayFollow) {
        assertThat(CounterRule.mayFollow(Counted.METER, before, now, one, seconds)).isEqualTo(mayFollow);
    }

    /** The use of an hour is in one report. */
    @Test
    void aDeviceMayShowAnHourAtOnce() {
        assertThat(CounterRule.mayFollow(Counted.DEVICE, 0, 1_000_000, 1_000, 0)).isTrue();
        assertThat(CounterRule.mayFollow(Counted.DEVICE, 0, 1_000_001, 1_000, 0)).isFalse();
        assertThat(CounterRule.mayFollow(Counted.DEVICE, 0, 2_000_000, 1_000, 3_600)).isTrue();
    }
}
