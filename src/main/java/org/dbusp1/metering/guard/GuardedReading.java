package org.dbusp1.metering.guard;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Sum;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.NumberedDevice;
import org.dbusp1.metering.Published.Withheld;
import org.dbusp1.metering.guard.Rule.Reason;

/**
 * A message on its way through the rules: what was sent, and what a rule leaves of it for the next one.
 *
 * @param nanos   monotonic time of arrival
 * @param values  as sent, until {@link KamstrupUnitRule} knows their units
 * @param devices as sent, until {@link NoChecksumRule} and {@link DeviceRule} leave out what may not be published
 */
record GuardedReading(Reading sent, long nanos, Values values, List<MBusDevice> devices, List<NumberedDevice> numberedDevices,
                      Map<Quantity, Reason> withheldValues, Map<Integer, Reason> withheldChannels) implements Rule.Step {
    GuardedReading(Reading sent, long nanos) {
        this(sent, nanos, sent.values(), sent.devices(), List.of(), Map.of(), Map.of());
    }

    Dialect dialect() {
        return sent.meter().dialect();
    }

    boolean isRepaired() {
        return sent.message().repaired();
    }

    Reading reading() {
        return values == sent.values() ? sent
                : new Reading(sent.meter(), sent.time(), values, sent.devices(), sent.message(), sent.zone());
    }

    /** Returns whether the message has a value of this quantity that is not withheld. */
    boolean has(Quantity quantity) {
        return values.has(quantity) && !withheldValues.containsKey(quantity);
    }

    double number(Quantity quantity) {
        return values.number(quantity);
    }

    GuardedReading withValues(Values others) {
        return new GuardedReading(sent, nanos, others, devices, numberedDevices, withheldValues, withheldChannels);
    }

    GuardedReading withDevices(List<MBusDevice> others, List<NumberedDevice> numbered, Map<Integer, Reason> doubted) {
        return new GuardedReading(sent, nanos, values, others, numbered, withheldValues, doubted);
    }

    /**
     * Withholds those of the quantities that the message has, and sums of them, unless the meter itself printed another figure. Of
     * several reasons the first counts.
     */
    GuardedReading withhold(Reason reason, Collection<Quantity> quantities) {
        if (quantities.stream().noneMatch(values::has)) {
            return this;
        }
        Map<Quantity, Reason> all = new TreeMap<>(withheldValues);
        quantities.stream().filter(values::has).forEach(quantity -> all.putIfAbsent(quantity, reason));
        for (Sum sum : Sum.ALL) {
            if (Stream.concat(sum.plus().stream(), sum.minus().stream()).anyMatch(all::containsKey) && sum.isMadeOfParts(values)) {
                all.putIfAbsent(sum.whole(), Reason.PART_WITHHELD);
            }
        }
        return new GuardedReading(sent, nanos, values, devices, numberedDevices, all, withheldChannels);
    }

    Withheld withheld() {
        return withheldValues.isEmpty() && withheldChannels.isEmpty() ? Withheld.NOTHING
                : new Withheld(Set.copyOf(withheldValues.keySet()), Set.copyOf(withheldChannels.keySet()));
    }

    Set<String> withheldLines() {
        Set<String> lines = new TreeSet<>();
        withheldValues.forEach((quantity, reason) -> {
            if (reason != Reason.UNIT_UNKNOWN) {
                lines.add("implausible value withheld: " + quantity.key() + ": " + reason.words);
            }
        });
        withheldChannels.forEach((channel, reason) ->
                lines.add("implausible value withheld: M-Bus channel " + channel + ": " + reason.words));
        return lines;
    }
}
