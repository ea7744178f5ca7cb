package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.dbusp1.Await;
import org.dbusp1.Beside;
import org.dbusp1.Ended;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The double of localsettings answers and signals as Victron's does, from the clone that {@code $PEERS} names. */
@Tag(Beside.TAG)
@Timeout(300)
class LocalsettingsDoubleTest {
    @TempDir
    private Path directory;

    private static String calls(TestBus bus) throws Exception {
        BusClient client = bus.client();
        Await.await("localsettings", () -> !client.owner("com.victronenergy.settings").isEmpty());
        return Ended.of(new ProcessBuilder("/usr/bin/python3", "-B", "src/test/python/settings_calls.py", bus.address())).well();
    }

    @Test
    void itAnswersAndSignalsAsVictrons() throws Exception {
        Optional<Path> peers = Beside.peers("localsettings", "velib_python");
        assumeTrue(peers.isPresent(), "PEERS names no clones of Victron's programs");
        String victrons;
        try (TestBus bus = new TestBus()) {
            bus.python("victron_device.py", "settings", peers.get().toString(), Files.createDirectory(directory.resolve("own")).toString());
            victrons = calls(bus);
        }
        try (TestBus bus = new TestBus()) {
            bus.localsettings();
            assertThat(calls(bus)).isEqualTo(victrons);
        }
        assertThat(victrons.lines()).as("calls and signals").hasSizeGreaterThan(60);
    }
}
