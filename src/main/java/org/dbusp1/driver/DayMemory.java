package org.dbusp1.driver;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.dbusp1.output.DayUse;

/** Keeps the counters of midnight over restarts. Written once a day for each counter. */
public final class DayMemory implements DayUse.Memory {
    private final FactMemory memory;

    /** @param disk where the file is written */
    public DayMemory(Path directory, Executor disk) {
        this.memory = new FactMemory(directory.resolve("days.properties"), "the counters at midnight", disk);
    }

    @Override
    public Optional<String> recall(String key) {
        return memory.recall(key, Function.identity());
    }

    @Override
    public void remember(String key, String text) {
        memory.remember(key, text);
    }
}
