package org.dbusp1.page.crypto.spec;

import java.security.spec.AlgorithmParameterSpec;

/** The first block of a counter. */
public final class IvParameterSpec implements AlgorithmParameterSpec {
    private final byte[] block;

    public IvParameterSpec(byte[] block) {
        this.block = block.clone();
    }

    public byte[] getIV() {
        return block.clone();
    }
}
