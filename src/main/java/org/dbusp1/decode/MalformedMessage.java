package org.dbusp1.decode;

/** A binary message that is not what its first bytes say. Once the place is lost, nothing behind it can be believed. */
public final class MalformedMessage extends Exception {
    /**
     * @param what   what is wrong there
     * @param offset of that place from the start of the message
     */
    public MalformedMessage(String what, int offset) {
        super(what + " at byte " + offset);
    }

    /** It stands for a refused frame and not for a fault: no stack. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
