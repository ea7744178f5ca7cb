package org.dbusp1.meter;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The values that are valid now: the last good reading of a P1 meter; of a meter with alternating lists, each value until
 * its age limit. Values that the guard withholds are left out.
 *
 * @param key      the meter's identity for outputs
 * @param reading  the newest message, with all its values
 * @param values   quantities that may be published
 * @param devices  M-Bus devices; one with a stale or implausible counter is without it
 * @param withheld the values of the message that must not be published
 * @param demand   the running window of a demand tariff; absent if none is watched or known yet
 * @param arrival  when the message arrived, by the machine's clock
 * @param sourceTime the same by the clock of the source: in a replayed log the time of its telegrams
 * @param nanos    the same by the monotonic clock of the source, in nanoseconds
 * @param time     the time of rows, days and demand windows: that of the meter's clock, or of the arrival if the clock is wrong or absent;
 *                 null if no clock is right
 * @param interval interval in which the meter sends
 * @param validFor time from its arrival for which the snapshot is valid without another: three intervals, at least five
 *                 seconds
 * @param segment  number of the meter in this run, which rises when the meter is replaced. Data about the old meter are
 *                 not valid for the new one
 * @param quality  counters of the line
 * @param energy   the use by the counters until now
 * @param refuted  counters whose last believed value was wrong, with the right value before it, scaled: energy counted
 *                 since is to be retracted
 * @param doubts   what cannot be right, although it is published
 * @param mediumMeters the meter of each medium, such as the gas meter, and further ones that count too
 */
public record Snapshot(MeterKey key, Reading reading, Values values, List<MBusDevice> devices,
                       Implausible withheld, Optional<Demand> demand, Instant arrival, Instant sourceTime,
                       long nanos, @Nullable Stamp time, Duration interval, Duration validFor, int segment, LineQuality quality,
                       EnergyUse energy, Map<Quantity, Long> refuted, Doubts doubts,
                       List<MediumMeter> mediumMeters) {
    private static final int MEASURED = 6;
    private static final int EARLY_PART = 5;

    /** Makes a snapshot of a live source that refutes no counter, without the use of energy, which follows from earlier messages. */
    public Snapshot(MeterKey key, Reading reading, Values values, List<MBusDevice> devices, Implausible withheld, Optional<Demand> demand,
                    Instant arrival, Duration interval, Duration validFor, int segment, LineQuality quality) {
        this(key, reading, values, devices, withheld, demand, arrival, arrival, TimeUnit.MILLISECONDS.toNanos(arrival.toEpochMilli()),
                interval, validFor, segment, quality, Map.of());
    }

    /**
     * Makes a snapshot that is not yet dated, without the use of energy: its time is the meter's, else that of the source, and its M-Bus
     * devices are numbered by their order.
     */
    public Snapshot(MeterKey key, Reading reading, Values values, List<MBusDevice> devices, Implausible withheld, Optional<Demand> demand,
                    Instant arrival, Instant sourceTime, long nanos, Duration interval, Duration validFor, int segment,
                    LineQuality quality, Map<Quantity, Long> refuted) {
        this(key, reading, values, devices, withheld, demand, arrival, sourceTime, nanos, reading.time().orElseGet(() ->
                Stamp.of(sourceTime.getEpochSecond(), reading.meter().dialect().zone())), interval, validFor, segment, quality,
                EnergyUse.NONE, refuted, Doubts.NONE, MediumMeter.inOrder(reading.devices(), devices));
    }

    /** Returns the meter of a medium, such as the gas meter; absent while its counter may not be published. */
    public Optional<MBusDevice> meter(MBusDevice.Medium medium) {
        return mediumMeters.stream().filter(meter -> meter.number() == 1).map(MediumMeter::device)
                .filter(device -> device.medium() == medium && device.reading().isPresent()).findFirst();
    }

    /** Returns the interval measured from the gaps between six good messages; empty before, while {@link #interval} is the dialect's. */
    public Optional<Duration> measuredInterval() {
        return quality.accepted() + quality.repaired() >= MEASURED ? Optional.of(interval) : Optional.empty();
    }

    /**
     * Returns whether an output that accepts one snapshot in a while accepts this one. A telegram early by at most a
     * fifth of the meter's interval is in time; otherwise every second one would be skipped if both times are the same.
     *
     * @param least       the least time between two snapshots
     * @param passedNanos the nanoseconds since the last snapshot that the output accepted
     */
    public boolean isDue(Duration least, long passedNanos) {
        return passedNanos >= least.toNanos() - interval.toNanos() / EARLY_PART;
    }

    public Snapshot withValues(Values other) {
        return new Snapshot(key, reading, other, devices, withheld, demand, arrival, sourceTime, nanos, time, interval, validFor, segment,
                quality, energy, refuted, doubts, mediumMeters);
    }

    /** Returns this snapshot with another time of its rows, and with the devices whose times belong to it. */
    public Snapshot withTime(@Nullable Stamp other, List<MBusDevice> dated) {
        return new Snapshot(key, reading, values, dated, withheld, demand, arrival, sourceTime, nanos, other, interval, validFor, segment,
                quality, energy, refuted, doubts, mediumMeters.stream().map(meter -> meter.in(dated)).toList());
    }

    public Snapshot withDemand(Optional<Demand> window) {
        return new Snapshot(key, reading, values, devices, withheld, window, arrival, sourceTime, nanos, time, interval, validFor, segment,
                quality, energy, refuted, doubts, mediumMeters);
    }

    public Snapshot withEnergy(EnergyUse use) {
        return new Snapshot(key, reading, values, devices, withheld, demand, arrival, sourceTime, nanos, time, interval, validFor, segment,
                quality, use, refuted, doubts, mediumMeters);
    }

    public Snapshot withMediumMeters(List<MediumMeter> meters) {
        return new Snapshot(key, reading, values, devices, withheld, demand, arrival, sourceTime, nanos, time, interval, validFor, segment,
                quality, energy, refuted, doubts, meters);
    }

    public Snapshot withDoubts(Doubts found) {
        return new Snapshot(key, reading, values, devices, withheld, demand, arrival, sourceTime, nanos, time, interval, validFor, segment,
                quality, energy, refuted, found, mediumMeters);
    }

    /**
     * The values of a message that must not be published, because they are impossible.
     *
     * @param quantities the quantities, derived ones too
     * @param channels   the M-Bus channels with a withheld counter
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

        /** Returns the devices, without withheld counters. */
        public List<MBusDevice> from(List<MBusDevice> devices) {
            return channels.isEmpty() ? devices : devices.stream()
                    .map(device -> channels.contains(device.channel()) ? device.withoutReading() : device)
                    .toList();
        }

        /** Returns the names that {@code decode} prints, in a fixed order: keys of quantities, and {@code mbus.1.value}. */
        public List<String> keys() {
            List<String> keys = new ArrayList<>();
            quantities.stream().sorted().forEach(quantity -> keys.add(quantity.key()));
            channels.stream().sorted().forEach(channel -> keys.add("mbus." + channel + ".value"));
            return keys;
        }
    }
}
