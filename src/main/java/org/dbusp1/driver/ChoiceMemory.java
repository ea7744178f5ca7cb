package org.dbusp1.driver;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.dbusp1.output.OwnerChoices;

/** Keeps what the owner chose on the device's screen over restarts. Written when a choice changes. */
public final class ChoiceMemory implements OwnerChoices.Memory {
    private final FactMemory memory;

    /** @param disk where the file is written */
    public ChoiceMemory(Path directory, Executor disk) {
        this.memory = new FactMemory(directory.resolve("choices.properties"),
                "what was chosen on the screen of the GX device", disk);
    }

    @Override
    public <T> Optional<T> recall(String key, Function<String, T> parser) {
        return memory.recall(key, parser);
    }

    @Override
    public void remember(String key, String text) {
        memory.remember(key, text);
    }
}
