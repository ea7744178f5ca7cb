package org.dbusp1.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskTest {
    @ParameterizedTest
    @CsvSource({"000000.000, 1234567, 001234.567", "00.000, 0, 00.000", "000, 7, 007", "00.000, -24, -00.024",
        "0.000, 1000, 1.000", "00000.000, 123456789, 23456.789", "00000000.0000000, 521857825309, 00052185.7825309"})
    void printsDigitsAsTheMaskShowsThem(String mask, long number, String printed) {
        assertThat(Mask.parse(mask).print(number)).isEqualTo(printed);
    }

    @Test
    void anythingElseIsNoMask() {
        assertThatThrownBy(() -> Mask.parse("0.")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Mask.parse("1.0")).isInstanceOf(IllegalArgumentException.class);
    }
}
