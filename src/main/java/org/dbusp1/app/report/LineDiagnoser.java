package org.dbusp1.app.report;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.dbusp1.app.report.Connection.Carrier;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.driver.LineState;
import org.dbusp1.line.frame.Damage;
import org.dbusp1.line.frame.FormatHint;
import org.dbusp1.line.frame.FrameMarks;
import org.dbusp1.line.source.ByteKind;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.output.feedback.IntervalGrade;
import org.jspecify.annotations.Nullable;

/** Finds the fault of a line: a condition of the line, or of the meter if the line has no fault. */
public final class LineDiagnoser {
    /** A line that damages more than this part of its telegrams is bad; a good line damages far fewer. */
    private static final double MANY = 0.05;
    /** Fewer damaged telegrams prove nothing about a line. */
    private static final long MIN_DAMAGED = 3;
    /** Fewer unreadable messages are no fault: a meter that is read may send a message of another kind now and then. */
    private static final long MIN_UNREADABLE = 3;
    /** After so many telegrams without a checksum it is no damage. */
    private static final int MIN_WITHOUT_CHECKSUM = 3;
    /** Fewer bytes without a telegram may be a mere disturbance. */
    private static final int MIN_NOISE_BYTES = 48;
    /** Refusals that are causes of their own; of any other one the reason is told. */
    private static final Set<Condition> OWN_CAUSES = Set.of(Condition.LINE_TAKEN, Condition.LINE_PULSE_SILENT);

    private LineDiagnoser() {
    }

    /**
     * Returns what is found about a line: its fault, or the meter's if the line has none; then the cause of the fault, if it has one of
     * its own.
     *
     * @param forEss whether the meter is for ESS, so that the interval of its telegrams matters
     */
    static List<Condition> of(LineState state, Carrier carrier, boolean forEss) {
        Condition fault = fault(state, carrier, forEss);
        Condition cause = fault == Condition.LINE_DAMAGED_OFTEN ? ofDamages(state.damages()) : fault;
        return cause == fault || cause == Condition.LINE_DAMAGED ? List.of(fault) : List.of(fault, cause);
    }

    private static Condition fault(LineState state, Carrier carrier, boolean forEss) {
        if (state.obstacle() != null) {
            return state.refusal() != null && OWN_CAUSES.contains(state.refusal()) ? state.refusal() : Condition.LINE_ABSENT;
        }
        if (state.severalMeters()) {
            return Condition.LINE_TWO_METERS;
        }
        if (state.fresh() && state.snapshot() != null) {
            return ofTelegrams(state, state.snapshot(), forEss);
        }
        long enough = state.lastGood() != null ? MIN_UNREADABLE : 1;
        if (state.rejectedSinceGood().getOrDefault(RejectCause.UNREADABLE, 0L) >= enough) {
            return Condition.LINE_UNKNOWN_CONTENT;
        }
        if (state.rejectedSinceGood().getOrDefault(RejectCause.UNSCALED, 0L) >= enough) {
            return Condition.LINE_UNSCALED;
        }
        if (state.rejectedSinceGood().containsKey(RejectCause.KEY)) {
            return Condition.LINE_WRONG_KEY;
        }
        if (state.rejectedSinceGood().containsKey(RejectCause.ENCRYPTED)) {
            return Condition.LINE_ENCRYPTED;
        }
        if (!state.rejected().isEmpty()
                && state.rejected().stream().allMatch(rejected -> ByteKind.of(rejected.bytes()) == ByteKind.SEVEN_BITS)) {
            return Condition.LINE_SEVEN_BITS;
        }
        Condition ofBytes = ofBytes(state);
        return ofBytes != null ? ofBytes : halfSml(state) ? Condition.LINE_HALF_SML : ofBadLine(state, carrier);
    }

    /** Returns what the bytes alone show about the way that they came; null if they show nothing. */
    private static @Nullable Condition ofBytes(LineState state) {
        List<byte[]> rejected = state.rejected().stream().map(RejectedFrame::bytes).toList();
        if (!rejected.isEmpty() && (rejected.stream().allMatch(FormatHint::hasDoubledFf) || FormatHint.hasDoubledFf(joined(rejected)))) {
            return Condition.LINE_TELNET;
        }
        return state.byteKind() == ByteKind.ONE_PARITY ? Condition.LINE_ONE_PARITY : null;
    }

    private static byte[] joined(List<byte[]> parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        parts.forEach(joined::writeBytes);
        return joined.toByteArray();
    }

    private static Condition ofTelegrams(LineState state, Snapshot snapshot, boolean forEss) {
        // Changed line ends are no fault of the line; the checksum proves that their repair is right.
        long damaged = state.damaged() - lineEndsRepaired(state);
        if (state.telegramCounts().rejected().getOrDefault(RejectCause.ENCRYPTED, 0L) > state.good()) {
            return Condition.LINE_ENCRYPTED;
        }
        if (damaged >= MIN_DAMAGED && damaged > MANY * (state.good() + state.rejectedSinceFirstGood())) {
            return Condition.LINE_DAMAGED_OFTEN;
        }
        if (sendsNoNetPower(snapshot)) {
            return Condition.LINE_NO_POWER;
        }
        Condition ofInterval = forEss ? ofInterval(snapshot) : Condition.LINE_FIT;
        Finding power = Watches.powerDoubt(snapshot);
        if (power != null && (ofInterval != Condition.LINE_SLOW || power.condition() == Condition.METER_POWER_UNIT)) {
            return power.condition();
        }
        Finding clock = Watches.wrongClock(snapshot);
        return clock != null && (ofInterval == Condition.LINE_FIT || ofInterval == Condition.LINE_CAREFUL) ? clock.condition() : ofInterval;
    }

    private static Condition ofInterval(Snapshot snapshot) {
        IntervalGrade grade = IntervalGrade.of(snapshot.interval());
        // A meter may send more often than its type promises, so the interval has to be measured first.
        if (grade != IntervalGrade.FIT && snapshot.measuredInterval() == null) {
            return Condition.LINE_MEASURING;
        }
        return switch (grade) {
            case FIT -> Condition.LINE_FIT;
            case CAREFUL -> Condition.LINE_CAREFUL;
            case SLOW -> Condition.LINE_SLOW;
        };
    }

    /** Returns the number of telegrams with only their line ends changed. */
    static long lineEndsRepaired(LineState state) {
        return state.telegramCounts().repairs().getOrDefault(TelegramCounts.LINE_ENDS, 0L);
    }

    /** Returns whether at least half of the telegrams had noise in the eighth bit, and nothing else. */
    static boolean sevenBitsHelp(LineState state) {
        long noisy = state.telegramCounts().repairs().getOrDefault(TelegramCounts.EIGHTH_BIT, 0L);
        return noisy > 0 && 2 * noisy >= state.good() + state.rejectedSinceFirstGood();
    }

    /** Returns whether the meter sends no net power; a value that the guard withholds counts as sent. */
    private static boolean sendsNoNetPower(Snapshot snapshot) {
        Dialect dialect = snapshot.reading().meter().dialect();
        return !dialect.sendsPartialLists() && !snapshot.reading().values().has(Quantity.POWER_NET);
    }

    /** Returns whether telegrams were rejected since the last good one, and parts of SML telegrams are among the last rejected. */
    private static boolean halfSml(LineState state) {
        return !state.rejectedSinceGood().isEmpty() && state.anyRejectedMatches(FormatHint.SML_ESCAPE);
    }

    private static Condition ofBadLine(LineState state, Carrier carrier) {
        if (state.rejectedSinceGood().containsKey(RejectCause.FCS) || state.rejected().stream().anyMatch(LineDiagnoser::isBinaryFrame)) {
            return state.rejectedSinceGood().keySet().equals(Set.of(RejectCause.TRUNCATED)) ? Condition.LINE_CUT_FRAMES
                    : Condition.LINE_BINARY;
        }
        // Stored telegrams that arrive late are whole.
        boolean late = state.rejectedSinceGood().keySet().equals(Set.of(RejectCause.OUTDATED));
        if (!late && !state.rejectedSinceGood().isEmpty() && state.anyRejectedMatches(FormatHint.REGISTER_TEXT)) {
            if (state.rejected().stream().allMatch(rejected -> hasDoubledReturns(rejected.bytes()))) {
                return Condition.LINE_LINE_ENDS;
            }
            if (printNoChecksum(state)) {
                return Condition.LINE_NO_CHECKSUM;
            }
            return ofDamages(state.damagesSinceGood());
        }
        if (state.lastGood() != null) {
            if (isTooSeldom(state)) {
                return Condition.LINE_TOO_SELDOM;
            }
            // Before the interval is measured, a meter recognised as DSMR 5 may send only every ten seconds.
            return state.sourceEnded() ? Condition.LINE_TOO_FEW
                    : (late || !state.isIntervalMeasured()) && state.sinceGood().compareTo(LineState.FIRST_TELEGRAM_WAIT) < 0
                    ? Condition.LINE_MEASURING
                    : carrier == Carrier.TIBBER ? Condition.LINE_PULSE_SILENT : Condition.LINE_STOPPED;
        }
        return switch (state.byteKind()) {
            case TEXT -> Condition.LINE_TEXT;
            case SML_AS_TEXT -> Condition.LINE_HEX_TEXT;
            case REQUESTS -> Condition.LINE_ASKS;
            case ONE_PARITY -> Condition.LINE_ONE_PARITY;
            case NOISE -> Condition.LINE_NOISE;
            case SEVEN_BITS -> Condition.LINE_SEVEN_BITS;
            case ALL_EQUAL -> Condition.LINE_ONE_BYTE;
            case TOO_FEW -> ofFewBytes(state);
        };
    }

    private static Condition ofDamages(List<Damage> damages) {
        return switch (Damage.most(damages)) {
            case START -> Condition.LINE_START;
            case END, PIECE -> Condition.LINE_CUT;
            case MIDDLE, NONE -> Condition.LINE_DAMAGED;
        };
    }

    /** Returns whether the last three telegrams have the same first line and no checksum, though meters of their kind have one. */
    private static boolean printNoChecksum(LineState state) {
        return state.rejected().size() >= MIN_WITHOUT_CHECKSUM
                && state.rejected().stream().allMatch(rejected -> rejected.cause() == RejectCause.NO_CRC)
                && state.rejected().stream().map(rejected -> new String(rejected.bytes(), StandardCharsets.ISO_8859_1).split("[\r\n]")[0])
                .distinct().count() == 1;
    }

    /** Returns whether good telegrams come, but so far apart that none agrees with the one before. */
    private static boolean isTooSeldom(LineState state) {
        Duration gap = meanGap(state);
        return state.good() > 1 && state.snapshot() == null && gap.compareTo(LineState.FIRST_TELEGRAM_WAIT) > 0
                && state.sinceGood().compareTo(gap.multipliedBy(2)) < 0;
    }

    /** Returns the mean time between the good telegrams. */
    static Duration meanGap(LineState state) {
        return state.sinceFirstGood().minus(state.sinceGood()).dividedBy(Math.max(1, state.good() - 1));
    }

    private static Condition ofFewBytes(LineState state) {
        boolean disturbance = state.bytes() < MIN_NOISE_BYTES;
        if (state.sourceEnded()) {
            return disturbance ? Condition.LINE_NO_TELEGRAM : Condition.LINE_NOISE;
        }
        if (state.watched().compareTo(LineState.FIRST_TELEGRAM_WAIT) < 0) {
            return Condition.LINE_LISTENING;
        }
        if (state.bytes() == 0) {
            return Condition.LINE_SILENT;
        }
        return disturbance ? Condition.LINE_DISTURBED : Condition.LINE_NOISE;
    }

    /** Returns whether all lines end with two carriage returns, as after a second conversion to Windows line ends. */
    private static boolean hasDoubledReturns(byte[] bytes) {
        int ends = 0;
        int doubled = 0;
        for (int at = 2; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                ends++;
                doubled += bytes[at - 1] == '\r' && bytes[at - 2] == '\r' ? 1 : 0;
            }
        }
        return ends > 0 && doubled == ends;
    }

    private static boolean isBinaryFrame(RejectedFrame rejected) {
        byte[] bytes = rejected.bytes();
        return bytes.length > 0 && bytes[0] != '/' && !FormatHint.REGISTER_TEXT.matches(bytes)
                && (FrameMarks.isOfLinkFrame(bytes[0])
                || FrameMarks.isOfLinkFrame(bytes[bytes.length - 1]) || FormatHint.REGISTER_OCTETS.matches(bytes));
    }

    public static boolean telegramsArrive(Condition found) {
        return found.exitStatus() == ExitStatus.OK || found.exitStatus() == ExitStatus.DOUBTFUL || found == Condition.LINE_TWO_METERS;
    }
}
