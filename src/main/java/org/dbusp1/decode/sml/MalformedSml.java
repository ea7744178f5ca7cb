package org.dbusp1.decode.sml;

/** Bytes that are no SML messages. Once the place is lost, nothing behind it can be believed. */
final class MalformedSml extends Exception {
    /** @param offset from the start of the messages, where the trouble is */
    MalformedSml(String what, int offset) {
        super(what + " at byte " + offset);
    }

    /** These are results, not faults: no stack. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
