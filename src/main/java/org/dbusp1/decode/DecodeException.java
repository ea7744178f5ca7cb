package org.dbusp1.decode;

import org.dbusp1.meter.RejectCause;

/** Thrown for a frame that cannot be used: it is damaged, not proven, not a known message, or without a value. */
public final class DecodeException extends Exception {
    private final RejectCause cause;

    /**
     * Makes the exception without a stack trace: it is a normal result, not a fault, and lines with noise cause many.
     */
    public DecodeException(RejectCause cause) {
        super(cause.sentence(), null, false, false);
        this.cause = cause;
    }

    /** Returns why the frame is rejected. */
    public RejectCause rejectCause() {
        return cause;
    }
}
