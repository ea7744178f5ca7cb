package org.dbusp1.base.state;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Remembers facts over restarts, one line of text under each key. Any thread may call; no call waits for a disk, but see remember. */
public interface StateStore {
    /** A store that remembers no facts. */
    StateStore NONE = new StateStore() {
        @Override
        public <T> Optional<T> recall(String key, Function<String, @Nullable T> parser) {
            return Optional.empty();
        }

        @Override
        public Set<String> keys() {
            return Set.of();
        }

        @Override
        public void remember(String key, String fact) {
            // facts are not stored
        }
    };

    /** Returns a fact, also of an earlier run; empty if there is none, or if the parser finds it damaged. */
    <T> Optional<T> recall(String key, Function<String, @Nullable T> parser);

    default @Nullable String recall(String key) {
        return recall(key, Function.identity()).orElse(null);
    }

    Set<String> keys();

    /**
     * Replaces the fact under a key. Another one than before is written soon, on another thread; at once by a {@link FileStateStore}
     * without an executor.
     */
    void remember(String key, String fact);
}
