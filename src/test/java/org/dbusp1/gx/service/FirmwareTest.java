package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.Await;
import org.dbusp1.Beside;
import org.dbusp1.Snapshots;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.metering.TestDemand;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The meter in the GX device's own data, with the localsettings and systemcalc of the oldest and of the newest firmware that the manual
 * promises, from the clones that PEERS_OLDEST and PEERS name (developers/maintaining.md of the manual).
 */
@Tag(Beside.TAG)
@Tag("server")
@Tag("slow")
class FirmwareTest {
    private static final String SYSTEM = "com.victronenergy.system";
    private static final String VEBUS = "com.victronenergy.vebus.ttyS4";
    private static final String[] PROGRAMS = {"dbus-systemcalc-py", "localsettings", "velib_python"};

    enum Firmware {
        OLDEST {
            @Override
            Optional<Path> programs() {
                return Beside.oldestPeers(PROGRAMS);
            }
        },
        NEWEST {
            @Override
            Optional<Path> programs() {
                return Beside.peers(PROGRAMS);
            }
        };

        abstract Optional<Path> programs();
    }

    @TempDir
    private Path directory;
    private final Snapshots telegram = Snapshots.threePhase()
            .demand(TestDemand.window(new Stamp(0, 3600), Duration.ofMinutes(15), 1_200L, 1_300L, null))
            .quality(new TelegramCounts(6, Map.of(), Map.of()));

    /** Starts a device with an inverter, and with the entries of Quick access, which no program but the screen knows. */
    private VenusRig device(Firmware firmware) throws Exception {
        Optional<Path> programs = firmware.programs();
        assumeTrue(programs.isPresent(), () -> "no clones of Victron's programs of the " + firmware + " firmware");
        VenusRig rig = new VenusRig();
        try {
            rig.bus.systemcalc(rig.client, programs.get(), directory.resolve("device"));
            // The inverter is a double, by the newest library.
            rig.bus.python("victron_device.py", "service", Beside.peers(PROGRAMS).orElse(programs.get()).toString(), VEBUS, "276",
                    "/Mode=3", "/State=3", "/Ac/NumberOfPhases=3", "/Ac/NumberOfAcInputs=1", "/Ac/ActiveIn/ActiveInput=0",
                    "/Ac/ActiveIn/Connected=1", "/Ac/ActiveIn/L1/P=0.0", "/Ac/ActiveIn/L2/P=0.0", "/Ac/ActiveIn/L3/P=0.0",
                    "/Ac/State/AcIn1Available=1", "/Ac/Control/IgnoreAcIn1=0", "/Hub4/AssistantId=5", "/Dc/0/Voltage=51.8",
                    "/Dc/0/Current=1.2", "/Dc/0/Power=62.0");
            Await.await("the inverter", () -> rig.client.value(SYSTEM, "/VebusService").asText().equals(VEBUS));
            rig.choices = new OwnerChoices(StateStore.NONE, () -> "house", Map.of(Switch.LIMITER, false), 4_000L);
            rig.start();
            rig.publish(telegram);
            return rig;
        } catch (Exception | AssertionError e) {
            rig.close();
            throw e;
        }
    }

    private void awaitChoice(VenusRig rig) throws Exception {
        rig.awaitWith(telegram, "its choice", () -> rig.client.value(SYSTEM, "/Ac/In/0/ServiceName").asText().equals(VenusRig.GRID)
                && rig.driver.board().ess().condition() == Condition.ESS_USED);
    }

    /** Before 2.178 systemcalc has no default for the type of a meter, and the overview shows no grid without it. */
    @ParameterizedTest
    @EnumSource
    void theGridHasPowersPhasesAndType(Firmware firmware) throws Exception {
        try (VenusRig rig = device(firmware)) {
            rig.awaitWith(telegram, "its powers", () -> rig.client.value(SYSTEM, "/Ac/Grid/L3/Power").asDouble() == -500);
            rig.assertShown(SYSTEM, "/Ac/Grid/L1/Power=1000.0, /Ac/Grid/L2/Power=640.0, /Ac/Grid/NumberOfPhases=3, /Ac/Grid/DeviceType=0,"
                    + " /Ac/Grid/ProductId=" + GridPaths.PRODUCT_ID);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLimiterIsSwitchedOnFromTheScreenAndTheMeterStaysTheGrids(Firmware firmware) throws Exception {
        try (VenusRig rig = device(firmware)) {
            awaitChoice(rig);
            rig.assertShown(VenusRig.GRID, "/GenericInput/forecast/Value=1300.0, /SwitchableOutput/limiter/State=0");
            assertThat(rig.setValue("/SwitchableOutput/limiter/State", "v:i", 1)).isZero();
            rig.awaitWith(telegram, "the limiter", () -> rig.value("/SwitchableOutput/limiter/Status").equals("9"));
            rig.assertShown(SYSTEM, "/Ac/Grid/L1/Power=1000.0, /Ac/In/0/ServiceName=" + VenusRig.GRID);
            assertThat(rig.endings).isEmpty();
        }
    }
}
