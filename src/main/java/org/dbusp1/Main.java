package org.dbusp1;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.command.Arguments;
import org.dbusp1.command.Commands;
import org.dbusp1.command.FailureMessage;
import org.dbusp1.command.RunCommand;
import org.dbusp1.config.RunOptions;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;
import org.dbusp1.process.Logging;
import org.dbusp1.process.StandardOutput;

/** The command line: finds the command, and prints one line on stderr and sets the exit status when it fails. */
public final class Main {
    private Main() {
    }

    public static void main(String[] arguments) {
        StandardOutput.watch();
        int status = checked(run(List.of(arguments)), List.of(arguments));
        Logging.drain(status == ExitStatus.OK.code() ? Logging.SHORT_DRAIN_MILLIS : Logging.DRAIN_MILLIS);
        System.exit(status);
    }

    /** Returns the exit status of a command, or another one where its output is lost. */
    private static int checked(int status, List<String> arguments) {
        try {
            StandardOutput.check();
            return status;
        } catch (Failure lost) {
            return FailureMessage.print(lost, arguments);
        }
    }

    /** Runs the command that the arguments name. @return the exit status */
    public static int run(List<String> arguments) {
        Logging.begin();
        try {
            Optional<Map<String, String>> plainRun = plainRun(arguments);
            return plainRun.isPresent() ? RunCommand.run(plainRun.get()).code() : Commands.execute(arguments);
        } catch (Failure | RuntimeException | LinkageError end) {
            return FailureMessage.print(end, arguments);
        }
    }

    /** Returns the options of an ordinary run, for which picocli is not even loaded. */
    private static Optional<Map<String, String>> plainRun(List<String> arguments) {
        boolean named = !arguments.isEmpty() && arguments.get(0).equals(RunCommand.NAME);
        return Arguments.read(RunOptions.all(), named ? arguments.subList(1, arguments.size()) : arguments);
    }
}
