package org.dbusp1.report;

import java.util.List;
import java.util.Set;
import org.dbusp1.driver.LineState;
import org.dbusp1.frame.FormatHint;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.LineQuality;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.EssVerdict.IntervalGrade;

/** Finds the fault of a line from the known facts about it. */
final class Diagnosis {
    /** The share of damaged telegrams that is too high: a good line damages far less than one telegram in twenty. */
    private static final double MANY = 0.05;
    private static final long FEW_DAMAGED = 3;
    /** Fewer bytes than this without a telegram are a disturbance. */
    private static final int STRAY_BYTES = 48;
    /** Bytes that frames of binary meters begin or end with. */
    private static final List<Integer> FRAME_MARKS = List.of(0x7E, 0x68, 0x16);

    private Diagnosis() {
    }

    static Finding of(LineState state) {
        if (state.obstacle().isPresent()) {
            return Finding.ABSENT;
        }
        if (state.several()) {
            return Finding.TWO_METERS;
        }
        if (state.fresh() && state.snapshot().isPresent()) {
            return ofTelegrams(state);
        }
        if (state.causes().containsKey(RejectCause.KEY)) {
            return Finding.WRONG_KEY;
        }
        if (state.causes().containsKey(RejectCause.ENCRYPTED)) {
            return Finding.ENCRYPTED;
        }
        if (halfSml(state)) {
            return Finding.HALF_SML;
        }
        return switch (state.look()) {
            case INVERTED -> Finding.INVERTED;
            case TOO_SLOW -> Finding.TOO_SLOW;
            case TOO_FAST -> Finding.TOO_FAST;
            case TEXT, NONSENSE, TOO_FEW -> ofRejected(state);
        };
    }

    private static Finding ofTelegrams(LineState state) {
        // Changed line ends do not come from the line, and the repair is proven by the checksum.
        long damaged = state.damaged() - lineEndsRepaired(state);
        if (state.quality().rejected().getOrDefault(RejectCause.ENCRYPTED, 0L) > state.good()) {
            return Finding.ENCRYPTED;
        }
        if (damaged >= FEW_DAMAGED && damaged > MANY * (state.good() + state.rejectedSinceFirstGood())) {
            return Finding.DAMAGED_OFTEN;
        }
        Snapshot snapshot = state.snapshot().orElseThrow();
        return powerless(snapshot) ? Finding.NO_POWER : switch (IntervalGrade.of(snapshot.interval())) {
            case FIT -> Finding.FIT;
            case CAREFUL -> Finding.CAREFUL;
            case SLOW -> Finding.SLOW;
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
        if (state.causes().containsKey(RejectCause.FCS) || state.rejected().stream().anyMatch(Diagnosis::isFrame)) {
            return state.causes().keySet().equals(Set.of(RejectCause.TRUNCATED)) ? Finding.CUT_FRAMES : Finding.BINARY;
        }
        if (!state.causes().isEmpty()
                && (state.rejectedHold(FormatHint.REGISTER_TEXT) || state.rejectedHold(FormatHint.TIC_GROUP))) {
            if (state.rejected().stream().allMatch(rejected -> hasDoubledReturn(rejected.bytes()))) {
                return Finding.LINE_ENDS;
            }
            long all = state.causes().values().stream().mapToLong(Long::longValue).sum();
            return 2 * state.causes().getOrDefault(RejectCause.TRUNCATED, 0L) >= all ? Finding.CUT : Finding.DAMAGED;
        }
        if (state.lastGood().isPresent()) {
            return state.complete() ? Finding.TOO_FEW : Finding.STOPPED;
        }
        return switch (state.look()) {
            case TEXT -> Finding.TEXT;
            case NONSENSE -> Finding.NONSENSE;
            default -> state.complete() && state.bytes() < STRAY_BYTES ? Finding.NO_TELEGRAM
                    : !state.complete() && state.watched().compareTo(LineState.SETTLING) < 0 ? Finding.LISTENING
                    : state.bytes() == 0 ? Finding.SILENT : state.bytes() < STRAY_BYTES ? Finding.DISTURBED
                    : Finding.NONSENSE;
        };
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
                && (FRAME_MARKS.contains(bytes[0] & 0xFF)
                || FRAME_MARKS.contains(bytes[bytes.length - 1] & 0xFF) || FormatHint.REGISTER_OCTETS.isIn(bytes));
    }
}
