package org.dbusp1.frame;

import org.dbusp1.meter.RejectCause;

/** Receives the frames of a line, in their order, while the scanner searches. */
public interface FrameSink {
    /** Receives a whole frame in clear text. */
    void frame(Frame frame);

    /** Receives a damaged frame, a piece of one, or a frame that cannot be decrypted. */
    void rejected(Frame frame, RejectCause cause);
}
