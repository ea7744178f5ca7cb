package org.dbusp1.output;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.dbusp1.base.state.StateStore;
import org.jspecify.annotations.Nullable;

/** Facts in a map that outlives the drivers of a test. */
public final class MapMemory implements StateStore {
    public final Map<String, String> kept;
    public int writes;

    public MapMemory() {
        this(new HashMap<>());
    }

    public MapMemory(Map<String, String> kept) {
        this.kept = kept;
    }

    @Override
    public <T> Optional<T> recall(String key, Function<String, @Nullable T> parser) {
        return Optional.ofNullable(kept.get(key)).map(parser);
    }

    @Override
    public Set<String> keys() {
        return kept.keySet();
    }

    @Override
    public void remember(String key, String fact) {
        kept.put(key, fact);
        writes++;
    }

    /** Returns what a file would hold now. */
    public String text(String key) {
        return kept.get(key);
    }
}
