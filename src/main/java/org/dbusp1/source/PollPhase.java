package org.dbusp1.source;

/**
 * Plans the requests to a device that returns its meter's last message to each request, so that each request is sent shortly
 * after a new message has arrived at the device. Each request that finds a new message is followed by one that is a little
 * earlier, relative to the meter's messages, until a request is too early: it finds the old message. The next message is
 * then expected a little later than that request. Times are System.nanoTime() in nanoseconds.
 */
final class PollPhase {
    private static final long SECOND = 1_000_000_000L;
    /**
     * 1 ms: how much less than a second after a request that found a new message the next request is sent. This amount grows
     * by another millisecond with each such request, and starts again at 1 ms after a request that was too early.
     */
    private static final long EARLIER = 1_000_000L;
    /** 50 ms: the most by which a request is earlier than a whole second after the request before. */
    private static final long MOST_EARLIER = 50_000_000L;
    /**
     * 20 ms: how much later than a whole second after a request that was too early the next message is expected. Six
     * requests later (1 + 2 + ... + 6 ms) a request is as early again.
     */
    private static final long LATER = 20_000_000L;
    /**
     * 100 ms: the pause after a request that was too early for the awaited message. Each further pause for the same message
     * is twice as long.
     */
    private static final long AGAIN = 100_000_000L;
    /**
     * 300 ms: from this time before the awaited message is expected, a request without a new message counts as too early and
     * is repeated after {@link #AGAIN} ...
     */
    private static final long BEFORE = 300_000_000L;
    /** ... until 700 ms after the expected time of that message; at any other time the next request is sent a second later. */
    private static final long AFTER = 700_000_000L;
    /**
     * 300 ms: an answer that takes longer than this comes from a busy device; the request is not repeated sooner than after
     * a second.
     */
    private static final long SLOW = 300_000_000L;

    /** The assumed time of the last new message; the next messages are expected whole seconds after it. */
    private long expected;
    /** The time between the last two new messages: whole seconds, in nanoseconds. */
    private long interval = SECOND;
    private long earlier = EARLIER;
    private long again = AGAIN;
    /** The time of the first request that was too early for the awaited message. */
    private long tooEarly;

    /**
     * Returns when to ask next: at most a second after the last request unless its answer was slow, so that no message of a
     * meter that sends each second is missed.
     *
     * @param asked    when the last request was sent
     * @param answered when the answer arrived, or the request failed
     * @param isNew    whether the answer had another message than the one before
     */
    long next(long asked, long answered, boolean isNew) {
        long next = asked + SECOND;
        long since = asked - expected;
        if (isNew) {
            interval = Math.max(1, Math.round((double) since / SECOND)) * SECOND;
            boolean isRepeated = again > AGAIN;
            expected = isRepeated ? tooEarly + LATER : asked - earlier;
            earlier = isRepeated ? EARLIER : Math.min(earlier + EARLIER, MOST_EARLIER);
            again = AGAIN;
            next = expected + SECOND;
        } else if (since > interval - BEFORE && since < interval + AFTER && answered - asked < SLOW) {
            tooEarly = again == AGAIN ? asked : tooEarly;
            next = asked + again;
            again *= 2;
        } else {
            again = AGAIN;
        }
        // A slow device gets a pause as long as its answer took.
        return Math.max(next, answered + (answered - asked));
    }
}
