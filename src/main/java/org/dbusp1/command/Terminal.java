package org.dbusp1.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The terminal of this process: what is refreshed in place is for a terminal, not for a file or a pipe. */
final class Terminal {
    static final int STDOUT = 1;

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
}
