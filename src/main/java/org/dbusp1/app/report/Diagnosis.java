package org.dbusp1.app.report;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dbusp1.app.report.Connection.Carrier;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.driver.LineState;
import org.dbusp1.line.frame.Damage;
import org.dbusp1.line.frame.FormatHint;
import org.dbusp1.line.frame.FrameMarks;
import org.dbusp1.meter.PowerAbsence;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.metering.HousePower;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.feedback.IntervalGrade;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fault of a line and its cause. A cause is named if undoing it makes frames whose checksum fits ({@link Undo}), else by a sign
 * that only this cause leaves ({@link Sign}), else by the counts of good and damaged telegrams and what these lost ({@link Damage}); else
 * it is unknown.
 */
public final class Diagnosis {
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
    /** Causes that may damage some telegrams and leave others. */
    private static final Set<Condition> OF_SOME = Set.of(Condition.LINE_PAUSES, Condition.LINE_TELNET, Condition.LINE_TEXT_CODING,
            Condition.LINE_LINE_ENDS, Condition.LINE_EIGHTH_BIT, Condition.LINE_FLOW_CONTROL);

    private static final Set<FormatHint> OF_METERS = Set.of(FormatHint.REGISTER_TEXT, FormatHint.FIRST_LINE, FormatHint.SML_ESCAPE,
            FormatHint.LINK_HEADER, FormatHint.REGISTER_OCTETS);
    /** Two telegrams of any known meter, of which the first began before the line was opened. */
    private static final int MOST_BYTES_OF_FIRST = 8 * 1024;

    private final LineState state;
    private final Carrier carrier;
    private final BytesCause bytesCause;

    private Diagnosis(LineState state, Carrier carrier, BytesCause bytesCause) {
        this.state = state;
        this.carrier = carrier;
        this.bytesCause = bytesCause;
    }

    /**
     * Returns what is found about a line: its fault, or the meter's if the line has none; then the cause of the fault, if it has one of
     * its own.
     *
     * @param forEss whether the meter is for ESS, so that the interval of its telegrams matters
     */
    static List<Condition> of(LineState state, Carrier carrier, boolean forEss, BytesCause bytesCause) {
        return new Diagnosis(state, carrier, bytesCause).findings(forEss);
    }

    private List<Condition> findings(boolean forEss) {
        if (state.obstacle() != null) {
            return List.of(state.refusal() == Condition.LINE_TAKEN ? Condition.LINE_TAKEN : Condition.LINE_ABSENT);
        }
        if (state.severalMeters()) {
            return List.of(Condition.LINE_TWO_METERS);
        }
        if (!state.fresh() || state.snapshot() == null) {
            return List.of(ofBadLine());
        }
        Condition fault = ofTelegrams(state.snapshot(), forEss);
        Condition cause = fault == Condition.LINE_DAMAGED_OFTEN ? causeOfDamage() : Condition.LINE_DAMAGED;
        return cause == Condition.LINE_DAMAGED ? List.of(fault) : List.of(fault, cause);
    }

    private Condition causeOfDamage() {
        Condition proven = bytesCause.of(state, true);
        return proven != null && OF_SOME.contains(proven) ? proven : ofDamages(state.damages());
    }

    private Condition ofTelegrams(Snapshot snapshot, boolean forEss) {
        // Changed line ends are no fault of the line; the checksum proves that their repair is right.
        long damaged = state.damaged() - lineEndsRepaired(state);
        Map<RejectCause, Long> rejected = state.telegramCounts().rejected();
        if (rejected.getOrDefault(RejectCause.ENCRYPTED, 0L) > state.good()) {
            return Condition.LINE_ENCRYPTED;
        }
        if (rejected.getOrDefault(RejectCause.KEY, 0L) > state.good()) {
            return Condition.LINE_WRONG_KEY;
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

    private Condition ofBadLine() {
        Map<RejectCause, Long> rejected = state.rejectedSinceGood();
        long least = state.lastGood() != null ? MIN_UNREADABLE : 1;
        if (rejected.getOrDefault(RejectCause.UNREADABLE, 0L) >= least) {
            return Condition.LINE_UNKNOWN_CONTENT;
        }
        if (rejected.getOrDefault(RejectCause.UNSCALED, 0L) >= least) {
            return Condition.LINE_UNSCALED;
        }
        if (rejected.containsKey(RejectCause.KEY)) {
            return Condition.LINE_WRONG_KEY;
        }
        if (rejected.containsKey(RejectCause.ENCRYPTED)) {
            return Condition.LINE_ENCRYPTED;
        }
        if (rejected.containsKey(RejectCause.BEHIND)) {
            return Condition.LINE_BEHIND;
        }
        // Stored telegrams that arrive late are whole.
        boolean late = rejected.keySet().equals(Set.of(RejectCause.OUTDATED));
        if (!late && isTooEarly()) {
            return Condition.LINE_LISTENING;
        }
        Condition cause = late || mayBeTheLast() ? null : ofBytes();
        return cause != null ? cause : state.lastGood() != null ? ofSilence(late) : ofUnknownBytes();
    }

    /** Returns whether only the telegram in the middle of which the line was opened has been rejected, or a first one is under way. */
    private boolean isTooEarly() {
        long rejected = state.telegramCounts().rejectedTotal();
        return !state.sourceEnded() && state.lastGood() == null && state.watched().compareTo(LineState.FIRST_TELEGRAM_WAIT) < 0
                && (rejected == 1 || rejected == 0 && state.bytes() < MOST_BYTES_OF_FIRST && mayBeATelegram());
    }

    private boolean mayBeATelegram() {
        return state.samples().stream().anyMatch(sample -> OF_METERS.stream().anyMatch(hint -> hint.matches(sample)));
    }

    private boolean mayBeTheLast() {
        return state.lastGood() != null && !state.sourceEnded() && state.rejectedTotalSinceGood() <= 1;
    }

    private @Nullable Condition ofBytes() {
        if (printNoChecksum()) {
            return Condition.LINE_NO_CHECKSUM;
        }
        Condition found = bytesCause.of(state, false);
        if (found != null || state.rejectedSinceGood().isEmpty()) {
            return found;
        }
        if (state.anyRejectedMatches(FormatHint.REGISTER_TEXT) || state.anyRejectedMatches(FormatHint.FIRST_LINE)) {
            return ofDamages(state.damagesSinceGood());
        }
        if (state.anyRejectedMatches(FormatHint.SML_ESCAPE)) {
            return Condition.LINE_HALF_SML;
        }
        boolean isBinary = state.rejectedSinceGood().containsKey(RejectCause.FCS)
                || state.rejected().stream().anyMatch(Diagnosis::isBinaryFrame);
        return !isBinary ? null : state.rejectedSinceGood().keySet().equals(Set.of(RejectCause.TRUNCATED)) ? Condition.LINE_CUT_FRAMES
                : Condition.LINE_BINARY;
    }

    private static boolean isBinaryFrame(RejectedFrame rejected) {
        byte[] bytes = rejected.bytes();
        return bytes.length > 0 && bytes[0] != '/' && (FrameMarks.isOfLinkFrame(bytes[0])
                || FrameMarks.isOfLinkFrame(bytes[bytes.length - 1]) || FormatHint.REGISTER_OCTETS.matches(bytes));
    }

    private static Condition ofDamages(List<Damage> damages) {
        return switch (Damage.most(damages)) {
            case START -> Condition.LINE_START;
            case END, PIECE -> Condition.LINE_CUT;
            case MIDDLE, NONE -> Condition.LINE_DAMAGED;
        };
    }

    private Condition ofSilence(boolean late) {
        if (isTooSeldom()) {
            return Condition.LINE_TOO_SELDOM;
        }
        if (state.sourceEnded()) {
            return Condition.LINE_TOO_FEW;
        }
        // Before the interval is measured, a meter recognised as DSMR 5 may send only every ten seconds.
        return (late || !state.isIntervalMeasured()) && state.sinceGood().compareTo(LineState.FIRST_TELEGRAM_WAIT) < 0
                ? Condition.LINE_MEASURING
                : carrier == Carrier.TIBBER ? Condition.LINE_PULSE_SILENT : Condition.LINE_STOPPED;
    }

    /** Returns what a line without a telegram is: text of another device, noise, or silence. */
    private Condition ofUnknownBytes() {
        // Text shows the right speed, also if other speeds were tried after it.
        List<byte[]> samples = state.samples().stream().filter(sample -> sample.length >= MIN_NOISE_BYTES).toList();
        return samples.isEmpty() ? ofFewBytes() : samples.stream().anyMatch(Sign::isText) ? Condition.LINE_TEXT : Condition.LINE_NOISE;
    }

    private Condition ofFewBytes() {
        boolean disturbance = state.bytes() < MIN_NOISE_BYTES;
        if (state.sourceEnded()) {
            return disturbance ? Condition.LINE_NO_TELEGRAM : Condition.LINE_NOISE;
        }
        if (state.watched().compareTo(LineState.FIRST_TELEGRAM_WAIT) < 0) {
            return Condition.LINE_LISTENING;
        }
        return state.bytes() == 0 ? Condition.LINE_SILENT : disturbance ? Condition.LINE_DISTURBED : Condition.LINE_NOISE;
    }

    /** Returns whether the last three telegrams have the same first line and no checksum, though meters of their kind have one. */
    private boolean printNoChecksum() {
        return state.rejected().size() >= MIN_WITHOUT_CHECKSUM && !state.rejectedSinceGood().isEmpty()
                && state.rejected().stream().allMatch(rejected -> rejected.cause() == RejectCause.NO_CRC)
                && state.rejected().stream().map(rejected -> new String(rejected.bytes(), StandardCharsets.ISO_8859_1).split("[\r\n]")[0])
                .distinct().count() == 1;
    }

    /** Returns whether good telegrams come, but so far apart that none agrees with the one before. */
    private boolean isTooSeldom() {
        Duration gap = meanGap(state);
        return state.good() > 1 && gap.compareTo(LineState.FIRST_TELEGRAM_WAIT) > 0
                && state.sinceGood().compareTo(gap.multipliedBy(2)) < 0;
    }

    static Duration meanGap(LineState state) {
        return state.sinceFirstGood().minus(state.sinceGood()).dividedBy(Math.max(1, state.good() - 1));
    }

    static long lineEndsRepaired(LineState state) {
        return state.telegramCounts().repairs().getOrDefault(TelegramCounts.LINE_ENDS, 0L);
    }

    /** Returns whether at least half of the telegrams had noise in the eighth bit, and nothing else. */
    static boolean sevenBitsHelp(LineState state) {
        long noisy = state.telegramCounts().repairs().getOrDefault(TelegramCounts.EIGHTH_BIT, 0L);
        return noisy > 0 && 2 * noisy >= state.good() + state.rejectedSinceFirstGood();
    }

    /** Returns whether the meter sends no net power; a value that the guard withholds counts as sent. */
    static boolean sendsNoNetPower(Snapshot snapshot) {
        HousePower.Absent absent = snapshot.grid().house().absent();
        return absent != null && absent.likely() != PowerAbsence.WITHHELD && !snapshot.reading().meter().dialect().sendsPartialLists();
    }

    public static boolean telegramsArrive(Condition found) {
        return telegramsOfOneMeterArrive(found) || found == Condition.LINE_TWO_METERS;
    }

    static boolean telegramsOfOneMeterArrive(Condition found) {
        return found.exitStatus() == ExitStatus.OK || found.exitStatus() == ExitStatus.DOUBTFUL;
    }
}
