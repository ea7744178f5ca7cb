package org.dbusp1.meter;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values that are valid now, with the energy and the demand that follow from these and earlier values. A P1 meter's
 * values are from its last good reading; a value of a meter with alternating lists is valid until its age limit. Values
 * that the guard withholds are left out.
 *
 * @param believed the newest message, as the guard believes it
 * @param doubts   contradictions in the messages, which are published all the same
 * @param energy   the use by the counters until now
 * @param demand   the running window of a demand tariff; absent if none is watched or known yet
 */
public record Snapshot(BelievedReading believed, Doubts doubts, EnergyUse energy, @Nullable Demand demand) {
    private static final int MESSAGES_TO_MEASURE = 6;
    /** A telegram is in time if it is early by at most this part of the interval: a fifth. */
    private static final int EARLY_PART = 5;

    public Snapshot(BelievedReading believed) {
        this(believed, Doubts.NONE, EnergyUse.NONE, null);
    }

    public MeterKey key() {
        return believed.key();
    }

    public Reading reading() {
        return believed.reading();
    }

    public Values validValues() {
        return believed.validValues();
    }

    public List<MBusDevice> devices() {
        return believed.devices();
    }

    public Withheld withheld() {
        return believed.withheld();
    }

    /** Returns the arrival by the machine's clock. */
    public Instant arrival() {
        return believed.arrival();
    }

    /** Returns the arrival by the clock of the source: in a replayed log the time of its telegrams. */
    public Instant sourceArrival() {
        return believed.sourceArrival();
    }

    /** Returns the arrival by the monotonic clock of the source, in nanoseconds: in a replay not System.nanoTime(). */
    public long arrivalNanos() {
        return believed.arrivalNanos();
    }

    /** Returns the time of rows, days and windows; null if no clock is right. */
    public @Nullable Stamp time() {
        return believed.time();
    }

    public Duration interval() {
        return believed.interval();
    }

    public Duration validFor() {
        return believed.validFor();
    }

    public int meterIndex() {
        return believed.meterIndex();
    }

    public TelegramCounts telegramCounts() {
        return believed.telegramCounts();
    }

    /** Returns the counters whose last believed value was wrong, each with the right value before it. */
    public Map<Quantity, Long> valuesToReturnTo() {
        return believed.valuesToReturnTo();
    }

    public List<NumberedDevice> numberedDevices() {
        return believed.numberedDevices();
    }

    /** Returns the meter of a medium, such as the gas meter; absent while its counter may not be published. */
    public Optional<MBusDevice> meter(MBusDevice.Medium medium) {
        return believed.meter(medium);
    }

    /**
     * Returns the interval by the gaps between messages; null before six good messages. It may still be the usual interval of the
     * type of meter, as long as too few messages arrived without a loss between them.
     */
    public @Nullable Duration measuredInterval() {
        return telegramCounts().intact() + telegramCounts().repaired() >= MESSAGES_TO_MEASURE ? interval() : null;
    }

    /**
     * Returns whether an output that accepts a snapshot at most once in {@code least} accepts this snapshot. A telegram early
     * by at most a fifth of the meter's interval is in time; else, if interval and {@code least} are equal, every second
     * telegram would be skipped.
     *
     * @param least       the least time between two snapshots
     * @param passedNanos the nanoseconds since the last snapshot that the output accepted
     */
    public boolean isDue(Duration least, long passedNanos) {
        return passedNanos >= least.toNanos() - interval().toNanos() / EARLY_PART;
    }

    public Snapshot withValues(Values other) {
        return new Snapshot(believed.withValues(other), doubts, energy, demand);
    }

    public Snapshot withDemand(@Nullable Demand window) {
        return new Snapshot(believed, doubts, energy, window);
    }

    public Snapshot withEnergy(EnergyUse use) {
        return new Snapshot(believed, doubts, use, demand);
    }

    public Snapshot withDoubts(Doubts found) {
        return new Snapshot(believed, found, energy, demand);
    }

    /**
     * The values of a message that must not be published, because they are impossible.
     *
     * @param quantities the quantities, including derived quantities
     * @param channels   the M-Bus channels with a withheld counter
     */
    public record Withheld(Set<Quantity> quantities, Set<Integer> channels) {
        public static final Withheld NOTHING = new Withheld(Set.of(), Set.of());

        public boolean isEmpty() {
            return quantities.isEmpty() && channels.isEmpty();
        }

        public Values removeFrom(Values values) {
            return quantities.isEmpty() ? values : values.without(quantities);
        }

        public List<MBusDevice> removeFrom(List<MBusDevice> devices) {
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
