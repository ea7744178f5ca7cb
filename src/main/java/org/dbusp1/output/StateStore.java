package org.dbusp1.output;

import java.util.Optional;
import java.util.function.Function;

/** Keeps facts over restarts, one under each key. Any thread may call, and no call waits for a disk. */
public interface StateStore {
    /** Nothing is kept. */
    StateStore NONE = new StateStore() {
        @Override
        public <T> Optional<T> recall(String key, Function<String, T> parser) {
            return Optional.empty();
        }

        @Override
        public void remember(String key, String fact) {
            // nothing outlives the process
        }
    };

    /**
     * The fact under a key.
     *
     * @param parser throws IllegalArgumentException where the text is no such fact
     * @return absent where none is known, or where a damaged one was found
     */
    <T> Optional<T> recall(String key, Function<String, T> parser);

    /** Replaces the fact under a key. Returns at once. */
    void remember(String key, String fact);
}
