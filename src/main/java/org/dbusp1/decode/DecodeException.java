package org.dbusp1.decode;

import org.dbusp1.meter.RejectCause;

/** A frame of which nothing can be used: it is damaged, not proven, no message that is known, or holds no value. */
public final class DecodeException extends Exception {
    private final RejectCause cause;

    public DecodeException(RejectCause cause) {
        this(cause, cause.sentence());
    }

    /**
     * A binary message that is not what its first bytes say. Once the place is lost, nothing behind it can be believed.
     *
     * @param what   what is wrong there
     * @param offset of that place from the start of the message
     */
    public DecodeException(String what, int offset) {
        this(RejectCause.GARBAGE, what + " at byte " + offset);
    }

    /** Without a stack: it is an answer, not a fault, and lines with noise have many of them. */
    private DecodeException(RejectCause cause, String message) {
        super(message, null, false, false);
        this.cause = cause;
    }

    /** Returns why the frame is refused. */
    public RejectCause rejectCause() {
        return cause;
    }
}
