package org.dbusp1.output.mqtt;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.dbusp1.base.process.Backoff;
import org.dbusp1.base.process.ConsecutiveCount;

/**
 * Decides when to reconnect to a broker: after half a second at first, later after up to a minute. If the broker refuses the user or
 * shows a certificate that is not accepted, after an hour; a broker that had accepted the driver before may refuse it ten times in a
 * row before the wait becomes an hour. A connection that lasts resets the wait. Times are of the monotonic clock. Used only by the
 * network thread.
 */
public final class ReconnectSchedule {
    private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(10);
    /**
     * So many connections in a row, each made at the first attempt and soon lost, hint at two programs with one client id: a broker that
     * restarts does not answer for a while.
     */
    private static final int CONTESTED_LOSSES = 3;

    /** A connection that was lost, or could not be made. @param contested whether it was repeatedly lost soon after it was made */
    public record Loss(Throwable cause, boolean wasConnected, boolean contested) {
    }

    private boolean connected;
    private long connectedAt;
    /** Short at first, because a broker that restarts is away for seconds. */
    private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofMinutes(1));
    private final ConsecutiveCount soonLost = new ConsecutiveCount(CONTESTED_LOSSES);

    public void connected(long nanos) {
        connected = true;
        connectedAt = nanos;
        backoff.loginAccepted();
    }

    public Loss lost(Throwable cause, long nanos) {
        boolean was = connected;
        connected = false;
        boolean wasSteady = was && nanos - connectedAt >= STEADY_NANOS;
        if (wasSteady) {
            backoff.worked();
        }
        boolean isContested = soonLost.accept(was && !wasSteady);
        backoff.failed(ErrorMessages.isLasting(cause));
        return new Loss(cause, was, isContested);
    }

    public long pauseMillis() {
        return backoff.last().toMillis();
    }
}
