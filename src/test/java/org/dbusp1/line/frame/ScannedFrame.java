package org.dbusp1.line.frame;

import java.util.Optional;
import org.dbusp1.meter.RejectCause;

/** A frame as a scanner passes it on. @param cause why it is rejected; absent for a good one */
public record ScannedFrame(Frame frame, Optional<RejectCause> cause) {
    public Frame.Format format() {
        return frame.format();
    }

    public byte[] bytes() {
        return frame.bytes();
    }

    public byte[] payload() {
        return frame.payload();
    }

    public long offset() {
        return frame.offset();
    }

    public int length() {
        return frame.length();
    }

    public Frame.Proof checked() {
        return frame.proof();
    }

    public Optional<String> repair() {
        return Optional.ofNullable(frame.repair());
    }

    public Optional<Frame.Encryption> encryption() {
        return Optional.ofNullable(frame.encryption());
    }
}
