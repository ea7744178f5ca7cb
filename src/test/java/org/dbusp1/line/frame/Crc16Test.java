package org.dbusp1.line.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Crc16Test {
    @ParameterizedTest
    @CsvSource({"ARC, 0xBB3D", "X_25, 0x906E", "KERMIT, 0x2189"})
    void theCheckValuesAreThoseOfTheCatalogue(Crc16 variant, String check) {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertThat(variant.of(digits, 0, digits.length)).isEqualTo(Integer.decode(check));
    }

    /** X-25 low byte first, Kermit high byte first. */
    @ParameterizedTest
    @CsvSource({"X_25, 0x6E90", "KERMIT, 0x2189"})
    void theyProveBytesThatEndWithThem(Crc16 variant, String onLine) {
        int crc = Integer.decode(onLine);
        byte[] line = ("x123456789" + (char) (crc >> 8) + (char) (crc & 0xFF)).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(variant.onLine(line, 1, 10)).isEqualTo(crc);
        assertThat(variant.proves(line, 1, line.length)).isTrue();
        line[10] ^= 1;
        assertThat(variant.proves(line, 1, line.length)).isFalse();
    }

    @Property
    void canBeRunBackwards(@ForAll @NotEmpty byte[] bytes) {
        int last = bytes.length - 1;
        int whole = Crc16.ARC.of(bytes, 0, bytes.length);
        assertThat(Crc16.ARC.unwound(whole, bytes[last])).isEqualTo(Crc16.ARC.of(bytes, 0, last));
    }
}
