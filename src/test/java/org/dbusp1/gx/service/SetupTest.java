package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.Snapshots;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.meter.Quantity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests what an owner chooses on the device's page Setup (gui-v2, PageAcInSetup.qml): role, position and phase. */
@Tag("server")
class SetupTest {
    private static final Texts ENGLISH = Texts.in(Texts.ENGLISH);
    @RegisterExtension
    private final VenusRig rig = VenusRig.withSettings();

    @TempDir
    private Path directory;

    private static String service(String role) {
        return "com.victronenergy." + role + ".p1_ttyUSB0";
    }

    private int set(String role, String path, String type, Object value) {
        return rig.client.item(service(role), path, "SetValue", type, value).get(1).asInt();
    }

    /** An "as" as the client of the bus prints it. */
    private static String texts(String... texts) {
        return Stream.of(texts).map(text -> "[\"s\",\"" + text + "\"]").collect(Collectors.joining(",", "[\"as\",[", "]]"));
    }

    @Test
    void aSearchForAnotherMeterIsBegunOnTheScreenAndItsResultIsThere() {
        String heard = "ttyUSB3 (CP2102): nothing for 60 s";
        rig.search = new MeterSearch(List.of("echo", heard), Duration.ZERO, Duration.ofMinutes(1),
                directory.resolve("search"), Path.of("/dev/null"));
        rig.publish(Snapshots.threePhase());
        assertThat(rig.client.value(VenusRig.GRID, "/P1/Search/State").asText()).isEqualTo("ready");
        assertThat(rig.setValue("/P1/Search/Begin", "v:i", 2)).isEqualTo(2);
        assertThat(rig.setValue("/P1/Search/Begin", "v:i", 1)).isZero();
        rig.awaitWithTelegrams("the result", () -> rig.client.value(VenusRig.GRID, "/P1/Search/State").asText().equals("not_found"));
        assertThat(rig.client.value(VenusRig.GRID, "/P1/Search/Heard").asText()).isEqualTo(heard);
        assertThat(rig.client.value(VenusRig.GRID, "/P1/Search/Begin").asInt()).isZero();
    }

    /** The screen ignores a second press while no signal has answered the first. */
    @Test
    void aPressedButtonAndARefusedValueAreAnsweredWithASignalOfTheValueThatStays() {
        rig.search = new MeterSearch(List.of("echo", "nothing"), Duration.ZERO, Duration.ofMinutes(1),
                directory.resolve("search"), Path.of("/dev/null"));
        rig.publish(Snapshots.threePhase());
        rig.forgetSignals();

        assertThat(rig.setValue("/P1/Search/Begin", "v:i", 1)).isZero();
        awaitSignalOf("/P1/Search/Begin");
        rig.forgetSignals();
        assertThat(rig.setValue("/P1/Search/Begin", "v:i", 1)).isZero();
        awaitSignalOf("/P1/Search/Begin");
        assertThat(rig.setValue("/P1/Phases", "v:s", "L1,L1,L1")).isEqualTo(2);
        awaitSignalOf("/P1/Phases");
    }

    private void awaitSignalOf(String path) {
        Await.await("a signal of " + path, () -> rig.client.signals("ItemsChanged").stream()
                .anyMatch(signal -> signal.get("body").get(0).get(1).has(path)));
    }

    /** As the screen does it: the role changes, the meter is there under its new name. */
    private void choose(String from, String to) {
        assertThat(set(from, "/Role", "v:s", to)).as(from + " to " + to).isZero();
        rig.awaitName(service(to));
        rig.awaitNoName(service(from));
    }

    @Test
    void eachRoleCanBeChosenAndTakesEffectAtOnce() {
        rig.publish(Snapshots.threePhase());
        assertThat(rig.client.item(VenusRig.GRID, "/AllowedRoles", "GetValue").toString())
                .isEqualTo(texts("grid", "pvinverter", "genset", "acload", "evcharger", "heatpump"));
        assertThat(rig.client.item(VenusRig.GRID, "/AllowedRoles", "GetText").get(1).asText())
                .isEqualTo("['grid', 'pvinverter', 'genset', 'acload', 'evcharger', 'heatpump']");
        String present = "grid";
        for (Role role : List.of(Role.PVINVERTER, Role.GENSET, Role.ACLOAD, Role.EVCHARGER, Role.HEATPUMP, Role.GRID)) {
            choose(present, role.text());
            present = role.text();
            assertThat(rig.client.value(service(present), "/Role").asText()).isEqualTo(present);
            assertThat(rig.client.value(service(present), "/Ac/Power").asDouble()).as(present).isEqualTo(role.produces() ? -1140 : 1140);
            assertThat(rig.setting("ClassAndVrmInstance")).isEqualTo(present + ":40");
        }
        assertThat(rig.client.names("com.victronenergy.")).containsExactly(VenusRig.GRID, BusItemClient.SETTINGS);
        assertThat(rig.endings).isEmpty();
    }

    @Test
    void anInstanceThatAnotherDeviceOfTheRoleHasIsNotTaken() {
        rig.addSetting("/Settings/Devices/other/ClassAndVrmInstance", "s", "acload:40");
        rig.publish(Snapshots.threePhase());
        choose("grid", "acload");
        assertThat(rig.client.value(service("acload"), "/DeviceInstance").asInt()).isEqualTo(41);
        assertThat(rig.setting("ClassAndVrmInstance")).isEqualTo("acload:41");
    }

    @Test
    void aRoleThatCannotBeIsRefusedAndTheOldOneStays() {
        rig.publish(Snapshots.threePhase());
        for (String none : List.of("battery", "Grid", "", "grid:41", "pvinverter ", "x".repeat(255))) {
            assertThat(rig.setValue("/Role", "v:s", none)).as(none).isEqualTo(2);
        }
        assertThat(rig.setValue("/Role", "v:i", 3)).isEqualTo(2);
        assertThat(rig.setValue("/Role", "v:as", List.of("grid"))).isEqualTo(1);
        assertThat(rig.setValue("/Role", "v:s", "grid")).as("as it is").isZero();
        assertThat(rig.setting("ClassAndVrmInstance")).isEqualTo("grid:40");
        rig.stopSettings();
        assertThat(rig.setValue("/Role", "v:s", "acload")).as("nobody keeps it").isEqualTo(2);
        assertThat(rig.value("/Role")).isEqualTo("\"grid\"");
    }

    @Test
    void whatTheConfigurationSetsCannotBeChosen() {
        rig.start(VenusRig.settings(Role.ACLOAD, 1, PhaseOrder.STRAIGHT, false));
        String load = service("acload");
        rig.publish(load, Snapshots.threePhase());
        assertThat(rig.client.item(load, "/AllowedRoles", "GetValue").toString()).isEqualTo(texts("acload"));
        assertThat(rig.client.value(load, "/PositionIsAdjustable").asInt()).isZero();
        rig.awaitWithTelegrams("the remedy", () -> ENGLISH.remedy(rig.driver.board().ess()).contains("venus.role=grid"));
        assertThat(set("acload", "/Role", "v:s", "grid")).isEqualTo(2);
        assertThat(set("acload", "/Position", "v:i", 0)).isEqualTo(2);
        assertThat(rig.client.value(load, "/Position").asInt()).isEqualTo(1);
        assertThat(rig.setting("ClassAndVrmInstance")).isEqualTo("acload:40");
    }

    @Test
    void theChosenRoleStaysAfterARestart() {
        rig.publish(Snapshots.threePhase());
        choose("grid", "evcharger");
        assertThat(set("evcharger", "/Position", "v:i", 1)).isZero();
        rig.stop(service("evcharger"));

        rig.start();
        rig.publish(service("evcharger"), Snapshots.threePhase());
        assertThat(rig.client.value(service("evcharger"), "/Position").asInt()).isEqualTo(1);
    }

    @Test
    void thePhaseOfAOnePhaseMeterIsChosen() {
        rig.publish(Snapshots.onePhase().with(Quantity.ENERGY_IMPORT, "7").with(Quantity.ENERGY_EXPORT, "3"));
        assertThat(rig.client.item(VenusRig.GRID, "/PhaseSetting", "GetValue").toString()).isEqualTo("[\"i\",1]");

        assertThat(rig.setValue("/PhaseSetting", "v:i", 3)).isZero();
        rig.assertShown(VenusRig.GRID, "/PhaseSetting=3, /P1/Phases=L3");
        assertThat(rig.setting("Phases")).isEqualTo("L3");
        rig.assertShown(VenusRig.GRID, "/Ac/L3/Power=250.0, /Ac/L3/Energy/Forward=7.0, /Ac/L3/Energy/Reverse=3.0, "
                + "/Ac/L1/Energy/Forward=null, /Ac/L1/Power=null");

        for (int none : List.of(0, 4, -1, 1000)) {
            assertThat(rig.setValue("/PhaseSetting", "v:i", none)).as("" + none).isEqualTo(2);
        }
        assertThat(rig.setValue("/PhaseSetting", "v:s", "L1")).isEqualTo(1);
        assertThat(rig.value("/PhaseSetting")).isEqualTo("3");

        assertThat(rig.setValue("/P1/Phases", "v:s", "L2")).isZero();
        assertThat(rig.value("/PhaseSetting")).isEqualTo("2");
        rig.changeSetting("Phases", "s", "");
        rig.awaitValue("/PhaseSetting", "1");
    }

    @Test
    void aMeterThatTurnsOutToHaveThreePhasesHasNoPhaseToChoose() {
        rig.publish(Snapshots.onePhase());
        assertThat(rig.value("/PhaseSetting")).isEqualTo("1");
        rig.send(Snapshots.threePhase().take());
        rig.awaitValue("/PhaseSetting", "null");
        assertThat(rig.setValue("/PhaseSetting", "v:i", 2)).isEqualTo(2);
        assertThat(rig.value("/P1/Phases")).isEqualTo("\"L1,L2,L3\"");
        assertThat(rig.setting("Phases")).isEmpty();
    }
}
