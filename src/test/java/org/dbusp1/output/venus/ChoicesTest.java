package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.dbusp1.Snapshots;
import org.dbusp1.feedback.OwnerChoices;
import org.dbusp1.feedback.OwnerChoices.Switch;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.Stamp;
import org.dbusp1.output.MapMemory;
import org.dbusp1.state.FileStateStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests what an owner chooses on the meter's own page Setup (P1Setup.qml): the switches of outputs, and the limit of a demand window. */
@Tag("server")
class ChoicesTest {
    private static final Demand DEMAND = Snapshots.window(new Stamp(0, 3600), Duration.ofMinutes(15), 1200L, 1300L, 4161L);

    @TempDir
    private Path directory;
    @RegisterExtension
    private final VenusRig rig = VenusRig.withSettings();

    private OwnerChoices start(Set<Switch> enabled, @Nullable Long limit) {
        FileStateStore store = new FileStateStore(directory.resolve("choices.properties"), "choices");
        OwnerChoices choices = new OwnerChoices(store, "ttyUSB0",
                enabled.stream().collect(Collectors.toMap(value -> value, value -> true)), limit);
        rig.choices = choices;
        rig.start();
        return choices;
    }

    private void restart(Set<Switch> enabled, @Nullable Long limit) {
        rig.stop(VenusRig.GRID);
        start(enabled, limit);
    }

    private static Snapshots withDemand() {
        return Snapshots.threePhase().demand(DEMAND);
    }

    @Test
    void whatIsConfiguredIsSwitchedAndStaysSoAfterARestart() {
        OwnerChoices choices = start(EnumSet.allOf(Switch.class), null);
        rig.publish(Snapshots.threePhase());
        assertThat(rig.value("/P1/Outputs/Notifications")).isEqualTo("1");
        assertThat(rig.setValue("/P1/Outputs/Notifications", "v:i", 0)).isZero();
        assertThat(rig.value("/P1/Outputs/Notifications")).isEqualTo("0");
        assertThat(choices.state(Switch.NOTIFICATIONS)).hasValue(false);

        restart(EnumSet.allOf(Switch.class), null);
        rig.publish(Snapshots.threePhase());
        assertThat(rig.value("/P1/Outputs/Notifications")).isEqualTo("0");
        assertThat(rig.setValue("/P1/Outputs/Notifications", "v:d", 1.0)).as("as a browser writes it").isZero();
        assertThat(rig.value("/P1/Outputs/Notifications")).isEqualTo("1");
    }

    @Test
    void aSwitchTakesNoOtherValueAndWhatIsNotConfiguredHasNone() {
        start(EnumSet.of(Switch.NOTIFICATIONS), null);
        rig.publish(Snapshots.threePhase());
        for (int none : List.of(2, -1, 1000)) {
            assertThat(rig.setValue("/P1/Outputs/Notifications", "v:i", none)).as("" + none).isEqualTo(2);
        }
        assertThat(rig.setValue("/P1/Outputs/Notifications", "v:s", "off")).isEqualTo(1);
        assertThat(rig.setValue("/P1/Outputs/Notifications", "v:d", 0.5)).isEqualTo(1);
        assertThat(rig.value("/P1/Outputs/Notifications")).isEqualTo("1");
        for (String absent : List.of("/P1/Follow/Enabled", "/P1/Demand/Limit")) {
            assertThatThrownBy(() -> rig.setValue(absent, "v:i", 1)).hasMessageContaining("UnknownObject");
        }
    }

    @Test
    void theLimitIsChosenAndStaysAfterARestartAlsoWhileLocalsettingsHang() throws Exception {
        OwnerChoices choices = start(Set.of(), null);
        rig.publish(withDemand());
        rig.assertShown(VenusRig.GRID, "/P1/Demand/Limit=0, /P1/Demand/LimitIsAdjustable=1");
        rig.signalSettings("STOP");
        assertThat(rig.setValue("/P1/Demand/Limit", "v:i", 4000)).isZero();
        rig.signalSettings("CONT");
        assertThat(rig.value("/P1/Demand/Limit")).isEqualTo("4000");
        assertThat(choices.limit(Snapshots.threePhase().take().key())).isEqualTo(4000);
        for (int none : List.of(-1, 1_000_001)) {
            assertThat(rig.setValue("/P1/Demand/Limit", "v:i", none)).as("" + none).isEqualTo(2);
        }
        assertThat(rig.setValue("/P1/Demand/Limit", "v:s", "4 kW")).isEqualTo(1);

        restart(Set.of(), null);
        rig.publish(withDemand());
        assertThat(rig.value("/P1/Demand/Limit")).isEqualTo("4000");
        assertThat(rig.setValue("/P1/Demand/Limit", "v:i", 0)).isZero();
        assertThat(rig.value("/P1/Demand/Limit")).isEqualTo("0");
    }

    /** The rows by which gui-v2 makes an entry of Quick access, and those that the owner changes there. */
    @Test
    void quickAccessHasLimiterAndForecastWhileTheOwnerHasALimit() {
        OwnerChoices choices = start(Set.of(Switch.LIMITER), null);
        rig.publish(withDemand());
        assertThatThrownBy(() -> rig.setValue("/SwitchableOutput/limiter/State", "v:i", 0)).hasMessageContaining("UnknownObject");

        assertThat(rig.setValue("/P1/Demand/Limit", "v:i", 4000)).isZero();
        rig.awaitValue("/SwitchableOutput/limiter/Name", "\"Limit the peak\"");
        rig.assertShown(VenusRig.GRID, "/SwitchableOutput/limiter/State=1, /SwitchableOutput/limiter/Status=9,"
                + " /SwitchableOutput/limiter/Settings/Type=1, /SwitchableOutput/limiter/Settings/ValidTypes=2,"
                + " /SwitchableOutput/limiter/Settings/Group=, /SwitchableOutput/limiter/Settings/ShowUIControl=1,"
                + " /GenericInput/forecast/Value=1300.0, /GenericInput/forecast/Status=0, /GenericInput/forecast/Settings/Type=2,"
                + " /GenericInput/forecast/Settings/ValidTypes=4, /GenericInput/forecast/Settings/RangeMax=4000.0,"
                + " /GenericInput/forecast/Settings/Unit=W, /GenericInput/forecast/Settings/ShowUIInput=1");
        assertThat(rig.setValue("/SwitchableOutput/limiter/State", "v:i", 0)).isZero();
        assertThat(choices.state(Switch.LIMITER)).hasValue(false);
        rig.assertShown(VenusRig.GRID, "/P1/Demand/Limiter=0, /SwitchableOutput/limiter/Status=0");
        assertThat(rig.setValue("/GenericInput/forecast/Value", "v:d", 1.0)).as("read-only").isEqualTo(1);
        assertThat(rig.setValue("/SwitchableOutput/limiter/Settings/ShowUIControl", "v:i", 8)).isEqualTo(2);

        assertThat(rig.setValue("/SwitchableOutput/limiter/Settings/ShowUIControl", "v:i", 2)).isZero();
        assertThat(rig.setValue("/GenericInput/forecast/Settings/CustomName", "v:s", "Vorhersage")).isZero();
        assertThat(rig.setValue("/GenericInput/forecast/Settings/Group", "v:s", "Haus")).isZero();
        restart(Set.of(Switch.LIMITER), null);
        rig.publish(withDemand());
        rig.assertShown(VenusRig.GRID, "/SwitchableOutput/limiter/State=0, /SwitchableOutput/limiter/Settings/ShowUIControl=2,"
                + " /GenericInput/forecast/Settings/CustomName=Vorhersage, /GenericInput/forecast/Settings/Group=Haus");

        assertThat(rig.setValue("/P1/Demand/Limit", "v:i", 0)).isZero();
        rig.assertShown(VenusRig.GRID, "/SwitchableOutput/limiter/Name=null, /GenericInput/forecast/Settings/Type=null");
    }

    @Test
    void aConfiguredLimitCannotBeChanged() {
        start(Set.of(), 2500L);
        rig.publish(withDemand());
        rig.assertShown(VenusRig.GRID, "/P1/Demand/Limit=2500, /P1/Demand/LimitIsAdjustable=0");
        assertThat(rig.setValue("/P1/Demand/Limit", "v:i", 4000)).isEqualTo(2);
        assertThat(rig.value("/P1/Demand/Limit")).isEqualTo("2500");
    }

    /** The script that uninstalls the driver removes the settings below this name, and no others. */
    @Test
    void theNameOfTheMetersSettingsIsRemembered() {
        MapMemory names = new MapMemory();
        rig.names = names;
        rig.start();
        rig.publish(Snapshots.threePhase());
        rig.publish(Snapshots.threePhase());
        assertThat(rig.value("/Connected")).isEqualTo("1");
        assertThat(names.kept).containsExactly(entry("E0012345", "p1_E0012345"));
        assertThat(names.writes).isEqualTo(1);
    }
}
