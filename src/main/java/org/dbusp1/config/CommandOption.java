package org.dbusp1.config;

import java.util.Optional;

/**
 * An option of a command.
 *
 * @param name         with its dashes
 * @param label        place holder of its value; empty for one that takes none
 * @param defaultValue the value when it is not given; empty where that is nothing
 * @param heading      under which help lists it
 * @param constraint   the allowed values in words; empty where the label or the description shows them
 */
public record CommandOption(String name, Optional<String> label, String defaultValue, String heading,
        String description, Optional<String> constraint) {

    static CommandOption flag(String name, String heading, String description) {
        return new CommandOption(name, Optional.empty(), "", heading, description, Optional.empty());
    }

    /** The option of a key. */
    public static CommandOption of(Key<?> key) {
        ValueType<?> type = key.type();
        boolean shown = type.label().contains("|") || type.label().equals("FILE");
        return new CommandOption(key.option(), Optional.of(type.label()), key.defaultValue(), key.heading(),
                key.description(), shown ? Optional.empty() : Optional.of(type.constraint()));
    }
}
