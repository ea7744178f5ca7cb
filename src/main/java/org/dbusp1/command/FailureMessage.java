package org.dbusp1.command;

import java.util.List;
import org.dbusp1.config.RunOptions;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;
import org.dbusp1.process.OpenFiles;

/** Prints on stderr why a command ended. */
public final class FailureMessage {
    private FailureMessage() {
    }

    /**
     * Prints one line for each mistake, and the stack traces too where the arguments hold --verbose.
     *
     * @param end a {@link Failure}, which is meant for the user, or a fault of the program
     * @return the exit status
     */
    public static int print(Throwable end, List<String> arguments) {
        boolean expected = end instanceof Failure;
        String message = expected ? end.getMessage()
                : OpenFiles.exhausted(end).orElse("fault in the program: " + end
                        + "; please report it with the output of --verbose");
        message.lines().forEach(line -> System.err.println("dbus-p1: " + line));
        if (arguments.contains(RunOptions.VERBOSE)) {
            printStack(end);
        }
        return (expected ? ((Failure) end).status() : ExitStatus.FAULT).code();
    }

    private static void printStack(Throwable end) {
        for (Throwable cause = end; cause != null; cause = cause.getCause()) {
            System.err.println(cause);
            for (StackTraceElement element : cause.getStackTrace()) {
                System.err.println("    at " + element);
            }
        }
    }
}
