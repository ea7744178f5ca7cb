package org.dbusp1.driver;

import java.time.Duration;
import org.dbusp1.base.process.Backoff;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a serial port is opened anew because its meter no longer sends anything usable: another program may have
 * changed the port's settings, and some meters (Landis+Gyr E360) send again only after their data request was toggled. The
 * port is opened anew when the validity of the last telegram has ended, then after 30 s, 60 s and so on, each pause twice as
 * long, up to 10 min. Used by one thread.
 */
final class ReopenRule {
    private static final Duration SILENCE = Duration.ofSeconds(2);
    /** The longest message on a slow line: 2,048 bytes of 10 bits. From 6,827 baud on, {@link #SHORTEST_STREAM} is longer. */
    private static final long LONGEST_MESSAGE_BITS = 2_048 * 10L;
    /** A stream of bytes is useless only after this time without an intact frame, also on a fast line. */
    private static final Duration SHORTEST_STREAM = Duration.ofSeconds(3);
    private static final long SECOND_NANOS = 1_000_000_000L;

    record Timing(Duration interval, Duration validFor) {
    }

    private long lastIntactFrames;
    private long lastFrameNanos;
    private long lastByteNanos;
    /** The beginning of the bytes that came without a silence of half a second, or the last intact telegram if later; monotonic. */
    private long burstNanos;
    /** The beginning of the bytes that came without a silence of {@link #SILENCE}, or the last intact telegram if later; monotonic. */
    private long streamNanos;
    private long openedNanos;
    private boolean silent = true;
    /** The pauses after the openings since the last telegram. */
    private final Backoff pauses = new Backoff(Duration.ofSeconds(30), Duration.ofMinutes(10));

    void opened(long nanos) {
        openedNanos = nanos;
        lastByteNanos = nanos;
        silent = true;
    }

    /**
     * Called after each read of the port.
     *
     * @param count        number of received bytes; 0 after a silence of half a second, negative at the end of the bytes
     * @param timing       of the meter; null before its values were valid
     * @param nanos        the monotonic clock
     * @return whether to open the port anew now
     */
    boolean shouldReopen(int count, long intactFrames, @Nullable Timing timing, int baud, long nanos) {
        if (count > 0) {
            burstNanos = silent ? nanos : burstNanos;
            streamNanos = nanos - lastByteNanos >= SILENCE.toNanos() ? nanos : streamNanos;
            lastByteNanos = nanos;
        }
        silent = count <= 0;
        if (intactFrames != lastIntactFrames) {
            lastIntactFrames = intactFrames;
            lastFrameNanos = nanos;
            burstNanos = nanos;
            streamNanos = nanos;
            pauses.worked();
        }
        if (timing == null || nanos - lastFrameNanos <= timing.validFor().toNanos()) {
            return false;
        }
        long longest = longestMessageNanos(baud);
        boolean isUseless = silent ? nanos - lastByteNanos >= SILENCE.toNanos() || nanos - streamNanos > longest
                : nanos - burstNanos > longest;
        if (!isUseless || nanos - openedNanos < Math.max(pauses.last().toNanos(), timing.interval().toNanos())) {
            return false;
        }
        pauses.failed();
        return true;
    }

    private static long longestMessageNanos(int baud) {
        return Math.max(SHORTEST_STREAM.toNanos(), LONGEST_MESSAGE_BITS * SECOND_NANOS / baud);
    }
}
