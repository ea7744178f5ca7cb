package org.dbusp1.decode;

import org.dbusp1.frame.Frame;

/** Decodes the frames of one line, and remembers what they show of the meter. Used by one thread. */
public interface Decoder {
    DecodeResult decode(Frame frame);

    /** Called after a time without messages: the next may come from another meter. */
    default void lineLost() {
        // Most messages name their meter.
    }
}
