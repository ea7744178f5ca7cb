package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.dialect.France;
import org.dbusp1.meter.dialect.Germany;
import org.dbusp1.output.EssVerdict;
import org.dbusp1.output.EssVerdict.State;
import org.dbusp1.output.PhaseOrder;
import org.junit.jupiter.api.Test;

/** Each case of what ESS does with a meter, without a bus. */
class EssRulesTest {
    private static final String OURS = "com.victronenergy.grid.p1_ttyUSB0";
    private static final String INVERTER = "com.victronenergy.vebus.ttyS4";

    private String role = "grid";
    private boolean roleConfigured;
    private Optional<Dialect> powerless = Optional.empty();
    private Optional<PhaseOrder> onePhaseOrder = Optional.empty();
    private Optional<Duration> interval = Optional.of(Duration.ofSeconds(1));
    private OptionalInt input1 = OptionalInt.of(1);
    private OptionalInt input2 = OptionalInt.of(0);
    private boolean ofInverter;
    private boolean withoutMeter;
    private final List<EssRules.OtherMeter> others = new ArrayList<>();
    private boolean inverter = true;
    private List<String> chosen = List.of(OURS);
    private boolean notSeen;
    private boolean settled = true;
    private Optional<PhaseComparison.Doubt> doubt = Optional.empty();

    private EssVerdict verdict() {
        EssVerdict verdict = EssRules.verdict(new EssRules.Inputs(role, roleConfigured, powerless, onePhaseOrder, OURS, 40, interval,
                new EssRules.AcInputTypes(input1, input2, ofInverter), withoutMeter,
                others, inverter, chosen, notSeen, settled, doubt));
        assertThat(verdict.text()).isNotBlank().doesNotEndWith(".");
        assertThat(verdict.remedy().isEmpty()).as("what is wrong has a remedy").isEqualTo(!verdict.state().wrong()
                && verdict.state() != State.OTHER_ROLE);
        return verdict;
    }

    private void other(int instance) {
        others.add(new EssRules.OtherMeter("com.victronenergy.grid.cgwacs_mb1", instance, "EM24", "dbus-cgwacs, /dev/ttyUSB1"));
    }

    private void is(State state, String text, String remedy) {
        EssVerdict verdict = verdict();
        assertThat(verdict.state()).isEqualTo(state);
        assertThat(verdict.text()).contains(text);
        assertThat(verdict.remedy()).contains(remedy);
    }

    /** ESS needs some seconds after a change, and where another meter is chosen its cause is named. */
    @Test
    void aMeterThatIsChosenAndThatEssDoesNotSeeIsNotUsed() {
        notSeen = true;
        is(State.NOT_SEEN, "no grid meter", "Restart");
        settled = false;
        is(State.USED, "uses this meter", "");
        settled = true;
        withoutMeter = true;
        is(State.METERING_BY_INVERTER, "ignores", "External meter");
    }

    @Test
    void usedWhereSystemcalcChoseIt() {
        is(State.USED, "ESS uses this meter", "");
        other(41);
        is(State.USED, "ESS uses this meter", "");
    }

    @Test
    void inputsThatTheInverterItselfHasAreNotSetOnTheGxDevice() {
        chosen = List.of("com.victronenergy.acsystem.rs_1");
        input1 = OptionalInt.of(2);
        input2 = OptionalInt.empty();
        is(State.INPUT_NOT_GRID, "AC input 1 is Generator, no AC input is set to Grid", "AC system");
        ofInverter = true;
        is(State.INPUT_NOT_GRID, "AC input 1 is Generator, no AC input is set to Grid", "VictronConnect");
    }

    @Test
    void expectedWhileSystemcalcHasNotChosen() {
        chosen = List.of();
        is(State.EXPECTED, "nothing keeps ESS", "");
        chosen = List.of(INVERTER);
        settled = false;
        is(State.EXPECTED, "nothing keeps ESS", "");
    }

    @Test
    void theInputIsNotGrid() {
        chosen = List.of(INVERTER);
        input1 = OptionalInt.of(2);
        is(State.INPUT_NOT_GRID, "AC input 1 is Generator, AC input 2 is not used, no AC input is set to Grid", "System setup, AC system");
        input1 = OptionalInt.of(3);
        is(State.INPUT_NOT_GRID, "AC input 1 is Shore", "");
        input2 = OptionalInt.of(1);
        is(State.NOT_CHOSEN, INVERTER, "Restart");
        input2 = OptionalInt.empty();
        chosen = List.of();
        is(State.INPUT_NOT_GRID, "ESS ignores this meter: AC input 1 is Shore, no AC input is set to Grid", "");
    }

    @Test
    void anInputThatSystemcalcFeedsFromItIsFineWhateverTheSetting() {
        input1 = OptionalInt.of(0);
        is(State.USED, "", "");
    }

    @Test
    void theInverterMeasures() {
        withoutMeter = true;
        is(State.METERING_BY_INVERTER, "Grid metering is Inverter/Charger", "System setup, ESS");
    }

    @Test
    void anotherMeterHasTheLowerInstance() {
        other(30);
        chosen = List.of("com.victronenergy.grid.cgwacs_mb1");
        is(State.OTHER_METER,
                "EM24 (com.victronenergy.grid.cgwacs_mb1, dbus-cgwacs, /dev/ttyUSB1), "
                        + "because its instance, 30, is lower than this meter's 40",
                "an instance above 40: Settings, Devices, EM24");
        chosen = List.of();
        is(State.OTHER_METER, "EM24", "Unplug it");
        assertThat(verdict().detail()).isEqualTo("EM24");
    }

    @Test
    void systemcalcsChoiceCountsMoreThanTheInstances() {
        other(45);
        chosen = List.of("com.victronenergy.grid.cgwacs_mb1");
        is(State.OTHER_METER, "its instance, 45, is the one that the GX device has chosen", "");
        others.clear();
        other(30);
        chosen = List.of(OURS);
        is(State.USED, "ESS uses this meter", "");
    }

    @Test
    void anotherMeterOfOursIsGivenAnotherRole() {
        others.add(new EssRules.OtherMeter("com.victronenergy.grid.p1_ttyUSB1", 39, "P1 smart meter", "dbus-p1, P1 ttyUSB1"));
        chosen = List.of("com.victronenergy.grid.p1_ttyUSB1");
        is(State.OTHER_METER, "p1_ttyUSB1", "choose its role");
    }

    @Test
    void twoMetersHaveOneInstance() {
        other(40);
        is(State.SAME_INSTANCE, "both have the instance 40", "another instance");
        chosen = List.of("com.victronenergy.grid.cgwacs_mb1");
        is(State.SAME_INSTANCE, "both have the instance 40", "another instance");
        chosen = List.of();
        is(State.SAME_INSTANCE, "both have the instance 40", "another instance");
    }

    @Test
    void theRoleIsAnother() {
        role = "pvinverter";
        chosen = List.of(INVERTER);
        is(State.OTHER_ROLE, "because of its role: pvinverter", "choose the role Grid");
        roleConfigured = true;
        is(State.OTHER_ROLE, "pvinverter", "venus.role=grid");
    }

    /** Its service is not that of a grid meter, so that the GX device uses the inverter, before and after each restart. */
    @Test
    void itSendsNoPower() {
        powerless = Optional.of(Germany.SML);
        chosen = List.of(INVERTER);
        is(State.NO_POWER, "because it sends no power", "PIN");
        chosen = List.of();
        is(State.NO_POWER, "because it sends no power", "PIN");
        role = "pvinverter";
        is(State.OTHER_ROLE, "pvinverter", "");
    }

    @Test
    void remedyOfAMeterWithoutPowerIsThatOfItsKind() {
        powerless = Optional.of(Germany.SML);
        assertThat(verdict().detail()).isEqualTo("optical");
        powerless = Optional.of(France.TIC_HISTORIQUE);
        is(State.NO_POWER, "because it sends no power", "ask the supplier to switch the meter to the mode standard");
        assertThat(verdict().detail()).isEqualTo("historique");
        powerless = Optional.of(France.TIC_STANDARD);
        is(State.NO_POWER, "because it sends no power", "tic.power");
        assertThat(verdict().detail()).isEqualTo("tic");
    }

    @Test
    void isNotCalledSlowBeforeItsIntervalWasMeasured() {
        interval = Optional.empty();
        is(State.USED, "ESS uses this meter", "");
    }

    /** A one-phase meter whose phase was chosen on the screen, and that was exchanged for one with three. */
    @Test
    void onlyOneOfItsPhasesIsPublished() {
        onePhaseOrder = Optional.of(PhaseOrder.parse("L2"));
        interval = Optional.of(Duration.ofSeconds(10));
        is(State.ONE_PHASE_ONLY, "only one of its three phases: the order of phases is L2", "L1,L2,L3");
        assertThat(verdict().detail()).isEqualTo("L1,L2,L3");
        inverter = false;
        is(State.NO_INVERTER, "", "");
    }

    @Test
    void itSendsTooSeldom() {
        interval = Optional.of(Duration.ofSeconds(10));
        is(State.SLOW, "every 10 s", "slow charging");
        interval = Optional.of(Duration.ofSeconds(5));
        is(State.USED, "", "");
    }

    @Test
    void thereIsNoInverter() {
        inverter = false;
        is(State.NO_INVERTER, "no inverter/charger is connected", "");
    }

    @Test
    void thePhasesMayBeExchanged() {
        doubt = Optional.of(new PhaseComparison.Doubt("L1 and L2 may be exchanged", PhaseOrder.parse("L2,L1,L3"), 6));
        is(State.PHASE_ORDER, "L1 and L2 may be exchanged, according to the inverter's powers over 6 minutes",
                "set the order of phases to L2,L1,L3");
        chosen = List.of();
        is(State.EXPECTED, "", "");
    }

    @Test
    void statesKeepTheirNumbers() {
        assertThat(List.of(State.values())).as("/P1/Ess/State").containsExactly(State.UNKNOWN, State.USED, State.EXPECTED,
                State.NO_INVERTER, State.OTHER_ROLE, State.SLOW, State.PHASE_ORDER, State.INPUT_NOT_GRID, State.METERING_BY_INVERTER,
                State.OTHER_METER, State.SAME_INSTANCE, State.NOT_CHOSEN, State.METER_GONE,
                State.NO_POWER, State.ONE_PHASE_ONLY, State.NOT_SEEN);
    }
}
