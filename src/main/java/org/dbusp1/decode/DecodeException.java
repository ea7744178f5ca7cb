package org.dbusp1.decode;

import org.dbusp1.meter.RejectCause;

/** Thrown for a frame that cannot be used: it is damaged, not proven, not a known message, or without a value. */
public final class DecodeException extends Exception {
    private final RejectCause cause;

    public DecodeException(RejectCause cause) {
        this(cause, cause.sentence());
    }

    /**
     * Makes the exception for a binary message whose bytes do not fit its first bytes. The bytes behind such a place
     * cannot be trusted.
     *
     * @param what   the fault at that place
     * @param offset of the place from the start of the message in bytes
     */
    public DecodeException(String what, int offset) {
        this(RejectCause.GARBAGE, what + " at byte " + offset);
    }

    /**
     * Makes the exception without a stack trace: it is a normal result, not a fault, and lines with noise cause many.
     */
    private DecodeException(RejectCause cause, String message) {
        super(message, null, false, false);
        this.cause = cause;
    }

    /** Returns why the frame is rejected. */
    public RejectCause rejectCause() {
        return cause;
    }
}
