package org.dbusp1.line.cipher;

import java.util.HexFormat;
import javax.crypto.spec.SecretKeySpec;

/** A key of 128 bits, as the grid operator provides it: 32 hex digits. The key is never printed. */
public final class AesKey {
    private static final int LENGTH = 16;

    private final byte[] bytes;

    private AesKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Reads 32 hex digits; blanks, colons and dashes between them are ignored. */
    public static AesKey of(String text, String what) throws BadKeyException {
        String digits = text.replaceAll("[\\s:-]", "");
        if (digits.length() != 2 * LENGTH) {
            throw new BadKeyException(what + " has " + digits.length() + " characters; a key has 32 hex digits");
        }
        try {
            return new AesKey(HexFormat.of().parseHex(digits));
        } catch (IllegalArgumentException e) {
            // The message of the cause quotes a character of the key, so the cause is dropped.
            throw new BadKeyException(what + " holds something else than hex digits; a key has 32 of 0-9 and A-F");
        }
    }

    SecretKeySpec spec() {
        return new SecretKeySpec(bytes, "AES");
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return "a key";
    }

    /** Thrown for a text that is no key. The message is one line and holds no part of the key. */
    public static final class BadKeyException extends Exception {
        BadKeyException(String message) {
            super(message);
        }
    }
}
