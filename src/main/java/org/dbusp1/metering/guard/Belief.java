package org.dbusp1.metering.guard;

import org.jspecify.annotations.Nullable;

/**
 * What is taken for true of a line, and the one way to another belief. What does not contradict the belief renews it at once. What
 * contradicts it is doubted, until it has come four times in a row over a minute (inTwo(): twice in a row), each time the same as before:
 * then it is the belief. What is doubted is renewed as a belief is.
 * <pre>
 *   what is seen                       believed    earlier                        doubted
 *   the first (inTwo(): the second)    it          nothing                        nothing
 *   no contradiction                   renewed     the belief before              nothing
 *   a contradiction: once, twice, ...  stays       stays                          it, and how often
 *   a contradiction that lasts         it          stays, if not contradicted too nothing
 *   endDoubt()                         stays       stays                          nothing
 *   doubt()                            nothing     nothing                        stays
 *   forget()                           nothing     nothing                        nothing
 * </pre>
 * After {@link #doubt} even the first has to last.
 */
final class Belief<T extends Belief.Seen<T>> {
    /** What a message shows of the subject of a belief. */
    interface Seen<T> {
        /** Returns whether this is no contradiction of what was believed before it. */
        boolean mayFollow(T before);

        /** Returns whether this says the same against a belief as what was doubted before it. */
        default boolean repeats(T doubted) {
            return mayFollow(doubted);
        }

        /** Returns the belief, or the doubt, that this makes of the one that it may follow. */
        default T renewed(T before) {
            @SuppressWarnings("unchecked") // T is the implementing type itself: Belief<T extends Seen<T>>
            T now = (T) this;
            return now;
        }
    }

    /** @param restored the belief before the replaced one, if what was seen may follow it: the replaced one was wrong; else null */
    record Verdict<T>(boolean isBelieved, @Nullable T restored) {
    }

    /** @param times how often it came in a row @param sinceNanos its first arrival */
    private record Doubted<T>(T seen, int times, long sinceNanos) {
    }

    /** For how long, and how often, what contradicts a belief has to come. */
    static final long LASTING_NANOS = 60_000_000_000L;
    private static final int TIMES = 4;
    private static final int TWICE = 2;

    /** Whether the first that is seen is believed, and only what lasts contradicts it; else two that agree are believed. */
    private final boolean trustsFirst;
    /** Whether the next is believed while nothing is. */
    private boolean isOpen;
    private @Nullable T believed;
    /** What was believed before {@link #believed}, if that may follow it. */
    private @Nullable T earlier;
    private @Nullable Doubted<T> doubted;

    private Belief(boolean trustsFirst) {
        this.trustsFirst = trustsFirst;
        this.isOpen = trustsFirst;
    }

    static <T extends Seen<T>> Belief<T> inTheFirst() {
        return new Belief<>(true);
    }

    static <T extends Seen<T>> Belief<T> inTwo() {
        return new Belief<>(false);
    }

    Verdict<T> accept(T now, long nanos) {
        if (agrees(now)) {
            earlier = believed;
            believed = believed == null ? now : now.renewed(believed);
            doubted = null;
            return new Verdict<>(true, null);
        }
        doubted = doubted != null && now.repeats(doubted.seen)
                ? new Doubted<>(now.renewed(doubted.seen), doubted.times + 1, doubted.sinceNanos) : new Doubted<>(now, 1, nanos);
        if (trustsFirst ? doubted.times < TIMES || nanos - doubted.sinceNanos < LASTING_NANOS : doubted.times < TWICE) {
            return new Verdict<>(false, null);
        }
        earlier = earlier != null && now.mayFollow(earlier) ? earlier : null;
        believed = doubted.seen;
        doubted = null;
        return new Verdict<>(true, earlier);
    }

    /** Returns whether this would be believed at once. */
    boolean agrees(T now) {
        return believed == null ? isOpen : now.mayFollow(believed);
    }

    @Nullable T believed() {
        return believed;
    }

    boolean isDoubting() {
        return doubted != null;
    }

    boolean isNew() {
        return believed == null && doubted == null;
    }

    boolean isInDoubt() {
        return trustsFirst && believed == null && !isOpen;
    }

    void endDoubt() {
        doubted = null;
    }

    void doubt() {
        believed = null;
        earlier = null;
        isOpen = false;
    }

    void forget() {
        doubt();
        doubted = null;
        isOpen = trustsFirst;
    }
}
