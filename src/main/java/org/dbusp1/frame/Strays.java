package org.dbusp1.frame;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.frame.Frame.Format;
import org.dbusp1.frame.Frame.Verdict;
import org.dbusp1.meter.Cause;

/**
 * Bytes that belong to no frame. A row of them, up to the next good frame or silence, is refused once and kept up to a bound;
 * fewer than the shortest frame has are noise that nobody need hear of.
 */
final class Strays {
    private static final int SHORTEST_FRAME = 9;
    private static final int MOST = 2 * 1024;

    private final Format format;
    private final byte flag;
    private final ByteArrayOutputStream row = new ByteArrayOutputStream();
    private long offset;
    private boolean told;

    /** @param flag ends a frame; a row that ends with it is the rest of one whose head was lost */
    Strays(Format format, byte flag) {
        this.format = format;
        this.flag = flag;
    }

    /**
     * Adds bytes to the row.
     *
     * @return whether there was more than flags, which fill the time between frames
     */
    boolean add(byte[] bytes, int from, int to, long at, Consumer<Frame> frames) {
        int first = from;
        while (row.size() == 0 && first < to && bytes[first] == flag) {
            first++;
        }
        if (first == to || told) {
            return first < to;
        }
        if (row.size() == 0) {
            offset = at + first - from;
        }
        row.write(bytes, first, Math.min(to - first, MOST - row.size()));
        if (row.size() == MOST) {
            tell(frames);
        }
        return true;
    }

    /** A frame or a silence ends the row. */
    void end(Consumer<Frame> frames) {
        if (row.size() >= SHORTEST_FRAME) {
            tell(frames);
        }
        row.reset();
        told = false;
    }

    private void tell(Consumer<Frame> frames) {
        byte[] bytes = row.toByteArray();
        Cause cause = bytes[bytes.length - 1] == flag ? Cause.TRUNCATED : Cause.GARBAGE;
        frames.accept(new Frame(format, bytes, offset, bytes.length, Verdict.REJECTED, Optional.of(cause)));
        row.reset();
        told = true;
    }
}
