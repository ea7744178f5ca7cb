package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Quantity.ENERGY_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_EXPORT;
import static org.dbusp1.meter.Quantity.POWER_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_NET;
import static org.dbusp1.meter.Quantity.VOLTAGE_L1;
import static org.dbusp1.metering.guard.TestValues.values;

import java.util.List;
import java.util.Map;
import org.dbusp1.Snapshots;
import org.dbusp1.metering.guard.Rule.Reason;
import org.junit.jupiter.api.Test;

class GuardedReadingTest {
    private final GuardedReading now = new GuardedReading(
            Snapshots.of(values(ENERGY_IMPORT, 7, POWER_IMPORT, 5, POWER_EXPORT, 1, POWER_NET, 4, VOLTAGE_L1, 999)).reading(), 0);

    @Test
    void eachImplausibleValueHasItsLine() {
        assertThat(now.withheldLines()).isEmpty();
        GuardedReading judged = now.withhold(Reason.OUT_OF_RANGE, List.of(VOLTAGE_L1))
                .withhold(Reason.CONTRADICTS_MESSAGE, List.of(POWER_IMPORT))
                .withDevices(List.of(), List.of(), Map.of(2, Reason.CONTRADICTS_PAST));
        assertThat(judged.withheldLines()).containsExactly(
                "implausible value withheld: M-Bus channel 2: it cannot follow the values before it",
                "implausible value withheld: power_import_w: other values of its message contradict it",
                "implausible value withheld: power_net_w: it is calculated from a withheld value",
                "implausible value withheld: voltage_l1_v: no such meter can measure this value");
    }

    @Test
    void anUnknownUnitIsNotImplausible() {
        GuardedReading judged = now.withhold(Reason.UNIT_UNKNOWN, List.of(ENERGY_IMPORT));
        assertThat(judged.withheld().quantities()).containsExactly(ENERGY_IMPORT);
        assertThat(judged.withheldLines()).isEmpty();
    }

    @Test
    void theFirstReasonCounts() {
        GuardedReading judged = now.withhold(Reason.CONTRADICTS_MESSAGE, List.of(POWER_NET))
                .withhold(Reason.OUT_OF_RANGE, List.of(POWER_IMPORT, POWER_NET));
        assertThat(judged.withheldValues()).containsEntry(POWER_NET, Reason.CONTRADICTS_MESSAGE)
                .containsEntry(POWER_IMPORT, Reason.OUT_OF_RANGE);
    }
}
