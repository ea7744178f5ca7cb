package org.dbusp1.line.decode;

import org.dbusp1.line.frame.Frame;

/** Decodes the frames of one line, and remembers traits of the meter from frame to frame. Used by one thread. */
public interface Decoder {
    DecodeResult decode(Frame frame);

    /** Called after a time without messages: the next message may come from another meter. */
    default void lineLost() {
        // Most messages name their meter, so most decoders forget nothing.
    }
}
