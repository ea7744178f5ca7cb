package org.dbusp1.guard;

import java.util.Optional;
import org.dbusp1.meter.Snapshot;

/** What a guard lets through. */
public final class Published {
    private Published() {
    }

    /** Returns what is published with a message; absent if nothing is. */
    public static Optional<Snapshot> of(Outcome outcome) {
        return outcome instanceof Outcome.Publish publish ? Optional.of(new Snapshot(publish.believed())) : Optional.empty();
    }
}
