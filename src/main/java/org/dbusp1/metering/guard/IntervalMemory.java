package org.dbusp1.metering.guard;

import java.time.Duration;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.Dialect;
import org.jspecify.annotations.Nullable;

/** Remembers over restarts the interval in which the meter on a cable sends. */
public final class IntervalMemory {
    /** Knows no interval: the first message is not published; the second shows the interval. */
    public static final IntervalMemory NONE = new IntervalMemory(StateStore.NONE, "");
    /** Takes the dialect's interval for the meter's. */
    public static final IntervalMemory DIALECT_INTERVAL = new IntervalMemory(null, "");

    private final @Nullable StateStore store;
    private final String cable;

    private IntervalMemory(@Nullable StateStore store, String cable) {
        this.store = store;
        this.cable = cable;
    }

    /** Returns a memory in the state directory. @param cable identity of the cable */
    public static IntervalMemory of(StateStore store, String cable) {
        return new IntervalMemory(store, cable);
    }

    /** Returns the interval of the meter, at most a minute or the dialect's; null if unknown for this dialect. */
    @Nullable Duration recall(Dialect dialect) {
        return store == null ? dialect.interval() : store.recall(cable, fact -> parse(fact, dialect)).orElse(null);
    }

    void remember(Dialect dialect, Duration interval) {
        if (store != null) {
            store.remember(cable, interval.toMillis() + " " + dialect);
        }
    }

    private static @Nullable Duration parse(String fact, Dialect dialect) {
        String[] words = fact.split(" ", -1);
        long millis = Long.parseLong(words[0]);
        if (words.length != 2 || millis <= 0) {
            throw new IllegalArgumentException(fact);
        }
        long most = Math.max(dialect.interval().toMillis(), Pace.SLOWEST_EQUAL.toMillis());
        return words[1].equals(dialect.toString()) ? Duration.ofMillis(Math.min(millis, most)) : null;
    }
}
