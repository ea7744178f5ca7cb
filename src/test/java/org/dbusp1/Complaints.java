package org.dbusp1;

import java.util.Collection;

/** What a change lacks: a line for each thing, which says what to write. {@code venus/check} prints the lines as they are. */
public final class Complaints extends AssertionError {
    private Complaints(Collection<String> lines) {
        super(String.join("\n", lines));
    }

    /** Fails unless there are none. */
    public static void none(Collection<String> lines) {
        if (!lines.isEmpty()) {
            throw new Complaints(lines);
        }
    }
}
