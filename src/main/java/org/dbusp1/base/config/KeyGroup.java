package org.dbusp1.base.config;

import java.util.List;

/** Configuration keys that belong together, with one heading in help and manual. */
public interface KeyGroup {
    /** Returns the keys in the order of help and manual. */
    List<Key<?>> keys();
}
