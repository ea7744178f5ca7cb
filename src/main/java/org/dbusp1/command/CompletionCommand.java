package org.dbusp1.command;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dbusp1.config.Keys;
import org.dbusp1.config.RunOptions;
import org.dbusp1.meter.Dialect;
import org.dbusp1.output.mqtt.Profile;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.source.Simulator;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code dbus-p1 completion}: a script by which bash completes commands, options, their values and file names. */
@Command(name = CompletionCommand.NAME, mixinStandardHelpOptions = true,
        description = "Prints a script for bash and zsh that completes commands, options and values with the Tab key."
                + " The Debian package has it installed already.",
        footer = {"", "Examples:", "  dbus-p1 completion > ~/.local/share/bash-completion/completions/dbus-p1"})
final class CompletionCommand implements Callable<Integer> {
    static final String NAME = "completion";

    /** Place holders of paths. */
    private static final List<String> PATHS = List.of("FILE", "DEVICE", "DIR", "DIRECTORY", "LINK");

    @Override
    public Integer call() {
        System.out.print(AutoComplete.bash("dbus-p1",
                new CommandLine(completed(Commands.all(Commands.names()).getCommandSpec()))));
        return ExitStatus.OK.code();
    }

    /** Makes the same commands with what picocli needs to complete values: candidates, or the type of a path. */
    private static CommandSpec completed(CommandSpec command) {
        CommandSpec completed = CommandSpec.create().name(command.name());
        command.options().forEach(option -> completed.addOption(completed(option)));
        command.positionalParameters()
                .forEach(parameter -> completed.addPositional(completed(parameter, command.name())));
        command.subcommands()
                .forEach((name, below) -> completed.addSubcommand(name, completed(below.getCommandSpec())));
        return completed;
    }

    private static OptionSpec completed(OptionSpec option) {
        String name = option.longestName();
        // The script names a list of values after the label.
        OptionSpec.Builder builder = OptionSpec.builder(option.names()).arity(option.arity().toString())
                .paramLabel(name.replaceAll("\\W", "_"));
        if (option.arity().max() == 0) {
            return builder.type(boolean.class).build();
        }
        List<String> candidates = candidates(name, option.paramLabel());
        if (!candidates.isEmpty()) {
            builder.completionCandidates(candidates);
        }
        return builder.type(PATHS.contains(option.paramLabel()) ? Path.class : String.class).build();
    }

    private static PositionalParamSpec completed(PositionalParamSpec parameter, String command) {
        PositionalParamSpec.Builder builder = PositionalParamSpec.builder().index(parameter.index().toString())
                .arity(parameter.arity().toString()).paramLabel("parameter_of_" + command);
        List<String> candidates = candidates("--" + command, parameter.paramLabel());
        if (!candidates.isEmpty()) {
            builder.completionCandidates(candidates);
        }
        return builder.type(PATHS.contains(parameter.paramLabel()) ? Path.class : String.class).build();
    }

    /** The values that are possible; none where they are numbers or names of the owner's choice. */
    private static List<String> candidates(String option, String label) {
        Map<String, List<String>> listed = Map.of(
                Keys.METER_PROFILE.option(), Dialect.TEXT.stream()
                        .map(dialect -> dialect.name().toLowerCase(Locale.ROOT)).toList(),
                Keys.MQTT_PROFILE.option(), Arrays.stream(Profile.values()).map(Profile::text).toList(),
                RunOptions.SIMULATE, Simulator.find().map(Simulator::names).orElse(List.of()));
        // Words in capitals are place holders.
        return listed.getOrDefault(option, Arrays.stream(label.split("\\|"))
                .filter(word -> !word.matches("[A-Z:,.]+")).toList());
    }
}
