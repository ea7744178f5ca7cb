package org.dbusp1.output.modbus;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;

/**
 * The values that a meter gives. A value that is missing now differs from one that it never sends: registers cannot
 * hold an absent value, and 0 in the place of a missing one would be a false measurement. Used by one thread.
 */
final class KnownQuantities {
    /**
     * A voltage or current that is missing for longer is not sent any more; a power is never given up, unless the meter
     * is another one.
     */
    private static final Duration FORGOTTEN = Duration.ofMinutes(1);
    private static final List<Quantity> POWERS = Phase.ALL.stream().map(Phase::power).toList();
    private static final List<Quantity> SHOWN = Stream.concat(Stream.of(Quantity.FREQUENCY),
            Phase.ALL.stream().flatMap(phase -> Stream.of(phase.voltage(), phase.current()))).toList();

    /** When each was given last, monotonic. */
    private final Map<Quantity, Long> given = new EnumMap<>(Quantity.class);

    /**
     * A message came.
     *
     * @param ofAnother whether it is the first one of another meter
     * @return whether nothing is missing in it that the meter has given before
     */
    boolean complete(Snapshot snapshot, boolean ofAnother, long nanos) {
        if (ofAnother) {
            given.clear();
        }
        boolean complete = true;
        for (Quantity power : POWERS) {
            complete &= !isMissing(power, snapshot, nanos, Long.MAX_VALUE);
        }
        for (Quantity shown : SHOWN) {
            complete &= !isMissing(shown, snapshot, nanos, FORGOTTEN.toNanos());
        }
        return complete;
    }

    private boolean isMissing(Quantity quantity, Snapshot snapshot, long nanos, long forgotten) {
        if (snapshot.values().has(quantity)) {
            given.put(quantity, nanos);
            return false;
        }
        if (snapshot.reading().values().has(quantity)) {
            given.putIfAbsent(quantity, nanos); // it was sent and is not to be believed
        }
        Long last = given.get(quantity);
        return last != null && nanos - last < forgotten;
    }
}
