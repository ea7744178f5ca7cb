package org.dbusp1.gx.ess;

import org.jspecify.annotations.Nullable;

/** Whether something has been so, without interruption, for a time. */
final class Lasting {
    private final long leastNanos;
    /** By the monotonic clock; null while it is not so. */
    private @Nullable Long sinceNanos;
    private boolean reached;

    Lasting(long leastNanos) {
        this.leastNanos = leastNanos;
    }

    /** Accepts whether it is so now. */
    void accept(boolean isSo, long now) {
        sinceNanos = !isSo ? null : sinceNanos == null ? Long.valueOf(now) : sinceNanos;
        reached = sinceNanos != null && now - sinceNanos >= leastNanos;
    }

    /** Returns whether it had been so for this long when it was last accepted. */
    boolean isReached() {
        return reached;
    }
}
