package org.dbusp1.line.frame;

import org.dbusp1.meter.RejectCause;

/** Receives the frames of a line, in the order of the line, on the scanner's thread. */
public interface FrameSink {
    /** Receives a whole frame in clear text. */
    void frame(Frame frame);

    /** Receives a damaged frame, a piece of a frame, or a frame that cannot be decrypted. */
    void rejected(Frame frame, RejectCause cause);
}
