package org.dbusp1.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot.Implausible;
import org.dbusp1.meter.Values;
import org.junit.jupiter.api.Test;

/** A meter that sends import every 2 s, all powers and voltages every 10 s, and counters once an hour. */
class LatestValuesTest {
    private static final Duration PROMISED = Duration.ofSeconds(10);

    private final LatestValues latest = new LatestValues();

    @Test
    void shortListErasesNothing() {
        longList(0, 300, 0);
        assertThat(shortList(2, 320)).isEqualTo(new Values.Builder().set(Quantity.POWER_IMPORT, 320_000).set(Quantity.POWER_EXPORT, 0)
                .set(Quantity.POWER_NET, 320_000).set(Quantity.VOLTAGE_L1, 230_000).build());
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

    @Test
    void keepsLastCounterWhenHourlyListIsLate() {
        latest.accept(values(Quantity.ENERGY_IMPORT, 12_345), Implausible.NOTHING, 0, PROMISED);

        assertThat(shortList(4 * 3_600, 300).scaled(Quantity.ENERGY_IMPORT)).isEqualTo(12_345);
    }

    @Test
    void nothingHoldsOnceTheSourceIsLost() {
        longList(0, 300, 0);
        latest.clear();

        assertThat(shortList(2, 300).present()).containsExactly(Quantity.POWER_IMPORT, Quantity.POWER_NET);
    }

    @Test
    void importEndsExport() {
        longList(0, 0, 2_000);

        Values valid = shortList(2, 150);

        assertThat(valid.scaled(Quantity.POWER_EXPORT)).isZero();
        assertThat(valid.scaled(Quantity.POWER_NET)).isEqualTo(150_000);
    }

    @Test
    void exportHoldsWhileImportIsZero() {
        longList(0, 0, 2_000);

        assertThat(shortList(2, 0).scaled(Quantity.POWER_NET)).isEqualTo(-2_000_000);
        shortList(4, 150);
        assertThat(shortList(6, 0).scaled(Quantity.POWER_NET)).isZero();
    }

    @Test
    void netPowerDoesNotFlickerAroundZero() {
        for (int second = 0; second < 600; second += 2) {
            boolean importing = second % 3 == 0;
            Values valid = second % 10 == 0
                    ? longList(second, importing ? 200 : 0, importing ? 0 : 400)
                    : shortList(second, importing ? 200 : 0);
            assertThat(valid.has(Quantity.POWER_NET)).isTrue();
        }
    }

    @Test
    void netPowerIsUnknownWhileImportIsZeroAndExportWasNeverSent() {
        assertThat(shortList(0, 300).scaled(Quantity.POWER_NET)).isEqualTo(300_000);
        assertThat(shortList(2, 0).has(Quantity.POWER_NET)).isFalse();
    }

    @Test
    void ofWhatIsWithheldNothingOlderIsShown() {
        longList(0, 300, 0);

        Values valid = latest.accept(values(Quantity.POWER_IMPORT, 300_000),
                new Implausible(Set.of(Quantity.VOLTAGE_L1), Set.of()), nanos(2), PROMISED);

        assertThat(valid.has(Quantity.VOLTAGE_L1)).isFalse();
    }

    @Test
    void aListThatDidNotArriveMakesNoValueLastLonger() {
        int second = 0;
        for (; second <= 50; second += 10) {
            longList(second, 300, 0);
        }
        for (second = 100; second <= 700; second += 60) {
            latest.broken();
            longList(second, 300, 0);
        }
        assertThat(shortList(700 + 30, 300).has(Quantity.VOLTAGE_L1)).isTrue();
        assertThat(shortList(700 + 31, 300).has(Quantity.VOLTAGE_L1)).isFalse();
    }

    private Values shortList(int second, long watts) {
        Values.Builder sent = new Values.Builder().set(Quantity.POWER_IMPORT, watts * 1_000);
        if (watts > 0) {
            sent.set(Quantity.POWER_NET, watts * 1_000);
        }
        return latest.accept(sent.build(), Implausible.NOTHING, nanos(second), PROMISED);
    }

    private Values longList(int second, long imported, long exported) {
        Values sent = new Values.Builder().set(Quantity.POWER_IMPORT, imported * 1_000)
                .set(Quantity.POWER_EXPORT, exported * 1_000).set(Quantity.POWER_NET, (imported - exported) * 1_000)
                .set(Quantity.VOLTAGE_L1, 230_000).build();
        return latest.accept(sent, Implausible.NOTHING, nanos(second), PROMISED);
    }

    private static Values values(Quantity quantity, long scaled) {
        return new Values.Builder().set(quantity, scaled).build();
    }

    private static long nanos(int second) {
        return Duration.ofSeconds(second).toNanos();
    }

    @Test
    void eachQuantityHasItsOwnPace() {
        int second = 0;
        for (; second <= 360; second += 60) {
            longList(second, 300, 0);
        }
        assertThat(shortList(360 + 180, 300).has(Quantity.VOLTAGE_L1)).isTrue();
        assertThat(shortList(360 + 181, 300).has(Quantity.VOLTAGE_L1)).isFalse();
    }
}
