package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.dbusp1.gx.service.SettingsWitness;
import org.dbusp1.gx.service.TestBus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A driver that limits a peak ends, in order and otherwise, and its override of ESS is released; no setting is ever written. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class PeakLimiterIT {
    private static final String SETTINGS = "com.victronenergy.settings";
    private static final String LIMIT = "/Settings/CGwacs/AcInputLimit";
    private static final double OWN = 16;
    private static final String HUB4 = "com.victronenergy.hub4";
    private static final String OVERRIDE = "/Overrides/MaxDischargePower";
    private static final String PLATFORM = "com.victronenergy.platform";
    private static final String INJECT = "/Notifications/Inject";
    private static final int OPTIMISED = 10;
    /** Kills; -Dkills=200 for a long run. */
    private static final int KILLS = Integer.getInteger("kills", 12);

    @TempDir
    Path directory;

    @RegisterExtension
    private final GxDevice gx = new GxDevice(() -> directory);

    private Process inverter;
    private SettingsWitness witness;

    @BeforeEach
    void prepare() throws IOException {
        witness = new SettingsWitness(gx.bus());
        await("localsettings with the owner's limit", () -> gx.client().addSetting(LIMIT, "d", OWN));
        inverter = gx.ess(OPTIMISED);
        gx.meter().demand(900);
        gx.meter().watts(8_000);
    }

    @AfterEach
    void noSettingWasWritten() {
        try (SettingsWitness watched = witness) {
            watched.assertNoSettingOfTheOwnerWasWritten(value -> true);
        }
    }

    private double limit() {
        return gx.client().value(SETTINGS, LIMIT).asDouble();
    }

    private double override() {
        return gx.client().value(HUB4, OVERRIDE).asDouble();
    }

    private DriverProcess limiting() throws IOException {
        return gx.driver("--demand.limit-w=1000", "--demand.limiter=true", "--demand.reserve-soc=50");
    }

    @Test
    void aSilentMeterMeansNoLimit() throws Exception {
        try (DriverProcess driver = limiting()) {
            await("an override", () -> override() > 0);
            gx.meter().silent();
            await("the release", () -> override() == -1);
            assertThat(driver.runs()).isTrue();
        }
    }

    @Test
    void theOverrideIsReleasedAfterAnOrderlyEndAndAtTheNextStartAfterAKill() throws Exception {
        try (DriverProcess driver = limiting()) {
            await("an override", () -> override() > 0);
            assertThat(limit()).isEqualTo(OWN);
            driver.signal("KILL");
            driver.status();
            assertThat(override()).isPositive();
        }
        gx.meter().silent();
        try (DriverProcess driver = limiting()) {
            await("the release before the first telegram", () -> override() == -1);
            gx.meter().speaking();
            await("an override again", () -> override() > 0);
            driver.signal("TERM");
            assertThat(driver.status()).isZero();
            assertThat(override()).isEqualTo(-1);
        }
    }

    /** No file is needed for a limit, nor for its end. */
    @Test
    void aDiskThatTakesNothingKeepsNoPeakFromBeingLimited() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "the disk cannot be made full");
        gx.meter().watts(500);
        try (DriverProcess driver = limiting()) {
            awaitOf(driver, gx::onBus);
            assertThat(new ProcessBuilder("prlimit", "--pid", Long.toString(driver.process().pid()), "--fsize=0").start().waitFor())
                    .isZero();
            gx.meter().watts(8_000);
            awaitOf(driver, () -> override() > 0);
            gx.meter().silent();
            awaitOf(driver, () -> override() == -1);
        }
    }

    /** ESS forgets it after some minutes. */
    @Test
    void whatAKilledDriverHasLeftStaysWhereTheNextStartHasNoOutputOnTheBus() throws Exception {
        try (DriverProcess driver = limiting()) {
            await("an override", () -> override() > 0);
            driver.signal("KILL");
            driver.status();
        }
        double left = override();
        try (DriverProcess driver = gx.driver("--venus.enabled=false")) {
            await("its log", () -> !driver.output().isEmpty());
            driver.signal("TERM");
            assertThat(driver.status()).isZero();
        }
        assertThat(override()).isEqualTo(left).isPositive();
    }

    /** What made the limiter useless is one notification, after two minutes. */
    @Test
    @Tag("slow")
    void anInverterThatHangsIsNotifiedAndNothingOfTheLimiterIsLeft() throws Exception {
        gx.bus().python("other_service.py", PLATFORM, INJECT + "=nothing");
        await("a screen", () -> !gx.client().owner(PLATFORM).isEmpty());
        try (DriverProcess driver = limiting()) {
            await("an override", () -> override() > 0);
            TestBus.signal(inverter, "STOP");
            await("the release", () -> override() == -1);
            awaitOf(driver, () -> !gx.client().value(PLATFORM, INJECT).asText().equals("nothing"));
            assertThat(gx.client().value(PLATFORM, INJECT).asText()).isEqualTo("0\tP1 smart meter\tLimit the peak does nothing: Whether "
                    + "ESS regulates by this meter now cannot be told: what the GX device knows of the inverter/charger cannot be read.");
            TestBus.signal(inverter, "CONT");
            await("an override again", () -> override() > 0);
        }
    }

    /** However slow the machine is: nothing here has a limit of time but the test itself, and a driver that ends by itself fails it. */
    @Test
    @Tag("slow")
    @Timeout(value = 6, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aKillAtAnyMomentLosesNothing() throws Exception {
        Random chance = new Random();
        long writesAfterMillis = 0;
        int held = 0;
        for (int i = 0; i < KILLS; i++) {
            gx.meter().speaking();
            gx.meter().watts(8_000);
            try (DriverProcess driver = limiting()) {
                awaitOf(driver, gx::onBus);
                long began = System.nanoTime();
                if (i % 8 < 2) { // the machine may be busier than before
                    awaitOf(driver, () -> !isOwners());
                    writesAfterMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
                } else {
                    TimeUnit.MILLISECONDS.sleep(chance.nextLong(2 * writesAfterMillis + 1));
                }
                driver.signal("KILL");
                driver.process().onExit().join();
            }
            held += isOwners() ? 0 : 1;
            gx.meter().silent();
            try (DriverProcess driver = limiting()) {
                awaitOf(driver, this::isOwners);
                driver.signal("TERM");
                driver.process().onExit().join();
                assertThat(isOwners()).as("no override, and the owner's setting as it was, after kill " + i).isTrue();
            }
            System.out.println("kill " + (i + 1) + " of " + KILLS + ", " + held + " while ESS had an override of the driver");
        }
        assertThat(held).as("kills while ESS had an override of the driver").isGreaterThan(KILLS / 10);
    }

    private boolean isOwners() {
        assertThat(limit()).isEqualTo(OWN);
        return override() == -1;
    }

    /** Waits for what a driver does, for as long as it runs. */
    private static void awaitOf(DriverProcess driver, BooleanSupplier condition) {
        await("what the driver does", Duration.ofDays(1), () -> {
            assertThat(driver.runs()).as(driver.output()).isTrue();
            return condition.getAsBoolean();
        });
    }
}
