package org.dbusp1.frame;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.frame.Frame.Format;
import org.dbusp1.frame.Frame.Verdict;
import org.dbusp1.meter.Cause;

/**
 * Bytes that belong to no frame. A row of them that ends as frames end is the rest of one whose head was lost or
 * spoilt, and is refused once; any other row is noise.
 */
final class Strays {
    private static final int SHORTEST_FRAME = 9;
    private static final int MOST = 2 * 1024;

    private final Format format;
    private final byte flag;
    private final ByteArrayOutputStream row = new ByteArrayOutputStream();
    private long offset;
    /** The row is longer than any frame. */
    private boolean endless;

    /** @param flag ends a frame */
    Strays(Format format, byte flag) {
        this.format = format;
        this.flag = flag;
    }

    /**
     * Adds bytes to the row.
     *
     * @return whether there was more than flags, which fill the time between frames
     */
    boolean add(byte[] bytes, int from, int to, long at) {
        int first = from;
        while (row.size() == 0 && first < to && bytes[first] == flag) {
            first++;
        }
        if (first == to || endless) {
            return first < to;
        }
        if (row.size() == 0) {
            offset = at + first - from;
        }
        endless = to - first > MOST - row.size();
        if (endless) {
            row.reset();
        } else {
            row.write(bytes, first, to - first);
        }
        return true;
    }

    /** A frame or a silence ends the row. */
    void end(Consumer<Frame> frames) {
        if (row.size() >= SHORTEST_FRAME) {
            byte[] bytes = row.toByteArray();
            if (bytes[bytes.length - 1] == flag) {
                frames.accept(new Frame(format, bytes, offset, bytes.length, Verdict.REJECTED,
                        Optional.of(Cause.TRUNCATED)));
            }
        }
        row.reset();
        endless = false;
    }
}
