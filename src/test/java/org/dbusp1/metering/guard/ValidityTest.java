package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Origin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.guard.Rule.Reason;
import org.junit.jupiter.api.Test;

/** A meter that sends import every 2 s, all powers and voltages every 10 s, as its dialect does, and counters once an hour. */
class ValidityTest {
    private final Validity validity = new Validity(new Interval(null, Origin.LINE));

    private Values accept(Values sent, int second, Quantity... withheld) {
        GuardedReading now = new GuardedReading(Snapshots.of(sent).dialect(Dialect.KAIFA).reading(),
                Duration.ofSeconds(second).toNanos());
        return validity.accept(now.withhold(Reason.OUT_OF_RANGE, List.of(withheld)));
    }

    @Test
    void phasesAreGoneThreeIntervalsAfterTheLastLongListAndDoNotFlickerBefore() {
        for (int second = 0; second <= 600; second += 2) {
            Values valid = second % 10 == 0 ? longList(second, 300, 0) : shortList(second, 300);
            assertThat(valid.has(Quantity.VOLTAGE_L1)).isTrue();
        }
        assertThat(shortList(630, 300).has(Quantity.VOLTAGE_L1)).isTrue();
        assertThat(shortList(632, 300).has(Quantity.VOLTAGE_L1)).isFalse();
    }

    /** Of another list than the total's they are not the house's: it may export. */
    @Test
    void phasesLeaveWithTheTotal() {
        Values sent = new Values.Builder().set(Quantity.POWER_IMPORT, 2_157_000).set(Quantity.POWER_EXPORT, 0)
                .set(Quantity.POWER_NET, 2_157_000).set(Quantity.POWER_L1, 1_611_000).set(Quantity.POWER_L2, 3_000)
                .set(Quantity.POWER_IMPORT_L3, 543_000).set(Quantity.VOLTAGE_L1, 230_000).build();
        accept(sent, 0);
        assertThat(shortList(2, 0).present()).containsExactlyInAnyOrder(Quantity.POWER_IMPORT, Quantity.VOLTAGE_L1);
    }

    @Test
    void keepsTheLastCounterWhenTheHourlyListIsLate() {
        accept(new Values.Builder().set(Quantity.ENERGY_IMPORT, 12_345).build(), 0);
        assertThat(shortList(4 * 3_600, 300).scaled(Quantity.ENERGY_IMPORT)).isEqualTo(12_345);
    }

    @Test
    void ofWhatIsWithheldNothingOlderIsShown() {
        longList(0, 300, 0);
        Values valid = accept(new Values.Builder().set(Quantity.POWER_IMPORT, 300_000).set(Quantity.VOLTAGE_L1, 999_000).build(), 2,
                Quantity.VOLTAGE_L1);
        assertThat(valid.has(Quantity.VOLTAGE_L1)).isFalse();
    }

    private Values shortList(int second, long watts) {
        Values.Builder sent = new Values.Builder().set(Quantity.POWER_IMPORT, watts * 1_000);
        if (watts > 0) {
            sent.set(Quantity.POWER_NET, watts * 1_000);
        }
        return accept(sent.build(), second);
    }

    private Values longList(int second, long imported, long exported) {
        return accept(new Values.Builder().set(Quantity.POWER_IMPORT, imported * 1_000)
                .set(Quantity.POWER_EXPORT, exported * 1_000).set(Quantity.POWER_NET, (imported - exported) * 1_000)
                .set(Quantity.VOLTAGE_L1, 230_000).build(), second);
    }
}
