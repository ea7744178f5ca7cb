package org.dbusp1.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.dbusp1.config.Key.ValueType;

/** A table of keys below one heading: file, variable, option, help and check at the start follow from a row. */
public final class KeyTable implements KeyGroup {
    private final String heading;
    private final List<Key<?>> keys = new ArrayList<>();

    /** @param heading in help and manual */
    public KeyTable(String heading) {
        this.heading = heading;
    }

    /** Adds a key, below the earlier ones. @param standard the value when the owner gives none */
    public <T> Key<T> define(String name, String standard, ValueType<T> type, String meaning) {
        Key<T> key = new Key<>(name, type, standard, heading, meaning);
        keys.add(key);
        return key;
    }

    @Override
    public List<Key<?>> keys() {
        return Collections.unmodifiableList(keys);
    }
}
