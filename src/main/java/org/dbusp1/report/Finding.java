package org.dbusp1.report;

import java.util.List;
import java.util.Set;
import org.dbusp1.driver.LineState;
import org.dbusp1.frame.FormatHint;
import org.dbusp1.frame.FrameMarks;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.LineQuality;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.EssVerdict.IntervalGrade;
import org.dbusp1.process.ExitStatus;

/** The result of a check of a line. */
public enum Finding {
    FIT(ExitStatus.OK, "good: telegrams come often enough for ESS"),
    CAREFUL(ExitStatus.OK, "good: telegrams come often enough for ESS with some care"),
    SLOW(ExitStatus.DOUBTFUL, "telegrams come, but too seldom for ESS: enough for display and slow charging"),
    DAMAGED_OFTEN(ExitStatus.DOUBTFUL, "telegrams come, but many are damaged on their way"),
    NO_POWER(ExitStatus.DOUBTFUL, "telegrams come, but the meter sends no power: it is no grid meter for ESS"),
    TWO_METERS(ExitStatus.NO_DATA, "telegrams of two meters come on one line: nothing is published"),
    LISTENING(ExitStatus.NOT_FOUND, "nothing came yet; a slow meter sends every ten seconds"),
    ABSENT(ExitStatus.ABSENT, "the port is not there"),
    SILENT(ExitStatus.NOT_FOUND, "nothing comes from the meter"),
    STOPPED(ExitStatus.NOT_FOUND, "telegrams came, but none comes any more"),
    HANGS(ExitStatus.NOT_FOUND, "the driver has the port, but its report has not changed for a minute"),
    NO_TELEGRAM(ExitStatus.NOT_FOUND, "the file holds no telegram"),
    TOO_FEW(ExitStatus.NOT_FOUND, "one good telegram is too few: this meter sends no checksum, so two have to agree"),
    DISTURBED(ExitStatus.NOT_FOUND, "nothing comes from the meter but a few stray bytes"),
    ENCRYPTED(ExitStatus.NO_DATA, "telegrams come, but they are encrypted"),
    WRONG_KEY(ExitStatus.NO_DATA, "encrypted telegrams come, but the key does not decrypt them"),
    BINARY(ExitStatus.NO_DATA, "binary HAN frames come, not P1 telegrams, and none is complete"),
    HALF_SML(ExitStatus.NO_DATA, "parts of SML telegrams come, but none is complete: the optical head reads badly"),
    CUT_FRAMES(ExitStatus.NO_DATA, "binary HAN frames come, but each begins or ends in the middle"),
    LINE_ENDS(ExitStatus.NO_DATA, "telegrams come, but all are damaged: their line ends were changed on the way"),
    CUT(ExitStatus.NO_DATA, "telegrams come, but none is complete: they are cut off"),
    DAMAGED(ExitStatus.NO_DATA, "telegrams come, but all are damaged on their way"),
    TEXT(ExitStatus.NO_DATA, "text comes, but no telegram: this may be no meter"),
    NOISE(ExitStatus.NO_DATA, "bytes come, but they are neither telegrams nor text");

    /** The share of damaged telegrams that is too high: a good line damages far less than one telegram in twenty. */
    private static final double MANY = 0.05;
    private static final long FEW_DAMAGED = 3;
    /** Fewer bytes than this without a telegram are a disturbance. */
    private static final int STRAY_BYTES = 48;

    private final ExitStatus status;
    private final String sentence;

    Finding(ExitStatus status, String sentence) {
        this.status = status;
        this.sentence = sentence;
    }

    /** Finds the fault of a line from the known facts about it. */
    static Finding of(LineState state) {
        if (state.obstacle().isPresent()) {
            return ABSENT;
        }
        if (state.several()) {
            return TWO_METERS;
        }
        if (state.fresh() && state.snapshot().isPresent()) {
            return ofTelegrams(state);
        }
        if (state.causes().containsKey(RejectCause.KEY)) {
            return WRONG_KEY;
        }
        if (state.causes().containsKey(RejectCause.ENCRYPTED)) {
            return ENCRYPTED;
        }
        return halfSml(state) ? HALF_SML : ofRejected(state);
    }

    private static Finding ofTelegrams(LineState state) {
        // Changed line ends do not come from the line, and the repair is proven by the checksum.
        long damaged = state.damaged() - lineEndsRepaired(state);
        if (state.quality().rejected().getOrDefault(RejectCause.ENCRYPTED, 0L) > state.good()) {
            return ENCRYPTED;
        }
        if (damaged >= FEW_DAMAGED && damaged > MANY * (state.good() + state.rejectedSinceFirstGood())) {
            return DAMAGED_OFTEN;
        }
        Snapshot snapshot = state.snapshot().orElseThrow();
        return powerless(snapshot) ? NO_POWER : switch (IntervalGrade.of(snapshot.interval())) {
            case FIT -> FIT;
            case CAREFUL -> CAREFUL;
            case SLOW -> SLOW;
        };
    }

    /** Returns the number of telegrams of which only the line ends had been changed. */
    static long lineEndsRepaired(LineState state) {
        return state.quality().repairs().getOrDefault(LineQuality.LINE_ENDS, 0L);
    }

    /** Returns whether the meter sends no net power; a power that was withheld counts as sent. */
    private static boolean powerless(Snapshot snapshot) {
        Dialect dialect = snapshot.reading().meter().dialect();
        return (!dialect.sendsPartialLists() || dialect.port() == Dialect.Port.TIC)
                && !snapshot.reading().values().has(Quantity.POWER_NET);
    }

    /** Returns whether parts of SML telegrams were rejected since the last good telegram. */
    private static boolean halfSml(LineState state) {
        return !state.causes().isEmpty() && state.rejectedHold(FormatHint.SML_ESCAPE);
    }

    private static Finding ofRejected(LineState state) {
        if (state.causes().containsKey(RejectCause.FCS) || state.rejected().stream().anyMatch(Finding::isFrame)) {
            return state.causes().keySet().equals(Set.of(RejectCause.TRUNCATED)) ? CUT_FRAMES : BINARY;
        }
        if (!state.causes().isEmpty()
                && (state.rejectedHold(FormatHint.REGISTER_TEXT) || state.rejectedHold(FormatHint.TIC_GROUP))) {
            if (state.rejected().stream().allMatch(rejected -> hasDoubledReturn(rejected.bytes()))) {
                return LINE_ENDS;
            }
            long all = state.causes().values().stream().mapToLong(Long::longValue).sum();
            return 2 * state.causes().getOrDefault(RejectCause.TRUNCATED, 0L) >= all ? CUT : DAMAGED;
        }
        if (state.lastGood().isPresent()) {
            return state.complete() ? TOO_FEW : STOPPED;
        }
        return switch (state.look()) {
            case TEXT -> TEXT;
            case NOISE -> NOISE;
            case TOO_FEW -> ofFewBytes(state);
        };
    }

    private static Finding ofFewBytes(LineState state) {
        boolean stray = state.bytes() < STRAY_BYTES;
        if (state.complete()) {
            return stray ? NO_TELEGRAM : NOISE;
        }
        if (state.watched().compareTo(LineState.SETTLING) < 0) {
            return LISTENING;
        }
        if (state.bytes() == 0) {
            return SILENT;
        }
        return stray ? DISTURBED : NOISE;
    }

    /** Returns whether a line ends with two carriage returns, as after a second conversion to line ends of Windows. */
    private static boolean hasDoubledReturn(byte[] bytes) {
        for (int at = 2; at < bytes.length; at++) {
            if (bytes[at] == '\n' && bytes[at - 1] == '\r' && bytes[at - 2] == '\r') {
                return true;
            }
        }
        return false;
    }

    private static boolean isFrame(Rejected rejected) {
        byte[] bytes = rejected.bytes();
        return bytes.length > 0 && bytes[0] != '/' && !FormatHint.REGISTER_TEXT.isIn(bytes)
                && (FrameMarks.isOfLinkFrame(bytes[0])
                || FrameMarks.isOfLinkFrame(bytes[bytes.length - 1]) || FormatHint.REGISTER_OCTETS.isIn(bytes));
    }

    /** Returns the exit status of {@code check}. */
    public ExitStatus status() {
        return status;
    }

    /** Returns whether good telegrams come. */
    public boolean telegramsCome() {
        return compareTo(TWO_METERS) <= 0;
    }

    /** Returns a sentence for the owner. */
    public String sentence() {
        return sentence;
    }
}
