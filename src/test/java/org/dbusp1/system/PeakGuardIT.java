package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.output.venus.TestBus.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A driver that keeps a peak is ended, in order and not, and the owner's import limit of ESS comes back. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PeakGuardIT {
    private static final String SETTINGS = "com.victronenergy.settings";
    private static final String LIMIT = "/Settings/CGwacs/AcInputLimit";
    private static final double OWN = 16;

    @TempDir
    Path directory;

    @RegisterExtension
    private final GxDevice gx = new GxDevice(() -> directory);

    @BeforeEach
    void prepare() {
        await("localsettings with the owner's limit", () -> gx.client().addSetting(LIMIT, "d", OWN));
        gx.meter().demand(900);
        gx.meter().watts(8_000);
    }

    private double limit() {
        return gx.client().value(SETTINGS, LIMIT).asDouble();
    }

    private DriverProcess guarding() throws IOException {
        return gx.driver("--demand.limit-w=1000", "--demand.guard=watts");
    }

    @Test
    void theLimitIsBackAfterAnOrderlyEndAndAtTheNextStartAfterAKill() throws Exception {
        try (DriverProcess driver = guarding()) {
            await("the limit that keeps the window", () -> limit() < OWN);
            driver.signal("KILL");
            driver.status();
            assertThat(limit()).isLessThan(OWN);
        }
        gx.meter().silent();
        try (DriverProcess driver = guarding()) {
            await("the owner's limit before the first telegram", () -> limit() == OWN);
            gx.meter().speaking();
            await("the limit again", () -> limit() < OWN);
            long began = System.nanoTime();
            driver.signal("TERM");
            await("the owner's limit", () -> limit() == OWN);
            assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(5));
            assertThat(driver.status()).isZero();
        }
    }

    @Test
    void aSilentMeterMeansTheOwnersLimit() throws Exception {
        try (DriverProcess driver = guarding()) {
            await("the limit that keeps the window", () -> limit() < OWN);
            gx.meter().silent();
            await("the owner's limit", () -> limit() == OWN);
            assertThat(driver.runs()).isTrue();
        }
    }

    @Test
    @Tag("slow")
    void aKillAtAnyMomentLosesNothing() throws Exception {
        Random chance = new Random(1);
        for (int i = 0; i < 12; i++) {
            gx.meter().speaking();
            gx.meter().watts(8_000);
            try (DriverProcess driver = guarding()) {
                await("the meter", gx::onBus);
                TimeUnit.MILLISECONDS.sleep(chance.nextInt(600));
                driver.signal("KILL");
                driver.status();
            }
            gx.meter().silent();
            try (DriverProcess driver = gx.driver()) {
                await("the owner's limit, kill " + i, () -> limit() == OWN);
                driver.signal("TERM");
                driver.status();
            }
        }
    }
}
