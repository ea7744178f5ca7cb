package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.dbusp1.meter.MeterKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeterLocksTest {
    private static final MeterKey METER = new MeterKey("house");

    @TempDir
    private Path directory;

    /** A directory that cannot be made when the drivers start, and can be a moment later. */
    @Test
    void aFileThatCouldNotBeOpenedIsTriedAgain() throws Exception {
        Path run = Files.writeString(directory.resolve("run"), "in the way");
        MeterLocks one = new MeterLocks(run, Runnable::run);
        MeterLocks other = new MeterLocks(run, Runnable::run);
        assertThat(one.tryHold(METER)).isTrue();
        assertThat(other.tryHold(METER)).as("nothing is known of the other").isTrue();

        Files.delete(run);
        assertThat(one.tryHold(METER)).isTrue();
        assertThat(other.tryHold(METER)).isFalse();
        one.release();
        assertThat(other.tryHold(METER)).isTrue();
    }
}
