package org.dbusp1.line.decode;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.dbusp1.meter.Agreement;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.PowerOrigin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the net power of the house is by one message, and the powers of its phases: a wrong sign would charge a battery from the
 * grid. Decoders report what was sent, and what they know of the direction ({@link Evidence}). First an import with a sign becomes the
 * net power that it is, and the imports and exports of phases their powers; then the first of {@link #ROWS} that holds ends it; last,
 * phases without a sign are withheld while the house exports. An unreadable value is not 0, an import of 0 alone is no power (the house
 * may export), and a power is never voltage times current. A negative number is right: a meter that does not sign a power prints no
 * minus. What is shown over several messages, {@code PowerModel} decides. Used by one thread.
 */
public final class NetPower {
    /** A way to know the net power. @param origin null: there is none, and the message has no total and no import */
    record Row(String name, @Nullable PowerOrigin origin, Predicate<Message> holds, ToLongFunction<Message> milliwatts) {
    }

    /** In the order in which they are asked; where none holds, there is no net power. */
    static final List<Row> ROWS = List.of(
            // DZG's DVS74 signs its phases, and its total not.
            new Row("phases of a total without sign", PowerOrigin.BY_PHASES,
                    m -> m.isContradicted() && m.has(Quantity.POWER_NET) && m.fitsPhases(-m.value(Quantity.POWER_NET)), Message::phases),
            // Holley's DTZ251 and EHZ541 and Honeywell's AS2020 send 425 W while the house exports 425 W.
            new Row("turned by the status word", PowerOrigin.TURNED_BY_STATUS_WORD,
                    m -> m.wordExportsNet() && m.value(Quantity.POWER_NET) > 0, m -> -m.value(Quantity.POWER_NET)),
            new Row("contradiction", null, m -> m.isContradicted() || m.isImportAgainstWord(), m -> 0),
            new Row("sent", PowerOrigin.SENT, m -> m.has(Quantity.POWER_NET) && !m.isZeroWhileExporting(),
                    m -> m.value(Quantity.POWER_NET)),
            new Row("import and export", PowerOrigin.DIFFERENCE, m -> m.has(Quantity.POWER_IMPORT) && m.has(Quantity.POWER_EXPORT),
                    m -> m.value(Quantity.POWER_IMPORT) - m.value(Quantity.POWER_EXPORT)),
            // EMH's ED300L and Dr. Neuhaus's meters.
            new Row("without sign, by the status word", PowerOrigin.BY_STATUS_WORD,
                    m -> m.hasOnlyPowerWithoutSign() && m.wordAllows(m.powerByWord()), Message::powerByWord),
            // Hager's eHZ, DZG's WS74, meters of ESO.
            new Row("phases", PowerOrigin.SUM_OF_PHASES,
                    m -> m.hasNoTotal() && m.knowsHouseByPhases() && m.phasesAreSignedIfNeeded(), Message::phases),
            // Kaifa's short lists: such meters sum over their phases, so they never import and export at once.
            new Row("import of a list", PowerOrigin.IMPORT_OF_LIST, m -> m.hasOnlyImport() && m.isElsewhere(Quantity.POWER_EXPORT),
                    m -> m.value(Quantity.POWER_IMPORT)),
            // EasyMeter's Q3DA, EMH's eHZ-GW8.
            new Row("import", PowerOrigin.IMPORT_ONLY, m -> m.hasOnlyImport() && m.isOfPhases(m.value(Quantity.POWER_IMPORT)),
                    m -> m.value(Quantity.POWER_IMPORT)));

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
     * @param meter     the meter, to remember what it signs; null if it has no number
     * @param signed    imports before which a sign is printed
     * @param direction null if the message shows none
     */
    public record Evidence(Set<Quantity> elsewhere, @Nullable String meter, Set<Quantity> signed, @Nullable Direction direction) {
        /** Its lists have no number in each: their decoder calls {@link NetPower#forgetMeter}. */
        private static final String METER_OF_LISTS = "";

        /** Of text, of which each message holds all. In D0 an import may be signed, and then it is a net power. */
        public static Evidence ofText(Dialect dialect, @Nullable String meter, Set<Quantity> signed) {
            return new Evidence(Set.of(), meter, dialect.port() == Dialect.Port.OPTICAL ? signed : Set.of(), null);
        }

        /** Of SML. @param meter its number; null without one */
        public static Evidence ofStatus(@Nullable String meter, @Nullable Direction status) {
            return new Evidence(Set.of(), meter, Set.of(), status);
        }

        /** Of lists that alternate. */
        public static Evidence ofList(Set<Quantity> elsewhere) {
            return new Evidence(elsewhere, METER_OF_LISTS, Set.of(), null);
        }
    }

    private static final List<Quantity> SIGNABLE = List.of(Quantity.POWER_NET, Quantity.POWER_IMPORT, Quantity.POWER_L1, Quantity.POWER_L2,
            Quantity.POWER_L3, Quantity.POWER_IMPORT_L1, Quantity.POWER_IMPORT_L2, Quantity.POWER_IMPORT_L3);

    /** The meter of the last message; null if it had no number. Compared here, since messages that the guard will refuse come too. */
    private @Nullable String meter;
    /** The powers that this meter has sent with a sign: it signs them always, also where it prints none before an import. */
    private final Set<Quantity> signed = EnumSet.noneOf(Quantity.class);

    /** Adds the net power of the whole and of each phase, and withholds what has the wrong sign. */
    public void complete(Values.Builder values, Evidence evidence) {
        if (evidence.meter == null || !evidence.meter.equals(meter)) {
            forgetMeter();
            meter = evidence.meter;
        }
        signed.addAll(evidence.signed);
        for (Quantity power : SIGNABLE) {
            if (values.scaled(power) < 0) {
                signed.add(power);
            }
        }
        Message message = new Message(values, evidence, signed);
        message.addPowers();
        message.setNet(first(message));
        message.withholdPhasesWithoutSign();
    }

    /** Called where another meter may send. */
    public void forgetMeter() {
        signed.clear();
    }

    private static @Nullable Row first(Message message) {
        for (Row row : ROWS) { // no stream: for each telegram
            if (row.holds.test(message)) {
                return row;
            }
        }
        return null;
    }

    /** A message, as the rows see it. A value that is absent is 0. @param signed powers that the meter signs */
    record Message(Values.Builder values, Evidence evidence, Set<Quantity> signed) {
        private boolean has(Quantity quantity) {
            return values.has(quantity);
        }

        private boolean sent(Quantity quantity) {
            return values.sent(quantity);
        }

        private long value(Quantity quantity) {
            return values.scaled(quantity);
        }

        private boolean isElsewhere(Quantity quantity) {
            return evidence.elsewhere.contains(quantity);
        }

        private boolean inAnyMessage(Quantity quantity) {
            return sent(quantity) || isElsewhere(quantity);
        }

        private boolean signsTotal() {
            return signed.contains(Quantity.POWER_NET) || signed.contains(Quantity.POWER_IMPORT);
        }

        private boolean wordExports() {
            return evidence.direction != null && evidence.direction.exports;
        }

        /** Returns whether the status word exports, also by a net power: some words are a telegram late, so that a sign says more. */
        private boolean wordExportsNet() {
            return evidence.direction != null && evidence.direction.exports && evidence.direction.isOfNet && !signsTotal();
        }

        /** Returns whether the net power is no total: Holley's meters that count no export send 0 W then (their maker's FAQ). */
        private boolean isZeroWhileExporting() {
            return wordExportsNet() && value(Quantity.POWER_NET) == 0 && !sent(Quantity.ENERGY_EXPORT);
        }

        private boolean isImportAgainstWord() {
            return wordExports() && hasOnlyImport() && (!has(Quantity.POWER_NET) || isZeroWhileExporting());
        }

        private boolean hasOnlyImport() {
            return value(Quantity.POWER_IMPORT) > 0 && !sent(Quantity.POWER_EXPORT);
        }

        private boolean hasOnlyPowerWithoutSign() {
            return has(Quantity.POWER_ABS) && value(Quantity.POWER_ABS) >= 0 && !sent(Quantity.POWER_NET)
                    && !has(Quantity.POWER_IMPORT) && !sent(Quantity.POWER_EXPORT);
        }

        private long powerByWord() {
            return wordExports() ? -value(Quantity.POWER_ABS) : value(Quantity.POWER_ABS);
        }

        /** Returns whether there is a status word, and no phase exports against it. */
        private boolean wordAllows(long total) {
            return evidence.direction != null && (wordExports() || !aPhaseExports() || fitsPhases(total));
        }

        private boolean hasNoTotal() {
            return !isElsewhere(Quantity.POWER_NET) && !inAnyMessage(Quantity.POWER_IMPORT) && !inAnyMessage(Quantity.POWER_EXPORT);
        }

        /** Returns whether an import may be all: no phase exports, or their sum is it. */
        private boolean isOfPhases(long total) {
            return !isElsewhere(Quantity.POWER_EXPORT) && (!aPhaseExports() || knowsPhases() && fitsPhases(total));
        }

        /** Returns the sum of the phases that have a power. */
        private long phases() {
            return values.phaseSum().net();
        }

        private boolean aPhaseExports() {
            return value(Quantity.POWER_L1) < 0 || value(Quantity.POWER_L2) < 0 || value(Quantity.POWER_L3) < 0;
        }

        private boolean signsPhases() {
            for (Phase phase : Phase.ALL) {
                if (has(phase.powerExport()) || signed.contains(phase.power()) || signed.contains(phase.powerImport())) {
                    return true;
                }
            }
            return false;
        }

        /** Returns whether phases may be the total: signed where the status word exports or a total is sent, which they fit. */
        private boolean phasesAreSignedIfNeeded() {
            boolean isNeeded = wordExports() || sent(Quantity.POWER_NET) || sent(Quantity.POWER_ABS);
            long total = phases() < 0 ? -value(Quantity.POWER_ABS) : value(Quantity.POWER_ABS);
            return !isNeeded || signsPhases() && (!sent(Quantity.POWER_ABS) || fitsPhases(total));
        }

        /** Returns whether {@link #phases} is of the whole house: several phases without L1 are not. */
        private boolean knowsHouseByPhases() {
            return knowsPhases() && (has(Quantity.POWER_L1) || has(Quantity.POWER_L2) != has(Quantity.POWER_L3));
        }

        /** Returns whether each phase of the meter has its power: one of which only the voltage or the current is sent is not known. */
        private boolean knowsPhases() {
            for (Phase phase : Phase.ALL) {
                if (!has(phase.power()) && (inAnyMessage(phase.power()) || inAnyMessage(phase.powerImport())
                        || inAnyMessage(phase.powerExport()) || inAnyMessage(phase.voltage()) || inAnyMessage(phase.current()))) {
                    return false;
                }
            }
            return true;
        }

        private boolean fitsPhases(long total) {
            Values.PhaseSum sum = values.phaseSum();
            return Agreement.SAMPLED.allows(total - sum.net(), sum.gross());
        }

        /** Returns whether the phases export by a total that imports, of a meter that has never signed it; both beyond 60 W. */
        private boolean isContradicted() {
            Quantity total = sent(Quantity.POWER_NET) ? Quantity.POWER_NET : Quantity.POWER_IMPORT;
            return value(total) > Agreement.SAMPLED.least() && phases() < -Agreement.SAMPLED.least() && !signsTotal()
                    && knowsPhases() && !inAnyMessage(Quantity.POWER_EXPORT);
        }

        private void addPowers() {
            if (isSigned(Quantity.POWER_IMPORT) && !sent(Quantity.POWER_NET) && !inAnyMessage(Quantity.POWER_EXPORT)) {
                values.set(Quantity.POWER_NET, value(Quantity.POWER_IMPORT));
            }
            boolean sendsExport = inAnyMessage(Quantity.POWER_EXPORT_L1) || inAnyMessage(Quantity.POWER_EXPORT_L2)
                    || inAnyMessage(Quantity.POWER_EXPORT_L3);
            boolean hasTotal = has(Quantity.POWER_NET) || value(Quantity.POWER_IMPORT) > 0;
            for (Phase phase : Phase.ALL) {
                if (has(phase.powerImport()) && !has(phase.power()) && !isElsewhere(phase.power())
                        && (has(phase.powerExport()) || isPowerOfPhase(phase, sendsExport, hasTotal))) {
                    values.set(phase.power(), value(phase.powerImport()) - value(phase.powerExport()));
                }
            }
        }

        /** Returns whether an import of a phase, without its export, is its power: signed, or above 0, or an import of 0 with a total. */
        private boolean isPowerOfPhase(Phase phase, boolean sendsExport, boolean hasTotal) {
            return isSigned(phase.powerImport()) ? !inAnyMessage(phase.powerExport())
                    : !sendsExport && (value(phase.powerImport()) > 0 || hasTotal);
        }

        private boolean isSigned(Quantity imported) {
            return has(imported) && signed.contains(imported);
        }

        private void setNet(@Nullable Row row) {
            if (row != null && row.origin != null) {
                values.setNet(row.milliwatts.applyAsLong(this), row.origin);
                return;
            }
            values.withhold(Quantity.POWER_NET);
            if (row != null) {
                values.withhold(Quantity.POWER_IMPORT);
            }
        }

        private void withholdPhasesWithoutSign() {
            long least = Agreement.SAMPLED.least();
            boolean exports = has(Quantity.POWER_NET) ? value(Quantity.POWER_NET) < -least : wordExports();
            if (exports && phases() > least && !aPhaseExports() && knowsPhases() && !inAnyMessage(Quantity.POWER_EXPORT)) {
                for (Phase phase : Phase.ALL) {
                    values.withhold(phase.power()).withhold(phase.powerImport());
                }
            }
        }
    }
}
