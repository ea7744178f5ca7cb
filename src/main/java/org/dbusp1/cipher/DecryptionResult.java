package org.dbusp1.cipher;

/** The result of the decryption of an APDU. */
public sealed interface DecryptionResult {
    /**
     * The APDU is in clear text now.
     *
     * @param proven whether its tag was checked; if not, only the text itself can show that the key is right
     */
    record Clear(byte[] text, boolean proven) implements DecryptionResult {
    }

    /** No key is configured. */
    record NoKey() implements DecryptionResult {
    }

    /** The tag does not match: the key is another one, or the APDU is damaged. */
    record Mismatch() implements DecryptionResult {
    }
}
