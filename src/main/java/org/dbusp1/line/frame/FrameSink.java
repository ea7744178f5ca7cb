package org.dbusp1.line.frame;

import org.dbusp1.meter.RejectCause;

/** Receives the frames of a line, in the order of the line, on the scanner's thread. */
public interface FrameSink {
    void frame(Frame frame);

    void rejected(Frame frame, RejectCause cause);
}
