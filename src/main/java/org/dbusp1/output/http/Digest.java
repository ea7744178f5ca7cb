package org.dbusp1.output.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** SHA-256, which every Java has. */
final class Digest {
    private Digest() {
    }

    static byte[] of(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("a Java without SHA-256", impossible);
        }
    }

    static byte[] of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the first bytes of a digest in hex, two digits each. */
    static String hex(byte[] digest, int length) {
        return HexFormat.of().formatHex(Arrays.copyOf(digest, length));
    }
}
