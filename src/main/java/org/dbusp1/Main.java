package org.dbusp1;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.command.Arguments;
import org.dbusp1.command.Commands;
import org.dbusp1.command.FailureMessage;
import org.dbusp1.command.RunCommand;
import org.dbusp1.config.RunOptions;
import org.dbusp1.process.Failure;
import org.dbusp1.process.Logging;

/** The command line: finds the command, and turns its end into one line on stderr and an exit status. */
public final class Main {
    private Main() {
    }

    public static void main(String[] arguments) {
        int status = run(List.of(arguments));
        Logging.drain();
        System.exit(status);
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

    /** The options of an ordinary run, for which picocli is not even loaded. */
    private static Optional<Map<String, String>> plainRun(List<String> arguments) {
        boolean named = !arguments.isEmpty() && arguments.get(0).equals(RunCommand.NAME);
        return Arguments.read(RunOptions.all(), named ? arguments.subList(1, arguments.size()) : arguments);
    }
}
