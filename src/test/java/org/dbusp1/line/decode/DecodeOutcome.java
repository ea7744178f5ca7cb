package org.dbusp1.line.decode;

import java.util.Optional;
import org.dbusp1.line.frame.Frame;
import org.dbusp1.line.frame.ScannedFrame;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;

/** What becomes of a frame, as tests compare it: a reading, or the cause of its rejection. */
public record DecodeOutcome(Optional<Reading> decoded, Optional<RejectCause> cause) {
    public static DecodeOutcome of(Decoder decoder, Frame frame) {
        DecodeResult result = decoder.decode(frame);
        if (result instanceof DecodeResult.Decoded decoded) {
            return new DecodeOutcome(Optional.of(decoded.reading()), Optional.empty());
        }
        return rejected(((DecodeResult.Rejected) result).cause());
    }

    /** A frame that the scanner has rejected is not decoded. */
    public static DecodeOutcome of(Decoder decoder, ScannedFrame scanned) {
        return scanned.cause().map(DecodeOutcome::rejected).orElseGet(() -> of(decoder, scanned.frame()));
    }

    public static DecodeOutcome rejected(RejectCause cause) {
        return new DecodeOutcome(Optional.empty(), Optional.of(cause));
    }

    public boolean accepted() {
        return decoded.isPresent();
    }

    /** Fails where the frame was rejected. */
    public Reading reading() {
        return decoded.orElseThrow(() -> new AssertionError("rejected: " + cause));
    }
}
