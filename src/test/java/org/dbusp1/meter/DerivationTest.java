package org.dbusp1.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Quantity.*;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DerivationTest {
    private final Values.Builder values = new Values.Builder();

    private Values completed(Object... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            values.set((Quantity) pairs[i], ((Number) pairs[i + 1]).longValue());
        }
        Derivation.complete(values);
        return values.build();
    }

    @Test
    void netIsImportMinusExport() {
        assertThat(completed(POWER_IMPORT, 300, POWER_EXPORT, 500).scaled(POWER_NET)).isEqualTo(-200);
        for (Phase phase : Phase.values()) {
            values.clear();
            assertThat(completed(phase.powerImport(), 300, phase.powerExport(), 500).scaled(phase.power()))
                    .isEqualTo(-200);
        }
    }

    @Test
    void aMeterThatNamesNoExportCountsNone() {
        assertThat(completed(POWER_IMPORT, 300).scaled(POWER_NET)).isEqualTo(300);
    }

    @Test
    void anUnreadableExportIsNotZero() {
        values.unreadable(POWER_EXPORT);
        assertThat(completed(POWER_IMPORT, 300).has(POWER_NET)).isFalse();
    }

    @Test
    void whatOtherMessagesPrintIsNotDerivedHere() {
        assertThat(beside(Set.of(ENERGY_IMPORT), ENERGY_IMPORT_T1, 1, ENERGY_IMPORT_T2, 2, ENERGY_EXPORT_T1, 3)
                .present()).containsExactly(ENERGY_IMPORT_T1, ENERGY_IMPORT_T2, ENERGY_EXPORT, ENERGY_EXPORT_T1);
        assertThat(beside(Set.of(ENERGY_EXPORT), ENERGY_EXPORT_T1, 3).has(ENERGY_EXPORT)).isFalse();
        assertThat(beside(Set.of(POWER_NET), POWER_IMPORT, 300, POWER_EXPORT, 500).has(POWER_NET)).isFalse();
        assertThat(beside(Set.of(POWER_L2), POWER_IMPORT_L2, 300, POWER_EXPORT_L2, 0).has(POWER_L2)).isFalse();
        for (Quantity total : List.of(POWER_NET, POWER_IMPORT, POWER_EXPORT)) {
            assertThat(beside(Set.of(total), POWER_L1, 100, POWER_L2, 20, POWER_L3, 5).has(POWER_NET)).isFalse();
        }
        assertThat(beside(Set.of(VOLTAGE_L1, ENERGY_IMPORT), POWER_IMPORT, 300, POWER_EXPORT, 500).scaled(POWER_NET))
                .isEqualTo(-200);
    }

    /** A part that another message prints is missing in the sum. */
    @Test
    void aPartThatOtherMessagesPrintIsNotZero() {
        assertThat(beside(Set.of(ENERGY_IMPORT_T2), ENERGY_IMPORT_T1, 1).has(ENERGY_IMPORT)).isFalse();
        assertThat(beside(Set.of(POWER_IMPORT_L2), POWER_L1, 100).has(POWER_NET)).isFalse();
        assertThat(beside(Set.of(POWER_EXPORT), POWER_IMPORT, 0).has(POWER_NET)).isFalse();
        assertThat(beside(Set.of(POWER_EXPORT), POWER_IMPORT, 300).scaled(POWER_NET))
                .as("it imports, so it does not export").isEqualTo(300);
    }

    private Values beside(Set<Quantity> elsewhere, Object... pairs) {
        values.clear();
        for (int i = 0; i < pairs.length; i += 2) {
            values.set((Quantity) pairs[i], ((Number) pairs[i + 1]).longValue());
        }
        Derivation.complete(values, elsewhere);
        return values.build();
    }

    @Test
    void exportAloneIsNoNetPower() {
        assertThat(completed(POWER_EXPORT, 300).has(POWER_NET)).isFalse();
    }

    @Test
    void aPrintedNetPowerIsKept() {
        assertThat(completed(POWER_IMPORT, 300, POWER_EXPORT, 500, POWER_NET, 7).scaled(POWER_NET)).isEqualTo(7);
    }

    @Test
    void withoutATotalThePhasesAreAdded() {
        assertThat(completed(POWER_L1, 100, POWER_IMPORT_L2, 20, POWER_EXPORT_L3, 5, POWER_IMPORT_L3, 0)
                .scaled(POWER_NET)).isEqualTo(115);
    }

    @Test
    void onePhaseIsASumToo() {
        assertThat(completed(POWER_L1, 100).scaled(POWER_NET)).isEqualTo(100);
    }

    /** A one-phase meter on L2 or L3, as Hager's eHZ161. */
    @Test
    void theOnlyPhaseNeedNotBeTheFirst() {
        for (Phase phase : Phase.values()) {
            values.clear();
            assertThat(completed(phase.powerImport(), 26, phase.voltage(), 22838, phase.current(), 16).scaled(POWER_NET)).isEqualTo(26);
        }
    }

    @Test
    void aVoltageIsNoPower() {
        assertThat(completed(VOLTAGE_L1, 23000, CURRENT_L1, 0).has(POWER_NET)).isFalse();
    }

    @Test
    void aPhaseWithoutAPowerTakesAnUnknownPart() {
        for (Quantity named : List.of(VOLTAGE_L2, CURRENT_L2, VOLTAGE_L3, CURRENT_L3)) {
            values.clear();
            assertThat(completed(POWER_L1, 100, named, 0).has(POWER_NET)).as(named.key()).isFalse();
            values.clear().unreadable(named);
            assertThat(completed(POWER_L1, 100).has(POWER_NET)).as(named.key()).isFalse();
        }
        values.clear();
        assertThat(completed(POWER_L2, 100, VOLTAGE_L1, 0).has(POWER_NET)).isFalse();
    }

    @Test
    void phasesWithoutTheFirstAreNoSum() {
        assertThat(completed(POWER_L2, 100, POWER_L3, 5).has(POWER_NET)).isFalse();
    }

    @Test
    void aNamedTotalIsNotReplacedByItsPhases() {
        for (Quantity named : List.of(POWER_IMPORT, POWER_EXPORT)) {
            values.clear().unreadable(named);
            assertThat(completed(POWER_L1, 100).has(POWER_NET)).as(named.key()).isFalse();
        }
        values.clear();
        assertThat(completed(POWER_L1, 100, POWER_NET, 7).scaled(POWER_NET)).isEqualTo(7);
    }

    @Test
    void aNamedPhaseThatIsUnreadableLeavesNoSum() {
        for (Quantity named : List.of(POWER_IMPORT_L2, POWER_EXPORT_L2, POWER_L3)) {
            values.clear().unreadable(named);
            assertThat(completed(POWER_L1, 100).has(POWER_NET)).as(named.key()).isFalse();
        }
    }

    @Test
    void energyIsTheSumOfItsTariffs() {
        Values all = completed(ENERGY_IMPORT_T1, 1, ENERGY_IMPORT_T2, 20, ENERGY_IMPORT_T3, 300, ENERGY_IMPORT_T4, 4_000,
                ENERGY_IMPORT_T5, 50_000, ENERGY_EXPORT_T1, 7);
        assertThat(all.scaled(ENERGY_IMPORT)).isEqualTo(54_321);
        assertThat(all.scaled(ENERGY_EXPORT)).isEqualTo(7);
    }

    @Test
    void aGapBetweenTariffsLeavesNoSum() {
        assertThat(completed(ENERGY_IMPORT_T1, 1, ENERGY_IMPORT_T3, 300).has(ENERGY_IMPORT)).isFalse();
        values.clear().unreadable(ENERGY_IMPORT_T5);
        assertThat(completed(ENERGY_IMPORT_T1, 1).has(ENERGY_IMPORT)).isFalse();
        values.clear();
        assertThat(completed(ENERGY_IMPORT_T2, 1).has(ENERGY_IMPORT)).isFalse();
    }

    @Test
    void aNamedEnergyIsNotReplacedByItsTariffs() {
        assertThat(completed(ENERGY_IMPORT, 5, ENERGY_IMPORT_T1, 1).scaled(ENERGY_IMPORT)).isEqualTo(5);
        values.clear().unreadable(ENERGY_EXPORT);
        assertThat(completed(ENERGY_EXPORT_T1, 1).has(ENERGY_EXPORT)).isFalse();
    }

    @Test
    void nothingIsMadeOfNothing() {
        assertThat(completed().present()).isEmpty();
    }
}
