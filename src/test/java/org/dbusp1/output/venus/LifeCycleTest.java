package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Quantity;
import org.dbusp1.problem.Condition;
import org.dbusp1.venus.LocalSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tests how services come and go, and what the bus may do to them. */
@Tag("server")
@Execution(ExecutionMode.CONCURRENT)
class LifeCycleTest {
    private static final String GAS = "com.victronenergy.pulsemeter.p1_ttyUSB0_gas";
    @RegisterExtension
    private final VenusRig rig = VenusRig.started();

    /** A meter whose owner has not entered its PIN yet; ESS would take a grid service without a power for a meter that reads nothing. */
    @Test
    void aMeterThatSendsNoPowerIsShownAndIsNoGridMeterUntilItSendsOne() {
        String shown = "com.victronenergy.acload.p1_ttyUSB0";
        Snapshots withoutPower = Snapshots.of("ENERGY_IMPORT=18342").dialect(Dialect.D0);
        rig.publish(shown, withoutPower);
        assertThat(rig.client.names("com.victronenergy.grid.")).isEmpty();
        rig.assertShown(shown, "/Ac/Energy/Forward=18342.0, /Ac/Power=null");
        rig.awaitWith(withoutPower, "what ESS does with it", () -> rig.driver.ess().state() == Condition.ESS_NO_POWER);

        rig.publish(Snapshots.of("ENERGY_IMPORT=18342 POWER_NET=250").dialect(Dialect.D0));
        assertThat(rig.client.names("com.victronenergy.acload.")).isEmpty();

        rig.publish(withoutPower);
        rig.awaitValue("/Ac/Power", "null");
        assertThat(rig.client.names("com.victronenergy.grid.")).hasSize(1);
    }

    /** A WarmteLink prints heat alone; before that is sure ESS would take it for a grid meter that reads nothing. */
    @Test
    void aMeterOfHeatIsNeverAGridMeter() {
        Snapshots heat = new Snapshots().dialect(Dialect.DSMR5).mbus(1, 4, "H1", 1_772_453_400, "469.835", "GJ");
        rig.output().snapshot(heat.take());
        rig.output().snapshot(heat.take());
        rig.publish("com.victronenergy.acload.p1_ttyUSB0", heat);

        rig.assertShown("com.victronenergy.acload.p1_ttyUSB0", "/P1/Heat/Counter=469.835, /Ac/Power=null");
        rig.awaitWith(heat, "what ESS does with it", () -> rig.driver.ess().state() == Condition.ESS_NO_POWER);
        assertThat(rig.driver.ess().detail()).isEqualTo("heat");
        assertThat(rig.client.signals()).as("names that appeared").noneMatch(signal -> mentions(signal, VenusRig.GRID));
    }

    /** Lists of a HAN meter alternate: the first may be one without a power. */
    @Test
    void aHanMeterWaitsForItsFirstPowerAndIsAGridMeterAtOnce() {
        Snapshots list = Snapshots.of("VOLTAGE_L1=230").dialect(Dialect.KAIFA);
        rig.output().snapshot(list.take());
        rig.output().snapshot(list.take());
        rig.publish(Snapshots.of("POWER_IMPORT=250 POWER_EXPORT=0 POWER_NET=250").dialect(Dialect.KAIFA));
        rig.publish(list);

        assertThat(rig.client.names("com.victronenergy.")).contains(VenusRig.GRID).doesNotContain("com.victronenergy.acload.p1_ttyUSB0");
        rig.assertShown(VenusRig.GRID, "/P1/HourlyCounters=1");
    }

    /** The utility exchanges a meter, and the PIN of the new one is not entered yet. */
    @Test
    void aMeterThatWasExchangedForOneThatSendsNoPowerIsNoGridMeterAnyLonger() {
        rig.publish(Snapshots.threePhase().dialect(Dialect.SML).number("old"));
        rig.lose();
        rig.publish("com.victronenergy.acload.p1_ttyUSB0",
                new Snapshots().dialect(Dialect.SML).number("new").with(Quantity.ENERGY_IMPORT, "1"));
        assertThat(rig.client.names("com.victronenergy.grid.")).isEmpty();

        rig.publish(Snapshots.onePhase().dialect(Dialect.SML).number("new"));
        assertThat(rig.value("/NrOfPhases")).isEqualTo("1");
    }

    @Test
    void offlineInvalidatesEveryMeasurementInOneSignalAndThenLeaves() {
        rig.publish(Snapshots.threePhase());
        String owner = rig.client.owner(VenusRig.GRID);
        rig.client.forgetSignals();

        rig.output().offline();
        rig.lose();

        List<JsonNode> signals = rig.client.signals().stream()
                .filter(signal -> signal.get("sender").asText().equals(owner) || mentions(signal, VenusRig.GRID)).toList();
        assertThat(signals).hasSize(2);
        JsonNode changed = signals.get(0).get("body").get(0).get(1);
        assertThat(changed.get("/Connected").get(1).get("Value").toString()).isEqualTo("[\"i\",0]");
        for (String path : List.of("/Ac/Power", "/Ac/L1/Power", "/Ac/L3/Current", "/Ac/L2/Voltage",
                "/Ac/Energy/Forward", "/Ac/Energy/Reverse", "/P1/Tariff", "/P1/Energy/Import/T1")) {
            assertThat(changed.get(path).get(1).get("Value").toString()).as(path).isEqualTo("[\"ai\",[]]");
        }
        assertThat(changed.has("/DeviceInstance")).isFalse();
        assertThat(signals.get(1).get("member").asText()).isEqualTo("NameOwnerChanged");
    }

    @Test
    void aSnapshotWhileItIsLeavingBringsItBack() {
        rig.publish(Snapshots.threePhase());
        // The bus knows its name a moment before it does; what it sends now shows that it has arrived.
        rig.output().snapshot(Snapshots.threePhase().with(Quantity.POWER_NET, "7").take());
        rig.awaitValue("/Ac/Power", "7.0");
        String before = rig.client.owner(VenusRig.GRID);
        rig.output().offline();
        rig.output().snapshot(Snapshots.threePhase().take());
        TestBus.await("another owner", () -> !List.of("", before).contains(rig.client.owner(VenusRig.GRID)));
        assertThat(rig.endings).isEmpty();
    }

    @Test
    void goingOfflineWhileItIsComingLeavesNothingBehind() {
        rig.output().snapshot(Snapshots.threePhase().take());
        rig.output().offline();
        // The second registration proves that the first would be there by now.
        rig.publish(Snapshots.threePhase());
        rig.lose();
        assertThat(rig.endings).isEmpty();
    }

    @Test
    void threadsThatCallAtTheSameTimeLeaveItInOrder() throws Exception {
        Thread ticker = new Thread(() -> {
            for (int i = 0; i < 200; i++) {
                rig.output().offline();
                Thread.yield();
            }
        });
        ticker.start();
        while (ticker.isAlive()) {
            rig.output().snapshot(Snapshots.threePhase().take());
        }
        rig.publish(Snapshots.threePhase().with(Quantity.POWER_NET, "3"));
        rig.awaitValue("/Ac/Power", "3.0");
        assertThat(rig.endings).isEmpty();
    }

    @Test
    void closeGivesTheNamesBack() {
        rig.publish(Snapshots.threePhase().gas(1, "G1", 1_700_000_000, "5"));
        rig.awaitName(GAS);
        rig.output().close();
        // On a busy machine the bus may need longer than close waits; then the names go with the connections.
        rig.awaitNoName(VenusRig.GRID);
        rig.awaitNoName(GAS);
        rig.output().snapshot(Snapshots.threePhase().take());
        assertThat(rig.client.names("com.victronenergy.")).containsExactly(LocalSettings.NAME);
        assertThat(rig.endings).isEmpty();
    }

    /** The bus is busy, so that signals wait in the driver; it goes on while the driver ends. */
    @Test
    @Tag("seconds")
    void theOrderlyEndWithdrawsTheValuesAlsoOnABusyBus() throws Exception {
        rig.publish(Snapshots.threePhase());
        rig.client.forgetSignals();
        rig.bus.signal("STOP");
        for (int i = 1; i <= 20_000; i++) {
            rig.output().snapshot(Snapshots.threePhase().with(Quantity.POWER_NET, String.valueOf(i)).take());
        }
        Thread end = new Thread(rig.output()::close);
        end.start();
        TestBus.await("the end, or its wait for the bus", () -> !end.isAlive() || end.getState() == Thread.State.TIMED_WAITING);
        rig.bus.signal("CONT");
        end.join();
        rig.awaitNoName(VenusRig.GRID);
        List<JsonNode> changes = rig.client.changes();
        assertThat(changes.get(changes.size() - 1).get("/Ac/Power").get(1).get("Value").toString()).isEqualTo("[\"ai\",[]]");
        assertThat(changes.get(changes.size() - 1).get("/Connected").get(1).get("Value").toString()).isEqualTo("[\"i\",0]");
    }

    @Test
    void aPolicyOfTheBusThatRefusesTheNameIsTheCauseThatIsTold() throws Exception {
        try (VenusRig strict = new VenusRig("<deny own_prefix=\"com.victronenergy.grid\"/>")) {
            strict.startSettings();
            strict.start().snapshot(Snapshots.threePhase().take());
            TestBus.await("the ending", () -> !strict.endings.isEmpty());
            assertThat(strict.endings.get(0)).startsWith("77 the policy of the D-Bus refuses this user the name " + VenusRig.GRID
                    + ": org.freedesktop.DBus.Error.AccessDenied: ").doesNotContain("\n");
        }
    }

    /** A program that reads values without a pause delays neither the meter nor what reads it. */
    @Test
    @Tag("seconds")
    void aFloodOfCallsDelaysNoPower() throws Exception {
        rig.publish(Snapshots.threePhase());
        Process flood = rig.bus.python("call_flood.py", VenusRig.GRID, "20000", "10");
        flood.getInputStream().read();
        List<Long> delays = new ArrayList<>();
        for (int power = 1; power <= 15; power++) {
            rig.client.forgetSignals();
            String value = power + ".0]";
            long began = System.nanoTime();
            rig.output().snapshot(Snapshots.threePhase().with(Quantity.POWER_NET, String.valueOf(power)).take());
            TestBus.await(power + " W", () -> rig.client.changes().stream().anyMatch(change ->
                    change.has("/Ac/Power") && change.get("/Ac/Power").toString().contains(value)));
            delays.add((System.nanoTime() - began) / 1_000_000);
        }
        flood.destroyForcibly();
        delays.sort(null);
        System.out.println("power during a flood of calls, ms: " + delays);
        assertThat(delays.get(delays.size() / 2)).as("median of %s ms", delays).isLessThan(1_000);
    }

    @Test
    @Tag("seconds")
    void aBusThatDoesNotReadCostsNeitherTimeNorMemory() throws Exception {
        rig.publish(Snapshots.threePhase());
        rig.client.forgetSignals();
        rig.bus.signal("STOP");
        long heap = used();
        for (int i = 1; i <= 20_000; i++) {
            rig.output().snapshot(Snapshots.threePhase().with(Quantity.POWER_NET, String.valueOf(i)).take());
        }
        TestBus.await("no memory for telegrams, beside that of other tests", () -> used() - heap < 4_000_000);
        rig.bus.signal("CONT");
        rig.awaitValue("/Ac/Power", "20000.0");
        assertThat(rig.client.signals("ItemsChanged").size()).isLessThan(10_000);
        assertThat(rig.endings).isEmpty();
    }

    private static boolean mentions(JsonNode signal, String name) {
        return signal.get("member").asText().equals("NameOwnerChanged") && signal.get("body").get(0).get(1).asText().equals(name);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
