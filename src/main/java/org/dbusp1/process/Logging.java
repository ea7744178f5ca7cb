package org.dbusp1.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.Optional;

/** The messages on stderr: one line each, without a date, which the log of a service adds itself. */
public final class Logging {
    private static final String PREFIX = "org.slf4j.simpleLogger.";
    /** The time that the end of a process waits for its log to be written, if it has time. */
    public static final long DRAIN_MILLIS = 2_000;
    /** The time that it waits if a supervisor, or a person, waits for the end. */
    public static final long SHORT_DRAIN_MILLIS = 200;

    /** The budget and the queue that messages pass. */
    private record Way(LogBudget budget, MessageQueue queue) {
    }

    private static final PrintStream STDERR = System.err;

    private static Optional<Way> way = Optional.empty();

    private Logging() {
    }

    /** Sets how messages look; to be called before the first logger is made, which reads it once and for all. */
    public static void begin() {
        // Otherwise slf4j looks for a provider in every jar, and opens them all for that.
        System.setProperty("slf4j.provider", "org.slf4j.simple.SimpleServiceProvider");
        System.setProperty("slf4j.internal.verbosity", "WARN");
        System.setProperty(PREFIX + "defaultLogLevel", "warn");
        System.setProperty(PREFIX + "showThreadName", "false");
        System.setProperty(PREFIX + "showLogName", "false");
        level("info");
    }

    /** Sets the least level that is logged; loggers that are made later heed it. */
    public static void level(String level) {
        System.setProperty(PREFIX + "log.org.dbusp1", level);
        // It logs the loss of the bus with a stack trace; the driver logs it itself, in one line.
        System.setProperty(PREFIX + "log.org.freedesktop.dbus", isDetailed(level) ? level : "off");
        // It logs each message that a broker sends beyond a limit; the loss of the connection is logged once.
        System.setProperty(PREFIX + "log.com.hivemq", isDetailed(level) ? level : "off");
    }

    /**
     * From now on no thread waits for the reader of stderr or stdout, and a day's log has a limited size. Libraries
     * that print are included: a driver has no data for stdout. {@link #drain} has to be called before the process
     * ends.
     */
    public static synchronized void queue() {
        // The print stream hides every failed write, so that nobody could count what the log did not take.
        MessageQueue queue = new MessageQueue(System.err == STDERR ? new FileOutputStream(FileDescriptor.err) : System.err);
        LogBudget budget = new LogBudget(queue, System::nanoTime);
        way = Optional.of(new Way(budget, queue));
        System.setErr(new PrintStream(budget, true));
        System.setOut(System.err);
    }

    /** Lifts the limit of size for an owner who asks for every detail. */
    public static synchronized void limit(String level) {
        if (isDetailed(level)) {
            way.ifPresent(messages -> messages.budget.lift());
        }
    }

    /** Prints why the process ends: a line that no limit of the log's size holds back. */
    public static void lastWords(String line) {
        System.err.println("dbus-p1: " + line);
    }

    /** Waits until the last messages are written, but no longer than this: the log's reader may have stopped. */
    public static void drain(long millis) {
        Optional<Way> last;
        synchronized (Logging.class) {
            last = way;
        }
        last.ifPresent(messages -> messages.queue.drain(millis));
    }

    private static boolean isDetailed(String level) {
        return level.equals("debug") || level.equals("trace");
    }
}
