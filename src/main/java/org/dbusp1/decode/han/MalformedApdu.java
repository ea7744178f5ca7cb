package org.dbusp1.decode.han;

/** An APDU that is not what its first bytes say. Once the place is lost, nothing behind it can be believed. */
final class MalformedApdu extends Exception {
    /** @param offset from the start of the APDU, where the trouble is */
    MalformedApdu(String what, int offset) {
        super(what + " at byte " + offset);
    }

    /** These are results, not faults: no stack. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
