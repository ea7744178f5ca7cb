package org.dbusp1.page.crypto;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.spec.AlgorithmParameterSpec;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESLightEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.modes.SICBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.dbusp1.page.crypto.spec.GCMParameterSpec;
import org.dbusp1.page.crypto.spec.IvParameterSpec;

/** The JDK's cipher for the two transformations that the driver uses, by Bouncy Castle. It decrypts only. */
public final class Cipher {
    public static final int DECRYPT_MODE = 2;

    private final GCMModeCipher gcm;
    private final SICBlockCipher ctr;

    private Cipher(GCMModeCipher gcm, SICBlockCipher ctr) {
        this.gcm = gcm;
        this.ctr = ctr;
    }

    /** Returns a cipher. @throws GeneralSecurityException when it is not one of the two */
    public static Cipher getInstance(String transformation) throws GeneralSecurityException {
        return switch (transformation) {
            case "AES/GCM/NoPadding" -> new Cipher(GCMBlockCipher.newInstance(new AESLightEngine()), null);
            case "AES/CTR/NoPadding" -> new Cipher(null, (SICBlockCipher) SICBlockCipher.newInstance(new AESLightEngine()));
            default -> throw new GeneralSecurityException(transformation);
        };
    }

    public void init(int mode, Key key, AlgorithmParameterSpec parameters) {
        KeyParameter bytes = new KeyParameter(key.getEncoded());
        if (gcm != null) {
            GCMParameterSpec tagged = (GCMParameterSpec) parameters;
            gcm.init(false, new AEADParameters(bytes, tagged.getTLen(), tagged.getIV()));
        } else {
            ctr.init(false, new ParametersWithIV(bytes, ((IvParameterSpec) parameters).getIV()));
        }
    }

    public void updateAAD(byte[] data) {
        gcm.processAADBytes(data, 0, data.length);
    }

    public void updateAAD(byte[] data, int from, int length) {
        gcm.processAADBytes(data, from, length);
    }

    /** Decrypts. @throws AEADBadTagException when the tag does not match */
    public byte[] doFinal(byte[] text) throws AEADBadTagException {
        return doFinal(text, 0, text.length);
    }

    /** Decrypts a part of an array. @throws AEADBadTagException when the tag does not match */
    public byte[] doFinal(byte[] text, int from, int length) throws AEADBadTagException {
        if (gcm == null) {
            byte[] clear = new byte[length];
            ctr.processBytes(text, from, length, clear, 0);
            return clear;
        }
        byte[] clear = new byte[gcm.getOutputSize(length)];
        try {
            gcm.doFinal(clear, gcm.processBytes(text, from, length, clear, 0));
        } catch (InvalidCipherTextException e) {
            throw new AEADBadTagException();
        }
        return clear;
    }
}
