package org.dbusp1.line.decode;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.dbusp1.meter.Agreement;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.PowerOrigin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Sum;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the net power of the house is by one message, and the powers of its phases: a wrong sign would charge a battery from the
 * grid. Decoders report what was sent, and what they know of the direction ({@link Evidence}). An unreadable value is not 0; a power is
 * never voltage times current. What is shown over several messages, {@code PowerModel} decides. Used by one thread.
 *
 * <p>First the signs. A status word gives its sign to a power without one, but not of a meter that was seen to sign it. Then a total of
 * one register, without an export in any message, is compared with the phases, if each phase of the meter is known. Both are beyond
 * 60 W, and the negative side is right, since a meter that does not sign a power prints no minus:
 * <pre>
 *   total  phases                                      the total is                                           the phases are
 *   +      -, as large (Agreement.SAMPLED)             their sum, BY_PHASES; withheld, and the net absent,    as sent
 *                                                      if it is an import that never has a sign
 *   +      -, not as large, none is positive           withheld, and the net absent                           as sent
 *   -      +, none is negative                         as sent                                                withheld
 *   else                                               as sent                                                as sent
 * </pre>
 * Then the net power, by the first row that holds. "Elsewhere" is another message of the meter.
 * <pre>
 *   evidence                                                                    net power, origin
 *   net power sent                                                              it, SENT or BY_STATUS_WORD
 *   net power elsewhere                                                         absent: of that message
 *   no net power and no export in this message, and
 *     the status word shows an export, of an import of 0 or more                absent: the import is no total
 *     an import of 0, but no status word where one may be (SML), or nothing     absent: it may export
 *       else in the list (HAN)
 *     an import of 0 and no other power, and the status word shows an import    0, BY_STATUS_WORD
 *     a power without a sign and no import, and a status word                   it with the sign of the word, BY_STATUS_WORD
 *     no import, the status word shows an export, phases without a sign         absent
 *   import and export known                                                     import - export, DIFFERENCE
 *   export unreadable                                                           absent
 *   export in no message, and no import in any; or an import of 0; or an        sum of the phases, SUM_OF_PHASES, if each is known;
 *     import, but a phase exports                                                 not an import of more than 60 W beside 0
 *   import, not 0                                                               the import, IMPORT_ONLY; with a sign SENT
 *   import of 0, and nothing of an export in any message, or the meter signs    0, the same
 *   else                                                                        absent
 * </pre>
 * The power of a phase is sent; or import - export; or the import, where the net power would be it.
 */
public final class NetPower {
    /** Quantities that only a meter with export measurement sends. */
    private static final List<Quantity> EXPORTS = Stream.of(
            Stream.of(Quantity.ENERGY_EXPORT, Quantity.ENERGY_EXPORT_L1, Quantity.ENERGY_EXPORT_L2, Quantity.ENERGY_EXPORT_L3,
                    Quantity.POWER_EXPORT, Quantity.DEMAND_EXPORT, Quantity.PEAK_EXPORT, Quantity.APPARENT_EXPORT),
            Sum.EXPORT.plus().stream(), Phase.ALL.stream().map(Phase::powerExport)).flatMap(quantities -> quantities).toList();

    /**
     * What a decoder knows of the direction of a power, besides the numbers.
     *
     * @param elsewhere quantities in other messages of the meter
     * @param meter     the meter, to remember whether it signs its powers; null if it has no number
     * @param signsSeen whether the message has a sign where only a meter that signs its import prints one
     * @param direction what the message shows of it; null for nothing
     * @param zeroHidesExport whether an import of 0, with no other total, does not tell that the house exports nothing
     * @param isOneRegister whether import and export may share the register of the import, which has a sign then
     */
    public record Evidence(Set<Quantity> elsewhere, @Nullable String meter, boolean signsSeen, @Nullable Direction direction,
                           boolean zeroHidesExport, boolean isOneRegister) {
        /** Of text, of which each message holds all: in D0 an import is signed, or the export is not sent, and both print 0 alike. */
        public static Evidence ofText(Dialect dialect, @Nullable String meter, boolean printsSign) {
            boolean isOptical = dialect.port() == Dialect.Port.OPTICAL;
            return new Evidence(Set.of(), meter, printsSign && isOptical, null, false, isOptical);
        }

        /** Of SML. @param meter its number; null without one */
        public static Evidence ofStatus(@Nullable String meter, @Nullable Direction status) {
            return new Evidence(Set.of(), meter, false, status, status == null, true);
        }

        /** Of lists that alternate. @param isAlone whether the list has only one quantity */
        public static Evidence ofList(Set<Quantity> elsewhere, boolean isAlone) {
            return new Evidence(elsewhere, null, false, null, isAlone, false);
        }
    }

    /** The last meter that signed its total; null before the first. */
    private @Nullable String totalSigner;
    /** The same of the power of a phase: DZG's DVS74 signs its phases, and its total not. */
    private @Nullable String phaseSigner;
    /** The last meter that printed an import with a sign: only of such a meter 0 means that the house exports nothing. */
    private @Nullable String importSigner;

    /** Adds the net power of the whole and of each phase, and corrects or withholds what has the wrong sign. */
    public void complete(Values.Builder values, Evidence evidence) {
        boolean isTotalNegative = values.scaled(Quantity.POWER_NET) < 0 || values.scaled(Quantity.POWER_IMPORT) < 0;
        boolean isPhaseNegative = false;
        for (Phase phase : Phase.ALL) {
            isPhaseNegative |= values.scaled(phase.power()) < 0 || values.scaled(phase.powerImport()) < 0;
        }
        String meter = evidence.meter();
        totalSigner = isTotalNegative ? meter : totalSigner;
        phaseSigner = isPhaseNegative ? meter : phaseSigner;
        importSigner = evidence.signsSeen() ? meter : importSigner;
        new Decision(values, evidence, isTotalNegative || meter != null && meter.equals(totalSigner),
                isPhaseNegative || meter != null && meter.equals(phaseSigner), meter != null && meter.equals(importSigner)).decide();
    }

    private record Decision(Values.Builder values, Evidence evidence, boolean signsTotal, boolean signsPhases, boolean signsImport) {
        void decide() {
            Direction status = evidence.direction();
            if (status != null && status.showsPhases()) {
                addSigns(status);
            }
            boolean isUnknown = !values.sent(Quantity.POWER_NET) && !values.sent(Quantity.POWER_EXPORT) && !byStatus(status)
                    || contradictsPhases();
            for (Phase phase : Phase.ALL) {
                if (!isKnownSomewhere(phase.power()) && values.has(phase.powerImport())
                        && (values.has(phase.powerExport()) || mayBeNet(phase.powerImport(), phase.powerExport(), isUnknown))) {
                    values.set(phase.power(), values.scaled(phase.powerImport()) - values.scaled(phase.powerExport()));
                }
            }
            if (!isUnknown && !isKnownSomewhere(Quantity.POWER_NET)) {
                setNet();
            }
        }

        private boolean inAnyMessage(Quantity quantity) {
            return values.sent(quantity) || evidence.elsewhere().contains(quantity);
        }

        private boolean isKnownSomewhere(Quantity quantity) {
            return values.has(quantity) || evidence.elsewhere().contains(quantity);
        }

        private boolean sendsPower(Phase phase) {
            return inAnyMessage(phase.power()) || inAnyMessage(phase.powerImport()) || inAnyMessage(phase.powerExport());
        }

        private boolean sendsAnyOf(Phase phase) {
            return sendsPower(phase) || inAnyMessage(phase.voltage()) || inAnyMessage(phase.current());
        }

        private boolean isImportOfZero() {
            return values.has(Quantity.POWER_IMPORT) && values.scaled(Quantity.POWER_IMPORT) == 0;
        }

        /**
         * Holley's DTZ251 and EHZ541 and Honeywell's AS2020 send 425 W while the house exports 425 W, and Holley's meters that count no
         * export send 0 W then (their maker's FAQ), which is no total.
         */
        private void addSigns(Direction status) {
            if (!signsTotal && status.exporting()) {
                if (values.scaled(Quantity.POWER_NET) > 0) {
                    values.setNet(-values.scaled(Quantity.POWER_NET), PowerOrigin.BY_STATUS_WORD);
                } else if (values.has(Quantity.POWER_NET) && !values.sent(Quantity.ENERGY_EXPORT)) {
                    values.withhold(Quantity.POWER_NET);
                }
            }
            for (Phase phase : Phase.ALL) {
                if (!signsPhases && status.exporting(phase) && values.scaled(phase.power()) > 0) {
                    values.set(phase.power(), -values.scaled(phase.power()));
                }
            }
        }

        /** Of a message without net power and export. @return false if the house may export, and so no power is a total */
        private boolean byStatus(@Nullable Direction status) {
            boolean exports = status != null && status.exporting();
            if (values.has(Quantity.POWER_IMPORT)) {
                if (isImportOfZero() && evidence.zeroHidesExport() || exports && values.scaled(Quantity.POWER_IMPORT) >= 0) {
                    return false;
                }
                if (isImportOfZero() && status != null && !values.has(Quantity.POWER_ABS)
                        && Phase.ALL.stream().noneMatch(this::sendsPower)) {
                    values.setNet(0, PowerOrigin.BY_STATUS_WORD);
                }
                return true;
            }
            long power = values.scaled(Quantity.POWER_ABS);
            if (values.has(Quantity.POWER_ABS)) {
                if (status != null && power >= 0) {
                    values.setNet(exports ? -power : power, PowerOrigin.BY_STATUS_WORD);
                }
                return true;
            }
            return signsPhases || !exports || aPhaseExports();
        }

        /** Compares a total with its phases. @return whether the two contradict each other, so that no net power is derived */
        private boolean contradictsPhases() {
            Quantity total = values.sent(Quantity.POWER_NET) ? Quantity.POWER_NET : Quantity.POWER_IMPORT;
            if (!values.has(total) || inAnyMessage(Quantity.POWER_EXPORT)) {
                return false;
            }
            long sum = 0;
            long magnitudes = 0;
            for (Phase phase : Phase.ALL) {
                if (isKnown(phase)) {
                    sum += power(phase);
                    magnitudes += Math.abs(power(phase));
                } else if (sendsAnyOf(phase)) {
                    return false;
                }
            }
            long whole = values.scaled(total);
            long least = Agreement.SAMPLED.least();
            if (whole > least && sum < -least) {
                boolean agree = Agreement.SAMPLED.allows(whole + sum, magnitudes);
                if (agree && total == Quantity.POWER_NET) {
                    values.setNet(sum, PowerOrigin.BY_PHASES);
                } else if (agree && evidence.isOneRegister()) {
                    values.set(total, sum).setNet(sum, PowerOrigin.BY_PHASES);
                } else if (agree || magnitudes == -sum) {
                    values.withhold(total);
                    return true;
                }
            } else if (whole < -least && sum > least && magnitudes == sum) {
                Phase.ALL.stream().flatMap(phase -> Stream.of(phase.power(), phase.powerImport()))
                        .filter(values::has).forEach(values::withhold);
            }
            return false;
        }

        private boolean isKnown(Phase phase) {
            return values.sent(phase.power()) ? values.has(phase.power())
                    : values.has(phase.powerImport()) && values.has(phase.powerExport()) == inAnyMessage(phase.powerExport());
        }

        private long power(Phase phase) {
            return values.has(phase.power()) ? values.scaled(phase.power())
                    : values.scaled(phase.powerImport()) - values.scaled(phase.powerExport());
        }

        private void setNet() {
            long imported = values.scaled(Quantity.POWER_IMPORT);
            if (values.has(Quantity.POWER_IMPORT) && values.has(Quantity.POWER_EXPORT)) {
                values.setNet(imported - values.scaled(Quantity.POWER_EXPORT), PowerOrigin.DIFFERENCE);
            } else if (!(mayBeOfPhases() && setSumOfPhases()) && values.has(Quantity.POWER_IMPORT)
                    && mayBeNet(Quantity.POWER_IMPORT, Quantity.POWER_EXPORT, false)) {
                values.setNet(imported, imported < 0 || signsImport ? PowerOrigin.SENT : PowerOrigin.IMPORT_ONLY);
            }
        }

        /** Returns whether an import, without an export in this message, is the net power: it is not 0, or 0 is not doubtful. */
        private boolean mayBeNet(Quantity imported, Quantity exported, boolean isUnknown) {
            return !values.sent(exported) && (values.scaled(imported) != 0
                    || !zeroIsDoubtful(isUnknown) && !evidence.elsewhere().contains(exported));
        }

        /** Returns whether the house may export while an import of 0, but no export, is sent. */
        private boolean zeroIsDoubtful(boolean isUnknown) {
            return !signsImport && (isUnknown || EXPORTS.stream().anyMatch(this::inAnyMessage)
                    || values.has(Quantity.POWER_ABS) && values.scaled(Quantity.POWER_ABS) != 0
                    || aPhaseExports());
        }

        private boolean aPhaseExports() {
            for (Phase phase : Phase.ALL) {
                if (values.scaled(phase.power()) < 0) {
                    return true;
                }
            }
            return false;
        }

        /** Returns whether the meter shows no export, and its import, if it has one, may hide one: it is 0, or a phase exports. */
        private boolean mayBeOfPhases() {
            return !inAnyMessage(Quantity.POWER_EXPORT) && (!inAnyMessage(Quantity.POWER_IMPORT)
                    || values.has(Quantity.POWER_IMPORT) && !signsImport
                    && (isImportOfZero() || values.scaled(Quantity.POWER_IMPORT) > 0 && aPhaseExports()));
        }

        /**
         * Sets the sum of the phases that the meter has, if each is known by its power: one of which only the voltage or the current is
         * sent, is not; nor are several without L1.
         */
        private boolean setSumOfPhases() {
            int phases = 0;
            long sum = 0;
            for (Phase phase : Phase.ALL) {
                if (values.has(phase.power())) {
                    sum += values.scaled(phase.power());
                    phases++;
                } else if (sendsAnyOf(phase)) {
                    return false;
                }
            }
            boolean isContradicted = isImportOfZero() && sum > Agreement.SAMPLED.least();
            boolean isSum = !isContradicted && (phases == 1 || phases > 1 && values.has(Quantity.POWER_L1));
            if (isSum) {
                values.setNet(sum, PowerOrigin.SUM_OF_PHASES);
            }
            return isSum;
        }
    }
}
