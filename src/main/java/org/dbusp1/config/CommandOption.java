package org.dbusp1.config;

import java.util.Optional;

/**
 * An option of a command.
 *
 * @param name     with its dashes
 * @param label    place holder of its value; empty for one that takes none
 * @param standard the value it has when it is not given; empty where that is nothing
 * @param heading  under which help lists it
 */
public record CommandOption(String name, Optional<String> label, String standard, String heading, String meaning) {

    static CommandOption flag(String name, String heading, String meaning) {
        return new CommandOption(name, Optional.empty(), "", heading, meaning);
    }

    public static CommandOption of(Key<?> key) {
        return new CommandOption(key.option(), Optional.of(key.kind().label()), key.standard(), key.heading(),
                key.meaning());
    }
}
