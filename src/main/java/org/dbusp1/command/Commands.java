package org.dbusp1.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;
import org.dbusp1.config.NearestWord;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;
import org.dbusp1.process.Program;
import org.dbusp1.process.StandardOutput;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands of the command line; each is created only when it is needed. */
public final class Commands {
    private static final Map<String, Supplier<CommandLine>> TABLE = new LinkedHashMap<>();

    static {
        TABLE.put(RunCommand.NAME, () -> new CommandLine(RunUsage.spec()));
        TABLE.put(CheckCommand.NAME, CheckCommand::line);
        TABLE.put(DecodeCommand.NAME, () -> new CommandLine(new DecodeCommand()));
        TABLE.put(ConvertCommand.NAME, () -> new CommandLine(new ConvertCommand()));
        TABLE.put(MqttCommand.NAME, () -> new CommandLine(new MqttCommand()));
        TABLE.put(HistoryCommand.NAME, () -> new CommandLine(new HistoryCommand()));
        TABLE.put(CollectCommand.NAME, () -> new CommandLine(new CollectCommand()));
        // Each time a new one: picocli takes for the default of an option what it finds in the object.
        ServiceLoader.load(AddedCommand.class, AddedCommand.class.getClassLoader()).stream()
                .forEach(added -> TABLE.put(added.get().name(), () -> new CommandLine(added.get())));
        TABLE.put(CompletionCommand.NAME, () -> new CommandLine(new CompletionCommand()));
    }

    private static final Set<String> ABOUT_ALL = Set.of("-h", "--help", "-V", "--version");

    private Commands() {
    }

    /**
     * Runs the command that the arguments name; without a name it is run.
     *
     * @return the exit status
     */
    public static int execute(List<String> arguments) {
        String first = arguments.isEmpty() ? RunCommand.NAME : arguments.get(0);
        List<String> named = new ArrayList<>(arguments);
        if (first.startsWith("-") && !ABOUT_ALL.contains(first)) {
            named.add(0, RunCommand.NAME);
        }
        CommandLine line = TABLE.containsKey(named.get(0)) ? all(Set.of(named.get(0))) : all(TABLE.keySet());
        Optional<Failure> wrongName = wrongName(line, named);
        if (wrongName.isPresent()) {
            return FailureMessage.print(wrongName.get(), arguments);
        }
        line.setExpandAtFiles(false);
        line.setParameterExceptionHandler((wrong, given) -> FailureMessage.print(mistake(wrong), arguments));
        // A failed write to standard output is reported once, when the process ends.
        line.setExecutionExceptionHandler((end, command, parsed) -> end instanceof StandardOutput.Unwritable
                ? ExitStatus.OK.code() : FailureMessage.print(end, arguments));
        return line.execute(named.toArray(String[]::new));
    }

    /** The top with some of the commands below it. */
    public static CommandLine all(Set<String> names) {
        CommandSpec top = CommandSpec.create().name("dbus-p1").mixinStandardHelpOptions(true);
        top.version("dbus-p1 " + Program.version());
        top.usageMessage().description("Turns a smart meter's P1 port into the grid meter of a Victron GX device.");
        top.usageMessage().customSynopsis("dbus-p1 [COMMAND] [OPTIONS]", "Without a COMMAND it is run.");
        top.usageMessage().footer("", "Examples:", "  dbus-p1 --serial /dev/ttyUSB0",
                "  dbus-p1 run --help", "", "dbus-p1 COMMAND --help describes each command.");
        names.forEach(name -> top.addSubcommand(name, TABLE.get(name).get()));
        return HelpLines.wrapping(new CommandLine(top));
    }

    public static Set<String> names() {
        return TABLE.keySet();
    }

    private static Failure mistake(ParameterException wrong) {
        CommandSpec command = wrong.getCommandLine().getCommandSpec();
        String hint = "; see " + command.qualifiedName() + " --help";
        if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
            return new Failure(ExitStatus.USAGE,
                    (command.subcommands().isEmpty() ? wrong.getMessage().lines().findFirst().orElse("")
                    : "a command is missing: " + String.join(" or ", command.subcommands().keySet())) + hint);
        }
        String word = unmatched.getUnmatched().get(0).split("=", 2)[0];
        if (word.startsWith("-")) {
            return new Failure(ExitStatus.USAGE,
                    "there is no option " + word + NearestWord.hint(word, command.optionsMap().keySet()) + hint);
        }
        return command.subcommands().isEmpty() ? new Failure(ExitStatus.USAGE, "unexpected argument: " + word + hint)
                : unknown(word, wrong.getCommandLine());
    }

    /**
     * The mistake in the name of a command; empty where all names are right. Picocli overlooks it when --help follows.
     *
     * @param words the command line from the name on
     */
    private static Optional<Failure> wrongName(CommandLine above, List<String> words) {
        Map<String, CommandLine> below = above.getSubcommands();
        if (below.isEmpty() || words.isEmpty() || words.get(0).startsWith("-")) {
            return Optional.empty();
        }
        return below.containsKey(words.get(0)) ? wrongName(below.get(words.get(0)), words.subList(1, words.size()))
                : Optional.of(unknown(words.get(0), above));
    }

    private static Failure unknown(String name, CommandLine above) {
        return new Failure(ExitStatus.USAGE, "there is no command " + name
                + NearestWord.hint(name, above.getSubcommands().keySet())
                + "; see " + above.getCommandSpec().qualifiedName() + " --help");
    }
}
