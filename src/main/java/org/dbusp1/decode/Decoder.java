package org.dbusp1.decode;

import org.dbusp1.frame.Frame;

/** A frame to what it says. Used by one thread; remembers what earlier frames of the line showed. */
public interface Decoder {
    /** Decodes a frame that its framer has not refused. */
    Decoded decode(Frame frame);
}
