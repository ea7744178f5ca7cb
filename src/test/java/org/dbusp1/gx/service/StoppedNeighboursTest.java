package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.dbusp1.Await;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Quantity;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The bus or localsettings are stopped by SIGSTOP: their sockets stay open, and nothing answers. */
@Tag("server")
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class StoppedNeighboursTest {
    private static final String GAS = "com.victronenergy.pulsemeter.p1_ttyUSB0_gas";
    /** Long enough that on two busy cores the bus answers within it, and the thread of the bus takes a telegram within two of it. */
    private static final Duration BUS_LIMIT = Duration.ofSeconds(5);
    @RegisterExtension
    private final VenusRig rig = VenusRig.withSettings();

    @AfterEach
    void goOn() throws Exception {
        rig.signalSettings("CONT");
        if (rig.bus.isDisturbed()) {
            rig.bus.signal("CONT");
        }
    }

    @Test
    void aLostMeterComesBackWhileLocalsettingsHang() throws Exception {
        rig.start();
        rig.publish(GAS, Snapshots.threePhase().gas(1, "G1", 1_700_000_000, "5"));
        rig.awaitName(VenusRig.GRID);
        rig.signalSettings("STOP");
        rig.lose();
        rig.awaitNoName(GAS);

        rig.publish(Snapshots.threePhase().gas(1, "G1", 1_700_000_300, "6").with(Quantity.POWER_NET, "7"));
        rig.awaitName(GAS);
        rig.assertShown(VenusRig.GRID, "/DeviceInstance=40, /Ac/Power=7.0");
        assertThat(rig.endings).isEmpty();
    }

    /** Some program that writes a path again and again. */
    @Test
    @Tag("seconds")
    void aWriteThatLocalsettingsDoNotAnswerIsRefusedAfterEightSecondsAndFurtherOnesAtOnce() throws Exception {
        rig.run();
        rig.signalSettings("STOP");
        assertThat(rig.setValue("/CustomName", "v:s", "late")).isEqualTo(2);
        for (int i = 0; i < 40; i++) {
            assertThat(rig.setValue("/CustomName", "v:s", "name " + i)).isEqualTo(2);
        }
        rig.signalSettings("CONT");
        rig.awaitValue("/CustomName", "\"late\"");
        assertThat(rig.setValue("/CustomName", "v:s", "at last")).isZero();
        rig.awaitValue("/CustomName", "\"at last\"");
    }

    @Test
    void whatLocalsettingsSendAfterAHangIsHeeded() throws Exception {
        rig.run();
        rig.signalSettings("STOP");
        rig.lose();
        rig.publish(Snapshots.threePhase());
        rig.signalSettings("CONT");
        rig.changeSetting("CustomName", "s", "roof");
        rig.awaitValue("/CustomName", "\"roof\"");
        rig.changeSetting("ClassAndVrmInstance", "s", "grid:50");
        rig.awaitValue("/DeviceInstance", "50");
    }

    @Test
    @Tag("seconds")
    void aSettingChangedWhileTheMeterIsLostCountsWhenItComesBack() throws Exception {
        rig.run();
        rig.lose();
        rig.changeSetting("ClassAndVrmInstance", "s", "grid:51");
        rig.changeSetting("CustomName", "s", "cellar");
        rig.awaitWithTelegrams("the service with the changed settings", () -> rig.client.shows(VenusRig.GRID, "/DeviceInstance", "51")
                    && rig.client.shows(VenusRig.GRID, "/CustomName", "\"cellar\""));
    }

    @Test
    void localsettingsThatCameBackWithOtherValuesAreAskedAgain() throws Exception {
        rig.run();
        rig.lose();
        restartSettings();
        rig.awaitWithTelegrams("the instance of the file", () -> rig.client.shows(VenusRig.GRID, "/DeviceInstance", "61"));
    }

    /** Localsettings come back with another instance. */
    private void restartSettings() throws IOException {
        rig.stopSettings();
        Path file = rig.bus.directory().resolve("settings.json");
        Files.writeString(file, Files.readString(file).replace("grid:40", "grid:61"));
        rig.startSettings();
    }

    /** The loop is held when it asks for the time, after a registration has begun. */
    @Test
    void localsettingsThatCameBackWhileTheMeterRegistersAreAskedAgain() throws Exception {
        AtomicReference<CountDownLatch> held = new AtomicReference<>(new CountDownLatch(0));
        Thread reader = Thread.currentThread();
        rig.clock = () -> {
            if (Thread.currentThread() != reader) {
                hang(held.get());
            }
            return System.nanoTime();
        };
        rig.choices = new OwnerChoices(new MapMemory(), () -> "cable", Map.of(Switch.LIMITER, true), null);
        rig.run();
        rig.lose();
        held.set(new CountDownLatch(1));
        rig.send(Snapshots.threePhase().take());
        restartSettings();
        held.get().countDown();
        rig.awaitValue("/DeviceInstance", "61");
        assertThat(rig.endings).isEmpty();
    }

    private static void hang(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void firstServiceWaitsForHungLocalsettings() throws Exception {
        rig.signalSettings("STOP");
        rig.start();
        rig.send(Snapshots.threePhase().take());
        assertThat(rig.client.owner(VenusRig.GRID)).isEmpty();
        rig.signalSettings("CONT");
        rig.awaitName(VenusRig.GRID);
    }

    @Test
    @Tag("seconds")
    void aBusThatStopsReadingEndsTheDriverAndNothingWaits() throws Exception {
        rig.busLimit = BUS_LIMIT;
        rig.start();
        rig.publish(Snapshots.threePhase());
        rig.endings.clear();
        rig.bus.signal("STOP");
        Thread reader = new Thread(() -> {
            for (int i = 0; rig.endings.isEmpty(); i++) {
                rig.send(Snapshots.threePhase().with(Quantity.POWER_NET, String.valueOf(i)).take());
            }
            rig.output().offline();
        });
        reader.start();
        Await.await("the ending", () -> !rig.endings.isEmpty());
        reader.join(Await.PATIENCE_MILLIS);
        assertThat(reader.isAlive()).as("waits for the bus").isFalse();
        assertThat(rig.endings).hasSize(1);
        assertThat(rig.endings.get(0)).startsWith("69 the D-Bus has not answered").doesNotContain("\n");
        rig.output().close();
        rig.bus.signal("CONT");
        rig.awaitNoName(VenusRig.GRID);
    }

    @Test
    void aThreadOfTheBusThatHangsEndsTheDriverAndTheReaderGoesOn() throws Exception {
        CountDownLatch hang = new CountDownLatch(1);
        rig.busLimit = Duration.ofMillis(200);
        rig.line = () -> {
            hang(hang);
            return null;
        };
        rig.start();
        rig.awaitWithTelegrams("the ending", () -> !rig.endings.isEmpty());
        assertThat(rig.endings.get(0)).startsWith("70 the thread of the D-Bus hangs").doesNotContain("\n");
        hang.countDown();
    }

    @Test
    void aBusThatStopsWhileTheServiceLeavesEndsTheDriver() throws Exception {
        rig.busLimit = BUS_LIMIT;
        rig.start();
        rig.publish(Snapshots.threePhase());
        rig.bus.signal("STOP");
        rig.output().offline();
        rig.awaitWithTelegrams("the ending", () -> !rig.endings.isEmpty());
        assertThat(rig.endings.get(0)).startsWith("69 the D-Bus has not answered");
    }

    @Test
    void aBusThatStopsWhileTheServiceComesBackChangesNothing() throws Exception {
        rig.run();
        rig.signalSettings("STOP");
        rig.lose();
        rig.bus.signal("STOP");
        rig.send(Snapshots.threePhase().take());
        rig.bus.signal("CONT");
        rig.awaitName(VenusRig.GRID);
        assertThat(rig.endings).isEmpty();
    }

    @Test
    void valuesTakenAwayWhileTheBusIsStoppedAreTheFirstThatItSendsAfterwards() throws Exception {
        rig.run();
        rig.forgetSignals();
        rig.bus.signal("STOP");
        rig.output().offline();
        rig.bus.signal("CONT");
        rig.awaitNoName(VenusRig.GRID);
        assertThat(rig.client.signals().stream().map(signal -> signal.get("member").asText()).toList()).startsWith("ItemsChanged");
        assertThat(rig.client.signals("ItemsChanged").get(0).get("body").get(0).get(1).get("/Ac/Power").get(1).get("Value")
                .toString()).isEqualTo("[\"ai\",[]]");
    }
}
