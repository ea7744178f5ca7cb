package org.dbusp1.output.mqtt;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;

/**
 * Decides when all discovery messages are published: after each connection, and after Home Assistant's birth messages,
 * but not once for each of them. All times are of the monotonic clock. Not thread safe.
 */
final class DiscoverySchedule {
    /** After this time a broker has delivered what it retains. */
    static final long LISTEN_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);
    /** Many programs answer one birth message; a random delay spreads them. */
    static final long SPREAD_NANOS = TimeUnit.SECONDS.toNanos(3);
    /** Birth messages that follow an answer within this time are answered together, at its end. */
    static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LongUnaryOperator random;
    private Optional<Long> connection = Optional.empty();
    private Optional<Long> birth = Optional.empty();
    private Optional<Long> answered = Optional.empty();

    /** @param random a number from 0 up to its argument, which it does not reach */
    DiscoverySchedule(LongUnaryOperator random) {
        this.random = random;
    }

    /** A connection was made. The messages that follow answer earlier birth messages too. */
    void connected(long nanos) {
        connection = Optional.of(nanos + LISTEN_NANOS);
        birth = Optional.empty();
        answered = Optional.empty();
    }

    /**
     * A birth message came.
     *
     * @return whether it is the first one after a quiet minute
     */
    boolean born(long nanos) {
        if (birth.isPresent()) {
            return false;
        }
        boolean quiet = answered.isEmpty() || nanos - answered.get() >= PAUSE_NANOS;
        birth = Optional.of(quiet ? nanos + random.applyAsLong(SPREAD_NANOS) : answered.get() + PAUSE_NANOS);
        return quiet;
    }

    /** Returns whether the broker may still be delivering what it retains. */
    boolean listening(long nanos) {
        return connection.isPresent() && nanos - connection.get() < 0;
    }

    /** Returns whether all messages are due; if they are, they count as published from now on. */
    boolean take(long nanos) {
        Optional<Long> due = connection.or(() -> birth);
        if (due.isEmpty() || nanos - due.get() < 0) {
            return false;
        }
        if (birth.isPresent()) {
            answered = Optional.of(nanos);
        }
        connection = Optional.empty();
        birth = Optional.empty();
        return true;
    }
}
