package org.dbusp1.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.guard.Telegrams.judgedPowers;
import static org.dbusp1.guard.Telegrams.values;
import static org.dbusp1.meter.Quantity.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.junit.jupiter.api.Test;

/** Each meter here prints import, export and their difference, of the whole and of each phase, in watts. */
class PowerRulesTest {
    private static final Quantity[] TOTALS = {POWER_IMPORT, POWER_EXPORT, POWER_NET};
    private static final Quantity[] ALL_PHASES = {POWER_IMPORT_L1, POWER_EXPORT_L1, POWER_L1, POWER_IMPORT_L2,
        POWER_EXPORT_L2, POWER_L2, POWER_IMPORT_L3, POWER_EXPORT_L3, POWER_L3};

    /** A total and three phases, import positive, export negative; more pairs of quantity and value. */
    private static Values meter(double total, double l1, double l2, double l3, Object... more) {
        List<Object> pairs = new ArrayList<>();
        power(pairs, total, TOTALS);
        power(pairs, l1, POWER_IMPORT_L1, POWER_EXPORT_L1, POWER_L1);
        power(pairs, l2, POWER_IMPORT_L2, POWER_EXPORT_L2, POWER_L2);
        power(pairs, l3, POWER_IMPORT_L3, POWER_EXPORT_L3, POWER_L3);
        pairs.addAll(Arrays.asList(more));
        return values(pairs.toArray());
    }

    private static void power(List<Object> pairs, double watts, Quantity... directions) {
        pairs.addAll(List.of(directions[0], Math.max(0, watts), directions[1], Math.max(0, -watts), directions[2], watts));
    }

    private static Object[] amperes(double l1, double l2, double l3) {
        return new Object[] {VOLTAGE_L1, 230, VOLTAGE_L2, 230, VOLTAGE_L3, 230, CURRENT_L1, l1, CURRENT_L2, l2, CURRENT_L3,
            l3};
    }

    @Test
    void aTotalOf80KilowattsAboveSmallPhasesIsDecidedByTheCurrents() {
        assertThat(judgedPowers(meter(80_000, 200, 200, 100, amperes(1, 1, 0)))).containsOnlyKeys(TOTALS)
                .containsValue(Plausibility.Reason.NOT_IN_PHASES);
        assertThat(judgedPowers(meter(-80_000, 200, 200, 100, amperes(1, 1, 0)))).containsOnlyKeys(TOTALS);
    }

    @Test
    void phasesOf20KilowattsUnderASmallTotalAreDecidedByTheCurrents() {
        assertThat(judgedPowers(meter(500, 20_000, 20_000, 20_000, amperes(1, 1, 0)))).containsOnlyKeys(ALL_PHASES)
                .containsValue(Plausibility.Reason.NOT_IN_TOTAL);
    }

    @Test
    void onlyThePhaseThatItsCurrentDoesNotCarryIsWithheld() {
        assertThat(judgedPowers(meter(40_000, 29_000, 40_500, -29_000, amperes(130, 1, 130))).keySet())
                .as("no contradiction with the total, but with its current")
                .containsExactly(POWER_IMPORT_L2);
        assertThat(judgedPowers(meter(500, 29_000, 20_000, 0, amperes(130, 1, 0)))).containsOnlyKeys(
                POWER_IMPORT_L2, POWER_EXPORT_L2, POWER_L2);
    }

    @Test
    void theFuseDecidesWhereNoCurrentIsPrinted() {
        assertThat(judgedPowers(meter(80_000, 200, 200, 100, FUSE, 40))).containsOnlyKeys(TOTALS);
        assertThat(judgedPowers(meter(500, 20_000, 20_000, 20_000, FUSE, 40))).containsOnlyKeys(ALL_PHASES);
        assertThat(judgedPowers(meter(200_000, 200, 200, 100))).as("above 3 x 125 A").containsOnlyKeys(TOTALS);
        assertThat(judgedPowers(meter(500, 60_000, 0, 0))).as("above 125 A").containsOnlyKeys(POWER_IMPORT_L1,
                POWER_EXPORT_L1, POWER_L1);
    }

    @Test
    void aFuseThatIsOffOrUnsetDecidesNothing() {
        for (double fuse : new double[] {0, 999, 999.99}) {
            assertThat(judgedPowers(meter(80_000, 200, 200, 100, FUSE, fuse))).hasSize(12);
        }
    }

    @Test
    void theFuseCarriesTwiceItsCurrentForAWhile() {
        assertThat(judgedPowers(meter(55_200, 1, 1, 1, FUSE, 40))).as("3 x 2 x 40 A").hasSize(12);
        assertThat(judgedPowers(meter(55_201, 1, 1, 1, FUSE, 40))).containsOnlyKeys(TOTALS);
        assertThat(judgedPowers(meter(1, 18_400, 18_400, 18_400, FUSE, 40))).hasSize(12);
        assertThat(judgedPowers(meter(1, 18_401, 18_400, 18_400, FUSE, 40))).containsOnlyKeys(POWER_IMPORT_L1,
                POWER_EXPORT_L1, POWER_L1);
    }

    @Test
    void whereNothingDecidesAllAreWithheld() {
        assertThat(judgedPowers(meter(80_000, 200, 200, 100))).hasSize(12);
        assertThat(judgedPowers(meter(500, 20_000, 20_000, 20_000))).hasSize(12);
        assertThat(judgedPowers(meter(80_000, 200, 200, 100, amperes(120, 120, 120)))).hasSize(12);
    }

    @Test
    void aLoadThatSwitchesBetweenTwoSamplesIsNoContradiction() {
        assertThat(judgedPowers(meter(30_500, 200, 200, 100))).isEmpty();
        assertThat(judgedPowers(meter(30_501, 200, 200, 100))).hasSize(12);
        assertThat(judgedPowers(meter(500, 10_100, 10_200, 10_200))).isEmpty();
        assertThat(judgedPowers(meter(500, 10_100, 10_201, 10_200))).hasSize(12);
    }

    @Test
    void aLargeConnectionMaySwitchHalfOfItsPower() {
        assertThat(judgedPowers(meter(200_000, 40_000, 30_000, 30_000))).isEmpty();
        assertThat(judgedPowers(meter(200_000, 40_000, 30_000, 29_999))).isNotEmpty();
        assertThat(judgedPowers(meter(100_000, 80_000, 60_000, 60_000))).isEmpty();
        assertThat(judgedPowers(meter(100_000, 80_000, 60_000, 60_001))).isNotEmpty();
    }

    @Test
    void phasesInOppositeDirectionsAreAddedWithTheirSigns() {
        assertThat(judgedPowers(meter(1_000, 25_000, -12_000, -12_000))).isEmpty();
        assertThat(judgedPowers(meter(-40_000, 5_000, -22_000, -23_000))).isEmpty();
    }

    @Test
    void aMeterThatPrintsItsPhasesWithoutSignIsBelieved() {
        assertThat(judgedPowers(meter(-45_000, 15_000, 15_000, 15_000))).isEmpty();
        assertThat(judgedPowers(meter(25_000, -20_000, 25_000, 20_000))).as("signed sum fits").isEmpty();
        assertThat(judgedPowers(meter(65_000, -20_000, 25_000, 20_000))).as("sum without signs fits").isEmpty();
    }

    @Test
    void aMeterThatPrintsNoPhasesOrZerosIsJudgedByItsCurrents() {
        assertThat(judgedPowers(meter(80_000, 0, 0, 0, amperes(3, 4, 3)))).containsOnlyKeys(TOTALS)
                .containsValue(Plausibility.Reason.NOT_IN_CURRENTS);
        assertThat(judgedPowers(meter(29_000, 0, 0, 0, amperes(3, 4, 3)))).isEmpty();
        assertThat(judgedPowers(meter(80_000, 0, 0, 0, amperes(60, 60, 55)))).isEmpty();
        assertThat(judgedPowers(meter(80_000, 0, 0, 0))).isEmpty();
        assertThat(judgedPowers(values(POWER_EXPORT, 80_000, CURRENT_L1, 3))).containsOnlyKeys(POWER_EXPORT);
        assertThat(judgedPowers(values(POWER_IMPORT, 30_001, CURRENT_L1, 65))).as("2 x 230 V x 66 A").isEmpty();
        assertThat(judgedPowers(values(POWER_IMPORT, 30_000, CURRENT_L1, 3))).isEmpty();
        assertThat(judgedPowers(values(POWER_IMPORT, 46_000, CURRENT_L1, 99))).isEmpty();
        assertThat(judgedPowers(values(POWER_IMPORT, 46_001, CURRENT_L1, 99))).hasSize(1);
    }

    @Test
    void aPhaseWithPowerButWithoutCurrentLeavesTheCurrentsUnknown() {
        assertThat(judgedPowers(meter(80_000, 200, 200, 100, CURRENT_L1, 1, CURRENT_L2, 1))).hasSize(12);
    }

    @Test
    void aDeadOrAbsentVoltageCountsAsNominal() {
        assertThat(judgedPowers(meter(80_000, 0, 0, 0, VOLTAGE_L1, 0, CURRENT_L1, 180, VOLTAGE_L2, 0, CURRENT_L2, 0,
                CURRENT_L3, 0))).isEmpty();
        assertThat(judgedPowers(meter(80_000, 0, 0, 0, VOLTAGE_L1, 250, CURRENT_L1, 159, VOLTAGE_L2, 0, CURRENT_L2, 0,
                CURRENT_L3, 0))).isEmpty();
    }

    @Test
    void aPhasePowerFarAboveItsCurrentIsWithheldAlone() {
        assertThat(judgedPowers(values(POWER_IMPORT_L1, 40_000, CURRENT_L1, 10))).containsOnlyKeys(POWER_IMPORT_L1)
                .containsValue(Plausibility.Reason.NOT_IN_CURRENTS);
        assertThat(judgedPowers(values(POWER_EXPORT_L2, 40_000, CURRENT_L2, 10))).containsOnlyKeys(POWER_EXPORT_L2);
        assertThat(judgedPowers(values(POWER_IMPORT_L1, 40_000, CURRENT_L1, 100))).isEmpty();
        assertThat(judgedPowers(values(POWER_IMPORT_L1, 30_000, CURRENT_L1, 10))).isEmpty();
        assertThat(judgedPowers(values(POWER_IMPORT_L1, 40_000))).isEmpty();
        assertThat(judgedPowers(values(POWER_IMPORT_L1, 46_000, CURRENT_L1, 99))).as("2 x 230 V x 100 A").isEmpty();
        assertThat(judgedPowers(values(POWER_IMPORT_L1, 46_001, CURRENT_L1, 99))).hasSize(1);
        assertThat(judgedPowers(values(POWER_IMPORT_L1, 46_001, CURRENT_L1, -99))).hasSize(1);
    }

    @Test
    void withAnUnknownPhaseTheSumIsUnknown() {
        assertThat(judgedPowers(values(POWER_NET, 80_000, POWER_L1, 200, POWER_IMPORT_L2, 5))).isEmpty();
        assertThat(judgedPowers(values(POWER_NET, 80_000, POWER_L1, 200, POWER_EXPORT_L2, 5))).isEmpty();
        for (Quantity withheld : List.of(POWER_IMPORT_L1, POWER_EXPORT_L1, POWER_L1)) {
            Map<Quantity, Plausibility.Reason> reasons = new EnumMap<>(Map.of(withheld, Plausibility.Reason.OUT_OF_RANGE));
            PowerRules.judge(meter(80_000, 200, 200, 100), reasons);
            assertThat(reasons).containsOnlyKeys(withheld);
        }
    }

    @Test
    void aWithheldDirectionLeavesNoTotalToCompare() {
        for (Quantity withheld : List.of(POWER_IMPORT, POWER_EXPORT)) {
            Map<Quantity, Plausibility.Reason> reasons = new EnumMap<>(Map.of(withheld, Plausibility.Reason.OUT_OF_RANGE));
            PowerRules.judge(meter(80_000, 200, 200, 100), reasons);
            assertThat(reasons).containsOnlyKeys(withheld);
        }
    }

    @Test
    void aWithheldCurrentDecidesNothing() {
        Map<Quantity, Plausibility.Reason> reasons = new EnumMap<>(Map.of(CURRENT_L1, Plausibility.Reason.NOT_IN_POWER));
        PowerRules.judge(meter(80_000, 200, 200, 100, amperes(1, 1, 0)), reasons);
        assertThat(reasons).hasSize(13);
    }

    @Test
    void phasesThatAMeterDoesNotPrintAreNotMissed() {
        assertThat(judgedPowers(values(POWER_NET, 80_000, POWER_L1, 500, CURRENT_L1, 2))).containsOnlyKeys(POWER_NET);
        assertThat(judgedPowers(values(POWER_NET, 500, POWER_L1, 29_000, POWER_L3, 29_000, CURRENT_L1, 2, CURRENT_L3, 2)))
                .containsOnlyKeys(POWER_L1, POWER_L3);
    }
}
