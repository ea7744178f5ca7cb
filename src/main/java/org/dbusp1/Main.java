package org.dbusp1;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The command line: finds the command, and turns what ends it into one line on stderr and an exit status. */
public final class Main {
    private Main() {
    }

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    /** @return the exit status */
    static int run(List<String> arguments) {
        Logging.begin();
        try {
            Optional<Map<String, String>> plainRun = plainRun(arguments);
            return plainRun.isPresent() ? RunCommand.run(plainRun.get()).code() : Commands.execute(arguments);
        } catch (Failure | RuntimeException | LinkageError end) {
            return tell(end, arguments);
        }
    }

    /** As the package says; what is run from classes has none. */
    static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion()).orElse("(not packaged)");
    }

    /** The options of an ordinary run, for which picocli is not even loaded. */
    private static Optional<Map<String, String>> plainRun(List<String> arguments) {
        boolean named = !arguments.isEmpty() && arguments.get(0).equals(RunCommand.NAME);
        return Arguments.read(RunOptions.all(), named ? arguments.subList(1, arguments.size()) : arguments);
    }

    /**
     * Says on stderr why a command ended: a line for each mistake, and with --verbose the stack too.
     *
     * @return the exit status
     */
    static int tell(Throwable end, List<String> arguments) {
        boolean known = end instanceof Failure;
        String message = known ? end.getMessage()
                : "a fault of its own, " + end + "; please report it with what --verbose prints";
        message.lines().forEach(line -> System.err.println("dbus-p1: " + line));
        if (arguments.contains(RunOptions.VERBOSE)) {
            stack(end);
        }
        return (known ? ((Failure) end).status() : ExitStatus.FAULT).code();
    }

    private static void stack(Throwable end) {
        for (Throwable why = end; why != null; why = why.getCause()) {
            System.err.println(why);
            for (StackTraceElement element : why.getStackTrace()) {
                System.err.println("    at " + element);
            }
        }
    }
}
