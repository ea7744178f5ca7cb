package org.dbusp1.meter;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Derives values that a meter does not send from sent values, if each part that the meter sends is known: an unreadable value is
 * not 0. A sent value is never replaced, neither in its own message nor by another message. A phase power is never voltage
 * times current.
 *
 * <p>This is one of fifteen classes that together decide which power is the house's, and in which direction: a wrong sign would charge a
 * battery from the grid. In the order in which a message passes them:
 * <pre>
 *   class             asks                                            of                            what it withholds
 *   StatusWord        which direction the status word shows           the list (SML)                nothing
 *   SignFault         whether a signed power lacks its byte of zero,  the list of two makers (SML)  the power, without a direction
 *                     or has one too many
 *   PowerSigns        which sign a power without a sign has           the list, and lists before    net power, or export, if the
 *                                                                     in which it signed (SML)      direction is unknown
 *   HanValues         whether a list has only an import of 0          the list (HAN)                export, so that no net follows
 *   MissingSign       whether total and phases have opposite signs    the message                   the total, or the phases
 *   Derivation        what the net power is, if it is not sent        the message, and what others  nothing: from unknown parts it
 *                                                                     of the meter hold             derives none
 *   PlausibilityRule  whether a house can have such powers            the message                   all its powers
 *   Validity          whether powers of earlier lists still hold      the lists before              export and net at an import of
 *                                                                                                   0; phases without a total
 *   TotalCheck        whether the total stands while phases move      100 messages                  nothing: the owner is told
 *   CounterCheck      whether the counter of its direction moves      65 minutes                    nothing: the owner is told
 *   PhaseModel        what a grid meter shows                         the valid values              nothing
 *   PowerAbsence      why there is no power                           the message                   nothing: the owner is told
 *   ZeroAfterImport   whether 0 W may stand for an unknown power      the valid values              nothing: 0 W for 30 s
 *   PhaseSumCheck     whether the phases add up to the total          the valid values              the phases: the total is on L1
 *   PowerByDirection  what import and export are, if only the net     the valid values              what was sent and withheld
 *                     power is sent
 * </pre>
 */
public final class Derivation {
    /** A value that is derived from other values: their sum, or the difference of two values. */
    public record Sum(Quantity whole, List<Quantity> plus, List<Quantity> minus) {
        private Sum(Quantity whole, Quantity... parts) {
            this(whole, List.of(parts), List.of());
        }

        private static Sum difference(Quantity whole, Quantity imported, Quantity exported) {
            return new Sum(whole, List.of(imported), List.of(exported));
        }

        /** Returns whether the whole is present and equal to its present parts: an absent part counts as 0. */
        public boolean isMadeOfParts(Values values) {
            return values.has(whole) && values.scaled(whole) == total(values, plus) - total(values, minus);
        }

        private static long total(Values values, List<Quantity> parts) {
            return parts.stream().filter(values::has).mapToLong(values::scaled).sum();
        }
    }

    private static final List<Sum> POWERS_OF_PHASES = Phase.ALL.stream()
            .map(phase -> Sum.difference(phase.power(), phase.powerImport(), phase.powerExport())).toList();
    private static final Sum NET = Sum.difference(Quantity.POWER_NET, Quantity.POWER_IMPORT, Quantity.POWER_EXPORT);
    private static final Sum NET_OF_PHASES = new Sum(Quantity.POWER_NET, Quantity.POWER_L1, Quantity.POWER_L2, Quantity.POWER_L3);
    private static final Sum IMPORT = new Sum(Quantity.ENERGY_IMPORT, Quantity.ENERGY_IMPORT_T1,
            Quantity.ENERGY_IMPORT_T2, Quantity.ENERGY_IMPORT_T3, Quantity.ENERGY_IMPORT_T4, Quantity.ENERGY_IMPORT_T5);
    private static final Sum EXPORT = new Sum(Quantity.ENERGY_EXPORT, Quantity.ENERGY_EXPORT_T1,
            Quantity.ENERGY_EXPORT_T2, Quantity.ENERGY_EXPORT_T3, Quantity.ENERGY_EXPORT_T4, Quantity.ENERGY_EXPORT_T5);

    /** Quantities that only a meter with export measurement sends. */
    private static final List<Quantity> EXPORTS = Stream.of(
            Stream.of(Quantity.ENERGY_EXPORT, Quantity.ENERGY_EXPORT_L1, Quantity.ENERGY_EXPORT_L2, Quantity.ENERGY_EXPORT_L3,
                    Quantity.POWER_EXPORT, Quantity.DEMAND_EXPORT, Quantity.PEAK_EXPORT, Quantity.APPARENT_EXPORT),
            EXPORT.plus.stream(), Phase.ALL.stream().map(Phase::powerExport)).flatMap(quantities -> quantities).toList();

    /** The most by which the sum of the phases and the total differ by rounding: 60 W. */
    private static final long MOST_ROUNDED = 60 * Quantity.POWER_NET.unit().scaledOne();

    /** Every value that may be derived; a sum is after its parts. */
    public static final List<Sum> SUMS = Stream.concat(POWERS_OF_PHASES.stream(), Stream.of(IMPORT, EXPORT, NET, NET_OF_PHASES)).toList();

    private final Values.Builder values;
    private final SentQuantities sent;
    private final boolean signed;

    private Derivation(Values.Builder values, Set<Quantity> ofOtherMessages, boolean signed) {
        this.values = values;
        this.sent = new SentQuantities(values, ofOtherMessages);
        this.signed = signed;
    }

    /** Adds net power, of the whole and of each phase, and energy totals over the tariffs. */
    public static void complete(Values.Builder values) {
        complete(values, Set.of());
    }

    public static void completeSigned(Values.Builder values) {
        new Derivation(values, Set.of(), true).complete();
    }

    /** @param ofOtherMessages quantities in other messages of the meter: not derived, and unknown as a part of a sum */
    public static void complete(Values.Builder values, Set<Quantity> ofOtherMessages) {
        new Derivation(values, ofOtherMessages, false).complete();
    }

    /**
     * The net power of the whole, and of a phase, if neither this message has it nor another one of the meter. "Elsewhere" is such another
     * one; an export may be expected of a meter that sends anything of an export.
     * <pre>
     *   import              export               net power of the whole                     of a phase
     *   known               known                import - export                            import - export
     *   known, not 0        sent elsewhere       import                                     import
     *   known, not 0        never sent           sum of the phases, if one exports;         import
     *                                            else import
     *   0                   sent elsewhere       unknown                                    unknown
     *   0                   never sent           sum of the phases; else 0, if no export    0, if no export may be
     *                                            may be expected                            expected
     *   never sent          never sent           sum of the phases                          unknown
     *   else, as unreadable ones                 unknown                                    unknown
     * </pre>
     * Of a meter with a signed import, the import is the net power.
     */
    private void complete() {
        for (Sum power : POWERS_OF_PHASES) {
            difference(power);
        }
        if (!sent.inAnyMessage(Quantity.POWER_EXPORT) && !knownSomewhere(Quantity.POWER_NET)
                && (!sent.inAnyMessage(Quantity.POWER_IMPORT) || importMayHideExport())) {
            sumOfPhases();
        }
        difference(NET);
        sumOfTariffs(IMPORT);
        sumOfTariffs(EXPORT);
    }

    private boolean knownSomewhere(Quantity quantity) {
        return values.has(quantity) || sent.ofOtherMessages().contains(quantity);
    }

    /** Returns whether the import is known, but does not show the export: the import is 0, or a phase exports. */
    private boolean importMayHideExport() {
        return values.has(Quantity.POWER_IMPORT) && !signed && (values.scaled(Quantity.POWER_IMPORT) == 0
                || values.scaled(Quantity.POWER_IMPORT) > 0 && aPhaseExports());
    }

    /** Derives import minus export. A missing export is 0 while the meter imports, and if the meter measures no export. */
    private void difference(Sum net) {
        Quantity imported = net.plus.get(0);
        Quantity exported = net.minus.get(0);
        if (knownSomewhere(net.whole) || !values.has(imported)) {
            return;
        }
        if (values.has(exported)) {
            values.set(net.whole, values.scaled(imported) - values.scaled(exported));
        } else if (!values.sent(exported) && (values.scaled(imported) != 0
                || !zeroIsDoubtful() && !sent.ofOtherMessages().contains(exported))) {
            values.set(net.whole, values.scaled(imported));
        }
    }

    /** Returns whether the house may export while an import of 0, but no export, is sent. */
    private boolean zeroIsDoubtful() {
        return !signed && (EXPORTS.stream().anyMatch(sent::inAnyMessage)
                || values.has(Quantity.POWER_ABS) && values.scaled(Quantity.POWER_ABS) != 0
                || aPhaseExports());
    }

    private boolean aPhaseExports() {
        return Phase.ALL.stream().anyMatch(phase -> values.scaled(phase.power()) < 0);
    }

    /**
     * Derives net power as the sum of the phases that the meter has. If the meter sends the voltage or the current of a phase
     * but not the phase's power, the sum is unknown; also if several phases have a power but L1 has none. If the import
     * of the meter is 0, but the sum is an import of more than 60 W, the two contradict each other, and the sum is not used.
     */
    private void sumOfPhases() {
        int phases = 0;
        long sum = 0;
        for (Phase phase : Phase.ALL) {
            if (values.has(phase.power())) {
                sum += values.scaled(phase.power());
                phases++;
            } else if (sent.anyOf(phase)) {
                return;
            }
        }
        boolean contradicted = values.has(Quantity.POWER_IMPORT) && values.scaled(Quantity.POWER_IMPORT) == 0 && sum > MOST_ROUNDED;
        if (!contradicted && (phases == 1 || phases > 1 && values.has(Quantity.POWER_L1))) {
            values.set(Quantity.POWER_NET, sum);
        }
    }

    /** Sums the tariffs, which must follow each other from the first: after a gap, a tariff may be missing in the sum. */
    private void sumOfTariffs(Sum total) {
        if (sent.inAnyMessage(total.whole)) {
            return;
        }
        long sum = 0;
        boolean gap = false;
        for (Quantity tariff : total.plus) {
            if (!gap && values.has(tariff)) {
                sum += values.scaled(tariff);
            } else if (sent.inAnyMessage(tariff)) {
                return;
            } else {
                gap = true;
            }
        }
        if (values.has(total.plus.get(0))) {
            values.set(total.whole, sum);
        }
    }
}
