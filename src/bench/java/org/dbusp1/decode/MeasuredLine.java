package org.dbusp1.decode;

import org.dbusp1.frame.FrameScanner;
import org.dbusp1.meter.Reading;

/** A line on which each piece of bytes is one good telegram: the way from bytes to readings that the benchmarks measure. */
final class MeasuredLine {
    private final FrameScanner framer;
    private final Decoder decoder;
    private Reading reading;

    MeasuredLine(FrameScanner framer, Decoder decoder) {
        this.framer = framer;
        this.decoder = decoder;
    }

    /** @throws IllegalStateException when the telegram was not accepted, so that a broken decoder is not measured as a fast one */
    Reading read(byte[] telegram) {
        reading = null;
        framer.accept(telegram, 0, telegram.length).forEach(frame -> {
            try {
                reading = decoder.decode(frame);
            } catch (Decoder.DecodeException rejected) {
                throw new IllegalStateException(rejected);
            }
        });
        if (reading == null) {
            throw new IllegalStateException("a telegram was not accepted");
        }
        return reading;
    }
}
