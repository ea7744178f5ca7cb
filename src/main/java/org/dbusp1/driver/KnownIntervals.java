package org.dbusp1.driver;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.dbusp1.guard.IntervalMemory;
import org.dbusp1.meter.MeterKey;

/** Remembers over restarts how often each meter sends. Written once for each meter, and when it becomes faster. */
public final class KnownIntervals implements IntervalMemory {
    private final FileStateStore memory;

    /** @param disk where the file is written */
    public KnownIntervals(Path directory, Executor disk) {
        this.memory = new FileStateStore(directory.resolve("intervals.properties"),
                "how often meters send: milliseconds, and the kind of telegrams", disk);
    }

    @Override
    public Optional<String> recall(MeterKey meter) {
        return memory.recall(meter.text(), Function.identity());
    }

    @Override
    public void remember(MeterKey meter, String fact) {
        memory.remember(meter.text(), fact);
    }
}
