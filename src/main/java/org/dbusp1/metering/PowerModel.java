package org.dbusp1.metering;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.dbusp1.meter.Agreement;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.PowerOrigin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;

/**
 * Decides over the messages of one meter what the power of the house is, and whether its phases are shown. Where lists alternate, the
 * powers of an earlier list go on, or end, together ({@link #OF_LISTS}). The power of the house is the net power that is valid, else the
 * stand-in ({@link #house}); whether its phases are shown is by {@link #OF_PHASES}. Of each list of rows the first that holds decides.
 * What the power is in one message was decided by {@code NetPower}; why there is none, {@link WhyNoPower} tells. Used by one thread at a
 * time.
 */
public final class PowerModel {
    /**
     * A house near 0 W, of a meter whose lists alternate, as Aidon's and Kaifa's: the export is known with the next long list, ten seconds
     * later at most. Until that list ESS would have no power for a fifth of the time. Two such lists, because one may be lost; no longer,
     * because the house may export 8 kW.
     */
    private static final long STAND_IN_NANOS = Dialect.LONG_LIST.multipliedBy(2).plusSeconds(1).toNanos();
    private static final long RETURN_NANOS = 30_000_000_000L;
    /** The powers now; the peak of a month is none. */
    private static final Set<Quantity> POWERS = EnumSet.of(Quantity.POWER_NET, Quantity.POWER_IMPORT, Quantity.POWER_EXPORT,
            Quantity.POWER_ABS);

    static {
        Phase.ALL.forEach(phase -> POWERS.addAll(List.of(phase.power(), phase.powerImport(), phase.powerExport())));
    }

    /** What a list makes of the powers of an earlier one. @param origin of the net power that goes on; null: all of them end */
    record ListRow(String name, @Nullable PowerOrigin origin, Predicate<Lists> holds) {
    }

    static final List<ListRow> OF_LISTS = List.of(
            new ListRow("list without a power", PowerOrigin.EARLIER_LIST, lists -> !hasPower(lists.sent.present())),
            // Aidon's and Kaifa's short lists: the export is in the long ones.
            new ListRow("export goes on", PowerOrigin.EXPORT_GOES_ON, lists -> lists.isImportOfZeroAlone() && lists.exportedBefore()),
            new ListRow("earlier powers end", null, lists -> true));

    /** When the phases are so; only where they are shown, the total is not on L1. */
    record PhaseRow(PhasePowers phases, Predicate<PhaseFacts> holds) {
    }

    static final List<PhaseRow> OF_PHASES = List.of(
            new PhaseRow(PhasePowers.SHOWN, facts -> facts.agree && !facts.hasDisagreed),
            new PhaseRow(PhasePowers.UNKNOWN_YET, facts -> !facts.haveFlowed && !facts.sendsPower),
            // Also of meters that print phases of 0 W at any power, as Belgian meters by Landis+Gyr on a 3x230 V grid.
            new PhaseRow(PhasePowers.NEVER_SENT, facts -> !facts.haveFlowed),
            new PhaseRow(PhasePowers.WITHOUT_TOTAL, facts -> !facts.hasTotal),
            new PhaseRow(PhasePowers.DISAGREE, facts -> !facts.agree),
            // Else ESS would alternate between one phase and three.
            new PhaseRow(PhasePowers.RETURNING, facts -> true));

    /**
     * A list and what is valid of earlier ones.
     *
     * @param sent     all that could be read of the list, also what is withheld
     * @param believed of the list
     */
    record Lists(Values sent, Values believed, Values earlier) {
        private boolean isImportOfZeroAlone() {
            return believed.has(Quantity.POWER_IMPORT) && hasOnlyImportOfZero(sent);
        }

        private boolean exportedBefore() {
            return earlier.has(Quantity.POWER_NET) && earlier.scaled(Quantity.POWER_NET) < 0;
        }

        /** Returns whether an export of 0 follows: meters sum over their phases, so they never import and export at once. */
        private boolean endsExport() {
            return believed.has(Quantity.POWER_NET) && believed.scaled(Quantity.POWER_NET) > 0 && !sent.has(Quantity.POWER_EXPORT)
                    && earlier.has(Quantity.POWER_EXPORT);
        }
    }

    /**
     * What is known of the phases of a message.
     *
     * @param agree        whether their sum is the total
     * @param hasDisagreed whether it was not, less than half a minute ago
     * @param haveFlowed   whether a phase has ever had a power
     * @param sendsPower   whether the meter has sent a power
     */
    record PhaseFacts(boolean hasTotal, boolean agree, boolean hasDisagreed, boolean haveFlowed, boolean sendsPower) {
    }

    private final WhyNoPower why = new WhyNoPower();
    /** The time of the last message that sent a power, if the house did not export, and a 0 may stand for it now; else null. */
    private @Nullable Long notExportedNanos;
    private boolean haveFlowed;
    /** The time of the last message whose phases did not fit its total; null before. */
    private @Nullable Long disagreedNanos;

    PowerModel() {
    }

    /**
     * Returns what is valid with a list.
     *
     * @param sent     all that could be read of the list, also what is withheld
     * @param believed of the list
     * @param earlier  what is valid of earlier lists
     */
    public static Values joined(Values sent, Values believed, Values earlier) {
        Lists lists = new Lists(sent, believed, earlier);
        PowerOrigin goesOn = OF_LISTS.stream().filter(row -> row.holds.test(lists)).findFirst().orElseThrow().origin;
        Values.Builder valid = new Values.Builder().setAll(goesOn == null ? earlier.without(POWERS) : earlier).setAll(believed);
        if (goesOn != null && earlier.has(Quantity.POWER_NET)) {
            valid.setNet(earlier.scaled(Quantity.POWER_NET), goesOn);
        } else if (lists.endsExport()) {
            valid.set(Quantity.POWER_EXPORT, 0);
        }
        return valid.build();
    }

    private static boolean hasPower(Set<Quantity> quantities) {
        return quantities.stream().anyMatch(POWERS::contains);
    }

    private static boolean hasOnlyImportOfZero(Values values) {
        return values.has(Quantity.POWER_IMPORT) && values.scaled(Quantity.POWER_IMPORT) == 0
                && values.present().stream().filter(POWERS::contains).count() == 1;
    }

    /** Called when the line was lost, however short: what came before proves nothing about what follows. */
    void lineLost() {
        notExportedNanos = null;
    }

    /** Returns whether a power that is not known now is missing: one was valid before, or the message has one. */
    boolean mayBeMissing(Values sent) {
        return why.mayBeMissing(sent);
    }

    /** @param nanos the monotonic time of the message */
    HousePower house(Reading reading, Published published, long nanos) {
        why.note(reading, published);
        Values valid = published.values();
        PowerOrigin origin = valid.netOrigin();
        HousePower.Known net = origin == null ? null : new HousePower.Known(valid.scaled(Quantity.POWER_NET), origin);
        boolean isZeroAlone = net == null && reading.meter().dialect().sendsPartialLists() && hasOnlyImportOfZero(valid)
                && !hasPower(published.withheld().quantities());
        if (net == null ? !isZeroAlone : reading.values().has(Quantity.POWER_NET)) {
            notExportedNanos = net != null && net.milliwatts() >= 0 ? Long.valueOf(nanos) : null;
        }
        return net != null ? net
                : isZeroAlone && notExportedNanos != null && nanos - notExportedNanos < STAND_IN_NANOS
                ? new HousePower.Known(0, PowerOrigin.STAND_IN) : why.absence(reading);
    }

    /**
     * @param total the power of the house; null while it is unknown
     * @param nanos the monotonic time of the message
     */
    PhasePowers phases(Values valid, HousePower.@Nullable Known total, long nanos) {
        Values.PhaseSum sum = valid.phaseSum();
        boolean isPresent = sum.count() > 0;
        haveFlowed |= sum.gross() > 0;
        // Under a small total phases of 0 W would agree with it, but they prove nothing.
        boolean agree = total != null && isPresent && (sum.gross() > 0 || total.milliwatts() == 0)
                && Agreement.SAMPLED.allowsShown(sum.net() - total.milliwatts(), sum.gross());
        if (total != null && !agree && (haveFlowed || isPresent)) {
            disagreedNanos = nanos;
        }
        boolean hasDisagreed = disagreedNanos != null && nanos - disagreedNanos < RETURN_NANOS;
        PhaseFacts facts = new PhaseFacts(total != null, agree, hasDisagreed, haveFlowed, why.sendsPower());
        return OF_PHASES.stream().filter(row -> row.holds.test(facts)).findFirst().orElseThrow().phases;
    }
}
