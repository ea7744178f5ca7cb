package org.dbusp1.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.guard.Telegrams.values;
import static org.dbusp1.meter.Quantity.ENERGY_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_IMPORT;
import static org.dbusp1.meter.Quantity.VOLTAGE_L1;

import org.dbusp1.guard.Rule.Reason;
import org.junit.jupiter.api.Test;

class WithheldLogTest {
    private static final String VOLTAGE = "voltage_l1_v: no such meter can measure this value";
    private static final String GAS = "M-Bus channel 2: the counter fell, but the meter is the same";

    private final WithheldLog complaints = new WithheldLog();

    private static GuardedReading candidate() {
        return new GuardedReading(Telegrams.reading(values(ENERGY_IMPORT, 7, POWER_IMPORT, 5, VOLTAGE_L1, 999)), 0);
    }

    private static GuardedReading withVoltageAndGasWithheld() {
        GuardedReading now = candidate();
        now.withhold(Reason.OUT_OF_RANGE, VOLTAGE_L1);
        now.withholdChannel(Reason.FALLS, 2);
        return now;
    }

    @Test
    void anImplausibleValueIsComplainedOfOnceUntilItWasPlausible() {
        assertThat(complaints.newLines(withVoltageAndGasWithheld())).containsExactly(GAS, VOLTAGE);
        assertThat(complaints.newLines(withVoltageAndGasWithheld())).isEmpty();

        GuardedReading more = withVoltageAndGasWithheld();
        more.withhold(Reason.TOTAL_NOT_SUM, POWER_IMPORT);
        assertThat(complaints.newLines(more)).containsExactly("power_import_w: the total differs too much from the sum of its phases");

        assertThat(complaints.newLines(candidate())).isEmpty();
        assertThat(complaints.newLines(withVoltageAndGasWithheld())).containsExactly(GAS, VOLTAGE);
    }

    @Test
    void anUnknownUnitIsNoComplaint() {
        GuardedReading now = candidate();
        now.withhold(Reason.UNIT_UNKNOWN, ENERGY_IMPORT);
        assertThat(complaints.newLines(now)).isEmpty();
        assertThat(now.hasWithheld()).isTrue();
        assertThat(candidate().hasWithheld()).isFalse();
    }
}
