package org.dbusp1.process;

import java.io.PrintStream;

/** Sets up the messages on stderr: one line each, without a date, which the log of a service adds itself. */
public final class Logging {
    private static final String PREFIX = "org.slf4j.simpleLogger.";

    private Logging() {
    }

    /** Says how messages look; to be called before the first logger is made, which reads it once and for all. */
    public static void begin() {
        // Else it looks for one in every jar, and opens them all for that.
        System.setProperty("slf4j.provider", "org.slf4j.simple.SimpleServiceProvider");
        System.setProperty("slf4j.internal.verbosity", "WARN");
        System.setProperty(PREFIX + "defaultLogLevel", "warn");
        System.setProperty(PREFIX + "showThreadName", "false");
        System.setProperty(PREFIX + "showLogName", "false");
        level("info");
    }

    /** Says how much is told; loggers that are made later heed it. */
    public static void level(String level) {
        System.setProperty(PREFIX + "log.org.dbusp1", level);
        // It tells the loss of the bus with a stack trace; the driver says so itself, in one line.
        System.setProperty(PREFIX + "log.org.freedesktop.dbus", isCurious(level) ? level : "off");
    }

    /** Bounds what is told in a day, except to who wants to know all of it for a while. */
    public static void limit(String level) {
        if (!isCurious(level)) {
            System.setErr(new PrintStream(new LogBudget(System.err, System::nanoTime), true));
        }
    }

    private static boolean isCurious(String level) {
        return level.equals("debug") || level.equals("trace");
    }
}
