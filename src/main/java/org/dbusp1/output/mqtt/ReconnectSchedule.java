package org.dbusp1.output.mqtt;

import java.util.concurrent.TimeUnit;

/**
 * Decides when a lost connection to a broker is made again: after half a second at first, after a minute in the end, and
 * after five minutes where the broker refuses the user. A connection that lasts begins anew. All times are of the
 * monotonic clock. Used by the network thread alone.
 */
public final class ReconnectSchedule {
    /** Short at first: a broker that restarts is away for seconds. The last one repeats. */
    private static final long[] PAUSE_MILLIS = {500, 1_000, 1_500, 1_500, 2_000, 5_000, 10_000, 20_000, 40_000, 60_000};
    /** A broker counts each wrong login, and may lock the address out. */
    static final long REFUSED_MILLIS = TimeUnit.MINUTES.toMillis(5);
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
    private int attempts;
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
            attempts = 0;
            soonLost = 0;
        } else if (was) {
            soonLost++;
        }
        pause = ErrorMessages.isRefused(cause) ? REFUSED_MILLIS : PAUSE_MILLIS[Math.min(attempts, PAUSE_MILLIS.length - 1)];
        attempts++;
        return new Loss(cause, was, was && soonLost >= CONTESTED);
    }

    /** Returns how long to wait before the next attempt. */
    public long pauseMillis() {
        return pause;
    }
}
