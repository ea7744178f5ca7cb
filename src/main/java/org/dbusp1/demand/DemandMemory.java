package org.dbusp1.demand;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Keeps the peaks of meters over restarts. Never waits for a disk. */
public interface DemandMemory {
    /** Keeps nothing. */
    DemandMemory NONE = new DemandMemory() {
        @Override
        public <T> Optional<T> recall(String name, Function<String, T> parser) {
            return Optional.empty();
        }

        @Override
        public void remember(String name, Supplier<String> text, boolean changed) {
            // nothing is kept
        }
    };

    /**
     * What is kept under a name.
     *
     * @param parser throws IllegalArgumentException where the text is damaged
     */
    <T> Optional<T> recall(String name, Function<String, T> parser);

    /**
     * Keeps a text.
     *
     * @param text    the newest text whenever it is asked for; any thread may ask
     * @param changed whether it must not be lost; otherwise it may be written later
     */
    void remember(String name, Supplier<String> text, boolean changed);
}
