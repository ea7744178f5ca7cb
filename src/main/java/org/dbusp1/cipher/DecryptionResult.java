package org.dbusp1.cipher;

/** The result of the decryption of an APDU. */
public sealed interface DecryptionResult {
    /**
     * It is clear text now.
     *
     * @param proven whether its tag was checked; where not, only the text itself can show that the key is right
     */
    record Clear(byte[] text, boolean proven) implements DecryptionResult {
    }

    /** No key is configured. */
    record NoKey() implements DecryptionResult {
    }

    /** The tag does not match: another key, or damaged. */
    record Mismatch() implements DecryptionResult {
    }
}
