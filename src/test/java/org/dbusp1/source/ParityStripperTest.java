package org.dbusp1.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ParityStripperTest {
    private static final String TELEGRAM = "/ISk5\\2MT382-1000\r\n\r\n1-0:1.8.1(12345.678*kWh)\r\n!\r\n";

    private final ParityStripper stripper = new ParityStripper(LineSettings.Parity.EVEN);

    @Test
    void stripsParityBits() {
        assertThat(strip(evenParity(TELEGRAM))).isEqualTo(TELEGRAM);
    }

    @Test
    void passesBytesOfALineThatIsStrippedAlready() {
        assertThat(strip(TELEGRAM.getBytes(StandardCharsets.US_ASCII))).isEqualTo(TELEGRAM);
    }

    @Test
    void stripsOddParity() {
        byte[] bytes = evenParity(TELEGRAM);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= (byte) 0x80;
        }
        new ParityStripper(LineSettings.Parity.ODD).strip(bytes, 0, bytes.length);
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).isEqualTo(TELEGRAM);
    }

    @Test
    void findsTheParityAgainAfterNoise() {
        byte[] noise = new byte[200];
        java.util.Arrays.fill(noise, (byte) 0x01);
        strip(noise);
        strip(evenParity(TELEGRAM));
        assertThat(strip(evenParity(TELEGRAM))).isEqualTo(TELEGRAM);
    }

    /** A telegram with one wrong bit is right or spoilt, never another telegram. */
    @Property
    void neverBelievesAChangedByte(@ForAll @IntRange(max = 47) int at, @ForAll @IntRange(max = 7) int bit,
                                   @ForAll boolean linePlayedBefore) {
        ParityStripper fresh = new ParityStripper(LineSettings.Parity.EVEN);
        if (linePlayedBefore) {
            byte[] before = evenParity(TELEGRAM);
            fresh.strip(before, 0, before.length);
        }
        byte[] bytes = evenParity(TELEGRAM);
        bytes[at] ^= (byte) (1 << bit);
        fresh.strip(bytes, 0, bytes.length);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(text.equals(TELEGRAM) || text.indexOf('\u00FF') >= 0).isTrue();
    }

    private String strip(byte[] bytes) {
        stripper.strip(bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** As a line with even parity sends it. */
    static byte[] evenParity(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < bytes.length; i++) {
            if (Integer.bitCount(bytes[i]) % 2 == 1) {
                bytes[i] |= (byte) 0x80;
            }
        }
        return bytes;
    }
}
