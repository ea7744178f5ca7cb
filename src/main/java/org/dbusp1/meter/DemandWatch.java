package org.dbusp1.meter;

import java.time.Instant;
import java.util.Optional;

/** Follows the windows of a demand tariff from reading to reading. */
@FunctionalInterface
public interface DemandWatch {
    /** Follows nothing. */
    DemandWatch NONE = (reading, believed, key, arrival) -> Optional.empty();

    /**
     * Takes a reading.
     *
     * @param believed its values without those that are implausible
     * @param key      the meter that the reading is of
     * @param arrival  when it came, by the machine's clock
     * @return the figures at this moment; absent where nothing is watched or nothing is known yet
     */
    Optional<Demand> accept(Reading reading, Values believed, MeterKey key, Instant arrival);
}
