package org.dbusp1.base.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.dbusp1.base.config.Key.ValueType;

/**
 * The configuration keys below one heading of help and manual. A key that {@link #define} adds can be set in a file and by an
 * option of run, is in help and manual, and its value is checked at the start.
 */
public final class KeyTable {
    private final String heading;
    private final List<Key<?>> keys = new ArrayList<>();

    public KeyTable(String heading) {
        this.heading = heading;
    }

    public <T> Key<T> define(String name, String defaultValue, ValueType<T> type, String description) {
        return add(new Key<>(name, type, defaultValue, heading, description));
    }

    /** Defines a key that switches an output on, or says to whom or to what place readings go; with its default nothing is sent. */
    public <T> Key<T> defineDestination(String name, String defaultValue, ValueType<T> type, String description) {
        return add(new Key<>(name, type, defaultValue, heading, description, true));
    }

    private <T> Key<T> add(Key<T> key) {
        keys.add(key);
        return key;
    }

    public List<Key<?>> keys() {
        return Collections.unmodifiableList(keys);
    }
}
