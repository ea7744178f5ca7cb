package org.dbusp1.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.assembly.Assembly;
import org.dbusp1.config.Config;
import org.dbusp1.config.Keys;
import org.dbusp1.config.RunOptions;
import org.dbusp1.driver.Driver;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;
import org.dbusp1.process.Logging;
import org.dbusp1.process.Program;

/** {@code dbus-p1 run}: from a command line to a driver with its configuration. */
public final class RunCommand {
    public static final String NAME = "run";
    private static final Path ROOT = Path.of("/");

    private RunCommand() {
    }

    /** @throws Failure when the driver cannot start or has to end */
    public static ExitStatus run(Map<String, String> given) throws Failure {
        RunOptions options = RunOptions.of(given);
        CommandConfig read = CommandConfig.read(file(given), RunOptions.settings(given));
        Config config = read.config();
        RunOptions.check(given, config.get(Keys.SOURCE));
        Logging.level(config.get(Keys.LOG_LEVEL));
        Optional<Path> runtime = Program.runtimeDirectory(ROOT, read.environment());
        Driver driver = new Assembly(config, options, read.environment(), read.state(), runtime).driver();
        if (given.containsKey(RunOptions.CHECK_CONFIG)) {
            return ExitStatus.OK;
        }
        Logging.queue();
        Logging.limit(config.get(Keys.LOG_LEVEL));
        return driver.run().status();
    }

    /** The file that the command line names. */
    static Optional<Path> file(Map<String, String> given) throws Failure {
        try {
            return Optional.ofNullable(given.get(RunOptions.CONFIG)).map(Path::of);
        } catch (InvalidPathException impossible) {
            throw new Failure(ExitStatus.USAGE, RunOptions.CONFIG + ": " + impossible.getMessage(), impossible);
        }
    }
}
