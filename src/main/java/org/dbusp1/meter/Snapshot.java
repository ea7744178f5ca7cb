package org.dbusp1.meter;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is valid now: of a P1 meter the last good reading, of a meter that alternates lists each value until its own
 * age limit. What the guard withholds is not in it.
 *
 * @param key      the meter's identity for outputs
 * @param reading  the message that brought it up to date, with all that the meter said
 * @param values   quantities that may be published
 * @param devices  M-Bus devices; one whose counter is stale or implausible stands here without its reading
 * @param withheld what the message gave but may not be published
 * @param demand   the running window of a demand tariff; absent where none is watched or nothing is known of it yet
 * @param arrival  when the message came, by the machine's clock
 * @param interval how often the meter sends
 * @param validFor how long the snapshot holds, from its arrival on, if no other one follows: three intervals, at least
 *                 five seconds
 * @param segment  counts the meters of this run: greater than in the snapshot before when the meter was replaced. What
 *                 was learned of the old one does not hold for the new one
 * @param quality  counters of the line
 * @param energy   what the counters moved until now
 */
public record Snapshot(MeterKey key, Reading reading, Values values, List<MBusDevice> devices,
                       Implausible withheld, Optional<Demand> demand, Instant arrival, Duration interval,
                       Duration validFor, int segment, LineQuality quality, EnergyUse energy) {
    /** As the guard makes it, without what follows from the messages before. */
    public Snapshot(MeterKey key, Reading reading, Values values, List<MBusDevice> devices, Implausible withheld,
                    Optional<Demand> demand, Instant arrival, Duration interval, Duration validFor, int segment,
                    LineQuality quality) {
        this(key, reading, values, devices, withheld, demand, arrival, interval, validFor, segment, quality,
                EnergyUse.NONE);
    }

    /** Returns the same with other values. */
    public Snapshot withValues(Values other) {
        return new Snapshot(key, reading, other, devices, withheld, demand, arrival, interval, validFor, segment,
                quality, energy);
    }

    /** Returns the same with what a demand tariff makes of it. */
    public Snapshot withDemand(Optional<Demand> window) {
        return new Snapshot(key, reading, values, devices, withheld, window, arrival, interval, validFor, segment,
                quality, energy);
    }

    /** Returns the same with what its counters moved. */
    public Snapshot withEnergy(EnergyUse use) {
        return new Snapshot(key, reading, values, devices, withheld, demand, arrival, interval, validFor, segment,
                quality, use);
    }
}
