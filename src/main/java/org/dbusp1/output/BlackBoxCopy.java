package org.dbusp1.output;

import java.util.Optional;

/** Makes a copy of the black box for others, without the numbers of meters. Any thread may call; no call waits. */
public interface BlackBoxCopy {
    /** Makes the copy soon, of the last ten minutes. */
    void make();

    /** Returns the path of the copy, or the reason why there is none; absent before the first one. */
    Optional<String> made();
}
