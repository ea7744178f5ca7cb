package org.dbusp1.demand;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.dbusp1.meter.MeterKey;

/**
 * The place where the thread of the history leaves the figures of a meter's months, and from which the thread of the
 * meter takes them. Neither thread waits.
 */
public final class MonthsHandover {
    private final AtomicReference<Left> left = new AtomicReference<>();

    private record Left(MeterKey meter, MonthFigures months) {
    }

    /** Leaves months; months that were left before and not taken are forgotten. */
    public void leave(MeterKey meter, MonthFigures months) {
        left.set(new Left(meter, months));
    }

    /** Returns the months that were left for this meter since the last call; empty if there are none. */
    Optional<MonthFigures> take(MeterKey meter) {
        if (left.get() == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(left.getAndSet(null)).filter(found -> found.meter().equals(meter)).map(Left::months);
    }
}
