package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.dbusp1.Await;
import org.dbusp1.Snapshots;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.ess.PhaseOrder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The services of gas, water and heat meters. */
@Tag("server")
@Execution(ExecutionMode.CONCURRENT)
class MBusServicesTest {
    private static final long NOON = 1_700_000_000;
    private static final String GAS = "com.victronenergy.pulsemeter.p1_ttyUSB0_gas";
    private static final String WATER = "com.victronenergy.pulsemeter.p1_ttyUSB0_water";
    @RegisterExtension
    private final VenusRig rig = VenusRig.withSettings();

    @Test
    void eachVolumeMeterHasAServiceOnItsOwnConnection() {
        rig.publish(GAS, Snapshots.threePhase().gas(1, "G0001", NOON, "1234.567").mbus(2, 7, "W0001", NOON, "88.25", "m3"));
        rig.awaitName(WATER);
        rig.awaitName(VenusRig.GRID);
        assertThat(List.of(rig.client.owner(GAS), rig.client.owner(WATER), rig.client.owner(VenusRig.GRID))).doesNotHaveDuplicates();

        assertThat(rig.client.item(BusItemClient.SETTINGS, "/Settings/Devices/p1_E0012345_gas/ClassAndVrmInstance",
                "GetValue").get(1).asText()).isEqualTo("pulsemeter:40");
    }

    @Test
    void aStaleMeterLeavesAndComesBack() {
        rig.publish(GAS, Snapshots.threePhase().gas(1, "G0001", NOON, "10"));
        rig.forgetSignals();
        rig.output().snapshot(Snapshots.threePhase().silent(1, 3, "G0001").take());
        rig.awaitNoName(GAS);
        JsonNode last = rig.client.signals("ItemsChanged").stream().map(signal -> signal.get("body").get(0).get(1))
                .filter(changed -> changed.has("/Aggregate")).findFirst().orElseThrow();
        assertThat(last.get("/Aggregate").get(1).get("Value").toString()).isEqualTo("[\"ai\",[]]");
        assertThat(last.get("/Connected").get(1).get("Value").toString()).isEqualTo("[\"i\",0]");
        rig.awaitName(VenusRig.GRID);
        rig.publish(GAS, Snapshots.threePhase().gas(1, "G0001", NOON + 9000, "14"));
        assertThat(rig.client.value(GAS, "/Aggregate").asDouble()).isEqualTo(14);
    }

    @Test
    void aNewGasMeterTakesOverNameAndInstance() {
        rig.publish(GAS, Snapshots.threePhase().gas(1, "G0001", NOON, "1000"));
        rig.output().snapshot(Snapshots.threePhase().silent(1, 3, "G0001").gas(2, "G0002", NOON + 300, "0.5").take());
        Await.await("the new meter", () -> rig.client.value(GAS, "/Serial").asText().equals("G0002"));
        rig.assertShown(GAS, "/Aggregate=0.5, /DeviceInstance=40");
        assertThat(rig.client.names("com.victronenergy.pulsemeter.")).containsExactly(GAS);
    }

    /** gui-v2, PagePulseCounterSetup.qml, greys out a row whose path is absent. */
    @Test
    void eachRowOfItsSetupHasAValueThatNobodyCanChange() {
        rig.publish(GAS, Snapshots.threePhase().gas(1, "G0001", NOON, "1000.5678"));
        assertThat(rig.client.item(GAS, "/Count", "SetValue", "v:i", 0).get(1).asInt()).isEqualTo(1);
        assertThat(rig.client.item(GAS, "/Settings/Multiplier", "SetValue", "v:d", 2.0).get(1).asInt()).isEqualTo(1);
        assertThat(rig.client.item(GAS, "/Settings/InvertTranslation", "SetValue", "v:i", 1).get(1).asInt()).isEqualTo(1);
        assertThat(rig.client.value(GAS, "/Aggregate").asDouble()).isEqualTo(1000.5678);
    }

    @Test
    void aDeviceThatCountsEnergyIsNoPulseMeterAnyLonger() {
        rig.publish(GAS, Snapshots.threePhase().gas(1, "G0001", NOON, "1000"));
        rig.forgetSignals();
        rig.output().snapshot(Snapshots.threePhase().mbus(1, 3, "G0001", NOON, "11000", "kWh").take());
        rig.awaitNoName(GAS);
        assertThat(rig.client.signals("ItemsChanged").toString()).doesNotContain("11000");
        rig.publish(GAS, Snapshots.threePhase().gas(1, "G0001", NOON + 300, "1001"));
        assertThat(rig.client.value(GAS, "/Aggregate").asDouble()).isEqualTo(1001);
    }

    @Test
    void aHeatMeterIsNoPulseMeterWhateverItsUnit() {
        rig.start(VenusRig.settings(null, null, PhaseOrder.STRAIGHT, true));
        rig.publish("com.victronenergy.gasmeter.p1_ttyUSB0_heat", Snapshots.threePhase().mbus(1, 4, "H1", NOON, "20", "m3"));
        assertThat(rig.client.names("com.victronenergy.pulsemeter.")).isEmpty();
    }

    @Test
    void theOldServiceOfGasIsThereWhenAskedForAndHoldsHeatToo() {
        rig.start(VenusRig.settings(null, null, PhaseOrder.STRAIGHT, true));
        String gas = "com.victronenergy.gasmeter.p1_ttyUSB0_gas";
        String heat = "com.victronenergy.gasmeter.p1_ttyUSB0_heat";
        rig.publish(gas, Snapshots.threePhase().gas(1, "G0001", NOON, "1234.567").mbus(2, 4, "H0001", NOON, "208.307", "GJ"));
        rig.awaitName(heat);
        rig.awaitName(GAS);
        assertThat(rig.client.item(gas, "/Meter", "GetValue").toString()).isEqualTo("[\"d\",1234.567]");
        rig.assertShown(gas, "/Type=gas, /Unit=m3, /Serial=G0001, /LastUpdate=2023-11-14T23:13:20+01:00");
        rig.assertShown(heat, "/Meter=208.307, /Unit=GJ");
        assertThat(rig.client.names("com.victronenergy.pulsemeter.")).containsExactly(GAS);
    }
}
