package org.dbusp1.cipher;

/** A key that cannot be had or is none. The message is one line and holds nothing of the key. */
public final class BadKeyException extends Exception {
    BadKeyException(String message) {
        super(message);
    }

    BadKeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
