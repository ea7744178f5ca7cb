package org.dbusp1.page.crypto.spec;

import java.security.spec.AlgorithmParameterSpec;

/** The length of the tag in bits, and the nonce. */
public final class GCMParameterSpec implements AlgorithmParameterSpec {
    private final int bits;
    private final byte[] nonce;

    public GCMParameterSpec(int bits, byte[] nonce) {
        this.bits = bits;
        this.nonce = nonce.clone();
    }

    public int getTLen() {
        return bits;
    }

    public byte[] getIV() {
        return nonce.clone();
    }
}
