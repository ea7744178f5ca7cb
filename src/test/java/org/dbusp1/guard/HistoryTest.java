package org.dbusp1.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.guard.Telegrams.values;
import static org.dbusp1.meter.Quantity.ENERGY_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_IMPORT;
import static org.dbusp1.meter.Quantity.VOLTAGE_L1;

import java.time.Duration;
import java.util.Optional;
import org.dbusp1.guard.Rule.Reason;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final String VOLTAGE = "voltage_l1_v: no such meter can measure this value";
    private static final String GAS = "M-Bus channel 2: the counter fell, but the meter is the same";

    private final History past = new History(Guard.Options.DEFAULT);

    private static Candidate candidate() {
        return new Candidate(Telegrams.reading(values(ENERGY_IMPORT, 7, POWER_IMPORT, 5, VOLTAGE_L1, 999)), 0);
    }

    private static Candidate withVoltageAndGasWithheld() {
        Candidate now = candidate();
        now.withhold(Reason.OUT_OF_RANGE, VOLTAGE_L1);
        now.withholdChannel(Reason.FALLS, 2);
        return now;
    }

    @Test
    void anImplausibleValueIsComplainedOfOnceUntilItWasPlausible() {
        assertThat(past.newComplaints(withVoltageAndGasWithheld())).containsExactly(GAS, VOLTAGE);
        assertThat(past.newComplaints(withVoltageAndGasWithheld())).isEmpty();

        Candidate more = withVoltageAndGasWithheld();
        more.withhold(Reason.NOT_IN_PHASES, POWER_IMPORT);
        assertThat(past.newComplaints(more)).containsExactly("power_import_w: the total differs too much from the sum of its phases");

        assertThat(past.newComplaints(candidate())).isEmpty();
        assertThat(past.newComplaints(withVoltageAndGasWithheld())).containsExactly(GAS, VOLTAGE);
    }

    /** A line on which each list has other values must not fill the memory. */
    @Test
    void listsOfFewKindsAreKept() {
        for (Quantity quantity : Quantity.values()) {
            Reading list = Telegrams.reading(Dialect.KAIFA, "K", Optional.of("A"), values(quantity, 1));
            new ClockRule().judge(new Candidate(list, 0), past);
            assertThat(past.clock.bytes).hasSizeBetween(1, 8);
        }
        new ClockRule().judge(candidate(), past);
        new ClockRule().judge(candidate(), past);
        assertThat(past.clock.bytes).hasSizeGreaterThan(1);
    }

    @Test
    void anUnknownUnitIsNoComplaint() {
        Candidate now = candidate();
        now.withhold(Reason.UNIT_UNKNOWN, ENERGY_IMPORT);
        assertThat(past.newComplaints(now)).isEmpty();
        assertThat(now.hasWithheld()).isTrue();
        assertThat(candidate().hasWithheld()).isFalse();
    }

    @Test
    void aWarningIsDueOnceAnHour() {
        History.HourlyWarning warning = new History.HourlyWarning();
        long hour = Duration.ofHours(1).toNanos();
        long now = -5 * hour;
        assertThat(warning.isDue(now)).isTrue();
        assertThat(warning.isDue(now)).isFalse();
        assertThat(warning.isDue(now + hour)).isFalse();
        assertThat(warning.isDue(now + hour + 1)).isTrue();
        assertThat(warning.isDue(now + 2 * hour + 1)).isFalse();
    }
}
