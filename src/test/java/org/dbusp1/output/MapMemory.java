package org.dbusp1.output;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dbusp1.state.StateStore;

/** Facts in a map that outlives the drivers of a test. */
public final class MapMemory implements StateStore {
    public final Map<String, String> kept = new HashMap<>();
    public int writes;
    private final Map<String, Supplier<String>> followed = new HashMap<>();

    @Override
    public <T> Optional<T> recall(String key, Function<String, T> parser) {
        write();
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

    @Override
    public void follow(String key, Supplier<String> fact) {
        followed.put(key, fact);
    }

    private void write() {
        followed.forEach((key, fact) -> kept.put(key, fact.get()));
    }

    /** Returns what a file would hold now. */
    public String text(String key) {
        write();
        return kept.get(key);
    }

    /** The driver ended in order. */
    public void end() {
        write();
        followed.clear();
    }
}
