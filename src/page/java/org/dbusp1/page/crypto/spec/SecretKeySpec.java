package org.dbusp1.page.crypto.spec;

import java.security.Key;

/** A key. */
public final class SecretKeySpec implements Key {
    private final byte[] bytes;
    private final String algorithm;

    public SecretKeySpec(byte[] bytes, String algorithm) {
        this.bytes = bytes.clone();
        this.algorithm = algorithm;
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    @Override
    public byte[] getEncoded() {
        return bytes.clone();
    }
}
