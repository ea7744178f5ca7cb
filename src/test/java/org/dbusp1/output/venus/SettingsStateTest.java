package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What the settings of a device make of it. */
class SettingsStateTest {
    private static final PhaseMap CONFIGURED = PhaseMap.parse("L2,L3,L1");

    private static DeviceKind<Object, Object> meter(Optional<String> role, OptionalInt position) {
        return new DeviceKind<>("p1_E1", "p1_ttyUSB0", List.of("grid", "genset"), role,
                Optional.of(new Wiring(position, CONFIGURED)), registration -> List.of(), (any, registration) -> any);
    }

    private static SettingsState state(DeviceKind<?, ?> kind, String classAndInstance) {
        SettingsState state = new SettingsState(kind);
        state.update(Map.of(LocalSettings.CLASS_AND_INSTANCE, classAndInstance, LocalSettings.POSITION, 1));
        return state;
    }

    private static String correction(DeviceKind<?, ?> kind, String setting) {
        return state(kind, setting).correction().map(ClassAndInstance::toString).orElse("none");
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
        assertThat(state(meter(Optional.empty(), OptionalInt.of(2)), "grid:40").positionCorrection()).hasValue(2);
        assertThat(state(meter(Optional.empty(), OptionalInt.of(1)), "grid:40").positionCorrection()).isEmpty();
        assertThat(state(meter(Optional.empty(), OptionalInt.empty()), "grid:40").positionCorrection()).isEmpty();
    }

    @Test
    void aRegistrationIsWhatTheSettingsSay() {
        SettingsState state = state(meter(Optional.empty(), OptionalInt.empty()), "genset:45");
        state.update(LocalSettings.CUSTOM_NAME, "house\0");
        assertThat(state.registration()).isEqualTo(new Registration("genset", 45, "house?", 1, CONFIGURED));
        state.update(LocalSettings.PHASES, "L3");
        state.update(LocalSettings.POSITION, 2.0);
        assertThat(state.registration().phases()).isEqualTo(PhaseMap.parse("L3"));
        assertThat(state.registration().position()).isEqualTo(2);
    }

    @Test
    void aSettingThatIsRemovedIsAsItWasAtFirst() {
        SettingsState state = state(meter(Optional.empty(), OptionalInt.empty()), "grid:45");
        state.update(LocalSettings.CUSTOM_NAME, "house");
        state.update(LocalSettings.PHASES, "L3");
        for (String setting : List.of(LocalSettings.CUSTOM_NAME, LocalSettings.PHASES, LocalSettings.POSITION)) {
            state.update(setting, new int[0]);
        }
        assertThat(state.registration()).isEqualTo(new Registration("grid", 45, "", 0, CONFIGURED));
        state.update(LocalSettings.CLASS_AND_INSTANCE, new int[0]);
        assertThat(state.correction().orElseThrow().toString()).isEqualTo("grid:40");
    }

    @Test
    void onlyMetersWithWiringHaveSettingsOfIt() {
        assertThat(meter(Optional.empty(), OptionalInt.of(2)).settings().stream().map(LocalSettings.Setting::toString))
                .containsExactly("Setting[name=ClassAndVrmInstance, first=grid:40, min=0, max=0]",
                        "Setting[name=CustomName, first=, min=0, max=0]", "Setting[name=Position, first=2, min=0, max=2]",
                        "Setting[name=Phases, first=, min=0, max=0]");
        DeviceKind<Object, Object> gas = new DeviceKind<>("p1_E1_gas", "p1_ttyUSB0_gas", List.of("pulsemeter"),
                Optional.of("pulsemeter"), Optional.empty(), registration -> List.of(), (any, registration) -> any);
        assertThat(gas.settings()).hasSize(2);
        assertThat(gas.phases()).isEqualTo(PhaseMap.STRAIGHT);
        assertThat(gas.serviceName(gas.standsAs(new Registration("pulsemeter", 40, "", 0, PhaseMap.STRAIGHT))))
                .isEqualTo("com.victronenergy.pulsemeter.p1_ttyUSB0_gas");
    }
}
