package org.dbusp1.frame;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.RejectCause;

/**
 * Refused frames that wait until it is known in which format the line sends: what the framers of other formats refused
 * is dropped.
 */
final class HeldFrames {
    private static final int MOST = 16;
    private static final int MOST_BYTES = 8 * 1024;
    /** How much a cause says about whose frame it was, the most telling first. */
    private static final List<RejectCause> TELLING = List.of(RejectCause.FCS, RejectCause.KEY, RejectCause.ENCRYPTED,
            RejectCause.CRC, RejectCause.NO_CRC, RejectCause.PARITY, RejectCause.TOO_LONG, RejectCause.TRUNCATED,
            RejectCause.GARBAGE);

    private record Held(FormatCandidate from, Frame frame) {
    }

    private final List<Held> held = new ArrayList<>();
    private int bytes;

    void add(FormatCandidate from, Frame frame) {
        held.add(new Held(from, frame));
        bytes += frame.bytes().length;
    }

    /** Whether there are so many that somebody has to decide. */
    boolean full() {
        return held.size() > MOST || bytes > MOST_BYTES;
    }

    /** Whose refused frames tell best what the bytes were, the first in doubt; absent where there are none. */
    Optional<FormatCandidate> mostTelling() {
        return held.stream().min(Comparator.comparingInt(one -> TELLING.indexOf(one.frame.cause().orElseThrow())))
                .map(Held::from);
    }

    /** Takes out all of them; returns what this one refused. */
    List<Frame> release(FormatCandidate right) {
        if (held.isEmpty()) {
            return List.of();
        }
        List<Frame> refused = held.stream().filter(one -> one.from == right).map(Held::frame).toList();
        held.clear();
        bytes = 0;
        return refused;
    }
}
