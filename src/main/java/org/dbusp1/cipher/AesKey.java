package org.dbusp1.cipher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A key of 128 bits, as the grid operator provides it: 32 hex digits. The key is never printed. */
public final class AesKey {
    private static final Logger LOG = LoggerFactory.getLogger(AesKey.class);
    private static final int LENGTH = 16;
    /** More than any key with its line end; a log file named by mistake is not read whole. */
    private static final int MAX_FILE = 256;
    /** The byte order mark that Windows editors put before the first character, its bytes as ISO 8859-1. */
    private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final byte[] bytes;

    private AesKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads 32 hex digits; blanks, colons and dashes between them are passed over.
     *
     * @param what names the key in the complaint
     */
    public static AesKey of(String text, String what) throws BadKeyException {
        String digits = text.replaceAll("[\\s:-]", "");
        if (digits.length() != 2 * LENGTH) {
            throw new BadKeyException(what + " has " + digits.length() + " characters; a key has 32 hex digits");
        }
        try {
            return new AesKey(HexFormat.of().parseHex(digits));
        } catch (IllegalArgumentException notHex) {
            // Its message quotes the character, which is a part of the key: not passed on, not even as the cause.
            throw new BadKeyException(what + " holds something else than hex digits; a key has 32 of 0-9 and A-F");
        }
    }

    /** Reads a key from a file, and warns when others may read it too. */
    public static AesKey read(Path file) throws BadKeyException {
        try {
            if (Files.isDirectory(file)) {
                throw new BadKeyException(file + " is a directory; name the file with the key");
            }
            if (Files.size(file) > MAX_FILE) {
                throw new BadKeyException(file + " is too large for a key; it should hold 32 hex digits and no more");
            }
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            AesKey key = of(text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text,
                    file.toString());
            warnIfOthersMayRead(file);
            return key;
        } catch (NoSuchFileException absent) {
            throw new BadKeyException(file + " does not exist; create it with the 32 hex digits of the key", absent);
        } catch (AccessDeniedException forbidden) {
            throw new BadKeyException(file + " cannot be read: this user may not read it", forbidden);
        } catch (IOException unreadable) {
            throw new BadKeyException(file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static void warnIfOthersMayRead(Path file) throws IOException {
        try {
            if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
                LOG.warn("{} holds a key that others on this machine may read; chmod 600 {}", file, file);
            }
        } catch (UnsupportedOperationException noModes) {
            LOG.debug("{} lies on a file system without modes", file);
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

    /** Thrown when a key cannot be read or is not valid. The message is one line and holds no part of the key. */
    public static final class BadKeyException extends Exception {
        BadKeyException(String message) {
            super(message);
        }

        BadKeyException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
