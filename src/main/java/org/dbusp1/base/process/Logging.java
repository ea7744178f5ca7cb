package org.dbusp1.base.process;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.dbusp1.base.SafeText;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.EventConstants;
import org.slf4j.event.Level;

/** Writes the messages of the process to stderr: one line each, without a date, which the log of a service adds. */
public final class Logging {
    /** The longest wait, at the end of the process, for the log to be written. */
    public static final long DRAIN_MILLIS = 2_000;
    /** The longest wait for the log while a supervisor or a person waits for the end. */
    public static final long SHORT_DRAIN_MILLIS = 200;

    private record Sink(LogBudget budget, MessageQueue queue, PrintStream err) {
    }

    /** The stream for texts that a library prints instead of logging them. */
    private static final class PrintedLineStream extends OutputStream {
        private static final int MAX_LINE_BYTES = 64 * 1024;

        private final LogBudget budget;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        PrintedLineStream(LogBudget budget) {
            this.budget = budget;
        }

        @Override
        public synchronized void write(int b) throws IOException {
            if (b == '\n') {
                budget.pass("stderr", SafeText.line(line.toString(StandardCharsets.UTF_8)) + "\n");
                line.reset();
            } else if (line.size() < MAX_LINE_BYTES) {
                line.write(b);
            }
        }
    }

    private static final PrintStream STDERR = System.err;

    private static volatile @Nullable Sink sink;
    /**
     * The number of the least level that is logged: a number, because a process without a free file descriptor cannot load
     * classes of slf4j for its last message.
     */
    private static volatile int minimumLevel = EventConstants.INFO_INT;

    private Logging() {
    }

    /** Makes {@link LogProvider} the receiver of all loggers; has to be called before the first logger is made. */
    public static void begin() {
        System.setProperty("slf4j.provider", LogProvider.class.getName());
        System.setProperty("slf4j.internal.verbosity", "WARN");
        minimumLevel = EventConstants.INFO_INT;
    }

    public static void setLevel(String level) {
        minimumLevel = Level.valueOf(level.toUpperCase(Locale.ROOT)).toInt();
    }

    static int threshold(boolean ours) {
        return ours || isDetailed() ? minimumLevel : EventConstants.ERROR_INT;
    }

    private static boolean isDetailed() {
        return minimumLevel <= EventConstants.DEBUG_INT;
    }

    /**
     * Queues all messages from now on, so that no thread waits for the reader of stderr or stdout, and limits the log of a
     * day, unless the level is debug. Texts that libraries print are included, also those to stdout: the driver prints no
     * data there. {@link #drain} has to be called before the process ends.
     */
    public static void startQueue() {
        // The print stream hides failed writes, which {@link MessageQueue} has to count.
        MessageQueue queue = new MessageQueue(System.err == STDERR ? new FileOutputStream(FileDescriptor.err) : System.err);
        LogBudget budget = new LogBudget(queue, System::nanoTime);
        if (isDetailed()) {
            budget.lift();
        }
        PrintStream err = new PrintStream(new PrintedLineStream(budget), true);
        sink = new Sink(budget, queue, err);
        System.setErr(err);
        System.setOut(err);
    }

    static void message(String sender, String lines) {
        pass(budget -> budget.pass(sender, lines), lines);
    }

    /** Prints why the process ends, whatever the log's budget. */
    public static void lastWords(String line) {
        String safe = "dbus-p1: " + SafeText.line(line);
        pass(budget -> budget.passAlways(safe), safe + "\n");
    }

    private interface WriteAction {
        void to(LogBudget budget) throws IOException;
    }

    private static void pass(WriteAction passing, String lines) {
        Sink known = sink;
        if (known == null || known.err != System.err) {
            System.err.print(lines);
            return;
        }
        try {
            passing.to(known.budget);
        } catch (IOException e) {
            throw new IllegalStateException("the queue of messages takes all", e);
        }
    }

    /** Waits until all messages are written, at most {@code millis}, because the log's reader may have stopped. */
    public static void drain(long millis) {
        Sink known = sink;
        if (known != null) {
            known.queue.drain(millis);
        }
    }
}
