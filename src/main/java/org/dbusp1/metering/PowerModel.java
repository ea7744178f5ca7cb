package org.dbusp1.metering;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.dbusp1.base.process.ConsecutiveCount;
import org.dbusp1.meter.Agreement;
import org.dbusp1.meter.Dialect.Port;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.PowerAbsence;
import org.dbusp1.meter.PowerOrigin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;

/**
 * Decides over the messages of one meter what the power of the house is, and whether the phases are shown. What it is in one message was
 * decided by {@code NetPower}; what stays valid of earlier lists, by the guard. Used by one thread at a time.
 * <pre>
 *   row  the power of the house is          if (the first row that holds)
 *   H1   the net power, with its origin     it is valid, of this message; or of an earlier list, EARLIER_LIST
 *   H2   0, STAND_IN                        lists alternate, the house imported when its power was last known, and for less than 21 s
 *                                           lists have had an import of 0 and no export
 *   H3   absent: WITHHELD                   the message has it, and the guard withholds it
 *   H4   absent: EXPORT_UNKNOWN             lists alternate, or the port is optical; the message has an import of 0, and no net power
 *   H5   absent: INF_OFF, PORT_NOT_OPEN     the meter sent a net power before; on an optical port, or another
 *   H6   absent: NO_DIRECTION               it sent other powers so far, or on an optical port ones that cannot be read
 *   H7   absent: PIN, COUNTERS_ONLY         none, with an optical port: its counters are whole kWh, or not
 *   H8   absent: HEAT_METER, PORT_NOT_OPEN  none, with another port: it has no counters, but a meter of heat; or not
 *
 *   row  the phases are                     if (the first row that holds; only where they are SHOWN, the total is not on L1)
 *   F1   UNKNOWN_YET                        none has flowed, and the meter has sent no power
 *   F2   NEVER_SENT                         none has flowed, and it has; but 0 W beside a total of 0 is SHOWN, until they disagree
 *   F3   WITHOUT_TOTAL                      there is no power of the house
 *   F4   DISAGREE                           none is valid, or their sum differs from it by more than {@link Agreement}: SAMPLED in one
 *                                           message, else EARLIER
 *   F5   RETURNING                          they disagreed, and have agreed since for less than half a minute, and not by 0 W alone: else
 *                                           ESS would alternate between one phase and three
 *   F6   SHOWN                              else
 * </pre>
 */
final class PowerModel {
    /** A P1 or HAN meter that has sent this number of messages without a power sends no power at all. */
    private static final int MESSAGES_WITHOUT_POWER = 3;
    /**
     * A house near 0 W, of a meter whose lists alternate, as Aidon's and Kaifa's: the export is known with the next long list, ten seconds
     * later at most. Until that list ESS would have no power for a fifth of the time. Two such lists, because one may be lost; no longer,
     * because the house may export 8 kW.
     */
    private static final long STAND_IN_NANOS = 21_000_000_000L;
    private static final long RETURN_NANOS = 30_000_000_000L;
    private static final Set<Medium> HEAT = EnumSet.of(Medium.HEAT, Medium.COOLING);
    private static final Quantity[] POWERS = {Quantity.POWER_NET, Quantity.POWER_L1, Quantity.POWER_L2, Quantity.POWER_L3,
        Quantity.POWER_IMPORT, Quantity.POWER_EXPORT, Quantity.POWER_ABS};
    /** The first of {@link #POWERS}: the net powers. */
    private static final int NET_POWERS = 4;
    /** The first of {@link #POWERS}: those with a direction. */
    private static final int DIRECTED = 6;

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
    /** True if the house imported when its power was last known, and no list with an import of 0 alone has followed. */
    private boolean imported;
    /** The time of the first list with an import of 0 alone after an import; null if none followed the last known power. */
    private @Nullable Long zeroNanos;

    private boolean inOneMessage;
    /** True once a phase had a power: phases that were never there need no half minute before they are shown. */
    private boolean phasesSent;
    private boolean phasesFlowed;
    private boolean withdrawn;
    /** The time since which withdrawn phases have agreed with the total; null while they disagree. */
    private @Nullable Long agreeNanos;

    /** Called after a silence: the messages before a silence prove nothing about those that follow. */
    void lineLost() {
        imported = false;
        zeroNanos = null;
        agreeNanos = null;
    }

    /** Returns whether a power that is not known now is missing: one was valid before, or the message has one. */
    boolean mayBeMissing(Values sent) {
        return powerPublished || hasPower(sent);
    }

    HousePower house(Reading reading, Published published, long nanos) {
        Values sent = reading.values();
        Values valid = published.values();
        boolean isOptical = reading.meter().dialect().port() == Port.OPTICAL;
        note(reading, isOptical);
        powerSeen = isOptical ? seen == Seen.NET_POWER : seen != Seen.NOTHING;
        boolean isComplete = withoutPower.accept(!powerSeen) || isOptical;
        powerPublished |= hasPower(valid);
        boolean isStandIn = standsIn(reading, published, nanos);
        PowerOrigin origin = valid.netOrigin();
        return origin != null ? new HousePower.Known(valid.scaled(Quantity.POWER_NET), origin)
                : isStandIn ? new HousePower.Known(0, PowerOrigin.STAND_IN)
                : new HousePower.Absent(powerSeen ? HousePower.Sent.BEFORE : isComplete ? HousePower.Sent.NEVER : HousePower.Sent.NOT_YET,
                        sent.has(Quantity.POWER_NET) ? PowerAbsence.WITHHELD : likelyAbsence(reading, isOptical));
    }

    /** A power whose direction or number cannot be read is one that the meter sends; the peak of a month is none. */
    private void note(Reading reading, boolean isOptical) {
        Values sent = reading.values();
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
    }

    /** Returns whether the house imports nothing by these values: it may export, also where no export is sent. */
    private static boolean isImportOfZero(Values values) {
        return values.has(Quantity.POWER_IMPORT) && values.scaled(Quantity.POWER_IMPORT) == 0;
    }

    private static boolean hasPower(Values values) {
        return hasAnyOf(POWERS.length, values);
    }

    private static boolean hasAnyOf(int first, Values values) {
        for (int i = 0; i < first; i++) {
            if (values.has(POWERS[i])) {
                return true;
            }
        }
        return false;
    }

    private static boolean namesPower(Reading reading) {
        return reading.message().registers().stream()
                .anyMatch(register -> register.obis().contains(".7.") && register.unit().endsWith("W"));
    }

    private boolean standsIn(Reading reading, Published published, long nanos) {
        Values valid = published.values();
        boolean isZeroAlone = reading.meter().dialect().sendsPartialLists() && !valid.has(Quantity.POWER_NET)
                && isImportOfZero(valid) && !valid.has(Quantity.POWER_EXPORT)
                && !published.withheld().quantities().contains(Quantity.POWER_EXPORT);
        if (!isZeroAlone) {
            zeroNanos = null;
        } else if (imported) {
            zeroNanos = nanos;
        }
        imported = !isZeroAlone && valid.has(Quantity.POWER_NET) && valid.scaled(Quantity.POWER_NET) > 0;
        return zeroNanos != null && nanos - zeroNanos < STAND_IN_NANOS;
    }

    private PowerAbsence likelyAbsence(Reading reading, boolean isOptical) {
        if ((isOptical || reading.meter().dialect().sendsPartialLists()) && isImportOfZero(reading.values())) {
            return PowerAbsence.EXPORT_UNKNOWN;
        }
        return seen == Seen.NET_POWER ? isOptical ? PowerAbsence.INF_OFF : PowerAbsence.PORT_NOT_OPEN
                : seen == Seen.NO_NET_POWER ? PowerAbsence.NO_DIRECTION
                : isOptical ? counters == Counters.WHOLE_KWH ? PowerAbsence.PIN : PowerAbsence.COUNTERS_ONLY
                : counters == Counters.NONE && reading.devices().stream().anyMatch(device -> HEAT.contains(device.medium()))
                        ? PowerAbsence.HEAT_METER : PowerAbsence.PORT_NOT_OPEN;
    }

    /**
     * @param sent  all values of the message
     * @param known the power of the house; null while it is unknown
     * @param nanos the monotonic time of the message
     */
    PhasePowers phases(Values valid, Values sent, HousePower.@Nullable Known known, long nanos) {
        inOneMessage = hasAnyOf(DIRECTED, sent) ? sendsAllThatIsValid(valid, sent) : inOneMessage;
        boolean isPresent = false;
        long sum = 0;
        long gross = 0;
        for (Phase phase : Phase.ALL) {
            if (valid.has(phase.power())) {
                isPresent = true;
                sum += valid.scaled(phase.power());
                gross += Math.abs(valid.scaled(phase.power()));
            }
        }
        phasesFlowed |= gross > 0;
        PhasePowers none = powerSeen ? PhasePowers.NEVER_SENT : PhasePowers.UNKNOWN_YET;
        if (known == null) {
            agreeNanos = null;
            return phasesFlowed ? PhasePowers.WITHOUT_TOTAL : none;
        }
        long total = known.milliwatts();
        phasesSent |= isPresent;
        boolean agrees = isPresent && (inOneMessage ? Agreement.SAMPLED.allowsShown(sum - total, gross)
                : Agreement.EARLIER.allowsShown(sum - total, Math.max(Math.abs(total), gross)));
        if (!agrees) {
            withdrawn = phasesSent;
        }
        if (!agrees || gross == 0) { // Under a small total phases of 0 W agree with it, but prove nothing.
            agreeNanos = null;
        } else if (withdrawn) {
            agreeNanos = Objects.requireNonNullElse(agreeNanos, nanos);
            withdrawn = nanos - agreeNanos < RETURN_NANOS;
        }
        // Some meters print phases of 0 W at any power, as Belgian meters by Landis+Gyr on a 3x230 V grid.
        return agrees && !withdrawn && (phasesFlowed || total == 0) ? PhasePowers.SHOWN
                : !phasesFlowed ? none
                : agrees ? PhasePowers.RETURNING : PhasePowers.DISAGREE;
    }

    private static boolean sendsAllThatIsValid(Values valid, Values sent) {
        for (int i = 0; i < NET_POWERS; i++) {
            if (valid.has(POWERS[i]) && !sent.has(POWERS[i])) {
                return false;
            }
        }
        return true;
    }
}
