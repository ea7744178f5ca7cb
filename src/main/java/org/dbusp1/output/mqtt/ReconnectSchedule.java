package org.dbusp1.output.mqtt;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.dbusp1.process.Backoff;

/**
 * Decides when a lost connection to a broker is made again: after half a second at first, after a minute in the end, and
 * after an hour where the broker refuses the user or has another's certificate. A connection that lasts begins anew. All times are of the
 * monotonic clock. Used by the network thread alone.
 */
public final class ReconnectSchedule {
    private static final long LASTING_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** Losses soon after the connection, one after the other, that two programs with one client id explain best. */
    private static final int CONTESTED = 3;

    /**
     * A connection that was lost, or could not be made.
     *
     * @param wasConnected whether it was made before
     * @param contested    whether it was lost soon after it was made, again and again
     */
    public record Loss(Throwable cause, boolean wasConnected, boolean contested) {
    }

    private boolean connected;
    private long connectedAt;
    /** Short at first: a broker that restarts is away for seconds. */
    private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofMinutes(1));
    private int soonLost;
    private long pause;

    /** The connection was made. */
    public void connected(long nanos) {
        connected = true;
        connectedAt = nanos;
    }

    /** The connection was lost, or could not be made. */
    public Loss lost(Throwable cause, long nanos) {
        boolean was = connected;
        connected = false;
        if (was && nanos - connectedAt >= LASTING_NANOS) {
            backoff.worked();
            soonLost = 0;
        } else if (was) {
            soonLost++;
        }
        pause = backoff.failed(ErrorMessages.isLasting(cause)).toMillis();
        return new Loss(cause, was, was && soonLost >= CONTESTED);
    }

    /** Returns how long to wait before the next attempt. */
    public long pauseMillis() {
        return pause;
    }
}
