package org.dbusp1.frame;

import java.util.function.Consumer;
import org.dbusp1.meter.Cause;

/** What a {@link Hunt} meets beside good frames. */
interface Rest {
    /** Bytes [from, to) that no frame claims; the first stands at the offset. */
    void stray(byte[] bytes, int from, int to, long offset, Consumer<Frame> frames);

    /** A frame whose header was right, but not what follows. */
    void refused(byte[] bytes, long offset, Cause cause, Consumer<Frame> frames);

    /** A good frame is about to be taken. */
    void found(Consumer<Frame> frames);
}
