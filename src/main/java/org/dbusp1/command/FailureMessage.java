package org.dbusp1.command;

import java.util.List;
import java.util.Optional;
import org.dbusp1.config.RunOptions;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;
import org.dbusp1.process.FileProblem;
import org.dbusp1.process.Logging;

/** Prints on stderr why a command ended. */
public final class FailureMessage {
    private FailureMessage() {
    }

    /**
     * Prints one line for each mistake, and the stack traces too where the arguments hold --verbose, and of a fault in
     * a command that does not have this option.
     *
     * @param end a {@link Failure}, which is meant for the user, or a fault of the program
     * @return the exit status
     */
    public static int print(Throwable end, List<String> arguments) {
        boolean expected = end instanceof Failure;
        boolean verbose = arguments.contains(RunOptions.VERBOSE);
        if (expected) {
            end.getMessage().lines().forEach(Logging::lastWords);
        } else {
            Optional<String> known = FileProblem.noFreeDescriptor(end);
            boolean isRun = arguments.isEmpty() || arguments.get(0).startsWith("-")
                    || arguments.get(0).equals(RunCommand.NAME);
            verbose |= known.isEmpty() && !isRun;
            known.orElse("fault in the program: " + end + "; please report it with "
                    + (verbose ? "the lines below" : "the output of --verbose")).lines().forEach(Logging::lastWords);
        }
        if (verbose) {
            end.printStackTrace();
        }
        return (expected ? ((Failure) end).status() : ExitStatus.FAULT).code();
    }
}
