package org.dbusp1.frame;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.frame.Frame.Format;
import org.dbusp1.frame.Frame.Verdict;
import org.dbusp1.meter.RejectCause;

/**
 * Finds the frames of a French meter's customer output (TIC), STX to ETX (Enedis-NOI-CPT_54E, 5.3). A frame is good
 * when each of its groups is, and one of them has the meter's address: there is no check over the whole. Of a frame
 * that is cut off, what stands before an ETX or before the next STX is refused when there is a group in it that is
 * right; other bytes are noise.
 */
final class TicFramer implements Framer {
    private static final byte STX = 2;
    private static final byte ETX = 3;
    /** The meter breaks a frame off with it. */
    private static final byte EOT = 4;
    /** The longest frame known has 1442 bytes. */
    private static final int LONGEST = 4 * 1024;

    private final TicGroups groups = new TicGroups();
    private final byte[] row = new byte[LONGEST];
    private int count;
    /** The row begins with STX. */
    private boolean begun;
    /** Where the row begins in the stream. */
    private long offset;
    private int silences;

    @Override
    public void feed(byte[] bytes, int from, int to, Consumer<Frame> frames) {
        silences = 0;
        int at = from;
        while (at < to) {
            int mark = mark(bytes, at, to);
            hold(bytes, at, mark, frames);
            at = mark;
            if (mark < to) {
                mark(bytes[mark], frames);
                at++;
            }
        }
    }

    /** {@inheritDoc} Only a mark or too many bytes end a row. */
    @Override
    public int quiet(byte[] bytes, int from, int to) {
        return mark(bytes, from, Math.min(to, from + LONGEST - count)) - from;
    }

    private static int mark(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && (bytes[at] < STX || bytes[at] > EOT)) {
            at++;
        }
        return at;
    }

    private void mark(byte mark, Consumer<Frame> frames) {
        if (mark == STX) {
            refuse(RejectCause.TRUNCATED, frames);
            row[count++] = mark;
            begun = true;
            return;
        }
        if (count == LONGEST) {
            refuse(RejectCause.TOO_LONG, frames);
        }
        row[count++] = mark;
        if (mark == ETX && begun) {
            judge(frames);
        } else if (mark == ETX || begun) {
            refuse(RejectCause.TRUNCATED, frames);
        }
    }

    private void hold(byte[] bytes, int from, int to, Consumer<Frame> frames) {
        int at = from;
        while (at < to) {
            if (count == LONGEST) {
                refuse(begun ? RejectCause.TOO_LONG : RejectCause.TRUNCATED, frames);
            }
            int taken = Math.min(to - at, LONGEST - count);
            System.arraycopy(bytes, at, row, count, taken);
            count += taken;
            at += taken;
        }
    }

    /** A whole frame, from STX to ETX. */
    private void judge(Consumer<Frame> frames) {
        boolean address = false;
        groups.start(row, 1, count - 1);
        while (groups.next()) {
            address |= groups.isLabelled("ADCO") || groups.isLabelled("ADSC");
        }
        if (!groups.intact()) {
            refuse(ByteSearch.allSevenBit(row, 0, count) ? RejectCause.CRC : RejectCause.PARITY, frames);
        } else if (!address) {
            refuse(RejectCause.TRUNCATED, frames);
        } else {
            frames.accept(new Frame(groups.standard() ? Format.TIC_STANDARD : Format.TIC_HISTORIQUE,
                    Arrays.copyOf(row, count), offset, count, Verdict.PROVEN, Optional.empty()));
            forget();
        }
    }

    /** Refuses the row where it holds a group that is right, and forgets it. */
    private void refuse(RejectCause cause, Consumer<Frame> frames) {
        Optional<Format> format = format();
        if (format.isPresent()) {
            frames.accept(Frame.rejected(format.get(), Arrays.copyOf(row, count), offset, count, cause));
        }
        forget();
    }

    /** The mode of the first group of the row that is right; empty where none is. */
    private Optional<Format> format() {
        for (int at = 0; at < count; at++) {
            if (row[at] == '\n') {
                groups.start(row, at, count);
                if (groups.next()) {
                    return Optional.of(groups.standard() ? Format.TIC_STANDARD : Format.TIC_HISTORIQUE);
                }
            }
        }
        return Optional.empty();
    }

    private void forget() {
        offset += count;
        count = 0;
        begun = false;
    }

    @Override
    public void idle(Consumer<Frame> frames) {
        if (++silences == LinkFramer.FRAME_PAUSE) {
            refuse(RejectCause.TRUNCATED, frames);
        }
    }

    @Override
    public void end(Consumer<Frame> frames) {
        refuse(RejectCause.TRUNCATED, frames);
    }
}
