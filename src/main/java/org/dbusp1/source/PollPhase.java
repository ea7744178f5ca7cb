package org.dbusp1.source;

/**
 * The times of the requests to a device that returns its meter's last message to each: shortly after the message arrived there.
 * Each request that finds a new message makes the next one a little earlier, until one is too early; the next message is then
 * expected a little later than that. Times are in nanoseconds of the machine.
 */
final class PollPhase {
    private static final long SECOND = 1_000_000_000L;
    /** How much earlier the first request after one that was too early is; each further one is earlier by as much again. */
    private static final long EARLIER = 1_000_000L;
    /** The most by which a request is earlier than the one before. */
    private static final long MOST_EARLIER = 50_000_000L;
    /** How much later than a request that was too early the next message is expected: six requests are earlier again. */
    private static final long LATER = 20_000_000L;
    /** The pause after a request that was too early; each further pause is twice as long. */
    private static final long AGAIN = 100_000_000L;
    /** A message is asked for soon from this time before it is expected ... */
    private static final long BEFORE = 300_000_000L;
    /** ... to this time after. */
    private static final long AFTER = 700_000_000L;
    /** Answers that take longer are those of a device that is busy. */
    private static final long SLOW = 300_000_000L;

    /** The time shortly before or after a message, from which the next ones are expected. */
    private long expected;
    /** Whole seconds between the last two new messages. */
    private long interval = SECOND;
    private long earlier = EARLIER;
    private long again = AGAIN;
    /** The first request that was too early for the message that is awaited. */
    private long tooEarly;

    /**
     * Returns when to ask next: about a second after the last request that was answered in time, or earlier, so that no message
     * of a meter of a second is missed.
     *
     * @param asked    when the last request was sent
     * @param answered when its answer arrived, or it failed
     * @param isNew    whether the message was another than before
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
