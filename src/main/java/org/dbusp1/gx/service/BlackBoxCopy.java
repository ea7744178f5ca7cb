package org.dbusp1.gx.service;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes a copy of the black box for other people, without the numbers of meters. Any thread may call; no call waits. */
public interface BlackBoxCopy {
    /** @param fileOrReason the path of the copy, or the reason why none was made */
    record CopyResult(Instant time, String fileOrReason) {
    }

    /** Makes a copy of the last ten minutes soon. */
    void requestCopy();

    /** Returns the result of the last copy; null before the first copy. */
    @Nullable CopyResult lastCopy();
}
