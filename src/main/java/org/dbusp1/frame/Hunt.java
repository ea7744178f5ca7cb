package org.dbusp1.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.meter.Cause;

/**
 * Finds the frames of a {@link Shape} in whatever a line delivers. A byte that could begin a frame is a candidate until
 * its header says no, or the whole frame does; the search goes on with the byte behind it, because the next frame may
 * begin inside a broken one. Bytes that pass by are looked at once and not copied.
 */
final class Hunt {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private final Shape shape;
    private final Rest rest;
    private final Window window;
    private long claimed;

    /** @param size more than the longest frame of the shape */
    Hunt(Shape shape, Rest rest, int size) {
        this.shape = shape;
        this.rest = rest;
        this.window = new Window(size);
    }

    void feed(byte[] bytes, int from, int to, Consumer<Frame> frames) {
        int at = from;
        while (at < to) {
            if (window.length() == 0) {
                int found = find(bytes, at, to, shape.mark());
                stray(bytes, at, found, frames);
                window.pass(found - at);
                at = found;
            }
            at += window.append(bytes, at, to);
            search(frames, false);
        }
    }

    /** What waits for its rest will wait in vain. */
    void giveUp(Consumer<Frame> frames) {
        search(frames, true);
    }

    private void search(Consumer<Frame> frames, boolean last) {
        while (toMark(frames)) {
            int length = shape.measure(window);
            if (length != Shape.NONE && (length == Shape.UNKNOWN || length > window.length())) {
                if (!last) {
                    return;
                }
                if (length != Shape.UNKNOWN) {
                    refuse(window.length(), Cause.TRUNCATED, frames);
                }
                step(frames);
            } else if (length == Shape.NONE) {
                step(frames);
            } else {
                whole(length, frames);
            }
        }
    }

    private void whole(int length, Consumer<Frame> frames) {
        Optional<Cause> flaw = shape.flaw(window, length);
        if (flaw.isEmpty()) {
            rest.found(frames);
            shape.take(window, length, frames);
            window.drop(shape.consumed(length));
        } else {
            refuse(length, flaw.get(), frames);
            if (shape.done(flaw.get())) {
                window.drop(length);
            } else {
                step(frames);
            }
        }
    }

    /** Drops what stands before the next mark; false when there is none. */
    private boolean toMark(Consumer<Frame> frames) {
        int from = window.start();
        int to = from + window.length();
        int found = find(window.array(), from, to, shape.mark());
        stray(window.array(), from, found, frames);
        window.drop(found - from);
        return found < to;
    }

    /** On to the byte behind the mark. */
    private void step(Consumer<Frame> frames) {
        int at = window.start();
        stray(window.array(), at, at + 1, frames);
        window.drop(1);
    }

    private void stray(byte[] bytes, int from, int to, Consumer<Frame> frames) {
        if (from < to) {
            rest.stray(bytes, from, to, window.offset(), frames);
        }
    }

    private void refuse(int length, Cause cause, Consumer<Frame> frames) {
        long end = window.offset() + length;
        if (end > claimed) {
            claimed = end;
            rest.refused(window.copy(0, length), window.offset(), cause, frames);
        }
    }

    /** Before this offset every byte has been reported with a frame that was refused. */
    long claimed() {
        return claimed;
    }

    /** Where the next mark stands in [from, to); {@code to} where there is none. Eight bytes at a time. */
    private static int find(byte[] bytes, int from, int to, byte mark) {
        long marks = (mark & 0xFF) * LOW_BITS;
        int at = mark < 0 ? behindText(bytes, from, to) : from;
        for (; at <= to - 8; at += 8) {
            long others = (long) LONG.get(bytes, at) ^ marks;
            long found = others - LOW_BITS & ~others & HIGH_BITS;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (at < to && bytes[at] != mark) {
            at++;
        }
        return at;
    }

    /** Where text of seven bits ends, looked at 32 bytes at a time: a mark above it need not be sought there. */
    private static int behindText(byte[] bytes, int from, int to) {
        int at = from;
        while (at <= to - 32 && (((long) LONG.get(bytes, at) | (long) LONG.get(bytes, at + 8)
                | (long) LONG.get(bytes, at + 16) | (long) LONG.get(bytes, at + 24)) & HIGH_BITS) == 0) {
            at += 32;
        }
        return at;
    }
}
