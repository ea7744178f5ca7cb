package org.dbusp1.cipher;

/** Thrown when a key cannot be read or is not valid. The message is one line and holds no part of the key. */
public final class BadKeyException extends Exception {
    BadKeyException(String message) {
        super(message);
    }

    BadKeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
