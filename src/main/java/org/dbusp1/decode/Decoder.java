package org.dbusp1.decode;

import org.dbusp1.frame.Frame;
import org.dbusp1.meter.Reading;

/** Decodes the frames of one line; remembers what earlier ones showed of the meter. Used by one thread. */
public interface Decoder {
    /**
     * Decodes a frame.
     *
     * @throws DecodeException when the frame cannot be used: with the scanner's cause if the scanner rejected the
     *                         frame, unless the decoder ignores checksums
     */
    Reading decode(Frame frame) throws DecodeException;
}
