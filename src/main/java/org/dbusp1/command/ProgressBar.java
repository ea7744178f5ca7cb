package org.dbusp1.command;

import java.io.PrintStream;
import java.util.Locale;

/** The progress of a long work, on a line of a terminal that is drawn anew a few times a second. */
final class ProgressBar {
    private static final int WIDTH = 30;
    private static final long PAUSE_NANOS = 200_000_000L;
    private static final double MEGA = 1e6;
    /** Moves to the start of the line and erases what is behind. */
    private static final String ANEW = "\r\u001B[K";

    private final PrintStream terminal;
    private final long total;
    private final long started = System.nanoTime();
    private long passed;
    private long drawn = started - PAUSE_NANOS;

    /** @param total bytes in all; 0 where nobody knows */
    ProgressBar(PrintStream terminal, long total) {
        this.terminal = terminal;
        this.total = total;
    }

    /** Takes note that more bytes were read. */
    void passed(int count) {
        passed += count;
        long now = System.nanoTime();
        if (now - drawn >= PAUSE_NANOS) {
            drawn = now;
            terminal.print(ANEW + line(now));
            terminal.flush();
        }
    }

    private String line(long now) {
        double seconds = Math.max(1, now - started) / 1e9;
        String rate = String.format(Locale.ROOT, "%.0f MB  %.0f MB/s", passed / MEGA, passed / MEGA / seconds);
        if (total <= 0) {
            return rate;
        }
        double share = Math.min(1, (double) passed / total);
        int full = (int) (share * WIDTH);
        return String.format(Locale.ROOT, "[%s%s] %3.0f %%  %s  %.0f s left", "#".repeat(full), " ".repeat(WIDTH
                - full), 100 * share, rate, seconds / share - seconds);
    }

    /** Leaves the line empty for what is printed next. */
    void clear() {
        if (passed > 0) {
            terminal.print(ANEW);
            terminal.flush();
        }
    }
}
