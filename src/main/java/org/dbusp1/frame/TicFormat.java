package org.dbusp1.frame;

import java.util.Set;
import org.dbusp1.frame.Frame.Format;
import org.dbusp1.frame.Frame.Verdict;
import org.dbusp1.meter.RejectCause;

/**
 * Frames of a French meter's customer output (TIC), STX to ETX (Enedis-NOI-CPT_54E, 5.3). A frame is good when each of
 * its groups is, and one of them has the meter's address: there is no check over the whole. Of a frame that is cut off,
 * the bytes before an ETX or before the next STX are rejected if they hold a correct group; other bytes are noise.
 */
final class TicFormat implements FrameFormat {
    private static final byte STX = 2;
    private static final byte ETX = 3;
    private static final byte TAB = '\t';
    /** The meter breaks a frame off with it. */
    private static final byte EOT = 4;
    private static final byte[] STARTS = {STX};
    /** Labels of the meter's address, in the two modes. */
    private static final Set<String> ADDRESSES = Set.of("ADCO", "ADSC");
    /** The longest frame known has 1442 bytes. */
    private static final int LONGEST = 4 * 1024;

    private final TicGroups groups = new TicGroups();

    @Override
    public byte[] starts() {
        return STARTS;
    }

    @Override
    public Format name(Window window, int from, int to) {
        return ByteSearch.next(window.bytes(), from, to, TAB) < to ? Format.TIC_STANDARD : Format.TIC_HISTORIQUE;
    }

    /** {@inheritDoc} They hold a correct group; other bytes belong to no frame. */
    @Override
    public Remains remains() {
        return new Remains(Span.Kind.DAMAGED, Integer.MAX_VALUE, Window.FRAME_PAUSE, false, Remains.NO_FILLER,
                (window, from, to, known) -> holdsGroup(window, from, to));
    }

    @Override
    public Span look(Window window, int at) {
        byte[] bytes = window.bytes();
        if (window.length(at) > 1 && bytes[at + 1] != '\n') {
            return Span.NOT_MINE;
        }
        int bound = Math.min(window.end(), at + LONGEST);
        int mark = window.searched(at);
        while (mark < bound && (bytes[mark] < STX || bytes[mark] > EOT)) {
            mark++;
        }
        if (mark < bound) {
            if (bytes[mark] == ETX) {
                return complete(window, at, mark + 1);
            }
            return rejected(window, at, bytes[mark] == EOT ? mark + 1 : mark, RejectCause.TRUNCATED);
        }
        if (bound == at + LONGEST) {
            return rejected(window, at, bound, RejectCause.TOO_LONG);
        }
        if (window.paused()) {
            return rejected(window, at, bound, RejectCause.TRUNCATED);
        }
        window.keepSearched(mark);
        return Span.MORE;
    }

    /** Returns the verdict about a frame from STX to ETX. */
    private Span complete(Window window, int at, int end) {
        boolean address = false;
        groups.start(window.bytes(), at + 1, end - 1);
        while (groups.next()) {
            address |= ADDRESSES.contains(groups.label());
        }
        if (!groups.intact()) {
            return rejected(window, at, end, ByteSearch.allSevenBit(window.bytes(), at, end) ? RejectCause.CRC : RejectCause.PARITY);
        }
        return address ? Span.whole(at, end, Verdict.PROVEN) : rejected(window, at, end, RejectCause.TRUNCATED);
    }

    /** Rejects bytes that hold a correct group; other bytes belong to no frame. */
    private Span rejected(Window window, int from, int to, RejectCause cause) {
        return holdsGroup(window, from, to) ? Span.damaged(from, to, cause).passedOver() : Span.NOT_MINE;
    }

    private boolean holdsGroup(Window window, int from, int to) {
        groups.start(window.bytes(), from, to);
        return groups.find();
    }
}
