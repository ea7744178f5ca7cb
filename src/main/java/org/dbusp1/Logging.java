package org.dbusp1;

/** Sets up the messages on stderr: one line each, without a date, which the log of a service adds itself. */
final class Logging {
    private static final String PREFIX = "org.slf4j.simpleLogger.";

    private Logging() {
    }

    /** To be called before the first logger is made: it reads these properties once. */
    static void configure(String level) {
        System.setProperty(PREFIX + "defaultLogLevel", level);
        System.setProperty(PREFIX + "showThreadName", "false");
        System.setProperty(PREFIX + "showLogName", "false");
        if (!level.equals("debug") && !level.equals("trace")) {
            // It tells the loss of the bus with a stack trace; the driver says so itself, in one line.
            System.setProperty(PREFIX + "log.org.freedesktop.dbus", "off");
            System.setProperty(PREFIX + "log.com.github.hypfvieh", "off");
        }
    }
}
