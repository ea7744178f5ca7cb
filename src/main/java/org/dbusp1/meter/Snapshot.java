package org.dbusp1.meter;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The values that are valid now: of a P1 meter the last good reading, of a meter with alternating lists each value
 * until its age limit. Values that the guard withholds are not included.
 *
 * @param key      the meter's identity for outputs
 * @param reading  the newest message, with all its values
 * @param values   quantities that may be published
 * @param devices  M-Bus devices; a device whose counter is stale or implausible comes without its counter
 * @param withheld the values of the message that must not be published
 * @param demand   the running window of a demand tariff; absent if none is watched or it is not known yet
 * @param arrival  time when the message came, by the machine's clock
 * @param sourceTime the same by the clock of the source: in a log that is replayed the time of its telegrams
 * @param interval interval in which the meter sends
 * @param validFor time from its arrival for which the snapshot is valid if no other one follows: three intervals, at
 *                 least five seconds
 * @param segment  number of the meter in this run: greater than in the snapshot before if the meter was replaced. Data
 *                 about the old meter are not valid for the new one
 * @param quality  counters of the line
 * @param energy   the use by the counters until now
 * @param refuted  counters whose last believed value this message shows to be wrong, each with the right value before that
 *                 one, scaled: energy that was counted since is to be taken back
 */
public record Snapshot(MeterKey key, Reading reading, Values values, List<MBusDevice> devices,
                       Implausible withheld, Optional<Demand> demand, Instant arrival, Instant sourceTime,
                       Duration interval, Duration validFor, int segment, LineQuality quality, EnergyUse energy,
                       Map<Quantity, Long> refuted) {
    private static final int MEASURED = 6;
    private static final int EARLY_PART = 5;

    /** Makes a snapshot of a live source, without the use of energy, which follows from earlier messages. */
    public Snapshot(MeterKey key, Reading reading, Values values, List<MBusDevice> devices, Implausible withheld,
                    Optional<Demand> demand, Instant arrival, Duration interval, Duration validFor, int segment, LineQuality quality) {
        this(key, reading, values, devices, withheld, demand, arrival, interval, validFor, segment, quality, EnergyUse.NONE);
    }

    /** Makes a snapshot of a live source that refutes no counter. */
    public Snapshot(MeterKey key, Reading reading, Values values, List<MBusDevice> devices, Implausible withheld, Optional<Demand> demand,
                    Instant arrival, Duration interval, Duration validFor, int segment, LineQuality quality, EnergyUse energy) {
        this(key, reading, values, devices, withheld, demand, arrival, arrival, interval, validFor, segment, quality, energy, Map.of());
    }

    /**
     * Returns the interval once it has been measured, from the gaps between six good messages; empty before, while
     * {@link #interval} is that of the dialect.
     */
    public Optional<Duration> measuredInterval() {
        return quality.accepted() + quality.repaired() >= MEASURED ? Optional.of(interval) : Optional.empty();
    }

    /**
     * Returns whether an output takes this snapshot that takes one in a while. Telegrams do not come exactly in time:
     * one that is early by no more than a fifth of the meter's interval counts as in time. Otherwise each second
     * telegram would be skipped where both times are the same.
     *
     * @param least       the least time between two snapshots
     * @param passedNanos the nanoseconds since the last snapshot that the output took
     */
    public boolean isDue(Duration least, long passedNanos) {
        return passedNanos >= least.toNanos() - interval.toNanos() / EARLY_PART;
    }

    /** Returns this snapshot with other values. */
    public Snapshot withValues(Values other) {
        return new Snapshot(key, reading, other, devices, withheld, demand, arrival, sourceTime, interval, validFor, segment,
                quality, energy, refuted);
    }

    /** Returns this snapshot with the running window of a demand tariff. */
    public Snapshot withDemand(Optional<Demand> window) {
        return new Snapshot(key, reading, values, devices, withheld, window, arrival, sourceTime, interval, validFor, segment,
                quality, energy, refuted);
    }

    /** Returns this snapshot with the use by its counters. */
    public Snapshot withEnergy(EnergyUse use) {
        return new Snapshot(key, reading, values, devices, withheld, demand, arrival, sourceTime, interval, validFor, segment,
                quality, use, refuted);
    }

    /**
     * The values of a message that must not be published, because they are impossible.
     *
     * @param quantities the quantities, derived ones too
     * @param channels   the M-Bus channels whose counter is withheld
     */
    public record Implausible(Set<Quantity> quantities, Set<Integer> channels) {
        public static final Implausible NOTHING = new Implausible(Set.of(), Set.of());

        public boolean isEmpty() {
            return quantities.isEmpty() && channels.isEmpty();
        }

        /** Returns the values without the implausible ones. */
        public Values from(Values values) {
            return quantities.isEmpty() ? values : values.without(quantities);
        }

        /** Returns the devices; a device whose counter is withheld comes without it. */
        public List<MBusDevice> from(List<MBusDevice> devices) {
            return channels.isEmpty() ? devices : devices.stream()
                    .map(device -> channels.contains(device.channel()) ? device.withoutReading() : device)
                    .toList();
        }

        /** Returns the names that {@code decode} prints, always in one order: keys of quantities, and {@code mbus.1.value}. */
        public List<String> keys() {
            List<String> keys = new ArrayList<>();
            quantities.stream().sorted().forEach(quantity -> keys.add(quantity.key()));
            channels.stream().sorted().forEach(channel -> keys.add("mbus." + channel + ".value"));
            return keys;
        }
    }
}
