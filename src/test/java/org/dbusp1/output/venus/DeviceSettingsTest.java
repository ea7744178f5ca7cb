package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.dbusp1.output.PhaseOrder;
import org.dbusp1.output.venus.LocalSettings.ClassAndInstance;
import org.junit.jupiter.api.Test;

/** Tests what the settings of a device make of it. */
class DeviceSettingsTest {
    private static final PhaseOrder CONFIGURED = PhaseOrder.parse("L2,L3,L1");

    private static DeviceKind<Object, Object> meter(Optional<String> role, OptionalInt position) {
        return new DeviceKind<>("p1_E1", "p1_ttyUSB0", role.map(List::of).orElse(List.of("grid", "genset")),
                Optional.of(new DeviceKind.Wiring(position, CONFIGURED)), registration -> List.of(), (any, registration) -> any,
                RuntimeSettings.NONE, UnaryOperator.identity());
    }

    private static DeviceSettings state(DeviceKind<?, ?> kind, String classAndInstance) {
        DeviceSettings state = new DeviceSettings(kind, Optional::empty);
        state.update(LocalSettings.CLASS_AND_INSTANCE, classAndInstance);
        state.update(LocalSettings.POSITION, 1);
        return state;
    }

    /** The setting that would be written; none where it is right. */
    private static String correction(DeviceKind<?, ?> kind, String setting) {
        boolean right = state(kind, setting).validate(() -> { }) == DeviceSettings.Validity.VALID;
        return right ? "none" : kind.expected(ClassAndInstance.of(setting)).toString();
    }

    @Test
    void onlyAClassThatTheDeviceCanBeIsRight() {
        DeviceKind<Object, Object> free = meter(Optional.empty(), OptionalInt.empty());
        assertThat(correction(free, "genset:45")).isEqualTo("none");
        assertThat(correction(free, "battery:45")).as("the instance stays").isEqualTo("grid:45");
        for (String nonsense : List.of("", "grid", "grid:", ":40", "grid:-1", "Grid:40", "grid:40 ", "grid:1234567890")) {
            assertThat(correction(free, nonsense)).as(nonsense).isEqualTo("grid:40");
        }
    }

    @Test
    void theConfiguredClassWins() {
        DeviceKind<Object, Object> genset = meter(Optional.of("genset"), OptionalInt.empty());
        assertThat(correction(genset, "grid:45")).isEqualTo("genset:45");
        assertThat(correction(genset, "genset:123456789")).isEqualTo("none");
        assertThat(genset.settings().get(0).first()).isEqualTo("genset:40");
    }

    @Test
    void theConfiguredPositionWins() {
        assertThat(positionOf(OptionalInt.of(2))).isEqualTo(2);
        assertThat(positionOf(OptionalInt.of(1))).isEqualTo(1);
        assertThat(positionOf(OptionalInt.empty())).as("the setting's").isEqualTo(1);
    }

    private static int positionOf(OptionalInt configured) {
        DeviceSettings state = state(meter(Optional.empty(), configured), "grid:40");
        assertThat(state.validate(() -> { })).isEqualTo(DeviceSettings.Validity.VALID);
        return state.registration().position();
    }

    @Test
    void aRegistrationIsWhatTheSettingsSay() {
        DeviceSettings state = state(meter(Optional.empty(), OptionalInt.empty()), "genset:45");
        state.update(LocalSettings.CUSTOM_NAME, "house\0");
        assertThat(state.registration()).isEqualTo(new Registration("genset", 45, "house?", 1, CONFIGURED));
        state.update(LocalSettings.PHASES, "L3");
        state.update(LocalSettings.POSITION, 2.0);
        assertThat(state.registration().phases()).isEqualTo(PhaseOrder.parse("L3"));
        assertThat(state.registration().position()).isEqualTo(2);
    }

    @Test
    void aSettingThatIsRemovedIsAsItWasAtFirst() {
        DeviceSettings state = state(meter(Optional.empty(), OptionalInt.empty()), "grid:45");
        state.update(LocalSettings.CUSTOM_NAME, "house");
        state.update(LocalSettings.PHASES, "L3");
        for (String setting : List.of(LocalSettings.CUSTOM_NAME, LocalSettings.PHASES, LocalSettings.POSITION)) {
            state.update(setting, new int[0]);
        }
        assertThat(state.registration()).isEqualTo(new Registration("grid", 45, "", 0, CONFIGURED));
        state.update(LocalSettings.CLASS_AND_INSTANCE, new int[0]);
        assertThat(state.validate(() -> { })).isEqualTo(DeviceSettings.Validity.BEING_CORRECTED);
    }

    @Test
    void onlyMetersWithWiringHaveSettingsOfIt() {
        assertThat(meter(Optional.empty(), OptionalInt.of(2)).settings().stream().map(LocalSettings.Setting::toString))
                .containsExactly("Setting[name=ClassAndVrmInstance, first=grid:40, min=0, max=0]",
                        "Setting[name=CustomName, first=, min=0, max=0]", "Setting[name=Position, first=2, min=0, max=2]",
                        "Setting[name=Phases, first=, min=0, max=0]");
        DeviceKind<Object, Object> gas = new DeviceKind<>("p1_E1_gas", "p1_ttyUSB0_gas", List.of("pulsemeter"),
                Optional.empty(), registration -> List.of(), (any, registration) -> any,
                RuntimeSettings.NONE, UnaryOperator.identity());
        assertThat(gas.settings()).hasSize(2);
        assertThat(gas.phases()).isEqualTo(PhaseOrder.STRAIGHT);
        assertThat(gas.serviceName(new Registration("pulsemeter", 40, "", 0, PhaseOrder.STRAIGHT)))
                .isEqualTo("com.victronenergy.pulsemeter.p1_ttyUSB0_gas");
    }

    private static PhaseOrder order(DeviceSettings state, String text) {
        state.update(LocalSettings.PHASES, text);
        return state.registration().phases();
    }

    @Test
    void anEmptyOrderOfPhasesIsTheConfiguredOneAndAnyOtherWins() {
        DeviceSettings state = state(meter(Optional.empty(), OptionalInt.empty()), "grid:40");
        assertThat(state.registration().phases()).isEqualTo(CONFIGURED);
        for (String nothing : new String[] {"", "  "}) {
            assertThat(order(state, "L1,L2,L3")).isEqualTo(PhaseOrder.STRAIGHT);
            assertThat(order(state, nothing)).isEqualTo(CONFIGURED);
        }
        assertThat(order(state, "l3, l2, l1").text()).isEqualTo("L3,L2,L1");
        assertThat(order(state, "L2").text()).isEqualTo("L2");
    }

    @Test
    void anOrderOfPhasesThatIsNoneChangesNothing() {
        DeviceSettings state = state(meter(Optional.empty(), OptionalInt.empty()), "grid:40");
        assertThat(order(state, "first")).as("from the beginning").isEqualTo(CONFIGURED);
        order(state, "L3, L1, L2");
        for (String nonsense : new String[] {"L1,L2", "L1,L1,L2", "L4", "321", "L2;L3;L1", ",", "[]"}) {
            assertThat(order(state, nonsense).text()).as(nonsense).isEqualTo("L3,L1,L2");
            assertThat(state.validate(() -> { })).isEqualTo(DeviceSettings.Validity.VALID);
            assertThat(state.registration().phases().text()).as(nonsense).isEqualTo("L3,L1,L2");
        }
    }
}
