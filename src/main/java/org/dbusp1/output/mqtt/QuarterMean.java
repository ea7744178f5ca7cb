package org.dbusp1.output.mqtt;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.Snapshot;

/** The mean import of the last complete quarter hour, where the demand window is a quarter hour. Used by one thread. */
final class QuarterMean {
    /** @param to the time of the last reading in it */
    record Mean(Instant from, Instant to, long watts) {
    }

    private static final Duration QUARTER = Duration.ofMinutes(15);

    private Optional<Mean> running = Optional.empty();
    private Optional<Mean> ended = Optional.empty();

    /** Absent until a quarter hour has ended. */
    Optional<Mean> of(Snapshot snapshot) {
        Optional<Demand> demand = snapshot.demand()
                .filter(watched -> watched.window().equals(QUARTER) && watched.meanWatts().isPresent());
        if (demand.isPresent()) {
            Instant from = demand.get().start().instant();
            if (running.isPresent() && !running.get().from().equals(from)) {
                ended = running;
            }
            running = Optional.of(new Mean(from, DsmrReaderTable.time(snapshot), demand.get().meanWatts().getAsLong()));
        }
        return ended;
    }
}
