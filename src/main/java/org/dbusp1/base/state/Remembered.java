package org.dbusp1.base.state;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One fact of a store. */
public record Remembered(StateStore store, String key) {
    /** A fact that is not remembered. */
    public static final Remembered NOTHING = new Remembered(StateStore.NONE, "");

    /** Returns the fact under a key; if it has none yet, that of an earlier key becomes its own, which happens once. */
    public static Remembered moved(StateStore store, String earlier, String key) {
        String fact = store.recall(key) == null ? store.recall(earlier) : null;
        if (fact != null) {
            store.remember(key, fact);
            store.forget(earlier);
        }
        return new Remembered(store, key);
    }

    /** As {@link StateStore#recall(String, Function)}. */
    public <T> Optional<T> recall(Function<String, @Nullable T> parser) {
        return store.recall(key, parser);
    }

    /** As {@link StateStore#remember}. */
    public void remember(String fact) {
        store.remember(key, fact);
    }
}
