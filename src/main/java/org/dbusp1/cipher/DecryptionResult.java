package org.dbusp1.cipher;

/** What became of a sealed APDU. */
public sealed interface DecryptionResult {
    /**
     * It is open.
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
