package org.dbusp1.decode;

import java.util.Optional;
import org.dbusp1.frame.Frame;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;

/** The answer of a decoder to a frame, as tests compare it: a reading, or the cause of its rejection. */
public record DecodeResult(Optional<Reading> decoded, Optional<RejectCause> cause) {
    public static DecodeResult of(Decoder decoder, Frame frame) {
        try {
            return new DecodeResult(Optional.of(decoder.decode(frame)), Optional.empty());
        } catch (Decoder.DecodeException unusable) {
            return rejected(unusable.rejectCause());
        }
    }

    public static DecodeResult rejected(RejectCause cause) {
        return new DecodeResult(Optional.empty(), Optional.of(cause));
    }

    public boolean accepted() {
        return decoded.isPresent();
    }

    /** Fails where the frame was rejected. */
    public Reading reading() {
        return decoded.orElseThrow(() -> new AssertionError("rejected: " + cause));
    }
}
