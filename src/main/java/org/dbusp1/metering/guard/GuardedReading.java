package org.dbusp1.metering.guard;

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

/** A message on its way through the rules: what was sent, and what the rules made of it. */
final class GuardedReading {
    final Reading sent;
    /** Monotonic time of arrival. */
    final long nanos;
    /** As sent, until {@link KamstrupUnitRule} knows their units. */
    Values values;
    /** As sent, until {@link NoChecksumRule} and {@link DeviceRule} leave out what may not be published. */
    List<MBusDevice> devices;
    List<NumberedDevice> numberedDevices = List.of();
    final Map<Quantity, Reason> withheld = new TreeMap<>();
    final Map<Integer, Reason> withheldChannels = new TreeMap<>();
    /** By how much the last live message is later than the least delay that is believed. */
    long lateNanos;

    GuardedReading(Reading sent, long nanos) {
        this.sent = sent;
        this.nanos = nanos;
        this.values = sent.values();
        this.devices = sent.devices();
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
        return values.has(quantity) && !withheld.containsKey(quantity);
    }

    double number(Quantity quantity) {
        return values.number(quantity);
    }

    /**
     * Withholds those of the quantities that the message has, and sums of them, unless the meter itself printed another figure. Of
     * several reasons the first counts.
     */
    void withhold(Reason reason, Iterable<Quantity> quantities) {
        boolean isAny = false;
        for (Quantity quantity : quantities) {
            if (values.has(quantity)) {
                withheld.putIfAbsent(quantity, reason);
                isAny = true;
            }
        }
        for (Sum sum : isAny ? Sum.ALL : List.<Sum>of()) {
            if (Stream.concat(sum.plus().stream(), sum.minus().stream()).anyMatch(withheld::containsKey) && sum.isMadeOfParts(values)) {
                withheld.putIfAbsent(sum.whole(), Reason.PART_WITHHELD);
            }
        }
    }

    Withheld withheld() {
        return withheld.isEmpty() && withheldChannels.isEmpty() ? Withheld.NOTHING
                : new Withheld(Set.copyOf(withheld.keySet()), Set.copyOf(withheldChannels.keySet()));
    }

    Set<String> withheldLines() {
        if (withheld.isEmpty() && withheldChannels.isEmpty()) {
            return Set.of();
        }
        Set<String> lines = new TreeSet<>();
        withheld.forEach((quantity, reason) -> {
            if (reason != Reason.UNIT_UNKNOWN) {
                lines.add("implausible value withheld: " + quantity.key() + ": " + reason.words);
            }
        });
        withheldChannels.forEach((channel, reason) ->
                lines.add("implausible value withheld: M-Bus channel " + channel + ": " + reason.words));
        return lines;
    }
}
