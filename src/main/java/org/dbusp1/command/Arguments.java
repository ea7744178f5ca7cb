package org.dbusp1.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.config.RunOptions.CommandOption;

/**
 * Reads ordinary command lines without picocli, which costs the driver 70 ms and 5 MB (amd64): {@code --name=value},
 * {@code --name value}, {@code --flag}. Anything else, mistakes and help too, it leaves to picocli.
 */
public final class Arguments {
    private Arguments() {
    }

    /** Values by option name, "true" for a flag; empty when picocli has to look. */
    public static Optional<Map<String, String>> read(List<CommandOption> options, List<String> arguments) {
        Map<String, CommandOption> known = new HashMap<>();
        for (CommandOption option : options) {
            known.put(option.name(), option);
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            CommandOption option = known.get(name);
            if (option == null || values.containsKey(name)) {
                return Optional.empty();
            }
            boolean takesValue = option.label().isPresent();
            String value;
            if (takesValue && equals >= 0) {
                value = argument.substring(equals + 1);
            } else if (takesValue && i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("-")) {
                value = arguments.get(++i);
            } else if (!takesValue && equals < 0) {
                value = "true";
            } else {
                return Optional.empty();
            }
            values.put(name, value);
        }
        return Optional.of(values);
    }
}
