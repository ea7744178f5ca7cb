package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.dbusp1.system.SlowStart.Outputs;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The start of a driver to which a small device leaves 5 % of a core. */
@Tag("quiet")
@Tag("slow")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowStartIT {
    private static final int PERCENT = 5;
    private static final int TO_THE_BUS_SECONDS = 60;
    private static final int WATCHED_SECONDS = 120;

    @TempDir
    private Path directory;

    @Test
    void withEveryOutputTheMeterIsOnTheBusFirstAndNothingEndsTheDriver() throws Exception {
        Optional<String> obstacle = SlowStart.obstacle();
        assumeTrue(obstacle.isEmpty(), obstacle.orElse(""));
        try (SlowStart starts = new SlowStart(Path.of("venus/dbus-p1").toAbsolutePath(), directory)) {
            SlowStart.Result start = starts.run(PERCENT, Outputs.ALL, WATCHED_SECONDS);

            assertThat(start.status()).as("status of a driver that ended; it printed %s", start.log()).isEmpty();
            assertThat(start.secondsToBus()).as("on the bus; the driver printed %s", start.log()).isPresent();
            assertThat(start.secondsToBus().getAsDouble()).isLessThan(TO_THE_BUS_SECONDS);
            assertThat(start.secondsToPage()).as("the page").isPresent();
            assertThat(start.secondsToPage().getAsDouble()).isGreaterThan(start.secondsToBus().getAsDouble());
            assertThat(start.log()).doesNotContain("was stopped", "a disk has not answered", "fault", "ERROR");
        }
    }
}
