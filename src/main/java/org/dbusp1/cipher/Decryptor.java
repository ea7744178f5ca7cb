package org.dbusp1.cipher;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens sealed APDUs with the owner's keys: AES-128-GCM, NIST SP 800-38D. Used by one thread.
 */
public final class Decryptor {
    private static final Logger LOG = LoggerFactory.getLogger(Decryptor.class);
    private static final long HINT_NANOS = Duration.ofHours(1).toNanos();
    /** The authentication key that all meters of Luxembourg share (Luxmetering P1). */
    private static final String COMMON_KEY = "00112233445566778899AABBCCDDEEFF";

    /** What to do about a tag when no authentication key is configured. */
    public enum Tag {
        /** Check it with the key that Luxembourg's meters share: the tag is the only proof that a frame has. */
        REQUIRED,
        /** Leave it unchecked: a frame around it has proved its bytes already. */
        OPTIONAL
    }

    private final Optional<AesKey> key;
    private final Optional<AesKey> authentication;
    private long lastHint;
    private boolean hinted;
    private boolean toldUnchecked;

    /**
     * @param key            decrypts; without it nothing is opened
     * @param authentication belongs to the tags
     */
    public Decryptor(Optional<AesKey> key, Optional<AesKey> authentication) {
        this.key = key;
        this.authentication = authentication;
    }

    /** A decryptor without keys. */
    public static Decryptor none() {
        return new Decryptor(Optional.empty(), Optional.empty());
    }

    /** Opens it, or says why not. */
    public DecryptionResult decrypt(CipheredApdu sealed, Tag tag) {
        if (key.isEmpty() && sealed.encrypted()) {
            return new DecryptionResult.NoKey();
        }
        try {
            return decrypted(sealed, tag);
        } catch (AEADBadTagException mismatch) {
            return new DecryptionResult.Mismatch();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private DecryptionResult decrypted(CipheredApdu sealed, Tag tag) throws GeneralSecurityException {
        int length = sealed.text().length - (sealed.authenticated() ? CipheredApdu.TAG_LENGTH : 0);
        Optional<byte[]> check = authenticationKey(tag);
        if (key.isPresent() && sealed.authenticated() && check.isPresent()) {
            return new DecryptionResult.Clear(verified(sealed, key.get(), check.get(), length), true);
        }
        if (key.isPresent() && sealed.authenticated() && !toldUnchecked) {
            toldUnchecked = true;
            LOG.info("decryption.authentication-key.file is not set: the meter's frames are opened, their tags are not "
                    + "checked");
        }
        byte[] text = Arrays.copyOf(sealed.text(), length);
        return new DecryptionResult.Clear(sealed.encrypted() ? stream(sealed, key.orElseThrow(), text) : text, false);
    }

    private Optional<byte[]> authenticationKey(Tag tag) {
        return tag == Tag.REQUIRED && authentication.isEmpty()
                ? Optional.of(HexFormat.of().parseHex(COMMON_KEY))
                : authentication.map(AesKey::bytes);
    }

    private byte[] verified(CipheredApdu sealed, AesKey key, byte[] authentication, int length)
            throws GeneralSecurityException {
        Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
        gcm.init(Cipher.DECRYPT_MODE, key.spec(), new GCMParameterSpec(8 * CipheredApdu.TAG_LENGTH, nonce(sealed)));
        gcm.updateAAD(new byte[] {(byte) sealed.control()});
        gcm.updateAAD(authentication);
        if (sealed.encrypted()) {
            return gcm.doFinal(sealed.text());
        }
        // Authenticated only: the text is not in the cipher but in what it vouches for.
        gcm.updateAAD(sealed.text(), 0, length);
        gcm.doFinal(sealed.text(), length, CipheredApdu.TAG_LENGTH);
        return Arrays.copyOf(sealed.text(), length);
    }

    /** GCM without its tag is CTR whose first block of text counts 2; Java's GCM insists on a tag. */
    private byte[] stream(CipheredApdu sealed, AesKey key, byte[] text) throws GeneralSecurityException {
        byte[] block = ByteBuffer.allocate(16).put(nonce(sealed)).putInt(2).array();
        Cipher ctr = Cipher.getInstance("AES/CTR/NoPadding");
        ctr.init(Cipher.DECRYPT_MODE, key.spec(), new IvParameterSpec(block));
        return ctr.doFinal(text);
    }

    private static byte[] nonce(CipheredApdu sealed) {
        return ByteBuffer.allocate(12).put(sealed.title()).putInt((int) sealed.counter()).array();
    }

    /** Tells the owner what the key of this meter is good for, at most once an hour. */
    public void hintNoKey(CipheredApdu sealed) {
        hint("the meter {} encrypts what it sends; ask the grid operator for its key and name the file that holds "
                + "it with decryption.key.file", sealed);
    }

    /** Tells the owner that the key does not fit, at most once an hour. */
    public void hintWrongKey(CipheredApdu sealed) {
        hint("the configured key does not open what the meter {} sends; compare decryption.key.file and "
                + "decryption.authentication-key.file with what the grid operator gave out", sealed);
    }

    private void hint(String line, CipheredApdu sealed) {
        long now = System.nanoTime();
        if (!hinted || now - lastHint > HINT_NANOS) {
            hinted = true;
            lastHint = now;
            LOG.warn(line, sealed.meter());
        }
    }
}
