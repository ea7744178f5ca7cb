package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.PhaseOrder;
import org.dbusp1.output.venus.DeviceSettings.Registration;
import org.junit.jupiter.api.Test;

/** Which phase shows what: total-only meters, one-phase meters, inverters wired to other phases. */
class PhasesTest {
    private final MeterState meterState = new MeterState(Optional::empty);

    private GridView view(PhaseOrder phases, Snapshots snapshots) {
        Snapshot snapshot = snapshots.take();
        meterState.accept(snapshot);
        return new GridView(snapshot, meterState, new Registration("grid", 40, "", 0, phases), VenusRig.settings(),
                org.dbusp1.output.EssVerdict.UNKNOWN, RuntimeSettings.NONE);
    }

    private static Optional<?> milli(long whole) {
        return Optional.of(whole * 1000);
    }

    private static Optional<?> power(GridView view, int phase) {
        return read(view, GridView.power(phase));
    }

    private static Optional<?> voltage(GridView view, int phase) {
        return read(view, GridView.voltage(phase));
    }

    private static Optional<?> current(GridView view, int phase) {
        return read(view, GridView.current(phase));
    }

    private static Optional<?> read(GridView view, PathDefinition.Source<GridView> source) {
        Item item = ItemTest.item("/Ac", Format.WATT);
        item.set(1);
        source.read(view, item);
        return item.value();
    }

    @Test
    void aMeterWithATotalOnlyShowsItOnL1() {
        GridView view = view(PhaseOrder.STRAIGHT, new Snapshots().with(Quantity.POWER_NET, "-321"));
        assertThat(power(view, 1)).isEqualTo(milli(-321));
        assertThat(power(view, 2)).isEmpty();
        assertThat(power(view, 3)).isEmpty();
        assertThat(read(view, GridView::phases)).isEqualTo(Optional.of(1L));
    }

    @Test
    void phasePowersOfZeroBesideATotalCountForNothingFromTheThirdTelegramOn() {
        assertThat(power(view(PhaseOrder.STRAIGHT, zeroPhases("444")), 1)).isEqualTo(milli(0));
        assertThat(power(view(PhaseOrder.STRAIGHT, zeroPhases("-30")), 1)).isEqualTo(milli(0));
        GridView third = view(PhaseOrder.STRAIGHT, zeroPhases("444"));
        assertThat(power(third, 1)).isEqualTo(milli(444));
        assertThat(power(third, 2)).isEmpty();
        assertThat(voltage(third, 2)).isEqualTo(milli(230));
        GridView small = view(PhaseOrder.STRAIGHT, zeroPhases("5"));
        assertThat(power(small, 1)).as("latched").isEqualTo(milli(5));
        GridView moves = view(PhaseOrder.STRAIGHT, zeroPhases("444").with(Quantity.POWER_L2, "1"));
        assertThat(power(moves, 1)).isEqualTo(milli(0));
        assertThat(power(moves, 2)).isEqualTo(milli(1));
    }

    @Test
    void aSmallTotalBesideZeroPhasesIsNoFault() {
        for (int i = 0; i < 5; i++) {
            assertThat(power(view(PhaseOrder.STRAIGHT, zeroPhases("29")), 1)).isEqualTo(milli(0));
        }
    }

    @Test
    void oneTelegramBetweenStartsTheCountAgain() {
        view(PhaseOrder.STRAIGHT, zeroPhases("444"));
        view(PhaseOrder.STRAIGHT, zeroPhases("444"));
        view(PhaseOrder.STRAIGHT, zeroPhases("0"));
        assertThat(power(view(PhaseOrder.STRAIGHT, zeroPhases("444")), 1)).isEqualTo(milli(0));
    }

    @Test
    void currentsThatTheMeterSignsKeepTheirSigns() {
        GridView view = view(PhaseOrder.STRAIGHT, new Snapshots().with(Quantity.POWER_NET, "-2900")
                .with(Quantity.CURRENT_L1, "-13.2").with(Quantity.CURRENT_L2, "0.3").with(Quantity.CURRENT_L3, "0.2"));
        assertThat(current(view, 1)).isEqualTo(Optional.of(-13_200L));
        assertThat(current(view, 2)).isEqualTo(Optional.of(300L));
        assertThat(current(view, 3)).isEqualTo(Optional.of(200L));
    }

    @Test
    void aOnePhaseMeterHasNoOtherPhases() {
        GridView view = view(PhaseOrder.STRAIGHT, Snapshots.onePhase());
        assertThat(power(view, 1)).isEqualTo(milli(250));
        assertThat(power(view, 2)).isEmpty();
        assertThat(voltage(view, 3)).isEmpty();
        assertThat(read(view, GridView::phases)).isEqualTo(Optional.of(1L));
    }

    @Test
    void aGridWithoutNeutralShowsWhatIsPrinted() {
        // A Belgian 3x230 V grid: no voltage and no power on L2, but a current.
        GridView view = view(PhaseOrder.STRAIGHT, Snapshots.threePhase().with(Quantity.POWER_L2, "0")
                .with(Quantity.VOLTAGE_L2, "0").with(Quantity.CURRENT_L2, "1.94"));
        assertThat(power(view, 2)).isEqualTo(milli(0));
        assertThat(voltage(view, 2)).isEqualTo(milli(0));
        assertThat(current(view, 2)).isEqualTo(Optional.of(1940L));
    }

    @Test
    void currentsHaveTheSignOfTheirPower() {
        GridView view = view(PhaseOrder.STRAIGHT, Snapshots.threePhase());
        assertThat(current(view, 1)).isEqualTo(milli(4));
        assertThat(current(view, 3)).isEqualTo(milli(-2));
        GridView total = view(PhaseOrder.STRAIGHT,
                new Snapshots().with(Quantity.POWER_NET, "-500").with(Quantity.CURRENT_L1, "2"));
        assertThat(current(total, 1)).isEqualTo(milli(-2));
    }

    @Test
    void powerVoltageAndCurrentMoveTogether() {
        GridView view = view(PhaseOrder.parse("L2,L3,L1"), Snapshots.threePhase());
        assertThat(power(view, 2)).isEqualTo(milli(1000));
        assertThat(power(view, 3)).isEqualTo(milli(640));
        assertThat(power(view, 1)).isEqualTo(milli(-500));
        assertThat(voltage(view, 1)).isEqualTo(milli(231));
        assertThat(current(view, 1)).isEqualTo(milli(-2));
        assertThat(read(view, GridView.power(GridView.ALL_PHASES))).isEqualTo(milli(1140));
    }

    @Test
    void energiesAndPowerFactorsMoveWithThem() {
        GridView view = view(PhaseOrder.parse("L2,L3,L1"), Snapshots.threePhase()
                .with(Quantity.ENERGY_IMPORT_L1, "11").with(Quantity.ENERGY_EXPORT_L2, "22")
                .with(Quantity.POWER_FACTOR_L3, "0.97"));
        assertThat(read(view, GridView.energyForward(2))).isEqualTo(Optional.of(110_000_000L));
        assertThat(read(view, GridView.energyForward(1))).isEmpty();
        assertThat(read(view, GridView.energyReverse(3))).isEqualTo(Optional.of(220_000_000L));
        assertThat(read(view, GridView.powerFactor(1))).isEqualTo(Optional.of(970L));
    }

    @Test
    void aTotalWithoutPhasesIsWhereTheMetersL1Is() {
        GridView view = view(PhaseOrder.parse("L2,L3,L1"), new Snapshots().with(Quantity.POWER_NET, "-321"));
        assertThat(power(view, 2)).isEqualTo(milli(-321));
        assertThat(power(view, 1)).isEmpty();
        assertThat(read(view, GridView::phases)).isEmpty();
    }

    @Test
    void aOnePhaseMeterMayBeOnAnyPhase() {
        GridView view = view(PhaseOrder.parse("L3"), Snapshots.onePhase());
        assertThat(power(view, 3)).isEqualTo(milli(250));
        assertThat(voltage(view, 3)).isEqualTo(milli(230));
        assertThat(power(view, 1)).isEmpty();
        assertThat(read(view, GridView::phases)).isEmpty();
    }

    @Test
    void oneValueOfL2OrL3MakesAThreePhaseMeterForGood() {
        for (Quantity one : List.of(Quantity.POWER_L2, Quantity.VOLTAGE_L2, Quantity.CURRENT_L3)) {
            MeterState fresh = new MeterState(Optional::empty);
            fresh.accept(Snapshots.onePhase().take());
            assertThat(fresh.shape().phases()).isEqualTo(1);
            fresh.accept(Snapshots.onePhase().with(one, "1").take());
            assertThat(fresh.shape().phases()).as(one.name()).isEqualTo(3);
            fresh.accept(Snapshots.onePhase().take());
            assertThat(fresh.shape().phases()).as("one telegram without it").isEqualTo(3);
        }
    }

    @Test
    void thirtyWattsInEitherDirectionBesideZeroPhasesAreAFault() {
        for (int i = 0; i < 2; i++) {
            view(PhaseOrder.STRAIGHT, zeroPhases("30"));
        }
        assertThat(power(view(PhaseOrder.STRAIGHT, zeroPhases("-30")), 1)).isEqualTo(milli(-30));
    }

    @Test
    void aMeterWhosePhasesMovedNeedsThreeTelegramsAgain() {
        for (int i = 0; i < 3; i++) {
            view(PhaseOrder.STRAIGHT, zeroPhases("444"));
        }
        view(PhaseOrder.STRAIGHT, zeroPhases("444").with(Quantity.POWER_L3, "-1"));
        view(PhaseOrder.STRAIGHT, zeroPhases("444"));
        assertThat(power(view(PhaseOrder.STRAIGHT, zeroPhases("444")), 1)).isEqualTo(milli(0));
        assertThat(power(view(PhaseOrder.STRAIGHT, zeroPhases("444")), 1)).isEqualTo(milli(444));
    }

    @Test
    void aCurrentWithoutAnyPowerStaysAsPrinted() {
        GridView view = view(PhaseOrder.STRAIGHT, new Snapshots().with(Quantity.CURRENT_L1, "2"));
        assertThat(current(view, 1)).isEqualTo(milli(2));
        assertThat(current(view, 2)).isEmpty();
    }

    @Test
    void aCurrentBesideAPowerOfZeroIsPositive() {
        GridView view = view(PhaseOrder.STRAIGHT, Snapshots.threePhase().with(Quantity.POWER_NET, "-640")
                .with(Quantity.POWER_L1, "0").with(Quantity.CURRENT_L1, "1"));
        assertThat(current(view, 1)).isEqualTo(milli(1));
    }

    @Test
    void aProducersPowersAndSignedCurrentsChangeTheirSigns() {
        Snapshot snapshot = new Snapshots().with(Quantity.POWER_NET, "-700").with(Quantity.POWER_L1, "-1000")
                .with(Quantity.POWER_L2, "300").with(Quantity.CURRENT_L1, "-4").with(Quantity.CURRENT_L2, "1").take();
        meterState.accept(snapshot);
        GridView view = new GridView(snapshot, meterState, new Registration("genset", 40, "", 0, PhaseOrder.STRAIGHT),
                VenusRig.settings(), org.dbusp1.output.EssVerdict.UNKNOWN, RuntimeSettings.NONE);
        assertThat(read(view, GridView.power(GridView.ALL_PHASES))).isEqualTo(milli(700));
        assertThat(power(view, 1)).isEqualTo(milli(1000));
        assertThat(power(view, 2)).isEqualTo(milli(-300));
        assertThat(power(view, 3)).as("absent is not negated").isEmpty();
        assertThat(current(view, 1)).isEqualTo(milli(4));
        assertThat(current(view, 2)).isEqualTo(milli(-1));
    }

    @Test
    void factorsOfOneAreBelieved() {
        assertThat(read(view(PhaseOrder.STRAIGHT, new Snapshots().with(Quantity.POWER_FACTOR, "1")),
                GridView.powerFactor(GridView.ALL_PHASES)))
                .isEqualTo(Optional.of(1000L));
        assertThat(read(view(PhaseOrder.STRAIGHT, new Snapshots().with(Quantity.POWER_FACTOR, "1.001")),
                GridView.powerFactor(GridView.ALL_PHASES))).isEmpty();
        assertThat(read(view(PhaseOrder.STRAIGHT, new Snapshots()), GridView.powerFactor(GridView.ALL_PHASES))).isEmpty();
    }

    @Test
    void anOrderOfOnePhaseLeavesTheOthersWithoutAPlace() {
        PhaseOrder second = PhaseOrder.parse("L2");
        assertThat(List.of(second.meterPhase(1), second.meterPhase(2), second.meterPhase(3))).containsExactly(0, 1, 0);
        assertThat(second.fits(1)).isTrue();
        assertThat(second.fits(2)).isFalse();
        assertThat(PhaseOrder.STRAIGHT.fits(3)).isTrue();
        assertThat(second).isEqualTo(PhaseOrder.parse("l2")).isNotEqualTo(PhaseOrder.STRAIGHT).hasSameHashCodeAs(PhaseOrder.parse("l2"));
    }

    @Test
    void aMapThatIsNoneIsReportedWithWhatIsAllowed() {
        for (String wrong : new String[] {"", "L1,L2", "L1,L1,L2", "L4", "L1;L2;L3", "1,2,3", "L1,L2,L3,L1", ","}) {
            assertThatThrownBy(() -> PhaseOrder.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"" + wrong + "\"").hasMessageContaining("L2,L3,L1");
        }
        assertThat(PhaseOrder.parse("l2, l3, l1").inverterPhases()).containsExactly(2, 3, 1);
        assertThat(PhaseOrder.parse("l2, l3, l1").text()).isEqualTo("L2,L3,L1");
    }

    @Test
    void theRefusalOfAnOrderIsOneLineOfBoundedLength() {
        assertThatThrownBy(() -> PhaseOrder.parse("L1,\nL2,\u0000L3")).hasMessageContaining("\"L1,?L2,?L3\"");
        assertThatThrownBy(() -> PhaseOrder.parse("L1,".repeat(100_000)))
                .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(300));
    }

    private static Snapshots zeroPhases(String total) {
        return Snapshots.threePhase().with(Quantity.POWER_NET, total).with(Quantity.POWER_L1, "0")
                .with(Quantity.POWER_L2, "0").with(Quantity.POWER_L3, "0").with(Quantity.VOLTAGE_L2, "230");
    }
}
