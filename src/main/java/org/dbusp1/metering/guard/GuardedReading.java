package org.dbusp1.metering.guard;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Published.Withheld;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.guard.Rule.Reason;
import org.jspecify.annotations.Nullable;

/** A message under check by the rules: its content, its time of arrival, and the values withheld so far. */
final class GuardedReading {
    private final Reading sent;
    private final long nanos;
    private final Map<Quantity, Reason> withheld = new TreeMap<>();
    private final Map<Integer, Reason> withheldChannels = new TreeMap<>();
    private final Set<Integer> staleChannels = new TreeSet<>();
    private final Map<Quantity, Long> retracted = new TreeMap<>();
    private Reading reading;
    private @Nullable Double clockMovedSeconds;
    private boolean replaced;
    private boolean clockSet;

    /** @param nanos monotonic time of arrival */
    GuardedReading(Reading sent, long nanos) {
        this.sent = sent;
        this.nanos = nanos;
        this.reading = sent;
    }

    /** Returns the message as decoded. */
    Reading sent() {
        return sent;
    }

    /** Returns the message with its energies and powers in the right unit: {@link EnergyUnitRule} may have changed them. */
    Reading reading() {
        return reading;
    }

    /** Returns the values of the message, including withheld values. */
    Values values() {
        return reading.values();
    }

    MeterIdentity meter() {
        return sent.meter();
    }

    Dialect dialect() {
        return sent.meter().dialect();
    }

    boolean repaired() {
        return sent.message().repaired();
    }

    boolean hasNoChecksum() {
        return sent.message().hasNoChecksum();
    }

    long nanos() {
        return nanos;
    }

    double seconds() {
        return nanos / 1e9;
    }

    /** Returns whether the message has a value of this quantity that is not withheld. */
    boolean hasUsable(Quantity quantity) {
        return values().has(quantity) && !withheld.containsKey(quantity);
    }

    /** Returns the value in the quantity's unit, even if withheld; throws if the message has no such value. */
    double number(Quantity quantity) {
        return values().number(quantity);
    }

    Map<Quantity, Reason> withheldReasons() {
        return withheld;
    }

    Map<Integer, Reason> withheldChannels() {
        return withheldChannels;
    }

    boolean isWithheld(Quantity quantity) {
        return withheld.containsKey(quantity);
    }

    boolean hasWithheld() {
        return !withheld.isEmpty() || !withheldChannels.isEmpty();
    }

    /** Returns a line of the log for each implausible value, ordered by name. */
    Set<String> withheldLines() {
        if (!hasWithheld()) {
            return Set.of();
        }
        Set<String> lines = new TreeSet<>();
        withheld.forEach((quantity, reason) -> {
            // EnergyUnitRule itself logs that the units are not known.
            if (reason != Reason.UNIT_UNKNOWN && reason != Reason.POWER_UNIT_UNKNOWN) {
                lines.add("implausible value withheld: " + quantity.key() + ": " + reason.description());
            }
        });
        withheldChannels.forEach((channel, reason) ->
                lines.add("implausible value withheld: M-Bus channel " + channel + ": " + reason.description()));
        return lines;
    }

    /** Withholds the quantities that the message has; of several reasons for a quantity, the first counts. */
    void withhold(Reason reason, Quantity... quantities) {
        for (Quantity quantity : quantities) {
            if (values().has(quantity)) {
                withheld.putIfAbsent(quantity, reason);
            }
        }
    }

    void withholdChannel(Reason reason, int channel) {
        withheldChannels.put(channel, reason);
    }

    /** Leaves out the counter of an M-Bus device that was silent for too long. */
    void leaveOutStale(int channel) {
        staleChannels.add(channel);
    }

    void clockMovedSeconds(double seconds) {
        clockMovedSeconds = seconds;
    }

    /**
     * Returns the seconds that the meter's clock moved since the previous message. Null if the clock was not compared: the source is
     * no network, the clock shows no seconds, or the message is the first; also null if the clock was set.
     */
    @Nullable Double clockMovedSeconds() {
        return clockMovedSeconds;
    }

    /** Records that the message is the first of the meter that replaced the line's previous meter. */
    void replaced() {
        replaced = true;
    }

    boolean isReplaced() {
        return replaced;
    }

    /** Records that the meter's clock was set, so that the age of earlier values is unknown. */
    void clockSet() {
        clockSet = true;
    }

    boolean isClockSet() {
        return clockSet;
    }

    /** Records that the last believed value of a counter was wrong. @param valueBefore the believed value before it, scaled */
    void retract(Quantity counter, long valueBefore) {
        retracted.put(counter, valueBefore);
    }

    /** Returns the counters with a wrong last believed value, each with the believed value before, scaled. */
    Map<Quantity, Long> retracted() {
        return Map.copyOf(retracted);
    }

    void replaceValues(Values values) {
        reading = new Reading(sent.meter(), sent.time(), values, sent.devices(), sent.message(), sent.zone());
    }

    Withheld withheld() {
        return hasWithheld() ? new Withheld(Set.copyOf(withheld.keySet()), Set.copyOf(withheldChannels.keySet())) : Withheld.NOTHING;
    }

    /** Returns the devices without withheld or stale counters, as they may be published. */
    List<MBusDevice> devices() {
        List<MBusDevice> devices = withheld().removeFrom(sent.devices());
        return staleChannels.isEmpty() ? devices : new Withheld(Set.of(), staleChannels).removeFrom(devices);
    }
}
