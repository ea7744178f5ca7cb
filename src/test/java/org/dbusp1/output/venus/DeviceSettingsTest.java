package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.dbusp1.meter.PhaseOrder;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.venus.DeviceSettings.Registration;
import org.dbusp1.output.venus.DeviceSettings.ScreenChoices;
import org.dbusp1.output.venus.VenusConfig.Role;
import org.dbusp1.venus.LocalSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests what the settings of a device make of it. */
class DeviceSettingsTest {
    private static final PhaseOrder CONFIGURED = PhaseOrder.parse("L2,L3,L1");

    private static DeviceSettings meter(@Nullable Role role, @Nullable Integer position) {
        VenusConfig configured = VenusRig.settings(role, position, CONFIGURED, false);
        return new DeviceSettings("p1_E1", configured.allowedRoles(), configured, ScreenChoices.NONE, RememberedSettings.NONE,
                () -> null);
    }

    private static DeviceSettings meter(String classAndInstance) {
        return with(meter(null, null), classAndInstance);
    }

    private static DeviceSettings with(DeviceSettings state, String classAndInstance) {
        state.update(LocalSettings.CLASS_AND_INSTANCE, classAndInstance);
        state.update(LocalSettings.POSITION, 1);
        return state;
    }

    private static boolean valid(DeviceSettings state) {
        List<Boolean> answers = new ArrayList<>();
        state.validate(answers::add);
        return answers.get(0);
    }

    @Test
    void onlyAClassThatTheDeviceCanBeIsRight() {
        assertThat(valid(meter("genset:45"))).isTrue();
        for (String nonsense : List.of("battery:45", "", "grid", "grid:", ":40", "grid:-1", "Grid:40", "grid:40 ", "grid:1234567890")) {
            assertThat(valid(meter(nonsense))).as(nonsense).isFalse();
        }
    }

    /** A client may write while localsettings have not taken the correction. */
    @Test
    void whatDependsOnTheClassIsRefusedWhileTheClassIsNotValid() {
        DeviceSettings meter = meter("acload:");
        assertThatIllegalArgumentException().isThrownBy(() -> meter.checkPosition(1L))
                .withMessage("the setting ClassAndVrmInstance is not valid");
        assertThatIllegalArgumentException().isThrownBy(() -> meter.checkRole("acload"))
                .withMessage("the setting ClassAndVrmInstance is not valid");
    }

    @Test
    void theConfiguredPositionWins() {
        assertThat(positionOf(2)).isEqualTo(2);
        assertThat(positionOf(1)).isEqualTo(1);
        assertThat(positionOf(null)).as("the setting's").isEqualTo(1);
    }

    private static int positionOf(@Nullable Integer configured) {
        DeviceSettings state = with(meter(null, configured), "grid:40");
        assertThat(valid(state)).isTrue();
        return state.registration().position();
    }

    @Test
    void aRegistrationIsWhatTheSettingsSay() {
        DeviceSettings state = meter("genset:45");
        state.update(LocalSettings.CUSTOM_NAME, "house\0");
        assertThat(state.registration()).isEqualTo(new Registration("genset", 45, "house?", 1, CONFIGURED));
        state.update(LocalSettings.PHASES, "L3");
        state.update(LocalSettings.POSITION, 2.0);
        assertThat(state.registration().phases()).isEqualTo(PhaseOrder.parse("L3"));
        assertThat(state.registration().position()).isEqualTo(2);
    }

    @Test
    void aSettingThatIsRemovedIsAsItWasAtFirst() {
        DeviceSettings state = meter("grid:45");
        state.update(LocalSettings.CUSTOM_NAME, "house");
        state.update(LocalSettings.PHASES, "L3");
        for (String setting : List.of(LocalSettings.CUSTOM_NAME, LocalSettings.PHASES, LocalSettings.POSITION)) {
            state.update(setting, new int[0]);
        }
        assertThat(state.registration()).isEqualTo(new Registration("grid", 45, "", 0, CONFIGURED));
        state.update(LocalSettings.CLASS_AND_INSTANCE, new int[0]);
        assertThat(valid(state)).isFalse();
    }

    @Test
    void onlyMetersWithWiringHaveSettingsOfIt() {
        assertThat(meter(null, 2).definitions().stream().map(LocalSettings.Setting::toString))
                .containsExactly("Setting[name=ClassAndVrmInstance, first=grid:40, min=0, max=0]",
                        "Setting[name=CustomName, first=, min=0, max=0]", "Setting[name=Position, first=2, min=0, max=2]",
                        "Setting[name=Phases, first=, min=0, max=0]");
        DeviceSettings gas = new DeviceSettings("p1_E1_gas", List.of("pulsemeter"), null, ScreenChoices.NONE, RememberedSettings.NONE,
                () -> null);
        assertThat(gas.definitions()).hasSize(2);
        gas.update(LocalSettings.CLASS_AND_INSTANCE, "pulsemeter:40");
        assertThat(gas.registration().phases()).isEqualTo(PhaseOrder.STRAIGHT);
    }

    /** What localsettings had last, as the first values of new settings; a value that cannot be is not remembered. */
    @Test
    void theFirstValuesOfNewSettingsAreThoseThatTheOwnerHadLast() {
        MapMemory memory = new MapMemory();
        VenusConfig configured = VenusRig.settings(null, null, CONFIGURED, false);
        Supplier<DeviceSettings> run = () -> new DeviceSettings("p1_E1", configured.allowedRoles(), configured, ScreenChoices.NONE,
                new RememberedSettings(memory, () -> { }), () -> null);
        DeviceSettings before = with(run.get(), "pvinverter:43");
        before.update(LocalSettings.CUSTOM_NAME, "Dak");
        before.update(LocalSettings.PHASES, "L2,L3,L1");
        before.update(LocalSettings.CLASS_AND_INSTANCE, "battery:45");
        before.update(LocalSettings.PHASES, "L2,L2,L1");
        before.update(LocalSettings.CUSTOM_NAME, List.of());

        assertThat(run.get().definitions().stream().map(LocalSettings.Setting::toString))
                .containsExactly("Setting[name=ClassAndVrmInstance, first=pvinverter:43, min=0, max=0]",
                        "Setting[name=CustomName, first=Dak, min=0, max=0]", "Setting[name=Position, first=1, min=0, max=2]",
                        "Setting[name=Phases, first=L2,L3,L1, min=0, max=0]");
        DeviceSettings later = run.get();
        later.update(LocalSettings.CLASS_AND_INSTANCE, "grid:40");
        later.update(LocalSettings.CUSTOM_NAME, "");
        assertThat(run.get().definitions().stream().map(LocalSettings.Setting::first)).startsWith("grid:40", "");
    }
}
