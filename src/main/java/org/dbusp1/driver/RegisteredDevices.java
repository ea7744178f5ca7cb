package org.dbusp1.driver;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Output;

/**
 * Remembers which names meters got in the settings of a GX device, so that {@code venus/uninstall} removes those and
 * none of another driver. Written once for each meter.
 */
public final class RegisteredDevices implements Output {
    private final FileStateStore memory;
    private Optional<MeterKey> noted = Optional.empty();

    /** @param disk where the file is written */
    public RegisteredDevices(Path directory, Executor disk) {
        this.memory = new FileStateStore(directory.resolve("devices.properties"),
                "meters, and their names below /Settings/Devices", disk);
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        if (noted.isEmpty() || !noted.get().equals(snapshot.key())) {
            noted = Optional.of(snapshot.key());
            memory.remember(snapshot.key().text(), "p1_" + snapshot.key().text());
        }
    }

    @Override
    public void offline() {
        // Settings stay when the meter leaves.
    }

    @Override
    public void close() {
        // The disk has its own end.
    }
}
