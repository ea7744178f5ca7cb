package org.dbusp1.frame;

import java.util.function.Consumer;

/**
 * Bytes in, frames out, in any pieces: how the bytes were cut never changes what comes out. Holds at most 64 KiB.
 * Used by one thread.
 */
public interface Framer {
    /** Takes bytes [from, to) of the array, which stays the caller's; hands out every frame that they complete. */
    void feed(byte[] bytes, int from, int to, Consumer<Frame> frames);

    /**
     * The line has been silent for so long that what could be the end of a frame is one. A frame that merely lacks
     * its rest keeps waiting: meters pause.
     */
    void idle(Consumer<Frame> frames);

    /**
     * Whether a frame has begun that no other format can have begun: what others find in its bytes is none of theirs.
     */
    default boolean claims() {
        return false;
    }

    /**
     * How many of the bytes [from, to), fed next, surely complete no frame and refuse none: 0 where it cannot tell.
     * They need not be fed one by one.
     */
    default int quiet(byte[] bytes, int from, int to) {
        return 0;
    }

    /**
     * Nothing will ever follow: the file has ended, the port went away. What is incomplete is refused and forgotten.
     */
    void end(Consumer<Frame> frames);
}
