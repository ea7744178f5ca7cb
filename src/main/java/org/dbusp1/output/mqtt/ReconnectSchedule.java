package org.dbusp1.output.mqtt;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dbusp1.base.process.Backoff;
import org.dbusp1.base.process.ConsecutiveCount;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.jspecify.annotations.Nullable;

/**
 * Decides when to reconnect to a broker: after half a second at first, later after up to a minute. If the broker refuses the user or
 * shows a certificate that is not accepted, after an hour; a broker that had accepted the driver before may refuse it ten times in a
 * row before the wait becomes an hour. If it probably cuts the connection because of a message, after ten minutes. A connection that
 * lasts resets the wait. Times are of the monotonic clock. Used only by the network thread.
 */
public final class ReconnectSchedule {
    /** The wait while the broker does not accept something: only its owner can change that. */
    static final Duration OWNER_WAIT = Duration.ofMinutes(10);
    private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(10);
    /**
     * So many connections in a row, each made at the first attempt and soon lost, hint at one cause: a broker that restarts does not
     * answer for a while.
     */
    private static final int MANY_LOSSES = 3;

    /**
     * A connection that was lost, or could not be made.
     *
     * @param contested whether it was repeatedly lost soon after it was made
     * @param unacknowledged the longest message that the broker has not acknowledged, if it was so with each of these connections
     * @param pause time until the next attempt
     */
    public record Loss(Throwable cause, boolean wasConnected, boolean contested, @Nullable Publication unacknowledged, Duration pause) {
    }

    private final Duration ownerWait;
    private boolean connected;
    private long connectedAt;
    /** Short at first, because a broker that restarts is away for seconds. */
    private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofMinutes(1));
    private final ConsecutiveCount soonLost = new ConsecutiveCount(MANY_LOSSES);
    private final ConsecutiveCount soonLostByMessage = new ConsecutiveCount(MANY_LOSSES);

    public ReconnectSchedule() {
        this(OWNER_WAIT);
    }

    ReconnectSchedule(Duration ownerWait) {
        this.ownerWait = ownerWait;
    }

    public void connected(long nanos) {
        connected = true;
        connectedAt = nanos;
        backoff.loginAccepted();
    }

    public Loss lost(Throwable cause, long nanos) {
        return lost(cause, List.of(), nanos);
    }

    /** @param unanswered messages of this connection, also those without acknowledgement, which the network has not accepted yet */
    Loss lost(Throwable cause, Collection<Publication> unanswered, long nanos) {
        boolean was = connected;
        connected = false;
        boolean isSoon = was && nanos - connectedAt < STEADY_NANOS;
        if (was && !isSoon) {
            backoff.worked();
        }
        Publication longest = unanswered.stream().filter(message -> message.qos() > 0)
                .max(Comparator.comparing(message -> message.payload().length)).orElse(null);
        boolean isContested = soonLost.accept(isSoon);
        boolean isByMessage = soonLostByMessage.accept(isSoon && longest != null);
        Duration pause = backoff.failed(ErrorMessages.isLasting(cause));
        return new Loss(cause, was, isContested, isByMessage ? longest : null, isByMessage ? ownerWait : pause);
    }
}
