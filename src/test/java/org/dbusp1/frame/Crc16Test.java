package org.dbusp1.frame;

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

    @Property
    void canBeRunBackwards(@ForAll @NotEmpty byte[] bytes) {
        int last = bytes.length - 1;
        int whole = Crc16.ARC.of(bytes, 0, bytes.length);
        assertThat(Crc16.ARC.before(whole, bytes[last])).isEqualTo(Crc16.ARC.of(bytes, 0, last));
    }
}
