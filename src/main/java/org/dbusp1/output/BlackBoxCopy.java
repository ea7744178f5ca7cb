package org.dbusp1.output;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes a copy of the black box for others, without the numbers of meters. Any thread may call; no call waits. */
public interface BlackBoxCopy {
    /**
     * The result of a copy.
     *
     * @param time when it was made, or failed
     * @param file the path of the copy, or the reason why there is none
     */
    record Copy(Instant time, String file) {
    }

    /** Makes the copy soon, of the last ten minutes. */
    void make();

    /** Returns the result of the last copy; absent before the first one. */
    @Nullable Copy made();
}
