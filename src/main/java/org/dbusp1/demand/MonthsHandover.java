package org.dbusp1.demand;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.dbusp1.meter.MeterKey;

/**
 * Where the thread of the history leaves what it read of a meter's months, and the one that follows the meter takes it.
 * No one waits.
 */
public final class MonthsHandover {
    private final AtomicReference<Left> left = new AtomicReference<>();

    private record Left(MeterKey meter, MonthFigures months) {
    }

    /** Leaves months; what was left before and not taken is forgotten. */
    public void leave(MeterKey meter, MonthFigures months) {
        left.set(new Left(meter, months));
    }

    /** What was left for this meter since it was last asked for. */
    Optional<MonthFigures> take(MeterKey meter) {
        if (left.get() == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(left.getAndSet(null)).filter(found -> found.meter().equals(meter)).map(Left::months);
    }
}
