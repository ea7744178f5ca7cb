package org.dbusp1.frame;

import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.meter.RejectCause;

/** The layout of one kind of frame, and what becomes of a good one. A {@link FrameScanner} finds them. */
interface FrameFormat {
    /** No frame begins here. */
    int NONE = -1;
    /** More bytes will show. */
    int UNKNOWN = 0;

    /** The byte that a frame begins with. */
    byte startByte();

    /** How long the frame is that begins with the window's first byte, by its header: a length, NONE or UNKNOWN. */
    int measure(Window window);

    /** What is wrong with a whole frame of the measured length; empty when it is good. */
    Optional<RejectCause> flaw(Window window, int length);

    /** Takes a good frame; what it completes goes on. */
    void take(Window window, int length, Consumer<Frame> frames);

    /** How many bytes of a good frame no other frame can have a part in. */
    default int consumed(int length) {
        return length;
    }

    /** Fewer bytes than this are never a whole frame, be it good or not. */
    int shortest();

    /** How many bytes of a frame show that no other format can be meant; no number of them by default. */
    default int unmistakable() {
        return Integer.MAX_VALUE;
    }

    /** Whether one that was refused for this cause is done with, rather than searched for another inside. */
    default boolean finished(RejectCause cause) {
        return false;
    }
}
