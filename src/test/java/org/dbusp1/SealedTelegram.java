package org.dbusp1;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Telegrams as meters that encrypt send them. */
public final class SealedTelegram {
    private static final byte[] TITLE = HexFormat.of().parseHex("5341470000000001");
    private static final byte CONTROL = 0x30;

    private SealedTelegram() {
    }

    /** The first message of a meter. */
    public static byte[] of(String telegram, String key, String authentication) {
        return of(telegram, key, authentication, 1);
    }

    /** @param counter the frame counter, which rises with each message */
    public static byte[] of(String telegram, String key, String authentication, int counter) {
        try {
            byte[] nonce = ByteBuffer.allocate(12).put(TITLE).putInt(counter).array();
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(HexFormat.of().parseHex(key), "AES"), new GCMParameterSpec(96, nonce));
            cipher.updateAAD(new byte[] {CONTROL});
            cipher.updateAAD(HexFormat.of().parseHex(authentication));
            byte[] text = cipher.doFinal(telegram.getBytes(StandardCharsets.ISO_8859_1));
            return ByteBuffer.allocate(18 + text.length).put((byte) 0xDB).put((byte) 8).put(TITLE).put((byte) 0x82)
                    .putShort((short) (5 + text.length)).put(CONTROL).putInt(counter).put(text).array();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
