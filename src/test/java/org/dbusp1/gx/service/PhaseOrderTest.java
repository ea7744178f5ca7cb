package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.Snapshots;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.meter.Quantity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The order of the phases is the configuration's until the GX device's setting holds another one. */
@Tag("server")
@Execution(ExecutionMode.CONCURRENT)
class PhaseOrderTest {
    private static final Texts ENGLISH = Texts.in(Texts.ENGLISH);
    private static final String ORDER = "/P1/Phases";
    @RegisterExtension
    private final VenusRig rig = VenusRig.withSettings();

    private void start(String configured) {
        rig.start(VenusRig.settings(null, null, PhaseOrder.parse(configured), false));
    }

    private void start(String configured, Snapshots snapshot) {
        start(configured);
        rig.publish(snapshot);
        rig.forgetSignals();
    }

    /** Sets it as another program does, and waits until the meter shows it. */
    private void set(String text, String shown) {
        rig.changeSetting("Phases", "s", text);
        rig.awaitValue(ORDER, "\"" + shown + "\"");
    }

    @Test
    void aChangeTakesEffectAtOnceInOneSignalAndWithoutAnotherTelegram() {
        start("L1,L2,L3", Snapshots.threePhase().with("ENERGY_IMPORT_L1=11 ENERGY_IMPORT_L2=22 ENERGY_IMPORT_L3=33"
                + " ENERGY_EXPORT_L1=1 ENERGY_EXPORT_L2=2 ENERGY_EXPORT_L3=3"));
        String owner = rig.client.owner(VenusRig.GRID);

        set("L3,L1,L2", "L3,L1,L2");

        assertThat(rig.client.owner(VenusRig.GRID)).isEqualTo(owner);
        assertThat(rig.client.changes()).hasSize(1);
        JsonNode changed = rig.client.changes().get(0);
        assertThat(changed).hasSize(16);
        assertThat(inverterPhases(changed, "Power")).isEqualTo("640W -500W 1000W");
        assertThat(inverterPhases(changed, "Voltage")).isEqualTo("229.9V 231.0V 230.1V");
        assertThat(inverterPhases(changed, "Current")).isEqualTo("3.0A -2.0A 4.0A");
        assertThat(inverterPhases(changed, "Energy/Forward")).isEqualTo("22.00kWh 33.00kWh 11.00kWh");
        assertThat(inverterPhases(changed, "Energy/Reverse")).isEqualTo("2.00kWh 3.00kWh 1.00kWh");
    }

    @Test
    void aPhaseThatIsNoLongerFedBecomesInvalid() {
        start("L1,L2,L3", Snapshots.onePhase().with(Quantity.ENERGY_IMPORT_L1, "7"));
        set("L2", "L2");
        JsonNode changed = rig.client.changes().get(0);
        for (String leaf : List.of("Power", "Voltage", "Current", "Energy/Forward")) {
            assertThat(inverterPhases(changed, leaf)).as(leaf).matches("--- [0-9.]+(W|V|A|kWh) same");
            assertThat(changed.get("/Ac/L1/" + leaf).get(1).get("Value").toString()).isEqualTo("[\"ai\",[]]");
        }
        assertThat(rig.value("/NrOfPhases")).as("else gui-v2 shows L1 alone").isEqualTo("null");
        assertThat(rig.value("/Ac/Power")).isEqualTo("250.0");

        set("", "L1,L2,L3");
        rig.assertShown(VenusRig.GRID, "/Ac/L1/Power=250.0, /Ac/L2/Power=null, /Ac/L2/Energy/Forward=null, /NrOfPhases=1");
    }

    @Test
    void theSettingSurvivesARestartAndWinsOverTheConfigurationUntilItIsEmptied() {
        start("L1,L3,L2", Snapshots.threePhase());
        assertThat(rig.setting("Phases")).isEmpty();
        rig.stop(VenusRig.GRID);
        start("L3,L2,L1", Snapshots.threePhase());
        assertThat(rig.value(ORDER)).as("the configuration was changed").isEqualTo("\"L3,L2,L1\"");
        assertThat(rig.value("/Ac/L3/Power")).isEqualTo("1000.0");
        set("L3,L1,L2", "L3,L1,L2");
        rig.stop(VenusRig.GRID);

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
        rig.forgetSignals();
        for (String nonsense : List.of("L1,L1,L2", "L1,L1,L2", "kitchen")) {
            rig.changeSetting("Phases", "s", nonsense);
            Await.await("the setting back", () -> rig.setting("Phases").equals("L3,L1,L2"));
        }
        // The answer to a later write shows that the last nonsense was dealt with.
        assertThat(rig.setValue("/CustomName", "v:s", "after")).isZero();
        assertThat(rig.value(ORDER)).isEqualTo("\"L3,L1,L2\"");
        assertThat(rig.value("/Ac/L3/Power")).isEqualTo("1000.0");
        assertThat(rig.client.signals("ItemsChanged")).as("that of the name").hasSize(1);
        assertThat(rig.endings).isEmpty();
    }

    @Test
    void nonsenseThatIsThereAtTheStartBecomesEmpty() {
        rig.client.call(BusItemClient.SETTINGS, "/", "test.Settings", "Spoil", "s", VenusRig.SETTING + "Phases", "s", "321");
        start("L2,L3,L1", Snapshots.threePhase());
        Await.await("the setting emptied", () -> rig.setting("Phases").isEmpty());
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
        assertThat(rig.client.signals("ItemsChanged")).as("one more for each refused value").hasSize(3);

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
    void ofAMeterWithThreePhasesTheOneThatIsNamedIsPublished() throws Exception {
        rig.essRegulates();
        start("L1,L2,L3", Snapshots.threePhase());
        set("L2", "L2");
        rig.assertShown(VenusRig.GRID, "/Ac/L2/Power=1000.0, /Ac/L1/Power=null");
        rig.awaitWithTelegrams("the owner to be informed", () -> rig.driver.board().ess().condition() == Condition.ESS_ONE_PHASE_ONLY);
        assertThat(ENGLISH.text(rig.driver.board().ess())).contains("only one of the three phases");
    }

    /** Returns the changed texts of the inverter's three phases. */
    private static String inverterPhases(JsonNode changed, String leaf) {
        return Stream.of("L1", "L2", "L3").map(phase -> changed.path("/Ac/" + phase + "/" + leaf))
                .map(item -> item.isMissingNode() ? "same" : item.get(1).get("Text").get(1).asText()).collect(Collectors.joining(" "));
    }
}
