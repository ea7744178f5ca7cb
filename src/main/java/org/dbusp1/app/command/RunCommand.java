package org.dbusp1.app.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dbusp1.app.assembly.DriverFactory;
import org.dbusp1.app.assembly.OutputRegistry;
import org.dbusp1.app.assembly.ReplayDestinations;
import org.dbusp1.app.config.Keys;
import org.dbusp1.app.config.RunOptions;
import org.dbusp1.app.config.SourceConfig;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.Key;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.FileProblem;
import org.dbusp1.base.process.Logging;
import org.dbusp1.base.process.Program;
import org.dbusp1.base.process.UserException;
import org.dbusp1.driver.Driver;
import org.jspecify.annotations.Nullable;

/** {@code dbus-p1 run}: runs a driver with the configuration of a command line. */
public final class RunCommand {
    public static final String NAME = "run";
    private static final Path ROOT = Path.of("/");
    /** What a driver that serves only the D-Bus opens from here on, files that it holds for a moment included. */
    private static final int NEEDED_DESCRIPTORS = 22;

    private RunCommand() {
    }

    public static List<Key<?>> allOptions() {
        return Stream.concat(RunOptions.runOnly().stream(), OutputRegistry.keys().stream()).toList();
    }

    /**
     * Reads the options of an ordinary run without picocli, which costs the driver 70 ms and 3 MB (amd64):
     * {@code --name=value}, {@code --name value}, {@code --flag}, {@code SOURCE}. Every other form, mistakes and help included, is left
     * to picocli.
     *
     * @return values by option name, "true" for a flag, and by {@link RunOptions#SOURCE}; null if picocli has to parse the arguments
     */
    public static @Nullable Map<String, String> options(List<String> arguments) {
        Map<String, Key<?>> known = new HashMap<>();
        for (Key<?> option : allOptions()) {
            known.put(option.option(), option);
        }
        Map<String, String> values = new HashMap<>();
        for (int i = startsWithName(arguments) ? 1 : 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            Key<?> option = known.get(name);
            if (option == null && isSource(argument, i) && values.putIfAbsent(RunOptions.SOURCE, argument) == null) {
                continue;
            }
            if (option == null || values.containsKey(name)) {
                return null;
            }
            boolean takesValue = !option.type().label().isEmpty();
            String value;
            if (takesValue && equals >= 0) {
                value = argument.substring(equals + 1);
            } else if (takesValue && i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("-")) {
                value = arguments.get(++i);
            } else if (!takesValue && equals < 0) {
                value = "true";
            } else {
                return null;
            }
            values.put(name, value);
        }
        return values;
    }

    /** The first argument is a command, unless it begins with a dash. */
    private static boolean isSource(String argument, int index) {
        return argument.equals("-") || index > 0 && !argument.startsWith("-");
    }

    private static boolean startsWithName(List<String> arguments) {
        return !arguments.isEmpty() && arguments.get(0).equals(NAME);
    }

    public static ExitStatus run(Map<String, String> given) throws UserException {
        FileProblem.requireDescriptors(NEEDED_DESCRIPTORS);
        RunOptions options = RunOptions.of(given);
        CommandConfig read = CommandConfig.read(RunOptions.file(given), RunOptions.settings(given));
        RunOptions.check(given, read.config().get(Keys.SOURCE));
        Logging.setLevel(read.config().get(Keys.LOG_LEVEL));
        boolean runs = !given.containsKey(RunOptions.CHECK_CONFIG) && !options.waitForSource();
        if (runs && read.config().get(Keys.SOURCE) instanceof SourceConfig.Replay log && !log.isStandardInput()
                && Files.notExists(log.file())) {
            // Before anything is said of where its telegrams would go.
            throw new UserException(ExitStatus.ABSENT, log.file() + ": there is no such file");
        }
        Config config = ReplayDestinations.of(read.config(), ROOT);
        Path runtime = Program.runtimeDirectory(ROOT, read.environment()).orElse(null);
        Driver driver = new DriverFactory(config, options, read.environment(), read.stateDirectory(), runtime).driver();
        if (given.containsKey(RunOptions.CHECK_CONFIG)) {
            OutputRegistry.missingDirectories(config, read.stateDirectory()).forEach(line -> System.err.println("dbus-p1: " + line));
            return ExitStatus.OK;
        }
        config.warnOfReadableSecrets();
        if (CheckView.isTerminal()) {
            System.out.println("dbus-p1 runs; Ctrl-C ends it");
        }
        Logging.startQueue();
        ExitStatus status = driver.run().status();
        if (given.isEmpty() && status == ExitStatus.ABSENT && !Program.isVenusOs(ROOT)) {
            Logging.lastWords("dbus-p1 --help shows the commands");
        }
        return status;
    }
}
