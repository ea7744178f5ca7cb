package org.dbusp1.gx.ess;

import org.jspecify.annotations.Nullable;

/** Whether something has been so, without interruption, for a time. */
final class Lasting {
    /** By the monotonic clock; null while it is not so. */
    private @Nullable Long sinceNanos;

    /** Accepts whether it is so now. @return whether it has been so for this long */
    boolean accept(boolean isSo, long now, long leastNanos) {
        sinceNanos = !isSo ? null : sinceNanos == null ? Long.valueOf(now) : sinceNanos;
        return sinceNanos != null && now - sinceNanos >= leastNanos;
    }
}
