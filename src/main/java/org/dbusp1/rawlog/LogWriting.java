package org.dbusp1.rawlog;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes what a log's bytes turned out to be, on behalf of a listener that cannot throw what writing throws. */
interface LogWriting {
    void write() throws IOException;

    /** @throws UncheckedIOException when it cannot be written */
    static void unchecked(LogWriting writing) {
        try {
            writing.write();
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
