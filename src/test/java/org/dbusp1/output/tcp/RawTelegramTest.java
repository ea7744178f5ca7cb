package org.dbusp1.output.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RawTelegramTest {
    private static Optional<String> sent(String message, boolean addCrc) {
        return RawTelegram.of(message.getBytes(StandardCharsets.ISO_8859_1), addCrc)
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1));
    }

    @Test
    void endsWithTheLineEndThatReadersWaitFor() {
        assertThat(sent("/X\r\n\r\n1-0:1.7.0(00.1*kW)\r\n!1a2F", false))
                .contains("/X\r\n\r\n1-0:1.7.0(00.1*kW)\r\n!1A2F\r\n");
        assertThat(sent("/X\r\n\r\n!", false)).contains("/X\r\n\r\n!\r\n");
    }

    @Test
    void anOldTelegramGetsAChecksumWhenAskedFor() {
        // CRC-16/ARC of "123456789" is BB3D; a telegram of our own is checked by the algorithm's own property:
        // the sum over a text and its sum, low byte first, is zero.
        String sent = sent("/ISK5ME382-1003\r\n\r\n1-0:1.7.0(0000.54*kW)\r\n!", true).orElseThrow();

        assertThat(sent).endsWith("\r\n").containsPattern("![0-9A-F]{4}\r\n$");
        int mark = sent.lastIndexOf('!');
        int crc = Integer.parseInt(sent.substring(mark + 1, mark + 5), 16);
        assertThat(sum(sent.substring(0, mark + 1) + (char) (crc & 0xff) + (char) (crc >> 8))).isZero();
    }

    @Test
    void neverTouchesTheChecksumThatIsThere() {
        assertThat(sent("/X\r\n\r\n!ABCD", true)).contains("/X\r\n\r\n!ABCD\r\n");
    }

    @Test
    void neverTouchesABlockCheck() {
        assertThat(sent("/X\r\n\002!\r\n\003a", true)).contains("/X\r\n\002!\r\n\003a\r\n");
    }

    @Test
    void offersNothingOfBinaryMeters() {
        assertThat(sent("\u007e\u00a0\u007e", false)).isEmpty();
        assertThat(sent("", true)).isEmpty();
    }

    /** CRC-16/ARC written another way: by the reflected polynomial's long division over bits. */
    private static int sum(String text) {
        int register = 0;
        for (byte one : text.getBytes(StandardCharsets.ISO_8859_1)) {
            for (int bit = 0; bit < 8; bit++) {
                boolean out = ((register ^ one >> bit) & 1) != 0;
                register >>>= 1;
                register ^= out ? 0xA001 : 0;
            }
        }
        return register;
    }
}
