package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Quantity.ENERGY_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_EXPORT;
import static org.dbusp1.meter.Quantity.POWER_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_NET;
import static org.dbusp1.meter.Quantity.VOLTAGE_L1;
import static org.dbusp1.metering.guard.TestValues.values;

import java.util.List;
import org.dbusp1.Snapshots;
import org.dbusp1.metering.guard.Rule.Reason;
import org.junit.jupiter.api.Test;

class GuardedReadingTest {
    private final GuardedReading now = new GuardedReading(
            Snapshots.of(values(ENERGY_IMPORT, 7, POWER_IMPORT, 5, POWER_EXPORT, 1, POWER_NET, 4, VOLTAGE_L1, 999)).reading(), 0);

    @Test
    void eachImplausibleValueHasItsLine() {
        assertThat(now.withheldLines()).isEmpty();
        now.withhold(Reason.OUT_OF_RANGE, List.of(VOLTAGE_L1));
        now.withhold(Reason.CONTRADICTS_MESSAGE, List.of(POWER_IMPORT));
        now.withheldChannels.put(2, Reason.CONTRADICTS_PAST);
        assertThat(now.withheldLines()).containsExactly(
                "implausible value withheld: M-Bus channel 2: it cannot follow the values before it",
                "implausible value withheld: power_import_w: other values of its message contradict it",
                "implausible value withheld: power_net_w: it is calculated from a withheld value",
                "implausible value withheld: voltage_l1_v: no such meter can measure this value");
    }

    @Test
    void anUnknownUnitIsNotImplausible() {
        now.withhold(Reason.UNIT_UNKNOWN, List.of(ENERGY_IMPORT));
        assertThat(now.withheld().quantities()).containsExactly(ENERGY_IMPORT);
        assertThat(now.withheldLines()).isEmpty();
    }

    @Test
    void theFirstReasonCounts() {
        now.withhold(Reason.CONTRADICTS_MESSAGE, List.of(POWER_NET));
        now.withhold(Reason.OUT_OF_RANGE, List.of(POWER_IMPORT, POWER_NET));
        assertThat(now.withheld).containsEntry(POWER_NET, Reason.CONTRADICTS_MESSAGE).containsEntry(POWER_IMPORT, Reason.OUT_OF_RANGE);
    }
}
