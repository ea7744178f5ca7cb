package org.dbusp1.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The terminal of this process: what is refreshed in place is for a terminal, not for a file or a pipe. */
final class Terminal {
    static final int STDOUT = 1;
    static final int STDERR = 2;

    /** The size that terminals have had since there were screens. */
    static final Size DEFAULT = new Size(24, 80);

    /** In characters. */
    record Size(int rows, int columns) {
    }

    private Terminal() {
    }

    /** Returns whether a descriptor of this process is a terminal. */
    static boolean is(int descriptor) {
        try {
            Path device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
            return device.startsWith("/dev/pts") || device.toString().startsWith("/dev/tty")
                    || device.toString().equals("/dev/console");
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }

    /** Returns the size of the terminal that the process was started from, as stty knows it. */
    static Size size() {
        try {
            Process stty = new ProcessBuilder("stty", "size").redirectInput(ProcessBuilder.Redirect.INHERIT).start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (size.matches("[1-9]\\d{0,3} [1-9]\\d{0,3}")) {
                return new Size(Integer.parseInt(size.split(" ")[0]), Integer.parseInt(size.split(" ")[1]));
            }
        } catch (IOException noStty) {
            // As if it did not know.
            return DEFAULT;
        }
        return DEFAULT;
    }

    /** The progress of a long work, on a line of a terminal that is drawn anew a few times a second. */
    static final class ProgressBar {
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
}
