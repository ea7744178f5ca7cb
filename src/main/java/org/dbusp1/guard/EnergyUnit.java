package org.dbusp1.guard;

import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Snapshot.Implausible;
import org.dbusp1.meter.Values;
import org.dbusp1.state.StateStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the unit of a Kamstrup HAN meter's energy counters. Its list defines 10 Wh, several meters count in Wh in the
 * same list, and no value in a message distinguishes them (HAN-NVE interface description 3.1, 2.8). An hour in which
 * the import counter and the import power are both received shows it; it is remembered for the meter's number. Until
 * then the counters are withheld, because a counter that is ten times too high cannot be taken back from a portal or a
 * statistic.
 */
final class EnergyUnit {
    private static final Logger LOG = LoggerFactory.getLogger(EnergyUnit.class);
    private static final double LEAST_NANOS = 3_600e9;
    /** Over a longer gap the power is not known well enough for the time between two messages. */
    private static final long LONGEST_GAP_NANOS = 60_000_000_000L;
    private static final double LEAST_KWH = 0.2;
    private static final int TEN = 10;
    /** Tolerance for a power that jumps between two messages: a ratio is near 1, near 10, or shows nothing. */
    private static final double ROOM = 2;

    private final StateStore store;
    /** The number of the meter to which these values belong. */
    private Optional<String> meter = Optional.empty();
    /** The unit in Wh: 10 or 1; empty while it is not known. */
    private OptionalInt unit = OptionalInt.empty();
    private boolean logged;
    /** The counter at the beginning of the hour that is compared; absent after a gap. */
    private Optional<Sample> counter = Optional.empty();
    /** The energy in kWh that has been drawn since then, by the powers. */
    private double flowedKwh;
    private Optional<Sample> power = Optional.empty();

    /** A value of a message and its time of arrival. */
    private record Sample(double value, long nanos) {
    }

    /** @param store remembers the unit by the meter's number */
    EnergyUnit(StateStore store) {
        this.store = store;
    }

    /**
     * Returns a reading, decoded in 10 Wh, with its counters in the meter's unit; without counters while the unit is
     * not known.
     */
    Reading apply(Reading reading) {
        if (reading.meter().dialect().certainEnergyUnit()) {
            return reading;
        }
        Optional<String> number = reading.meter().equipmentId().filter(text -> !text.isEmpty());
        if (number.isPresent() && !number.equals(meter)) {
            begin(number);
        }
        Values sent = reading.values();
        if (unit.orElse(0) == TEN || sent.present().stream().noneMatch(Quantity::isCounter)) {
            return reading;
        }
        if (unit.isEmpty() && !logged) {
            logged = true;
            LOG.info("""
                    this meter counts energy in 10 Wh or in Wh: its counters are published after an hour of \
                    consumption has shown which of the two""");
        }
        Values values = unit.isEmpty() ? sent.without(Quantity.COUNTERS) : divided(sent);
        return new Reading(reading.meter(), reading.time(), values, reading.devices(), reading.message());
    }

    /** Returns the withheld values of a message, which include its counters while their unit is not known. */
    Implausible withhold(Reading reading, Implausible others) {
        if (reading.meter().dialect().certainEnergyUnit() || unit.isPresent()) {
            return others;
        }
        Set<Quantity> all = new HashSet<>(Quantity.COUNTERS);
        all.retainAll(reading.values().present());
        all.addAll(others.quantities());
        return new Implausible(Set.copyOf(all), others.channels());
    }

    private void begin(Optional<String> number) {
        // The first messages of a run may lack the number.
        boolean another = meter.isPresent();
        meter = number;
        Optional<Integer> known = store.recall(fact(number.get()), EnergyUnit::parse);
        if (another || known.isPresent()) {
            unit = known.map(OptionalInt::of).orElse(OptionalInt.empty());
        }
        if (another) {
            counter = Optional.empty();
            power = Optional.empty();
        }
    }

    private static String fact(String number) {
        return MeterKey.of(number).text() + ".energy-unit-wh";
    }

    private static int parse(String fact) {
        if (!fact.equals("10") && !fact.equals("1")) {
            throw new IllegalArgumentException(fact);
        }
        return Integer.parseInt(fact);
    }

    private static Values divided(Values values) {
        Values.Builder all = new Values.Builder();
        for (Quantity quantity : values.present()) {
            all.set(quantity, quantity.isCounter() ? values.scaled(quantity) / TEN : values.scaled(quantity));
        }
        return all.build();
    }

    /**
     * Learns from a message that comes from this meter for the first time.
     *
     * @param reading the reading as it was decoded, in 10 Wh
     */
    void learn(Reading reading, long nanos) {
        if (reading.meter().dialect().certainEnergyUnit()) {
            return;
        }
        Values values = reading.values();
        if (values.has(Quantity.POWER_IMPORT)) {
            power(new Sample(values.number(Quantity.POWER_IMPORT), nanos));
        }
        if (values.has(Quantity.ENERGY_IMPORT)) {
            counter(new Sample(values.number(Quantity.ENERGY_IMPORT), nanos));
        }
    }

    private void power(Sample now) {
        power.ifPresent(before -> {
            if (now.nanos - before.nanos > LONGEST_GAP_NANOS) {
                counter = Optional.empty();
            }
            flowedKwh += (before.value + now.value) / 2 * (now.nanos - before.nanos) / 3_600e12;
        });
        power = Optional.of(now);
    }

    private void counter(Sample now) {
        Optional<Sample> begin = counter.filter(one -> now.nanos - one.nanos >= LEAST_NANOS && flowedKwh >= LEAST_KWH);
        begin.map(one -> (now.value - one.value) / flowedKwh).ifPresent(ratio -> {
            if (isNear(ratio, 1)) {
                found(TEN);
            } else if (isNear(ratio, TEN)) {
                found(1);
            }
        });
        if (begin.isPresent() || counter.isEmpty()) {
            counter = Optional.of(now);
            flowedKwh = 0;
        }
    }

    private static boolean isNear(double ratio, double other) {
        return ratio > other / ROOM && ratio < other * ROOM;
    }

    private void found(int wattHours) {
        if (unit.orElse(0) != wattHours) {
            unit = OptionalInt.of(wattHours);
            meter.ifPresent(number -> store.remember(fact(number), Integer.toString(wattHours)));
            LOG.info("an hour of consumption shows that this meter counts energy in {} Wh", wattHours);
        }
    }
}
