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
 * <p>"Elsewhere" is an earlier message of the meter, "no export" none in this one. The order is S1, S2; without a usable net power and
 * export N3 to N7, where "none" ends it; S3 to S5; the others: of each group the first row that holds. S3 to S5 compare the net power,
 * else the import, with the phases, where no message has an export, each phase of the meter is known, and both are beyond 60 W. The
 * negative side is right, since a meter that does not sign a power prints no minus.
 * <pre>
 *   row  evidence                                                            power, origin; hazard of a row that only prevents one
 *   S1   a status word of the newer kind exports; net power above 0,         the net power below 0, BY_STATUS_WORD
 *        of a meter that has signed no total
 *   S2   the same; net power 0, and no counter of the export                 withheld
 *   S3   total +, phases -, as large (Agreement.SAMPLED); a net power        the sum of the phases, BY_PHASES
 *   S4   the same of an import; or not as large, and no phase +              total withheld, no net power; would import while it exports
 *   S5   total -, phases +, none -                                           phases withheld
 *
 *   N1   a net power, after S1 to S5                                         it, SENT (BY_STATUS_WORD, BY_PHASES)
 *   N2   a net power elsewhere                                               none; an import of 0 would hide the export of that message
 *   N3   no export; the status word exports; an import of 0 or more          none; would import while it exports
 *   N4   no export; an import of 0 that hides one: no status word where      none; would be 0 W while it exports
 *        one may be (SML), or nothing else in the list (HAN)
 *   N5   no export; an import of 0, no other power; the word imports         0, BY_STATUS_WORD
 *   N6   no export, no import; a power without a sign, and a status word     it, BY_STATUS_WORD
 *   N7   no export, no import; the status word exports, of a meter that has  none; phases without a sign would import while it exports
 *        signed no phase
 *   N8   import and export                                                   import - export, DIFFERENCE
 *   N9   neither here nor elsewhere                                          sum of the phases, SUM_OF_PHASES, if each is known
 *   N10  no export; an import of a meter that has printed a sign before one  it, SENT
 *   N11  no export here or elsewhere; an import of 0, or one and a phase -   as N9; 60 W at most beside 0, which hides an export
 *   N12  no export; an import that is not 0                                  it, IMPORT_ONLY; below 0 SENT
 *   N13  an import of 0, no power or counter of an export here or elsewhere  0, IMPORT_ONLY
 *        else                                                                none
 * </pre>
 * N5 and N6 replace no net power that cannot be read. The power of a phase is sent; or import - export; or the import, where the net
 * power would be it.
 */
public final class NetPower {
    /** Quantities that only a meter with export measurement sends. */
    private static final List<Quantity> EXPORTS = Stream.of(
            Stream.of(Quantity.ENERGY_EXPORT, Quantity.ENERGY_EXPORT_L1, Quantity.ENERGY_EXPORT_L2, Quantity.ENERGY_EXPORT_L3,
                    Quantity.POWER_EXPORT, Quantity.DEMAND_EXPORT, Quantity.PEAK_EXPORT, Quantity.APPARENT_EXPORT),
            Sum.EXPORT.plus().stream(), Phase.ALL.stream().map(Phase::powerExport)).flatMap(quantities -> quantities).toList();

    /**
     * What a message shows of the direction of all phases together, besides its numbers.
     *
     * @param isOfNet whether it also holds for a net power, which has a sign by its definition
     */
    public record Direction(boolean exports, boolean isOfNet) {
    }

    /**
     * What a decoder knows of the direction of a power, besides the numbers.
     *
     * @param elsewhere quantities in other messages of the meter
     * @param meter     the meter, to remember whether it signs its powers; null if it has no number
     * @param signsImport whether the message has an import with a sign, which only a meter prints that signs each import
     * @param direction null if the message shows none
     * @param zeroHidesExport whether an import of 0, with no other total, does not tell that the house exports nothing
     */
    public record Evidence(Set<Quantity> elsewhere, @Nullable String meter, boolean signsImport, @Nullable Direction direction,
                           boolean zeroHidesExport) {
        /** Of text, of which each message holds all: in D0 an import is signed, or the export is not sent, and both print 0 alike. */
        public static Evidence ofText(Dialect dialect, @Nullable String meter, boolean signsImport) {
            return new Evidence(Set.of(), meter, signsImport && dialect.port() == Dialect.Port.OPTICAL, null, false);
        }

        /** Of SML. @param meter its number; null without one */
        public static Evidence ofStatus(@Nullable String meter, @Nullable Direction status) {
            return new Evidence(Set.of(), meter, false, status, status == null);
        }

        /** Of lists that alternate. @param isAlone whether the list has only one quantity */
        public static Evidence ofList(Set<Quantity> elsewhere, boolean isAlone) {
            return new Evidence(elsewhere, null, false, null, isAlone);
        }
    }

    /** The last meter that signed its total; null before the first. */
    private @Nullable String totalSigner;
    /** The same of the power of a phase: DZG's DVS74 signs its phases, and its total not. */
    private @Nullable String phaseSigner;
    /** The last meter that printed an import with a sign. */
    private @Nullable String importSigner;

    /** Adds the net power of the whole and of each phase, and corrects or withholds what has the wrong sign. */
    public void complete(Values.Builder values, Evidence evidence) {
        String meter = evidence.meter();
        boolean isTotalNegative = values.scaled(Quantity.POWER_NET) < 0 || values.scaled(Quantity.POWER_IMPORT) < 0;
        boolean isPhaseNegative = false;
        for (Phase phase : Phase.ALL) {
            isPhaseNegative |= values.scaled(phase.power()) < 0 || values.scaled(phase.powerImport()) < 0;
        }
        totalSigner = isTotalNegative ? meter : totalSigner;
        phaseSigner = isPhaseNegative ? meter : phaseSigner;
        importSigner = evidence.signsImport() ? meter : importSigner;
        new Decision(values, evidence, isTotalNegative || meter != null && meter.equals(totalSigner),
                isPhaseNegative || meter != null && meter.equals(phaseSigner), meter != null && meter.equals(importSigner)).decide();
    }

    private record Decision(Values.Builder values, Evidence evidence, boolean signsTotal, boolean signsPhases, boolean signsImport) {
        void decide() {
            signByStatus();
            boolean isUnknown = !values.has(Quantity.POWER_NET) && !values.sent(Quantity.POWER_EXPORT) && hidesExport()
                    || contradictsPhases();
            for (Phase phase : Phase.ALL) {
                if (!isKnownSomewhere(phase.power()) && values.has(phase.powerImport())
                        && (values.has(phase.powerExport()) || mayBeNet(phase.powerImport(), phase.powerExport(), isUnknown))) {
                    values.set(phase.power(), values.scaled(phase.powerImport()) - values.scaled(phase.powerExport()));
                }
            }
            if (!isUnknown && !isKnownSomewhere(Quantity.POWER_NET)) { // N1, N2
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
         * S1, S2. Holley's DTZ251 and EHZ541 and Honeywell's AS2020 send 425 W while the house exports 425 W, and Holley's meters that
         * count no export send 0 W then (their maker's FAQ), which is no total.
         */
        private void signByStatus() {
            Direction status = evidence.direction();
            if (status != null && status.isOfNet() && status.exports() && !signsTotal) {
                if (values.scaled(Quantity.POWER_NET) > 0) {
                    values.setNet(-values.scaled(Quantity.POWER_NET), PowerOrigin.BY_STATUS_WORD);
                } else if (values.has(Quantity.POWER_NET) && !values.sent(Quantity.ENERGY_EXPORT)) {
                    values.withhold(Quantity.POWER_NET);
                }
            }
        }

        /** N3 to N7, without a usable net power and an export. @return true if the house may export, so that no power is a total */
        private boolean hidesExport() {
            Direction status = evidence.direction();
            boolean exports = status != null && status.exports();
            if (values.has(Quantity.POWER_IMPORT)) {
                boolean isHidden = exports && values.scaled(Quantity.POWER_IMPORT) >= 0 || isImportOfZero() && evidence.zeroHidesExport();
                if (!isHidden && isImportOfZero() && status != null && !values.sent(Quantity.POWER_NET) && !values.has(Quantity.POWER_ABS)
                        && Phase.ALL.stream().noneMatch(this::sendsPower)) {
                    values.setNet(0, PowerOrigin.BY_STATUS_WORD);
                }
                return isHidden;
            }
            if (values.has(Quantity.POWER_ABS) && !values.sent(Quantity.POWER_NET)) {
                long power = values.scaled(Quantity.POWER_ABS);
                if (status != null && power >= 0) {
                    values.setNet(exports ? -power : power, PowerOrigin.BY_STATUS_WORD);
                }
                return false;
            }
            return exports && !signsPhases;
        }

        /** S3 to S5. @return whether total and phases contradict each other, so that no net power is derived */
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

        /** N8 to N13. */
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
