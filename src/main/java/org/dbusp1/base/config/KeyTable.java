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

    /** @param heading the heading above these keys in help and manual */
    public KeyTable(String heading) {
        this.heading = heading;
    }

    /**
     * Adds a key after the keys defined before.
     *
     * @param name     the key's name in a file: {@code venus.role}; the option is made from it
     * @param defaultValue the default, as an allowed text of the type
     * @param description  one line for the owner, in help and manual
     */
    public <T> Key<T> define(String name, String defaultValue, ValueType<T> type, String description) {
        Key<T> key = new Key<>(name, type, defaultValue, heading, description);
        keys.add(key);
        return key;
    }

    /** Returns the keys in the order of help and manual. */
    public List<Key<?>> keys() {
        return Collections.unmodifiableList(keys);
    }
}
