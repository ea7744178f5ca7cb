package org.dbusp1.system.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The faults that the clients of a soak found, with the moment; any thread may add. */
public final class Faults {
    private static final int MOST = 10;

    private final Supplier<String> moment;
    private final List<String> found = new ArrayList<>();

    /** @param moment the seed and what is happening, for the message */
    public Faults(Supplier<String> moment) {
        this.moment = moment;
    }

    public synchronized void add(String where, String what) {
        if (found.size() < MOST) {
            found.add(moment.get() + ": " + where + ": " + what);
        }
    }

    /** The seed and what is happening. */
    public String moment() {
        return moment.get();
    }

    /** Throws when there are any. */
    public synchronized void check() {
        if (!found.isEmpty()) {
            throw new AssertionError(String.join("\n", found));
        }
    }
}
