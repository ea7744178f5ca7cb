package org.dbusp1.app.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.dbusp1.app.config.Keys;
import org.dbusp1.app.config.RunOptions;
import org.dbusp1.base.config.Key;
import org.dbusp1.base.process.Program;
import org.dbusp1.base.process.UserException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The options of run as picocli sees them: for help, and for the mistakes that {@link RunCommand#options} leaves to it. */
@Command(name = RunCommand.NAME, mixinStandardHelpOptions = true, sortOptions = false,
        customSynopsis = "dbus-p1 run [OPTIONS] [SOURCE]",
        description = {"""
                Reads the meter and publishes it on the D-Bus of a GX device, until it is stopped. On any other \
                computer nothing is shown until an output is switched on, such as the page: --http.enabled=true.""", "", """
                Every key below is also a line of dbus-p1.properties (venus.role=grid); an option wins over a file. A log \
                and a simulated meter reach only what options, or the file of --config, switch on."""},
        footer = {"", "Examples:", "  dbus-p1 run", "  dbus-p1 run /dev/ttyUSB0 --serial.settings=9600-7E1 --wait",
            "  dbus-p1 run /dev/ttyUSB1 --venus.role=pvinverter --venus.phases=L2,L3,L1",
            "  dbus-p1 run p1.log --speed 10 --http.enabled=true",
            "  dbus-p1 run simulate:dsmr50 --http.enabled=true"})
final class RunUsage implements Callable<Integer> {
    /** Of the 80 columns of picocli's help. */
    private static final int DESCRIPTION_COLUMNS = 50;

    @Spec
    private CommandSpec spec;

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new RunUsage());
        line.getCommandSpec().version("dbus-p1 " + Program.version());
        addSource(line);
        RunCommand.allOptions().stream().<String>map(Key::heading).distinct().forEach(heading -> addGroup(line, heading,
                RunCommand.allOptions().stream().filter(option -> option.heading().equals(heading))));
        return line;
    }

    static void addSource(CommandLine line) {
        line.getCommandSpec().addPositional(PositionalParamSpec.builder().index("0").arity("0..1").paramLabel(RunOptions.SOURCE)
                .type(String.class).description("the same as " + Keys.SOURCE.option() + ": where telegrams come from").build());
    }

    static void addGroup(CommandLine line, String heading, Stream<Key<?>> options) {
        ArgGroupSpec.Builder group = ArgGroupSpec.builder().validate(false).heading("%n" + heading + "%n");
        options.forEach(option -> group.addArg(optionSpec(option)));
        line.getCommandSpec().addArgGroup(group.build());
    }

    @Override
    public Integer call() throws UserException {
        return RunCommand.run(values(spec.commandLine().getParseResult())).code();
    }

    /**
     * Returns the options of {@link #addGroup} and the source that picocli found, as text, in the form of {@link RunCommand#options}; not
     * a command's own options.
     */
    static Map<String, String> values(ParseResult found) {
        Map<String, String> values = new TreeMap<>();
        for (OptionSpec option : found.matchedOptions()) {
            if (option.originalStringValues().size() > 1) {
                // In a group of options picocli would use the last value.
                throw new ParameterException(found.commandSpec().commandLine(), option.longestName() + " is given twice");
            }
            if (option.group() != null) {
                // Not the converted value: an Optional would be printed as Optional[...].
                values.put(option.longestName(), option.arity().max() == 0 ? "true" : option.originalStringValues().get(0));
            }
        }
        for (PositionalParamSpec source : found.matchedPositionals()) {
            values.put(RunOptions.SOURCE, source.originalStringValues().get(0));
        }
        return values;
    }

    /** Lines of a description, broken at blanks: picocli breaks a name such as venus.role at its dot too. */
    static Stream<String> wrapped(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > DESCRIPTION_COLUMNS) {
                lines.add(line.toString());
                line.setLength(0);
                line.append(' ');
            }
            line.append(lines.isEmpty() && line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines.stream();
    }

    /** Returns an option for picocli, with the allowed values unless its label shows them. */
    private static OptionSpec optionSpec(Key<?> option) {
        String label = option.type().label();
        String allowed = option.type().constraint();
        boolean shown = allowed.isEmpty() || label.contains("|") || label.equals("FILE");
        String defaultValue = option.defaultValue().isEmpty() ? "" : " (" + option.defaultValue() + ")";
        OptionSpec.Builder builder = OptionSpec.builder(option.option())
                .description(Stream.of(option.description() + defaultValue, shown ? "" : "Allowed: " + allowed)
                        .filter(line -> !line.isEmpty()).flatMap(RunUsage::wrapped).map(line -> line.replace("%", "%%"))
                        .toArray(String[]::new));
        if (label.isEmpty()) {
            return builder.type(Boolean.class).arity("0").build();
        }
        if (label.contains("|")) {
            builder.completionCandidates(List.of(label.split("\\|")));
        }
        return builder.type(label.equals("FILE") ? Path.class : String.class).arity("1").paramLabel(label).build();
    }
}
