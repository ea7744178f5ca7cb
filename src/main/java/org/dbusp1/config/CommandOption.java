package org.dbusp1.config;

import java.util.Optional;

/**
 * An option of a command.
 *
 * @param name     with its dashes
 * @param label    place holder of its value; empty for one that takes none
 * @param standard the value it has when it is not given; empty where that is nothing
 * @param heading  under which help lists it
 * @param allowed  the allowed values in words; empty where the label or the meaning shows them
 */
public record CommandOption(String name, Optional<String> label, String standard, String heading, String meaning,
                            Optional<String> allowed) {

    static CommandOption flag(String name, String heading, String meaning) {
        return new CommandOption(name, Optional.empty(), "", heading, meaning, Optional.empty());
    }

    /** The option of a key. */
    public static CommandOption of(Key<?> key) {
        ValueType<?> kind = key.kind();
        boolean shown = kind.label().contains("|") || kind.label().equals("FILE");
        return new CommandOption(key.option(), Optional.of(kind.label()), key.standard(), key.heading(), key.meaning(),
                shown ? Optional.empty() : Optional.of(kind.allowed()));
    }
}
