package org.dbusp1.line.frame;

import org.jspecify.annotations.Nullable;

/** Remembers over restarts the first line of the last telegram on a line whose checksum matched. */
public interface FirstLineMemory {
    FirstLineMemory NONE = new FirstLineMemory() {
        @Override
        public @Nullable String recall() {
            return null;
        }

        @Override
        public void remember(String firstLine) {
            // A log is not remembered.
        }
    };

    /** Returns the first line, with its slash; null if none is remembered. */
    @Nullable String recall();

    void remember(String firstLine);
}
