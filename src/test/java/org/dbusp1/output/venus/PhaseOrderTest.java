package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.dbusp1.meter.Quantity;
import org.dbusp1.output.EssVerdict;
import org.dbusp1.output.PhaseOrder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The order of the phases is the configuration's until the GX device's setting holds another one. */
@Tag("server")
@Execution(ExecutionMode.CONCURRENT)
class PhaseOrderTest {
    private static final String ORDER = "/P1/Phases";
    @RegisterExtension
    private final VenusRig rig = VenusRig.withSettings();

    private void start(String configured) {
        rig.start(VenusRig.settings(Optional.empty(), OptionalInt.empty(), PhaseOrder.parse(configured), false));
    }

    private void start(String configured, Snapshots snapshot) {
        start(configured);
        rig.publish(snapshot);
        rig.client.forgetSignals();
    }

    /** Sets it as another program does, and waits until the meter shows it. */
    private void set(String text, String shown) {
        rig.changeSetting("Phases", "s", text);
        rig.awaitValue(ORDER, "\"" + shown + "\"");
    }

    @Test
    void isAsConfiguredForWhoNeverTouchesTheSetting() {
        start("L2,L3,L1", Snapshots.threePhase());
        assertThat(rig.setting("Phases")).isEmpty();
        assertThat(rig.value(ORDER)).isEqualTo("\"L2,L3,L1\"");
        assertThat(rig.value("/Ac/L2/Power")).isEqualTo("1000.0");

        rig.output().close();
        rig.awaitNoName(VenusRig.GRID);
        start("L3,L1,L2", Snapshots.threePhase());
        assertThat(rig.value(ORDER)).as("the file was changed").isEqualTo("\"L3,L1,L2\"");
        assertThat(rig.value("/Ac/L3/Power")).isEqualTo("1000.0");
    }

    @Test
    void aChangeTakesEffectAtOnceInOneSignalAndWithoutAnotherTelegram() {
        start("L1,L2,L3", Snapshots.threePhase()
                .with(Quantity.ENERGY_IMPORT_L1, "11").with(Quantity.ENERGY_IMPORT_L2, "22")
                .with(Quantity.ENERGY_IMPORT_L3, "33").with(Quantity.ENERGY_EXPORT_L1, "1")
                .with(Quantity.ENERGY_EXPORT_L2, "2").with(Quantity.ENERGY_EXPORT_L3, "3"));
        String owner = rig.client.owner(VenusRig.GRID);

        set("L3,L1,L2", "L3,L1,L2");

        assertThat(rig.client.owner(VenusRig.GRID)).isEqualTo(owner);
        List<JsonNode> changes = rig.client.signals("ItemsChanged");
        assertThat(changes).hasSize(1);
        JsonNode changed = changes.get(0).get("body").get(0).get(1);
        assertThat(changed).hasSize(16);
        assertThat(inverterPhases(changed, "Power")).containsExactly("d 640.0", "d -500.0", "d 1000.0");
        assertThat(inverterPhases(changed, "Voltage")).containsExactly("d 229.9", "d 231.0", "d 230.1");
        assertThat(inverterPhases(changed, "Current")).containsExactly("d 3.0", "d -2.0", "d 4.0");
        assertThat(inverterPhases(changed, "Energy/Forward")).containsExactly("d 22.0", "d 33.0", "d 11.0");
        assertThat(inverterPhases(changed, "Energy/Reverse")).containsExactly("d 2.0", "d 3.0", "d 1.0");
    }

    @Test
    void aPhaseThatIsNoLongerFedBecomesInvalid() {
        start("L1,L2,L3", Snapshots.onePhase().with(Quantity.ENERGY_IMPORT_L1, "7"));
        set("L2", "L2");
        JsonNode changed = rig.client.signals("ItemsChanged").get(0).get("body").get(0).get(1);
        for (String leaf : List.of("Power", "Voltage", "Current", "Energy/Forward")) {
            assertThat(inverterPhases(changed, leaf).get(0)).as(leaf).isEqualTo("ai []");
            assertThat(inverterPhases(changed, leaf).get(1)).as(leaf).startsWith("d ");
        }
        assertThat(rig.value("/NrOfPhases")).as("else gui-v2 shows L1 alone").isEqualTo("null");
        assertThat(rig.value("/Ac/Power")).isEqualTo("250.0");

        set("", "L1,L2,L3");
        assertThat(rig.value("/Ac/L1/Power")).isEqualTo("250.0");
        assertThat(rig.value("/Ac/L2/Power")).isEqualTo("null");
        assertThat(rig.value("/Ac/L2/Energy/Forward")).isEqualTo("null");
        assertThat(rig.value("/NrOfPhases")).isEqualTo("1");
    }

    @Test
    void theTotalOfAMeterThatSendsNoMoreGoesWhereItsL1Is() {
        start("L1,L2,L3", new Snapshots().with(Quantity.POWER_NET, "-321"));
        set("L3,L1,L2", "L3,L1,L2");
        assertThat(rig.value("/Ac/L3/Power")).isEqualTo("-321.0");
        assertThat(rig.value("/Ac/L1/Power")).isEqualTo("null");
        assertThat(rig.value("/Ac/Power")).isEqualTo("-321.0");
    }

    @Test
    void theSettingSurvivesARestartAndWinsOverTheConfigurationUntilItIsEmptied() {
        start("L1,L2,L3", Snapshots.threePhase());
        set("L3,L1,L2", "L3,L1,L2");
        rig.output().close();
        rig.awaitNoName(VenusRig.GRID);

        start("L2,L3,L1", Snapshots.threePhase());
        assertThat(rig.value(ORDER)).isEqualTo("\"L3,L1,L2\"");
        assertThat(rig.value("/Ac/L3/Power")).isEqualTo("1000.0");

        set("", "L2,L3,L1");
        assertThat(rig.value("/Ac/L2/Power")).isEqualTo("1000.0");
    }

    @Test
    void nonsenseIsRefusedAndSetBack() {
        start("L1,L2,L3", Snapshots.threePhase());
        set("L3,L1,L2", "L3,L1,L2");
        rig.client.forgetSignals();
        for (String nonsense : List.of("L1,L1,L2", "L1,L1,L2", "kitchen")) {
            rig.changeSetting("Phases", "s", nonsense);
            TestBus.await("the setting back", () -> rig.setting("Phases").equals("L3,L1,L2"));
        }
        // It has done what it does about the last one when it has heard what comes after.
        assertThat(rig.setValue("/CustomName", "v:s", "after")).isZero();
        assertThat(rig.value(ORDER)).isEqualTo("\"L3,L1,L2\"");
        assertThat(rig.value("/Ac/L3/Power")).isEqualTo("1000.0");
        assertThat(rig.client.signals("ItemsChanged")).as("that of the name").hasSize(1);
        assertThat(rig.endings).isEmpty();
    }

    @Test
    void nonsenseThatIsThereAtTheStartBecomesEmpty() {
        rig.client.call(LocalSettings.NAME, "/", "test.Settings", "Spoil", "s", VenusRig.SETTING + "Phases", "s", "321");
        start("L2,L3,L1", Snapshots.threePhase());
        TestBus.await("the setting emptied", () -> rig.setting("Phases").isEmpty());
        assertThat(rig.value(ORDER)).isEqualTo("\"L2,L3,L1\"");
    }

    @Test
    void theMetersOwnPathSetsItToo() {
        start("L1,L2,L3", Snapshots.threePhase());
        assertThat(rig.setValue(ORDER, "v:s", "l2, l3,l1")).isZero();
        assertThat(rig.setting("Phases")).isEqualTo("L2,L3,L1");
        assertThat(rig.value(ORDER)).isEqualTo("\"L2,L3,L1\"");
        assertThat(rig.value("/Ac/L2/Power")).isEqualTo("1000.0");
        assertThat(rig.client.signals("ItemsChanged")).hasSize(1);

        assertThat(rig.setValue(ORDER, "v:s", "L2,L3,L1")).as("equal").isZero();
        assertThat(rig.setValue(ORDER, "v:s", "L2,L3")).as("refused").isEqualTo(2);
        assertThat(rig.setValue(ORDER, "v:i", 321)).as("refused").isEqualTo(2);
        assertThat(rig.setValue(ORDER, "v:s", "L1,".repeat(100))).as("too long").isEqualTo(1);
        assertThat(rig.setting("Phases")).isEqualTo("L2,L3,L1");
        assertThat(rig.client.signals("ItemsChanged")).hasSize(1);

        for (String empty : List.of("v:ai", "v:as")) {
            assertThat(rig.setValue(ORDER, "v:s", "L2,L3,L1")).isZero();
            assertThat(rig.setValue(ORDER, empty, List.of())).as("invalidated " + empty).isZero();
            assertThat(rig.value(ORDER)).as("as configured").isEqualTo("\"L1,L2,L3\"");
            assertThat(rig.setting("Phases")).isEmpty();
        }
        rig.stopSettings();
        assertThat(rig.setValue(ORDER, "v:s", "L3,L1,L2")).as("nobody keeps it").isEqualTo(2);
        assertThat(rig.value(ORDER)).isEqualTo("\"L1,L2,L3\"");
    }

    @Test
    void aSettingThatSomebodyRemovesIsAsConfigured() {
        start("L2,L3,L1", Snapshots.threePhase());
        set("L3,L1,L2", "L3,L1,L2");
        rig.client.call(LocalSettings.NAME, "/", "test.Settings", "Remove", "s", VenusRig.SETTING + "Phases");
        rig.awaitValue(ORDER, "\"L2,L3,L1\"");
    }

    @Test
    void aChangeWhileTheMeterIsAwayCountsWhenItComesBack() {
        start("L1,L2,L3", Snapshots.threePhase());
        rig.output().offline();
        rig.awaitNoName(VenusRig.GRID);
        rig.changeSetting("Phases", "s", "L2,L3,L1");
        rig.publish(Snapshots.threePhase());
        rig.awaitValue(ORDER, "\"L2,L3,L1\"");
        rig.awaitValue("/Ac/L2/Power", "1000.0");
    }

    @Test
    void ofAMeterWithThreePhasesTheOneThatIsNamedIsPublished() {
        start("L1,L2,L3", Snapshots.threePhase());
        set("L2", "L2");
        assertThat(rig.value("/Ac/L2/Power")).isEqualTo("1000.0");
        assertThat(rig.value("/Ac/L1/Power")).isEqualTo("null");
        rig.awaitWithTelegrams("the owner to be informed", () -> rig.verdict.get().state() == EssVerdict.State.ONE_PHASE_ONLY);
        assertThat(rig.verdict.get().text()).contains("only one of its three phases");
    }

    @Test
    void metersBehindTheMeterHaveNoPhases() {
        start("L1,L2,L3");
        rig.output().snapshot(Snapshots.threePhase().gas(1, "G0001", 1_700_000_000, "10").take());
        String gas = "com.victronenergy.pulsemeter.p1_ttyUSB0_gas";
        rig.awaitName(gas);
        assertThat(rig.client.items(gas).has(ORDER)).isFalse();
        assertThat(rig.client.call(LocalSettings.NAME, "/Settings/Devices/p1_E0012345_gas/Phases",
                "com.victronenergy.BusItem", "GetValue").has("error")).isTrue();
    }

    private static List<String> inverterPhases(JsonNode changed, String leaf) {
        return List.of("L1", "L2", "L3").stream().map(phase -> changed.path("/Ac/" + phase + "/" + leaf))
                .map(item -> item.isMissingNode() ? "the same" : item.get(1).get("Value"))
                .map(value -> value instanceof JsonNode typed
                        ? typed.get(0).asText() + " " + (typed.get(1).isArray() ? typed.get(1) : typed.get(1).asText())
                        : value.toString()).toList();
    }
}
