package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dbusp1.Await.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How tests wait beside a driver. */
@Timeout(120)
class DriverProcessTest {
    private static final Duration FOR_EVER = Duration.ofDays(1);

    @TempDir
    private Path directory;

    @Test
    void nothingIsWaitedForBesideADriverThatHasEnded() throws Exception {
        try (DriverProcess driver = DriverProcess.withoutVenus(directory, Map.of(), "--no.such.key=1")) {
            assertThatThrownBy(() -> await("its page", FOR_EVER, () -> false)).isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith("waited in vain for its page; the program has ended with status 64, and has printed:\n")
                    .hasMessageContaining("no.such.key");
            await("what it printed before its end", FOR_EVER, () -> driver.output().contains("no.such.key"));
        }
    }

    @Test
    void aDriverThatTheTestEndsMayEnd() throws Exception {
        try (DriverProcess ended = DriverProcess.withoutVenus(directory, Map.of(), "simulate:dsmr50");
                DriverProcess other = DriverProcess.withoutVenus(directory, Map.of(), "simulate:dsmr50")) {
            await("a telegram", () -> ended.output().contains("DSMR 5"));
            ended.signal("TERM");
            assertThat(ended.status()).isZero();
            await("a telegram of the other", () -> other.output().contains("DSMR 5"));
            assertThatThrownBy(() -> await("its page", Duration.ZERO, () -> false)).isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith("waited in vain for its page; the program runs, and has printed:\n").hasMessageContaining("DSMR 5");
        }
    }
}
