package org.dbusp1.line.source;

import java.time.Duration;
import org.dbusp1.base.process.Backoff;

/**
 * Plans the requests to a device that returns its meter's last message to each request, so that each request is sent shortly
 * after a new message has arrived at the device. Each request that finds a new message is followed by one that is a little
 * earlier, relative to the meter's messages, until a request is too early: it finds the old message. The next message is
 * then expected a little later than that request. Times are System.nanoTime() in nanoseconds.
 */
final class PollPhase {
    private static final long SECOND_NANOS = 1_000_000_000L;
    /** A request is by so much, and with each new message by so much more, earlier than a second after the one before. */
    private static final long EARLIER_STEP_NANOS = 1_000_000L;
    private static final long MOST_EARLIER_NANOS = 50_000_000L;
    /** After a request that was too early the next message is expected so much later. Six requests later one is as early again. */
    private static final long LATER_AFTER_TOO_EARLY_NANOS = 20_000_000L;
    /** The pause after a request that was too early for the awaited message; each further one for it is twice as long. */
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LONGEST_RETRY = Duration.ofMillis(800);
    /** From so long before the awaited message a request without a new message counts as too early, and is repeated ... */
    private static final long EARLY_WINDOW_NANOS = 300_000_000L;
    /** ... until so long after it; at any other time the next request is sent a second later. */
    private static final long LATE_WINDOW_NANOS = 700_000_000L;
    /** A slower answer comes from a busy device, which gets a second. */
    private static final long SLOW_ANSWER_NANOS = 300_000_000L;

    /** The assumed time of the last new message; the next messages are expected whole seconds after it. */
    private long lastMessage;
    /** The time between the last two new messages: whole seconds, in nanoseconds. */
    private long interval = SECOND_NANOS;
    private long earlierNanos = EARLIER_STEP_NANOS;
    private final Backoff retries = new Backoff(FIRST_RETRY, LONGEST_RETRY);
    private long firstTooEarly;

    /** At most a second after the last request unless its answer was slow: no message of a meter that sends each second is missed. */
    long next(long asked, long answered, boolean isNew) {
        long next = asked + SECOND_NANOS;
        long since = asked - lastMessage;
        if (isNew) {
            interval = Math.max(1, Math.round((double) since / SECOND_NANOS)) * SECOND_NANOS;
            boolean isRepeated = !retries.isWorking();
            lastMessage = isRepeated ? firstTooEarly + LATER_AFTER_TOO_EARLY_NANOS : asked - earlierNanos;
            earlierNanos = isRepeated ? EARLIER_STEP_NANOS : Math.min(earlierNanos + EARLIER_STEP_NANOS, MOST_EARLIER_NANOS);
            retries.worked();
            next = lastMessage + SECOND_NANOS;
        } else if (since > interval - EARLY_WINDOW_NANOS && since < interval + LATE_WINDOW_NANOS && answered - asked < SLOW_ANSWER_NANOS) {
            firstTooEarly = retries.isWorking() ? asked : firstTooEarly;
            next = asked + retries.failed().toNanos();
        } else {
            retries.worked();
        }
        // A slow device gets a pause as long as its answer took.
        long afterPause = answered + (answered - asked);
        return next - afterPause > 0 ? next : afterPause;
    }
}
