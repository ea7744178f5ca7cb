package org.dbusp1.source;

import java.io.IOException;

/** Bytes waited so long that they are out of date: they are dropped, and the next opening begins with fresh ones. */
public final class OldBytesException extends IOException {
    /** @param seconds for which nothing was read */
    OldBytesException(long seconds) {
        super("this program was stopped for " + seconds + " s; what the meter sent meanwhile is out of date and is dropped");
    }
}
