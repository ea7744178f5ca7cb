package org.dbusp1.metering;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.dbusp1.base.process.ConsecutiveCount;
import org.dbusp1.meter.Dialect.Port;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.meter.PowerAbsence;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;

/** Tells what of a power a meter has sent so far, and why there is none now: a text for its owner. Used by one thread at a time. */
final class WhyNoPower {
    /** A P1 or HAN meter that has sent this number of messages without a power sends no power at all. */
    private static final int MESSAGES_WITHOUT_POWER = 3;
    private static final Set<Medium> HEAT = EnumSet.of(Medium.HEAT, Medium.COOLING);
    private static final List<Quantity> POWERS = List.of(Quantity.POWER_NET, Quantity.POWER_L1, Quantity.POWER_L2, Quantity.POWER_L3,
            Quantity.POWER_IMPORT, Quantity.POWER_EXPORT, Quantity.POWER_ABS);

    /** The most that the meter has sent of a power. */
    private enum Seen { NOTHING, IMPORT_OF_ZERO, NO_NET_POWER, NET_POWER }

    /** The counters of active energy that the meter has sent before its first net power. */
    private enum Counters { NONE, WHOLE_KWH, FINER }

    private Seen seen = Seen.NOTHING;
    /** True once the meter has sent a power; of one with an optical port, a net power. */
    private boolean powerSeen;
    private boolean powerPublished;
    private Counters counters = Counters.NONE;
    private final ConsecutiveCount withoutPower = new ConsecutiveCount(MESSAGES_WITHOUT_POWER);

    boolean sendsPower() {
        return powerSeen;
    }

    /** Returns whether a power that is not known now is missing: one was valid before, or the message has one. */
    boolean mayBeMissing(Values sent) {
        return powerPublished || hasPower(sent);
    }

    /**
     * Called for each message. A power whose direction or number cannot be read is one that the meter sends; the peak of a month is none.
     */
    void note(Reading reading, Published published) {
        Values sent = reading.values();
        boolean isOptical = isOptical(reading);
        Seen now = sent.has(Quantity.POWER_NET) ? Seen.NET_POWER
                : isImportOfZero(sent) ? Seen.IMPORT_OF_ZERO
                : hasPower(sent) || isOptical && seen.compareTo(Seen.NO_NET_POWER) < 0 && namesPower(reading) ? Seen.NO_NET_POWER
                : Seen.NOTHING;
        seen = now.compareTo(seen) > 0 ? now : seen;
        if (seen != Seen.NET_POWER && counters != Counters.FINER) {
            for (Quantity quantity : sent.present()) {
                if (quantity.unit() == Unit.KILOWATT_HOUR && counters != Counters.FINER) {
                    counters = sent.scaled(quantity) % quantity.unit().scaledOne() == 0 ? Counters.WHOLE_KWH : Counters.FINER;
                }
            }
        }
        powerSeen = isOptical ? seen == Seen.NET_POWER : seen != Seen.NOTHING;
        withoutPower.accept(!powerSeen);
        powerPublished |= hasPower(published.values());
    }

    /** @param reading the last that was noted */
    HousePower.Absent absence(Reading reading) {
        return new HousePower.Absent(powerSeen ? HousePower.Sent.BEFORE
                : withoutPower.isReached() || isOptical(reading) ? HousePower.Sent.NEVER : HousePower.Sent.NOT_YET,
                reading.values().has(Quantity.POWER_NET) ? PowerAbsence.WITHHELD : likely(reading, isOptical(reading)));
    }

    private static boolean isOptical(Reading reading) {
        return reading.meter().dialect().port() == Port.OPTICAL;
    }

    /** Returns whether the house imports nothing by these values: it may export, also where no export is sent. */
    private static boolean isImportOfZero(Values values) {
        return values.has(Quantity.POWER_IMPORT) && values.scaled(Quantity.POWER_IMPORT) == 0;
    }

    private static boolean hasPower(Values values) {
        return POWERS.stream().anyMatch(values::has);
    }

    private static boolean namesPower(Reading reading) {
        return reading.message().registers().stream()
                .anyMatch(register -> register.obis().contains(".7.") && register.unit().endsWith("W"));
    }

    private PowerAbsence likely(Reading reading, boolean isOptical) {
        if (isImportOfZero(reading.values())) {
            return PowerAbsence.EXPORT_UNKNOWN;
        }
        return seen == Seen.NET_POWER ? isOptical ? PowerAbsence.INF_OFF : PowerAbsence.PORT_NOT_OPEN
                : seen == Seen.NO_NET_POWER ? PowerAbsence.NO_DIRECTION
                : isOptical ? counters == Counters.WHOLE_KWH ? PowerAbsence.PIN : PowerAbsence.COUNTERS_ONLY
                : counters == Counters.NONE && reading.devices().stream().anyMatch(device -> HEAT.contains(device.medium()))
                        ? PowerAbsence.HEAT_METER : PowerAbsence.PORT_NOT_OPEN;
    }
}
