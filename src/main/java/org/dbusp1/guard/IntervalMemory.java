package org.dbusp1.guard;

import java.util.Optional;
import org.dbusp1.meter.MeterKey;

/** Remembers over restarts how often meters have proved to send. No call waits for a disk. */
public interface IntervalMemory {
    /** Remembers nothing. */
    IntervalMemory NONE = new IntervalMemory() {
        @Override
        public Optional<String> recall(MeterKey meter) {
            return Optional.empty();
        }

        @Override
        public void remember(MeterKey meter, String fact) {
            // The meter shows it again.
        }
    };

    /** Returns what was remembered of a meter; absent where nothing was. */
    Optional<String> recall(MeterKey meter);

    /** Remembers a fact about a meter, one line of text, instead of the one before. */
    void remember(MeterKey meter, String fact);
}
