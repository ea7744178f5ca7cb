package org.dbusp1.frame;

import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.meter.RejectCause;

/**
 * Finds the frames of a {@link FrameFormat} in whatever a line delivers. A byte that could begin a frame is a candidate
 * until its header says no, or the whole frame does; the search goes on with the byte behind it, because the next frame
 * may begin inside a broken one. Bytes that pass by are looked at once and not copied.
 */
final class FrameScanner {
    /** Takes what is found beside good frames. */
    interface Listener {
        /** Bytes [from, to) that belong to no frame; the first stands at the offset in the stream. */
        void unclaimed(byte[] bytes, int from, int to, long offset, Consumer<Frame> frames);

        /** A frame whose header was right, but not what follows. */
        void refused(byte[] bytes, long offset, RejectCause cause, Consumer<Frame> frames);

        /** The scanner has found a good frame of this length and will hand it to its format next. */
        void accepted(long length, Consumer<Frame> frames);

        /** The bytes of the refused frame that begins at the scanner's place hold no other frame. */
        default void passedOver(long length, Consumer<Frame> frames) {
        }
    }

    private final FrameFormat format;
    private final Listener listener;
    private final Window window;
    private long claimed;
    /** Bytes that the frame which waits must have before anything becomes of it. */
    private int needed;

    /** @param size more than the longest frame of the format */
    FrameScanner(FrameFormat format, Listener listener, int size) {
        this.format = format;
        this.listener = listener;
        this.window = new Window(size);
    }

    /** Whether a frame may have begun whose rest has not come yet. */
    boolean waiting() {
        return window.length() > 0;
    }

    /** Whether what waits can be a frame of this format only. */
    boolean certain() {
        return window.length() >= format.unmistakable();
    }

    /** How many of the bytes [from, to) surely complete no frame, as {@link Framer#quiet}. */
    int quiet(byte[] bytes, int from, int to) {
        int last = waiting() ? from + needed - window.length() - 1
                : ByteSearch.next(bytes, from, to, format.startByte()) + format.shortest() - 1;
        return Math.max(0, Math.min(to, last) - from);
    }

    /** Where the next byte stands in the stream. */
    long offset() {
        return window.offset();
    }

    /** Passes over bytes in which no frame begins. */
    void skip(int count) {
        window.pass(count);
    }

    void feed(byte[] bytes, int from, int to, Consumer<Frame> frames) {
        int at = from;
        while (at < to) {
            if (window.length() == 0) {
                int found = ByteSearch.next(bytes, at, to, format.startByte());
                unclaimed(bytes, at, found, frames);
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
            int length = format.measure(window);
            if (length == FrameFormat.NONE) {
                step(frames);
            } else if (length != FrameFormat.UNKNOWN && length <= window.length()) {
                whole(length, frames);
            } else if (last) {
                if (length != FrameFormat.UNKNOWN) {
                    refuse(window.length(), RejectCause.TRUNCATED, frames);
                }
                step(frames);
            } else {
                needed = Math.max(format.shortest(), length);
                return;
            }
        }
    }

    private void whole(int length, Consumer<Frame> frames) {
        Optional<RejectCause> flaw = format.flaw(window, length);
        if (flaw.isEmpty()) {
            listener.accepted(length, frames);
            format.take(window, length, frames);
            window.drop(format.consumed(length));
        } else {
            refuse(length, flaw.get(), frames);
            if (format.finished(flaw.get())) {
                listener.passedOver(length, frames);
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
        int found = ByteSearch.next(window.array(), from, to, format.startByte());
        unclaimed(window.array(), from, found, frames);
        window.drop(found - from);
        return found < to;
    }

    /** On to the byte behind the mark. */
    private void step(Consumer<Frame> frames) {
        int at = window.start();
        unclaimed(window.array(), at, at + 1, frames);
        window.drop(1);
    }

    private void unclaimed(byte[] bytes, int from, int to, Consumer<Frame> frames) {
        if (from < to) {
            listener.unclaimed(bytes, from, to, window.offset(), frames);
        }
    }

    private void refuse(int length, RejectCause cause, Consumer<Frame> frames) {
        long end = window.offset() + length;
        if (end > claimed) {
            claimed = end;
            listener.refused(window.copy(0, length), window.offset(), cause, frames);
        }
    }

    /** Before this offset every byte has been reported with a frame that was refused. */
    long claimed() {
        return claimed;
    }
}
