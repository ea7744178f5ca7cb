package org.dbusp1.source;

/**
 * When a device is asked next that returns its meter's last message to each request: shortly after the message came. A message
 * that came earlier than expected is asked for a little earlier next time; where it has not come yet, it is asked for again
 * soon. All times are in nanoseconds of the machine.
 */
final class PollPhase {
    private static final long SECOND = 1_000_000_000L;
    /** How much earlier each request comes after one that found a new message: six of them are one request too early. */
    private static final long EARLIER = 15_000_000L;
    /** The first pause after a request that came too early; each further one is twice as long. */
    private static final long AGAIN = 100_000_000L;
    /** How much later than usual a message may come and is still asked for soon. */
    private static final long LATE = 700_000_000L;
    /** Answers that take longer are those of a device that is busy. */
    private static final long SLOW = 300_000_000L;

    private long newAt;
    /** Whole seconds between the last two new messages. */
    private long interval = SECOND;
    private long again = AGAIN;

    /**
     * Returns when to ask next: never later than a second after the last request that was answered in time, so that no message of a
     * meter of a second is missed.
     *
     * @param asked    when the last request was sent
     * @param answered when its answer came, or it failed
     * @param isNew    whether the message was another than before
     */
    long next(long asked, long answered, boolean isNew) {
        long next = asked + SECOND;
        long since = asked - newAt;
        if (isNew) {
            interval = Math.max(1, Math.round((double) since / SECOND)) * SECOND;
            newAt = asked;
            again = AGAIN;
            next -= EARLIER;
        } else if (since > interval - 20 * EARLIER && since < interval + LATE && answered - asked < SLOW) {
            next = asked + again;
            again *= 2;
        }
        // A slow device gets a pause as long as its answer took.
        return Math.max(next, answered + (answered - asked));
    }
}
