package org.dbusp1.frame;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.dbusp1.frame.Frame.Format;
import org.dbusp1.meter.RejectCause;

/**
 * Bytes that belong to no frame. On a line that has delivered a good frame such a row is what is left of a frame whose
 * head or tail was lost, and is refused once. Before the first good frame a row is refused only where it ends as frames
 * end or holds the code of a register; any other row is noise.
 */
final class UnframedBytes {
    /** Shorter rows are disturbances, or the short frames of an M-Bus, which have 5 bytes. */
    private static final int SHORTEST = 6;
    private static final int MOST = 2 * 1024;
    /** Tag, length and groups of a register's code in an A-XDR list. */
    private static final int CODE = 8;
    private static final int OCTET_STRING = 9;
    /** Frames end with no byte of their own. */
    static final int NONE = -1;

    private final Format format;
    /** 0 to 255, or {@link #NONE}. */
    private final int flag;
    private final Predicate<byte[]> ending;
    /** Whether a row between two frames is reported. */
    private final boolean between;
    private final ByteArrayOutputStream row = new ByteArrayOutputStream();
    private long offset;
    /** The row is longer than any frame. */
    private boolean endless;
    private boolean reported;
    /** The line has delivered a good frame. */
    private boolean speaking;

    /** @param flag the byte that ends a frame, 0 to 255, or {@link #NONE} */
    UnframedBytes(Format format, int flag) {
        this(format, flag, row -> (row[row.length - 1] & 0xFF) == flag || holdsCode(row), true);
    }

    private UnframedBytes(Format format, int flag, Predicate<byte[]> ending, boolean between) {
        this.format = format;
        this.flag = flag;
        this.ending = ending;
        this.between = between;
    }

    /**
     * For frames that end with no byte of their own, on lines that have noise between frames: there only a row that a
     * silence ends is one.
     *
     * @param ending whether a row ends as the frames of this format do
     */
    static UnframedBytes ofNoisyLine(Format format, Predicate<byte[]> ending) {
        return new UnframedBytes(format, NONE, ending, false);
    }

    /**
     * Adds bytes to the row.
     *
     * @return whether there was more than flags, which fill the time between frames
     */
    boolean add(byte[] bytes, int from, int to, long at) {
        int first = from;
        while (row.size() == 0 && first < to && (bytes[first] & 0xFF) == flag) {
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

    /** A good frame ends the row. */
    void frame(Consumer<Frame> frames) {
        refused(frames);
        speaking = true;
    }

    /** A refused frame ends the row. */
    void refused(Consumer<Frame> frames) {
        reported |= speaking && !between;
        end(frames);
    }

    /** A silence ends the row. */
    void end(Consumer<Frame> frames) {
        if (row.size() >= SHORTEST && !reported) {
            byte[] bytes = row.toByteArray();
            if (speaking || ending.test(bytes)) {
                frames.accept(Frame.rejected(format, bytes, offset, bytes.length, RejectCause.TRUNCATED));
            }
        }
        row.reset();
        endless = false;
        reported = false;
    }

    /**
     * Whether the code of a register is in it, A-XDR's octet string of six for media 0 and 1 and the current value:
     * noise has none.
     */
    static boolean holdsCode(byte[] bytes) {
        for (int at = 0; at + CODE < bytes.length; at++) {
            if (bytes[at] == OCTET_STRING && bytes[at + 1] == CODE - 2 && (bytes[at + 2] & 0xFE) == 0
                    && bytes[at + CODE - 1] == (byte) 0xFF) {
                return true;
            }
        }
        return false;
    }

    /** The stream has ended: what comes next may begin in the middle of a frame. */
    void last(Consumer<Frame> frames) {
        end(frames);
        speaking = false;
    }

    /** The message that this row is a part of was refused already. */
    void reported() {
        reported = true;
    }
}
