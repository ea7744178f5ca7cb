package org.dbusp1.app.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.dbusp1.base.config.NearestWord;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.Program;
import org.dbusp1.base.process.StandardOutput;
import org.dbusp1.base.process.UserException;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands of the command line; a command is created only when it is needed. */
public final class Commands {
    private static final Map<String, Supplier<CommandLine>> TABLE = new LinkedHashMap<>();

    static {
        TABLE.put(RunCommand.NAME, RunUsage::commandLine);
        TABLE.put(CheckCommand.NAME, CheckCommand::commandLine);
        TABLE.put(ProbeCommand.NAME, () -> new CommandLine(new ProbeCommand()));
        TABLE.put(DecodeCommand.NAME, () -> new CommandLine(new DecodeCommand()));
        TABLE.put(ConvertCommand.NAME, () -> new CommandLine(new ConvertCommand()));
        TABLE.put(HistoryCommand.NAME, () -> new CommandLine(new HistoryCommand()));
        // A new object each time: for picocli the default of an option is the value in the object's field.
        Stream.of(AddedServer.class, Added.class).flatMap(kind -> ServiceLoader.load(kind, Added.class.getClassLoader()).stream())
                .forEach(added -> TABLE.put(added.get().name(), () -> new CommandLine(added.get())));
    }

    private static final Set<String> GLOBAL_OPTIONS = Set.of("-h", "--help", "-V", "--version");

    /** A command of the command line that is in another jar; picocli's annotations describe its options. */
    public interface Added extends Callable<Integer> {
        String name();
    }

    /**
     * A command of another jar that serves until it is stopped. An interface of its own, because two jars have commands, and each
     * of them needs a file of another name in META-INF/services.
     */
    public interface AddedServer extends Added {
    }

    private Commands() {
    }

    /**
     * Executes the command that the arguments name; without a name the command {@code run}.
     *
     * @throws UserException   when the command line is wrong, or the command fails for a reason that its owner can mend
     */
    public static int execute(List<String> arguments) throws Exception {
        String first = arguments.isEmpty() ? RunCommand.NAME : arguments.get(0);
        List<String> named = new ArrayList<>(arguments);
        if (isOfRun(first)) {
            named.add(0, RunCommand.NAME);
        }
        CommandLine line = TABLE.containsKey(named.get(0)) ? commandLine(Set.of(named.get(0))) : commandLine(TABLE.keySet());
        try {
            ParseResult parsed = line.setExpandAtFiles(false).parseArgs(named.toArray(String[]::new));
            checkWords(parsed);
            checkValues(parsed);
            return new RunLast().execute(parsed);
        } catch (ParameterException e) {
            throw mistake(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StandardOutput.Unwritable) {
                // A failed write to standard output is reported once, when the process ends.
                return ExitStatus.OK.code();
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Returns whether an option, or the source -, is one of run. What looks like --help is answered by the top command, as --help is. */
    private static boolean isOfRun(String first) {
        return first.equals("-") || first.startsWith("-") && NearestWord.nearest(first, GLOBAL_OPTIONS).isEmpty();
    }

    public static CommandLine commandLine(Set<String> names) {
        CommandSpec top = CommandSpec.create().name("dbus-p1").mixinStandardHelpOptions(true);
        top.version("dbus-p1 " + Program.version());
        top.usageMessage().description("Turns a smart meter's P1 port into the grid meter of a Victron GX device.");
        top.usageMessage().customSynopsis("dbus-p1 [COMMAND] [OPTIONS]", "Without a COMMAND it is the command run.");
        top.usageMessage().footer("", "Examples:", "  dbus-p1 run /dev/ttyUSB0",
                "  dbus-p1 run --help", "", "dbus-p1 COMMAND --help describes each command.");
        TABLE.forEach((name, command) -> {
            if (names.contains(name)) {
                top.addSubcommand(name, command.get());
            }
        });
        // Else -http.enabled=true is -h and the rest, which nobody wrote.
        return new CommandLine(top).setPosixClusteredShortOptionsAllowed(false);
    }

    public static Set<String> names() {
        return TABLE.keySet();
    }

    private static UserException mistake(ParameterException wrong) {
        CommandSpec command = wrong.getCommandLine().getCommandSpec();
        String hint = "; see " + command.qualifiedName() + " --help";
        // A word that is unknown is told before one that is missing.
        List<String> unmatched = wrong instanceof UnmatchedArgumentException || wrong instanceof MissingParameterException
                ? wrong.getCommandLine().getUnmatchedArguments() : List.of();
        if (unmatched.isEmpty()) {
            String mistake = !command.subcommands().isEmpty()
                    ? "a command is missing: " + String.join(" or ", command.subcommands().keySet())
                    : wrong instanceof MissingParameterException missing ? missing(missing.getMissing().get(0))
                    : String.valueOf(wrong.getMessage()).lines().findFirst().orElse("");
            return new UserException(ExitStatus.USAGE, mistake + hint);
        }
        String word = unmatched.get(0).split("=", 2)[0];
        if (word.startsWith("-")) {
            return new UserException(ExitStatus.USAGE,
                    "there is no option " + word + NearestWord.hint(word, command.optionsMap().keySet()) + hint);
        }
        if (command.subcommands().isEmpty()) {
            return new UserException(ExitStatus.USAGE, "unexpected argument: " + word + hint);
        }
        boolean isSource = word.matches(".*[/:].*|.*\\.log") || Files.isRegularFile(Path.of(word));
        String instead = isSource ? "; write dbus-p1 run " + Program.quoted(word) + ", or check"
                : NearestWord.hint(word, command.subcommands().keySet());
        return new UserException(ExitStatus.USAGE, "there is no command " + word + instead + hint);
    }

    private static String missing(ArgSpec word) {
        return word instanceof OptionSpec option ? option.longestName() + ": a value is missing" : word.paramLabel() + " is missing";
    }

    /** With --help picocli would print the help of the top command for a command that does not exist, as if nothing was wrong. */
    private static void checkWords(ParseResult parsed) {
        for (CommandLine line : parsed.asCommandLineList()) {
            List<String> unmatched = line.getParseResult().unmatched();
            if (!unmatched.isEmpty()) {
                throw new UnmatchedArgumentException(line, unmatched);
            }
        }
    }

    /**
     * Checks that no option has an empty value, such as that of a shell's variable that is not set. Not for options of run,
     * which are in a group: there the type of the key decides, because many keys may be empty. Nor for an option whose value
     * may be omitted, without a fallback value: for an omitted value picocli has an empty text.
     */
    private static void checkValues(ParseResult parsed) {
        for (CommandLine line : parsed.asCommandLineList()) {
            for (OptionSpec option : line.getParseResult().matchedOptions()) {
                boolean needed = option.arity().min() > 0 || !option.fallbackValue().isEmpty();
                if (option.group() == null && needed && option.originalStringValues().contains("")) {
                    throw new ParameterException(line, missing(option));
                }
            }
        }
    }
}
