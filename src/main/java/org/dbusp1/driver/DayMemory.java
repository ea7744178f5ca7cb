package org.dbusp1.driver;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.dbusp1.output.DayUse;

/** Keeps counters over restarts: those of midnight, written once a day, or those that a meter sends once an hour. */
public final class DayMemory implements DayUse.Memory {
    private final FactMemory memory;

    /** Those of midnight. @param disk where the file is written */
    public DayMemory(Path directory, Executor disk) {
        this(new FactMemory(directory.resolve("days.properties"), "the counters at midnight", disk));
    }

    private DayMemory(FactMemory memory) {
        this.memory = memory;
    }

    /** The last ones of meters that send them once an hour. @param disk where the file is written */
    public static DayMemory ofHours(Path directory, Executor disk) {
        return new DayMemory(new FactMemory(directory.resolve("counters.properties"), "the last energy counters",
                disk));
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
