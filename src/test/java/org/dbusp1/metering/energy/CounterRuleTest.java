package org.dbusp1.metering.energy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CounterRuleTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            # rule, before, now, seconds, moved
            LITRES,       1000000, 1000000, 1,    0
            LITRES,       1000000, 1000003, 60,   3
            LITRES,       1000000, 999999,  60,   -1
            # whole kilowatt hours
            LITRES,       1000000, 1001000, 0,    1000
            LITRES,       1000000, 1001001, 0,    -1
            # the clock was set back in between
            LITRES,       1000000, 1000500, -3600, 500
            # 1 MW for a minute, and a watt hour more
            LITRES,       0,       17666,   60,   17666
            LITRES,       0,       17667,   60,   -1
            # a year without telegrams, and a clock of 1970
            LITRES,       0,       40000000, 31536000, 40000000
            ENERGY, 0,       400000000000, 31536000, 400000000000
            ENERGY, 0,       9000000000000000000, 9223372036854775807, 9000000000000000000
            ENERGY, 10000000000, 10010000001, 0, -1
            LITRES,       872234,  872900,  300,  666
            LITRES,       872234,  1872234, 300,  -1
            KILOJOULES,   0,       1000000, 0,    1000000
            """)
    void whatACounterMoved(CounterRule rule, long before, long now, long seconds, long moved) {
        assertThat(rule.follows(before, now, seconds)).isEqualTo(moved >= 0);
        assertThat(Objects.requireNonNullElse(rule.increase(before, now, seconds), -1L)).isEqualTo(moved);
        assertThat(rule.jumps(before, now, seconds)).isEqualTo(moved < 0 && now > before);
    }
}
