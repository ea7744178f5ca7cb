package org.dbusp1.guard;

import java.time.Duration;
import org.dbusp1.meter.Dialect;
import org.dbusp1.state.StateStore;
import org.jspecify.annotations.Nullable;

/** Remembers over restarts the interval in which the meter on a cable sends. */
public interface IntervalMemory {
    /** Knows no interval: the first message is not published; the second shows the interval. */
    IntervalMemory NONE = new IntervalMemory() {
        @Override
        public @Nullable Duration recall(Dialect dialect) {
            return null;
        }

        @Override
        public void remember(Dialect dialect, Duration pace) {
        }
    };

    /** Takes the dialect's interval for the meter's, as for logs. */
    IntervalMemory DIALECT_INTERVAL = new IntervalMemory() {
        @Override
        public @Nullable Duration recall(Dialect dialect) {
            return dialect.interval();
        }

        @Override
        public void remember(Dialect dialect, Duration pace) {
        }
    };

    /** Returns the interval of the meter; null if unknown for this dialect. */
    @Nullable Duration recall(Dialect dialect);

    void remember(Dialect dialect, Duration interval);

    /** Returns a memory in the state directory. @param cable identity of the cable */
    static IntervalMemory of(StateStore store, String cable) {
        return new IntervalMemory() {
            @Override
            public @Nullable Duration recall(Dialect dialect) {
                return store.recall(cable, fact -> parse(fact, dialect)).orElse(null);
            }

            @Override
            public void remember(Dialect dialect, Duration pace) {
                store.remember(cable, pace.toMillis() + " " + dialect);
            }
        };
    }

    private static @Nullable Duration parse(String fact, Dialect dialect) {
        String[] words = fact.split(" ", -1);
        long millis = Long.parseLong(words[0]);
        if (words.length != 2 || millis <= 0 || millis > Duration.ofDays(1).toMillis()) {
            throw new IllegalArgumentException(fact);
        }
        return words[1].equals(dialect.toString()) ? Duration.ofMillis(millis) : null;
    }
}
