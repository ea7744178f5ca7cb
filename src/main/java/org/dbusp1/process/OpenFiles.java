package org.dbusp1.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.Optional;

/** The limit of open files of this process: without a free descriptor every file, port and class of Java fails. */
public final class OpenFiles {
    /** The words of the C library for EMFILE and ENFILE. */
    private static final String NONE_FREE = "Too many open files";
    private static final String SENTENCE = "too many open files: this process, or the machine, has no file descriptor"
            + " left; raise its limit (ulimit -n), or end the programs that hold them";

    private OpenFiles() {
    }

    /** Returns a sentence for the owner if a fault has this cause, or if no file can be opened now; otherwise empty. */
    public static Optional<String> exhausted(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (isTooManyFiles(cause)) {
                return Optional.of(SENTENCE);
            }
        }
        try (FileInputStream free = new FileInputStream("/dev/null")) {
            return Optional.empty();
        } catch (IOException refused) {
            return isTooManyFiles(refused) ? Optional.of(SENTENCE) : Optional.empty();
        }
    }

    private static boolean isTooManyFiles(Throwable fault) {
        return String.valueOf(fault.getMessage()).contains(NONE_FREE);
    }
}
