package org.dbusp1.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.dbusp1.TestTelegram;
import org.junit.jupiter.api.Test;

class Crc16Test {
    @Test
    void givesTheCheckValueOfTheStandard() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertThat(Crc16.of(digits, 0, digits.length)).isEqualTo(0xBB3D);
    }

    @Property
    void equalsTheSumTakenBitByBit(@ForAll byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(Crc16.of(bytes, 0, bytes.length)).isEqualTo(TestTelegram.checksum(text));
    }

    @Property
    void canBeRunBackwards(@ForAll @NotEmpty byte[] bytes) {
        int last = bytes.length - 1;
        int whole = Crc16.of(bytes, 0, bytes.length);
        assertThat(Crc16.before(whole, bytes[last])).isEqualTo(Crc16.of(bytes, 0, last));
    }
}
