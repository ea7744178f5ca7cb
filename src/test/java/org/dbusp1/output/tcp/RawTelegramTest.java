package org.dbusp1.output.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RawTelegramTest {
    private static Optional<String> sent(String message) {
        return TcpOutput.telegram(message.getBytes(StandardCharsets.ISO_8859_1))
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1));
    }

    @Test
    void endsWithTheLineEndThatReadersWaitFor() {
        assertThat(sent("/X\r\n\r\n1-0:1.7.0(00.1*kW)\r\n!1a2F"))
                .contains("/X\r\n\r\n1-0:1.7.0(00.1*kW)\r\n!1A2F\r\n");
        assertThat(sent("/X\r\n\r\n!")).contains("/X\r\n\r\n!\r\n");
    }

    @Test
    void neverTouchesTheChecksumThatIsThere() {
        assertThat(sent("/X\r\n\r\n!ABCD")).contains("/X\r\n\r\n!ABCD\r\n");
    }

    @Test
    void neverTouchesABlockCheck() {
        assertThat(sent("/X\r\n\002!\r\n\003a")).contains("/X\r\n\002!\r\n\003a\r\n");
    }

    @Test
    void offersNothingOfBinaryMeters() {
        assertThat(sent("\u007e\u00a0\u007e")).isEmpty();
        assertThat(sent("")).isEmpty();
    }
}
