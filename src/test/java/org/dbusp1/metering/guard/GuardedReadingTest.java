package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Quantity.ENERGY_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_IMPORT;
import static org.dbusp1.meter.Quantity.VOLTAGE_L1;
import static org.dbusp1.metering.guard.Telegrams.values;

import org.dbusp1.metering.guard.Rule.Reason;
import org.junit.jupiter.api.Test;

class GuardedReadingTest {
    private final GuardedReading now = new GuardedReading(
            Telegrams.reading(values(ENERGY_IMPORT, 7, POWER_IMPORT, 5, VOLTAGE_L1, 999)), 0);

    @Test
    void eachImplausibleValueHasItsLine() {
        assertThat(now.withheldLines()).isEmpty();
        now.withhold(Reason.OUT_OF_RANGE, VOLTAGE_L1);
        now.withhold(Reason.TOTAL_NOT_SUM, POWER_IMPORT);
        now.withholdChannel(Reason.FALLS, 2);
        assertThat(now.withheldLines()).containsExactly(
                "implausible value withheld: M-Bus channel 2: the counter fell, but the meter is the same",
                "implausible value withheld: power_import_w: the total differs too much from the sum of its phases",
                "implausible value withheld: voltage_l1_v: no such meter can measure this value");
    }

    @Test
    void anUnknownUnitIsNotImplausible() {
        now.withhold(Reason.UNIT_UNKNOWN, ENERGY_IMPORT);
        assertThat(now.hasWithheld()).isTrue();
        assertThat(now.withheldLines()).isEmpty();
    }
}
