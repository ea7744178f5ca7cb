package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.dbusp1.Await;
import org.dbusp1.Snapshots;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.TestDemand;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Instance, name and role are kept by localsettings (localsettings.py). */
@Tag("server")
class SettingsTest {
    private static final String PV = "com.victronenergy.pvinverter.p1_ttyUSB0";
    @RegisterExtension
    private final VenusRig rig = VenusRig.withSettings();

    @Test
    void takesTheNextInstanceWhereTheFirstIsTakenAndKeepsIt() throws Exception {
        rig.addSetting("/Settings/Devices/other/ClassAndVrmInstance", "s", "grid:40");
        rig.run();
        assertThat(rig.value("/DeviceInstance")).isEqualTo("41");
        assertThat(rig.setting("ClassAndVrmInstance")).isEqualTo("grid:41");

        rig.stop(VenusRig.GRID);
        rig.run();
        assertThat(rig.value("/DeviceInstance")).isEqualTo("41");
    }

    @Test
    void aMovedInstanceOrRoleComesBackOnAFreshConnection() throws Exception {
        rig.run();
        String before = rig.client.owner(VenusRig.GRID);
        rig.forgetSignals();

        rig.changeSetting("ClassAndVrmInstance", "s", "grid:50");
        Await.await("another owner", () -> !List.of("", before).contains(rig.client.owner(VenusRig.GRID)));

        assertThat(rig.value("/DeviceInstance")).isEqualTo("50");
        List<JsonNode> changes = rig.client.signals("NameOwnerChanged").stream()
                .filter(change -> change.get("body").get(0).get(1).asText().equals(VenusRig.GRID)).toList();
        assertThat(changes).hasSize(2);
        assertThat(changes.get(0).get("body").get(2).get(1).asText()).as("it left first").isEmpty();
        assertThat(rig.client.names("com.victronenergy.grid.")).containsExactly(VenusRig.GRID);

        rig.changeSetting("ClassAndVrmInstance", "s", "pvinverter:45");
        rig.awaitName(PV);
        rig.awaitNoName(VenusRig.GRID);
        rig.assertShown(PV, "/DeviceInstance=45, /Role=pvinverter, /Ac/Power=-1140.0");
    }

    @Test
    void waitsForLocalsettingsAndIsThereWithoutAnotherTelegramTheEnergyMeterFirst() throws Exception {
        rig.stopSettings();
        rig.start();
        rig.send(Snapshots.threePhase().gas(1, "G0001", 1_700_000_000, "10").take());
        assertThat(rig.client.owner(VenusRig.GRID)).isEmpty();
        rig.startSettings();
        String gas = "com.victronenergy.pulsemeter.p1_ttyUSB0_gas";
        rig.awaitName(gas);
        assertThat(rig.value("/Ac/Power")).isEqualTo("1140.0");
        assertThat(rig.client.signals("NameOwnerChanged").stream().map(change -> change.get("body").get(0).get(1).asText())
                .filter(List.of(VenusRig.GRID, gas)::contains)).containsExactly(VenusRig.GRID, gas);
    }

    @Test
    void theCustomNameGoesBothWays() throws Exception {
        rig.run();
        rig.forgetSignals();

        assertThat(rig.setValue("/CustomName", "v:s", "Zähler Süd")).isZero();
        assertThat(rig.setting("CustomName")).isEqualTo("Zähler Süd");
        assertThat(rig.value("/CustomName")).isEqualTo("\"Zähler Süd\"");
        assertThat(rig.client.signals("ItemsChanged")).hasSize(1);

        rig.forgetSignals();
        assertThat(rig.setValue("/CustomName", "v:s", "Zähler Süd")).as("equal").isZero();
        assertThat(rig.client.signals("ItemsChanged")).isEmpty();

        rig.changeSetting("CustomName", "s", "mirrored");
        rig.awaitValue("/CustomName", "\"mirrored\"");

        assertThat(rig.setValue("/CustomName", "v:as", List.of())).as("invalidated").isZero();
        assertThat(rig.value("/CustomName")).isEqualTo("\"\"");
        assertThat(rig.setValue("/CustomName", "s", "bare")).as("not in a variant").isZero();
        assertThat(rig.setValue("/CustomName", "v:s", "x".repeat(255))).isZero();
        assertThat(rig.setValue("/CustomName", "v:s", "x".repeat(256))).as("too long").isEqualTo(1);
        assertThat(rig.setValue("/CustomName", "v:as", List.of("x"))).as("a list").isEqualTo(1);
        assertThat(rig.setValue("/CustomName", "v:i", 7)).isZero();

        rig.stop(VenusRig.GRID);
        rig.run();
        assertThat(rig.value("/CustomName")).isEqualTo("\"7\"");
    }

    @Test
    void outlivesLocalsettingsAndAddsItsSettingsAgain() throws Exception {
        rig.run();
        String owner = rig.client.owner(VenusRig.GRID);

        rig.stopSettings();
        assertThat(rig.setValue("/CustomName", "v:s", "nobody keeps it")).isEqualTo(2);
        java.nio.file.Files.delete(rig.bus.directory().resolve("settings.json"));
        rig.startSettings();
        Await.await("the settings", () -> rig.client.call(BusItemClient.SETTINGS,
                VenusRig.SETTING + "ClassAndVrmInstance", "com.victronenergy.BusItem", "GetValue").has("answer"));
        assertThat(rig.client.owner(VenusRig.GRID)).isEqualTo(owner);
        assertThat(rig.setValue("/CustomName", "v:s", "kept")).isZero();
        assertThat(rig.setting("CustomName")).isEqualTo("kept");
    }

    @ParameterizedTest
    @CsvSource({"forty, grid:40", "battery:43, grid:43"})
    void aSettingThatMakesNoSenseIsPutRight(String setting, String right) throws Exception {
        spoil(setting);
        rig.run();
        assertThat("grid:" + rig.value("/DeviceInstance")).isEqualTo(right);
        assertThat(rig.setting("ClassAndVrmInstance")).isEqualTo(right);
    }

    @Test
    void aSettingThatStaysInvalidIsCorrectedTwice() throws Exception {
        spoil("battery:43");
        assertThat(writesToPinned()).isZero();
        rig.start();
        rig.awaitWithTelegrams("two corrections", () -> writesToPinned() == 2);
        for (int telegram = 0; telegram < 20; telegram++) {
            rig.send(Snapshots.threePhase().take());
            assertThat(writesToPinned()).isEqualTo(2);
        }
        assertThat(rig.client.owner(VenusRig.GRID)).isEmpty();
        spoil("grid:47");
        rig.awaitName(VenusRig.GRID); // without another telegram
        assertThat(rig.value("/DeviceInstance")).isEqualTo("47");
        assertThat(rig.endings).isEmpty();
    }

    /** What the driver itself stores does not wait for the settings of the device. */
    @Test
    void aLimitIsShownAtOnceAlsoWhileASettingStaysInvalid() throws Exception {
        rig.start();
        rig.publish(Snapshots.threePhase().demand(TestDemand.window(new Stamp(0, 3600), Duration.ofMinutes(15), 1200L, 1300L, 4161L)));
        assertThat(writesToPinned()).isZero();
        spoil("battery:43");
        Await.await("two corrections", () -> writesToPinned() == 2);
        assertThat(rig.setValue("/P1/Demand/Limit", "v:i", 4000)).isZero();
        assertThat(rig.value("/P1/Demand/Limit")).isEqualTo("4000");
    }

    /** Also while it cannot be written: as after a loss of the meter, of the setting and of localsettings, in this order. */
    @Test
    void aSettingThatIsInvalidWhenLocalsettingsLeaveIsCorrectedWhenTheyAreBack() throws Exception {
        rig.run();
        rig.lose();
        spoil("battery:43");
        rig.stopSettings();
        rig.send(Snapshots.threePhase().take());
        rig.client.names("");
        rig.startSettings();
        rig.awaitWithTelegrams("the service", () -> !rig.client.owner(VenusRig.GRID).isEmpty());
        assertThat(rig.setting("ClassAndVrmInstance")).isEqualTo("grid:43");
    }

    @Test
    void theConfiguredRoleWinsOverTheSetting() throws Exception {
        spoil("grid:47");
        rig.start(VenusRig.settings(Role.PVINVERTER, 1, PhaseOrder.STRAIGHT, false));
        rig.publish(PV, Snapshots.threePhase());
        assertThat(rig.setting("ClassAndVrmInstance")).isEqualTo("pvinverter:47");

        rig.changeSetting("ClassAndVrmInstance", "s", "grid:48");
        Await.await("the instance", () -> rig.client.call(PV, "/DeviceInstance", null, "GetValue").toString().contains("48"));
        assertThat(rig.setting("ClassAndVrmInstance")).isEqualTo("pvinverter:48");
    }

    @Test
    void aLoadCountsImportAndItsPositionMayBeSet() throws Exception {
        String load = "com.victronenergy.acload.p1_ttyUSB0";
        rig.start(VenusRig.settings(Role.ACLOAD, null, PhaseOrder.STRAIGHT, false));
        rig.publish(load, Snapshots.threePhase());
        rig.assertShown(load, "/Ac/Power=1140.0, /Ac/Energy/Forward=1234.567, /Position=0");

        for (String type : List.of("v:y", "v:n", "v:q", "v:i", "v:u", "v:x", "v:t", "v:d")) {
            int position = type.hashCode() & 1;
            assertThat(rig.client.item(load, "/Position", "SetValue", type, position).get(1).asInt()).as(type).isZero();
            assertThat(rig.client.value(load, "/Position").asInt()).as(type).isEqualTo(position);
        }
        assertThat(rig.client.item(load, "/Position", "SetValue", "v:i", 1).get(1).asInt()).isZero();
        assertThat(rig.client.item(load, "/Position", "GetValue").toString()).isEqualTo("[\"i\",1]");
        assertThat(rig.client.item(load, "/Position", "SetValue", "v:i", 2).get(1).asInt()).as("no place of a load").isEqualTo(2);
        assertThat(rig.client.value(load, "/PositionIsAdjustable").asInt()).isEqualTo(1);
        assertThat(rig.client.item(load, "/Position", "SetValue", "v:s", "first").get(1).asInt()).isEqualTo(1);
        assertThat(rig.client.item(load, "/Position", "SetValue", "v:d", 0.5).get(1).asInt()).isEqualTo(1);
        assertThat(rig.client.item(load, "/Position", "SetValue", "v:x", 1L << 32).get(1).asInt()).as("beyond int32").isEqualTo(1);
        for (int none : List.of(-1, 3)) {
            assertThat(rig.client.item(load, "/Position", "SetValue", "v:i", none).get(1).asInt()).isEqualTo(2);
        }
        assertThat(rig.client.value(load, "/Position").asInt()).isEqualTo(1);
    }

    @Test
    void localsettingsThatRefuseAreAskedAgainWithTheNextTelegram() throws Exception {
        // A number where a text belongs: error -5.
        rig.client.call(BusItemClient.SETTINGS, "/", "test.Settings", "MakeNumber", "s", VenusRig.SETTING + "CustomName");
        rig.start();
        rig.send(Snapshots.threePhase().take());
        rig.client.call(BusItemClient.SETTINGS, "/", "test.Settings", "Remove", "s", VenusRig.SETTING + "CustomName");
        rig.awaitWithTelegrams("the service", () -> !rig.client.owner(VenusRig.GRID).isEmpty());
    }

    /** Returns how often the pinned class and instance were written; at first it pins them. */
    private int writesToPinned() {
        return rig.client.call(BusItemClient.SETTINGS, "/", "test.Settings", "Pin", "s", VenusRig.SETTING + "ClassAndVrmInstance")
                .get("answer").get(0).get(1).asInt();
    }

    private void spoil(String text) {
        rig.client.call(BusItemClient.SETTINGS, "/", "test.Settings", "Spoil", "s", VenusRig.SETTING + "ClassAndVrmInstance", "s", text);
    }
}
