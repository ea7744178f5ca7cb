package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dbusp1.Await;
import org.dbusp1.Snapshots;
import org.dbusp1.TestTelegram;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.output.SampleMeter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        rig.send(Snapshots.threePhase().silent(1, 3, "G0001").take());
        rig.awaitNoName(GAS);
        JsonNode last = rig.client.signals("ItemsChanged").stream().map(signal -> signal.get("body").get(0).get(1))
                .filter(changed -> changed.has("/Aggregate")).findFirst().orElseThrow();
        assertThat(last.get("/Aggregate").get(1).get("Value").toString()).isEqualTo("[\"ai\",[]]");
        assertThat(last.get("/Connected").get(1).get("Value").toString()).isEqualTo("[\"i\",0]");
        rig.awaitName(VenusRig.GRID);
        rig.publish(GAS, Snapshots.threePhase().gas(1, "G0001", NOON + 9000, "14"));
        assertThat(rig.client.value(GAS, "/Aggregate").asDouble()).isEqualTo(14);
    }

    /**
     * The number of a gas meter, {@code .} no device; {@code w} another medium, {@code !} a counter that cannot follow, {@code -} no number:
     * it is that of the channel.
     */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"aaaaaa", "ababab", "a-ba-b", "awawaw", "a!a!a!", "a.a.a."})
    void aDeviceThatIsDoubtedOrMissingInEachSecondTelegramStaysWithoutItsValues(String telegrams) {
        rig.start(VenusRig.settings(null, null, PhaseOrder.STRAIGHT, true));
        SampleMeter house = SampleMeter.house("dsmr50");
        String old = "com.victronenergy.gasmeter.p1_ttyUSB0_gas";
        for (int second = 0; second < 4 * telegrams.length(); second++) {
            char sent = telegrams.charAt(second % telegrams.length());
            String power = "1-0:1.7.0(00." + (100 + second) + "*kW)";
            rig.output().snapshot(house.sent(telegram(power, sent, second)).orElseThrow());
            rig.awaitName(VenusRig.GRID);
            rig.awaitValue("/Ac/Power", (100 + second) + ".0");
            if (second == 0) {
                rig.awaitName(GAS);
                rig.awaitName(old);
            }
            boolean isBelieved = sent == 'a' || sent == '-';
            String counter = isBelieved ? "=1234.567" : "=null";
            rig.assertShown(GAS, "/Serial=41, /Connected=1, /Aggregate" + counter);
            rig.assertShown(old, "/Serial=41, /Unit=m3, /Meter" + counter);
            assertThat(rig.client.value(GAS, "/Count").isNumber()).isEqualTo(isBelieved);
            assertThat(rig.client.value(old, "/LastUpdate").isTextual()).isEqualTo(isBelieved);
        }
        assertThat(rig.client.signals("NameOwnerChanged").stream().map(signal -> signal.get("body").get(0).get(1).asText())
                .filter(name -> name.contains("meter.p1_"))).containsExactlyInAnyOrder(GAS, old);
    }

    private static byte[] telegram(String power, char sent, int second) {
        String number = switch (sent) {
            case 'b' -> "0-1:96.1.0(42)\r\n";
            case '-' -> "0-1:96.1.0()\r\n";
            default -> "0-1:96.1.0(41)\r\n";
        };
        return TestTelegram.dsmr5(power, sent == '.' ? "0-0:96.14.0(0001)" : "0-1:24.1.0(" + (sent == 'w' ? "007" : "003") + ")\r\n" + number
                + "0-1:24.2.1(2601152005" + (10 + second) + "W)(" + (sent == '!' ? "00034" : "01234") + ".567*m3)")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aServiceThatIsNotThereComesOnlyWithItsCounter() {
        SampleMeter house = SampleMeter.house("dsmr50");
        rig.start();
        rig.output().snapshot(house.sent(telegram("1-0:1.7.0(00.100*kW)", 'a', 0)).orElseThrow());
        rig.awaitName(VenusRig.GRID);
        rig.awaitName(GAS);
        rig.lose();
        rig.awaitNoName(GAS);
        rig.output().snapshot(house.sent(telegram("1-0:1.7.0(00.101*kW)", '.', 1)).orElseThrow());
        rig.awaitName(VenusRig.GRID);
        rig.output().snapshot(house.sent(telegram("1-0:1.7.0(00.102*kW)", 'b', 2)).orElseThrow());
        rig.awaitValue("/Ac/Power", "102.0");
        assertThat(rig.client.names("com.victronenergy.pulsemeter.")).isEmpty();
        rig.output().snapshot(house.sent(telegram("1-0:1.7.0(00.103*kW)", 'a', 3)).orElseThrow());
        rig.awaitName(GAS);
    }

    /** Who watches the service would take the new one's counter for the old one's. */
    @Test
    void aServiceLeavesAndReturnsWhenItsDeviceIsAnother() {
        rig.publish(GAS, Snapshots.threePhase().gas(1, "G0001", NOON, "1000"));
        rig.forgetSignals();
        rig.send(Snapshots.threePhase().gas(1, "G0002", NOON + 300, "0.5").take());
        Await.await("the new meter", () -> rig.client.shows(GAS, "/Serial", "\"G0002\""));
        assertThat(rig.client.signals("NameOwnerChanged").stream().map(signal -> signal.get("body").get(0).get(1).asText())
                .filter(GAS::equals)).hasSize(2);
        rig.forgetSignals();
        rig.send(Snapshots.threePhase().gas(1, null, NOON + 600, "0.7").take());
        Await.await("its counter", () -> rig.client.shows(GAS, "/Aggregate", "0.7"));
        assertThat(rig.client.signals("NameOwnerChanged")).isEmpty();
    }

    @Test
    void aNewGasMeterTakesOverNameAndInstance() {
        rig.publish(GAS, Snapshots.threePhase().gas(1, "G0001", NOON, "1000"));
        rig.send(Snapshots.threePhase().silent(1, 3, "G0001").gas(2, "G0002", NOON + 300, "0.5").take());
        Await.await("the new meter", () -> rig.client.shows(GAS, "/Serial", "\"G0002\""));
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
        rig.send(Snapshots.threePhase().mbus(1, 3, "G0001", NOON, "11000", "kWh").take());
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
