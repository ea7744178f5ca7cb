package org.dbusp1.config;

import java.util.Locale;
import java.util.Optional;

/**
 * One thing that an owner may configure.
 *
 * @param name         as it is written in a file: {@code venus.role}
 * @param type         of its value
 * @param defaultValue the value when nobody sets it, as text that is allowed
 * @param heading      the group that it belongs to, for help and manual
 * @param description  one line for the owner
 */
public record Key<T>(String name, ValueType<T> type, String defaultValue, String heading, String description) {

    /** Its option: {@code --venus.role}. */
    public String option() {
        return "--" + name;
    }

    /** Its environment variable: {@code DBUS_P1_VENUS_ROLE}. */
    public String variable() {
        return variable(name);
    }

    static String variable(String name) {
        return ConfigReader.VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The value of a text; empty when the text is not allowed. */
    public Optional<T> read(String text) {
        return type.reader().apply(text);
    }

    @Override
    public String toString() {
        return name;
    }
}
