package org.dbusp1.line.frame;

import org.jspecify.annotations.Nullable;

/** Remembers over restarts which meters of a line print a checksum. No call waits for a disk. */
public interface ChecksumMemory {
    /** A memory for a line whose meters are not remembered. */
    ChecksumMemory NONE = new ChecksumMemory() {
        @Override
        public @Nullable Boolean prints(String firstLine) {
            return null;
        }

        @Override
        public void remember(String firstLine, boolean prints) {
            // not stored
        }
    };

    /** Returns whether the meter with a first line prints a checksum; null if unknown. */
    @Nullable Boolean prints(String firstLine);

    void remember(String firstLine, boolean prints);
}
