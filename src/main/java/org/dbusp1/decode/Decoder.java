package org.dbusp1.decode;

import org.dbusp1.frame.Frame;

/** A frame to what it says. Used by one thread; remembers what earlier frames of the line showed. */
public interface Decoder {
    /**
     * Decodes a frame. One that its framer refused is refused with the same cause, unless the decoder ignores
     * checksums.
     */
    Decoded decode(Frame frame);
}
