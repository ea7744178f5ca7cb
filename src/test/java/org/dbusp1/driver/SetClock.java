package org.dbusp1.driver;

import java.time.Instant;
import java.util.function.LongSupplier;
import org.dbusp1.line.source.SourceClock;

/** A source's clock that shows what a test says, in nanoseconds since the epoch. */
record SetClock(LongSupplier time) implements SourceClock {
    @Override
    public long nanos() {
        return time.getAsLong();
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(nanos());
    }
}
