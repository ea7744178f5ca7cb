package org.dbusp1.line.decode;

import org.dbusp1.line.frame.Frame;
import org.dbusp1.line.frame.FrameScanner;
import org.dbusp1.line.frame.FrameSink;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;

/** A line of good telegrams: the way from bytes to readings that the benchmarks measure. */
final class MeasuredLine implements FrameSink {
    private final FrameScanner scanner;
    private final Decoder decoder;
    private Reading reading;

    MeasuredLine(FrameScanner scanner, Decoder decoder) {
        this.scanner = scanner;
        this.decoder = decoder;
    }

    /** @throws IllegalStateException when the telegram was not accepted, so that a broken decoder is not measured as a fast one */
    Reading read(byte[] telegram, int bytesAtOnce) {
        reading = null;
        for (int at = 0; at < telegram.length; ) {
            int to = Math.min(telegram.length - at, bytesAtOnce) + at;
            scanner.accept(telegram, at, to, this);
            at = to;
        }
        if (reading == null) {
            throw new IllegalStateException("a telegram was not accepted");
        }
        return reading;
    }

    @Override
    public void frame(Frame frame) {
        if (decoder.decode(frame) instanceof DecodeResult.Decoded decoded) {
            reading = decoded.reading();
        }
    }

    @Override
    public void rejected(Frame frame, RejectCause cause) {
        throw new IllegalStateException("rejected: " + cause);
    }
}
