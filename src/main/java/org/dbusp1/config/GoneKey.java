package org.dbusp1.config;

import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/**
 * A key of an earlier version that somebody's file may still have: one warning, and the driver runs.
 *
 * @param name    as it is written in such a file
 * @param instead what takes its place, for the warning
 * @param now     the key that its value is read as, unless that one is set itself; empty: the value has no effect
 * @param value   from its value, and the other key's value before, to that of the other key
 */
public record GoneKey(String name, String instead, Optional<Key<?>> now, BinaryOperator<String> value) {

    /** Returns keys whose value has no effect. */
    static Stream<GoneKey> dropped(String instead, String... names) {
        return Stream.of(names).map(name -> new GoneKey(name, instead, Optional.empty(), (value, before) -> value));
    }

    static Stream<GoneKey> renamed(String name, Key<?> now) {
        return replaced(name, "it is called " + now.name() + " now", now, (value, before) -> value);
    }

    static Stream<GoneKey> replaced(String name, String instead, Key<?> now, BinaryOperator<String> value) {
        return Stream.of(new GoneKey(name, instead, Optional.of(now), value));
    }
}
