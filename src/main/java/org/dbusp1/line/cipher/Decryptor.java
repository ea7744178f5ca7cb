package org.dbusp1.line.cipher;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.dbusp1.base.process.ThinnedLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decrypts APDUs with the owner's keys: AES-128-GCM, NIST SP 800-38D. Used by one thread. */
public final class Decryptor {
    private static final Logger LOG = LoggerFactory.getLogger(Decryptor.class);
    /** The authentication key that all meters of Luxembourg share (Luxmetering P1). */
    private static final String COMMON_AUTHENTICATION_KEY = "00112233445566778899AABBCCDDEEFF";

    /** How to treat a tag if no authentication key is configured. */
    public enum TagPolicy {
        /** Check the tag with the key that Luxembourg's meters share. An APDU without a tag (control 00 and 20) has nothing to check. */
        COMMON_KEY,
        /** Leave the tag unchecked: a checksum around the APDU, or in its text, proves the bytes. */
        UNCHECKED
    }

    private final @Nullable AesKey key;
    private final @Nullable AesKey authenticationKey;
    private final ThinnedLog hint = ThinnedLog.hourly();
    private final ThinnedLog uncheckedTags = ThinnedLog.onChange(LOG::info);

    /**
     * @param key            the key that decrypts; null: no APDU is decrypted
     * @param authenticationKey the key that checks the tags; null: {@link TagPolicy} decides
     */
    public Decryptor(@Nullable AesKey key, @Nullable AesKey authenticationKey) {
        this.key = key;
        this.authenticationKey = authenticationKey;
    }

    public static Decryptor none() {
        return new Decryptor(null, null);
    }

    public Result decrypt(CipheredApdu apdu, TagPolicy tagPolicy) {
        if (key == null && apdu.encrypted()) {
            return new Result.NoKey();
        }
        try {
            return decrypted(apdu, tagPolicy);
        } catch (AEADBadTagException e) {
            return new Result.Mismatch();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Result decrypted(CipheredApdu apdu, TagPolicy tagPolicy) throws GeneralSecurityException {
        int length = apdu.payload().length - (apdu.authenticated() ? CipheredApdu.AUTHENTICATION_TAG_LENGTH : 0);
        byte[] authenticationKeyBytes = authenticationKey(tagPolicy);
        if (key != null && apdu.authenticated() && authenticationKeyBytes != null) {
            return new Result.Clear(verified(apdu, key, authenticationKeyBytes, length), true);
        }
        byte[] text = Arrays.copyOf(apdu.payload(), length);
        return new Result.Clear(apdu.encrypted() ? decryptUnchecked(apdu, Objects.requireNonNull(key), text) : text, false);
    }

    private byte @Nullable [] authenticationKey(TagPolicy tagPolicy) {
        return authenticationKey != null ? authenticationKey.bytes() : tagPolicy == TagPolicy.COMMON_KEY
                ? HexFormat.of().parseHex(COMMON_AUTHENTICATION_KEY) : null;
    }

    private byte[] verified(CipheredApdu apdu, AesKey key, byte[] authenticationKeyBytes, int length) throws GeneralSecurityException {
        Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
        gcm.init(Cipher.DECRYPT_MODE, key.spec(), new GCMParameterSpec(8 * CipheredApdu.AUTHENTICATION_TAG_LENGTH, nonce(apdu)));
        gcm.updateAAD(new byte[] {(byte) apdu.control()});
        gcm.updateAAD(authenticationKeyBytes);
        if (apdu.encrypted()) {
            return gcm.doFinal(apdu.payload());
        }
        // Only authenticated: the text is not encrypted, and the tag authenticates the text.
        gcm.updateAAD(apdu.payload(), 0, length);
        gcm.doFinal(apdu.payload(), length, CipheredApdu.AUTHENTICATION_TAG_LENGTH);
        return Arrays.copyOf(apdu.payload(), length);
    }

    /** Java's GCM always checks the tag. Without it, GCM is CTR that counts the blocks of text from 2. */
    private byte[] decryptUnchecked(CipheredApdu apdu, AesKey key, byte[] text) throws GeneralSecurityException {
        byte[] block = ByteBuffer.allocate(16).put(nonce(apdu)).putInt(2).array();
        Cipher ctr = Cipher.getInstance("AES/CTR/NoPadding");
        ctr.init(Cipher.DECRYPT_MODE, key.spec(), new IvParameterSpec(block));
        return ctr.doFinal(text);
    }

    private static byte[] nonce(CipheredApdu apdu) {
        return ByteBuffer.allocate(12).put(apdu.title()).putInt((int) apdu.counter()).array();
    }

    /** Logs that this meter needs a key, at most once an hour. */
    public void hintNoKey() {
        hint("the meter sends encrypted telegrams; ask the grid operator for the key, write it into a file, and"
                + " set decryption.key.file to that file");
    }

    /** Logs that the configured key is not this meter's, at most once an hour. */
    public void hintWrongKey() {
        hint("the configured key does not decrypt the telegrams of the meter; compare decryption.key.file and"
                + " decryption.authentication-key.file with the keys from the grid operator");
    }

    /** Logs once that messages with a tag are accepted without a check of the tag. */
    public void noteUncheckedTag() {
        uncheckedTags.log("decryption.authentication-key.file is not set: the meter's frames are decrypted, but their"
                + " authentication tags are not checked");
    }

    private void hint(String line) {
        if (hint.tryAcquire(System.nanoTime())) {
            LOG.warn(line);
        }
    }

    public sealed interface Result {
        /** @param proven whether the tag was checked; if not, only the text can show that the key is right */
        record Clear(byte[] text, boolean proven) implements Result {
        }

        record NoKey() implements Result {
        }

        /** The tag does not match: the key is wrong, or the APDU is damaged. */
        record Mismatch() implements Result {
        }
    }
}
