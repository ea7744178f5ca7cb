package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.OptionalInt;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.junit.jupiter.api.Test;

/** Which phase shows what: total-only meters, one-phase meters, inverters wired to other phases. */
class PhasesTest {
    private final GridMemory memory = new GridMemory();

    private GridView view(PhaseMap phases, Snapshots snapshots) {
        Snapshot snapshot = snapshots.take();
        memory.accept(snapshot);
        return new GridView(snapshot, memory, new Registration("grid", 40, "", 0),
                VenusRig.settings(Optional.empty(), OptionalInt.empty(), phases, false));
    }

    private static Optional<Long> milli(long whole) {
        return Optional.of(whole * 1000);
    }

    @Test
    void aMeterWithATotalOnlyShowsItOnL1() {
        GridView view = view(PhaseMap.STRAIGHT, new Snapshots().with(Quantity.POWER_NET, "-321"));
        assertThat(view.power(1)).isEqualTo(milli(-321));
        assertThat(view.power(2)).isEmpty();
        assertThat(view.power(3)).isEmpty();
        assertThat(view.phases()).contains(1L);
    }

    @Test
    void phasePowersOfZeroBesideATotalCountForNothingFromTheThirdTelegramOn() {
        assertThat(view(PhaseMap.STRAIGHT, zeroPhases("444")).power(1)).isEqualTo(milli(0));
        assertThat(view(PhaseMap.STRAIGHT, zeroPhases("-30")).power(1)).isEqualTo(milli(0));
        GridView third = view(PhaseMap.STRAIGHT, zeroPhases("444"));
        assertThat(third.power(1)).isEqualTo(milli(444));
        assertThat(third.power(2)).isEmpty();
        assertThat(third.voltage(2)).isEqualTo(milli(230));
        GridView small = view(PhaseMap.STRAIGHT, zeroPhases("5"));
        assertThat(small.power(1)).as("latched").isEqualTo(milli(5));
        GridView moves = view(PhaseMap.STRAIGHT, zeroPhases("444").with(Quantity.POWER_L2, "1"));
        assertThat(moves.power(1)).isEqualTo(milli(0));
        assertThat(moves.power(2)).isEqualTo(milli(1));
    }

    @Test
    void aSmallTotalBesideZeroPhasesIsNoFault() {
        for (int i = 0; i < 5; i++) {
            assertThat(view(PhaseMap.STRAIGHT, zeroPhases("29")).power(1)).isEqualTo(milli(0));
        }
    }

    @Test
    void oneTelegramBetweenStartsTheCountAgain() {
        view(PhaseMap.STRAIGHT, zeroPhases("444"));
        view(PhaseMap.STRAIGHT, zeroPhases("444"));
        view(PhaseMap.STRAIGHT, zeroPhases("0"));
        assertThat(view(PhaseMap.STRAIGHT, zeroPhases("444")).power(1)).isEqualTo(milli(0));
    }

    @Test
    void currentsThatTheMeterSignsKeepTheirSigns() {
        GridView view = view(PhaseMap.STRAIGHT, new Snapshots().with(Quantity.POWER_NET, "-2900")
                .with(Quantity.CURRENT_L1, "-13.2").with(Quantity.CURRENT_L2, "0.3").with(Quantity.CURRENT_L3, "0.2"));
        assertThat(view.current(1)).contains(-13_200L);
        assertThat(view.current(2)).contains(300L);
        assertThat(view.current(3)).contains(200L);
    }

    @Test
    void aOnePhaseMeterHasNoOtherPhases() {
        GridView view = view(PhaseMap.STRAIGHT, Snapshots.onePhase());
        assertThat(view.power(1)).isEqualTo(milli(250));
        assertThat(view.power(2)).isEmpty();
        assertThat(view.voltage(3)).isEmpty();
        assertThat(view.phases()).contains(1L);
    }

    @Test
    void aGridWithoutNeutralShowsWhatIsPrinted() {
        // telegrams/be-3x230v-wimdh: no voltage and no power on L2, but a current.
        GridView view = view(PhaseMap.STRAIGHT, Snapshots.threePhase().with(Quantity.POWER_L2, "0")
                .with(Quantity.VOLTAGE_L2, "0").with(Quantity.CURRENT_L2, "1.94"));
        assertThat(view.power(2)).isEqualTo(milli(0));
        assertThat(view.voltage(2)).isEqualTo(milli(0));
        assertThat(view.current(2)).contains(1940L);
    }

    @Test
    void currentsHaveTheSignOfTheirPower() {
        GridView view = view(PhaseMap.STRAIGHT, Snapshots.threePhase());
        assertThat(view.current(1)).isEqualTo(milli(4));
        assertThat(view.current(3)).isEqualTo(milli(-2));
        GridView total = view(PhaseMap.STRAIGHT,
                new Snapshots().with(Quantity.POWER_NET, "-500").with(Quantity.CURRENT_L1, "2"));
        assertThat(total.current(1)).isEqualTo(milli(-2));
    }

    @Test
    void powerVoltageAndCurrentMoveTogether() {
        GridView view = view(PhaseMap.parse("L2,L3,L1"), Snapshots.threePhase());
        assertThat(view.power(2)).isEqualTo(milli(1000));
        assertThat(view.power(3)).isEqualTo(milli(640));
        assertThat(view.power(1)).isEqualTo(milli(-500));
        assertThat(view.voltage(1)).isEqualTo(milli(231));
        assertThat(view.current(1)).isEqualTo(milli(-2));
        assertThat(view.power()).isEqualTo(milli(1140));
    }

    @Test
    void aOnePhaseMeterMayStandOnAnyPhase() {
        GridView view = view(PhaseMap.parse("L3"), Snapshots.onePhase());
        assertThat(view.power(3)).isEqualTo(milli(250));
        assertThat(view.voltage(3)).isEqualTo(milli(230));
        assertThat(view.power(1)).isEmpty();
        assertThat(view.phases()).isEmpty();
    }

    @Test
    void aMapThatIsNoneSaysWhatIsAllowed() {
        for (String wrong : new String[] {"", "L1,L2", "L1,L1,L2", "L4", "L1;L2;L3", "1,2,3", "L1,L2,L3,L1", ","}) {
            assertThatThrownBy(() -> PhaseMap.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"" + wrong + "\"").hasMessageContaining("L2,L3,L1");
        }
        assertThat(PhaseMap.parse("l2, l3, l1").inverterPhases()).containsExactly(2, 3, 1);
    }

    private static Snapshots zeroPhases(String total) {
        return Snapshots.threePhase().with(Quantity.POWER_NET, total).with(Quantity.POWER_L1, "0")
                .with(Quantity.POWER_L2, "0").with(Quantity.POWER_L3, "0").with(Quantity.VOLTAGE_L2, "230");
    }
}
