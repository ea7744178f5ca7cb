package org.dbusp1;

import java.util.List;
import java.util.Map;
import org.dbusp1.app.command.Commands;
import org.dbusp1.app.command.RunCommand;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.FileProblem;
import org.dbusp1.base.process.Logging;
import org.dbusp1.base.process.Program;
import org.dbusp1.base.process.StandardOutput;
import org.dbusp1.base.process.UserException;

/**
 * The entry point: runs the command of the command line. When the command fails, prints one line on stderr for each mistake
 * and sets the exit status.
 */
public final class Main {
    private Main() {
    }

    public static void main(String[] arguments) {
        StandardOutput.watch();
        int status = checked(run(List.of(arguments)));
        Logging.drain(status == ExitStatus.OK.code() ? Logging.SHORT_DRAIN_MILLIS : Logging.DRAIN_MILLIS);
        System.exit(status);
    }

    /** Returns the exit status of a command, or that of a failure if its output was lost. */
    private static int checked(int status) {
        try {
            StandardOutput.check();
            return status;
        } catch (UserException e) {
            return failed(e);
        }
    }

    public static int run(List<String> arguments) {
        try {
            Logging.begin();
            Program.calledAs(arguments);
            // Null: picocli has to parse the arguments.
            Map<String, String> runOptions = RunCommand.options(arguments);
            return runOptions != null ? RunCommand.run(runOptions).code() : Commands.execute(arguments);
        } catch (Throwable e) {
            return failed(e);
        }
    }

    /**
     * Prints on stderr why a command ended: one line for each mistake; of a fault of the program, other than a lack of descriptors, also
     * the stack trace.
     *
     * @param end a {@link UserException}, which is meant for the user, or a fault of the program
     * @return the exit status
     */
    public static int failed(Throwable end) {
        if (end instanceof UserException failure) {
            failure.getMessage().lines().forEach(Logging::lastWords);
            return failure.status().code();
        }
        String sentence = FileProblem.noFreeDescriptorSentence(end);
        (sentence != null ? sentence : "fault in the program: " + end + "; please report it with the lines below")
                .lines().forEach(Logging::lastWords);
        if (sentence == null) {
            end.printStackTrace();
        }
        return ExitStatus.FAULT.code();
    }
}
