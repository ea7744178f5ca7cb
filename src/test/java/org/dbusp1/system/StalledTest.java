package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dbusp1.FrozenDisk;
import org.dbusp1.base.process.ExitStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log and a disk that do not answer: values appear and are withdrawn as if they did. */
@Tag("quiet")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class StalledTest {
    private static final String STALLED_LOG = "src/test/python/stalled_log.py";
    /** Telegrams of the meter in a second, at most. */
    private static final int A_SECOND = 5;
    /** Five seconds without a good telegram, one until the ticker looks, and twelve for a busy machine. */
    private static final int TAKEN_BACK = (5 + 1 + 12) * A_SECOND;
    /** The promise of two seconds, and twelve for a busy machine. */
    private static final int ENDED = (2 + 12) * A_SECOND;

    @TempDir
    private Path directory;

    @RegisterExtension
    private final GxDevice gx = new GxDevice(() -> directory);

    private void expectTakenBackAndShownAgain() {
        await("the service", () -> gx.shows(100));
        gx.meter().silent();
        await("the end of the service when the meter fell silent", () -> !gx.onBus());
        gx.meter().watts(700);
        gx.meter().speaking();
        await("the service again", () -> gx.shows(700));
    }

    /**
     * The meter goes on with telegrams of which each is damaged, and each makes messages: their number shows how long the
     * old value stood on the bus, by a measure that is slower on a busy machine as the driver is.
     */
    @ParameterizedTest
    @ValueSource(strings = {"info", "trace"})
    void theReaderOfTheLogHasStoppedAndNothingTakesLonger(String level) throws Exception {
        try (DriverProcess driver = gx.shown(List.of("/usr/bin/python3", STALLED_LOG, ""), Map.of(), "--log.level=" + level)) {
            gx.meter().corrupt();
            int before = gx.meter().sent();
            await("the end of the service when each telegram is damaged", () -> !gx.onBus());
            assertThat(gx.meter().sent() - before).as("damaged telegrams until the value was taken back").isLessThanOrEqualTo(TAKEN_BACK);

            gx.meter().mend();
            await("the service again", () -> gx.shows(100));
            before = gx.meter().sent();
            driver.signal("TERM");
            await("the end of the service when the driver was asked to stop", () -> !gx.onBus());
            assertThat(driver.status()).isZero();
            assertThat(gx.meter().sent() - before).as("telegrams until the driver had ended").isLessThanOrEqualTo(ENDED);
        }
    }

    @Test
    void theReaderOfTheLogHasStoppedAndTheDriverEndsForAnotherReason() throws Exception {
        try (DriverProcess driver = gx.shown(List.of("/usr/bin/python3", STALLED_LOG, ""), Map.of())) {
            gx.bus().kill();
            assertThat(driver.status()).isEqualTo(ExitStatus.UNAVAILABLE.code());
        }
    }

    /** Each write fails, by a broken pipe. */
    @Test
    void theReaderOfTheLogHasEnded() throws Exception {
        try (DriverProcess driver = gx.driver(List.of("bash", "-c", "exec \"$@\" > >(true) 2>&1", "bash"), Map.of(), "--log.level=trace")) {
            expectTakenBackAndShownAgain();
            assertThat(driver.runs()).isTrue();
        }
    }

    @Test
    void theDisksOfStateAndReportsAnswerNothing() throws Exception {
        try (FrozenDisk disk = new FrozenDisk(directory)) {
            disk.freeze();
            try (DriverProcess driver = gx.driver(Map.of("STATE_DIRECTORY", disk.path().resolve("state").toString(),
                            "RUNTIME_DIRECTORY", disk.path().resolve("run").toString()), "--demand.tariff=flanders")) {
                expectTakenBackAndShownAgain();
                disk.thaw();
                await("what was to be remembered", () -> Files.exists(disk.path().resolve("state/meters.properties"))
                        && Files.exists(disk.path().resolve("state/devices.properties")));
                disk.freeze();
                driver.signal("TERM");
                await("the end of the service", () -> !gx.onBus());
                // The kernel ends no process while one of its threads waits for a frozen disk.
                disk.thaw();
                assertThat(driver.status()).isZero();
            }
        }
    }
}
