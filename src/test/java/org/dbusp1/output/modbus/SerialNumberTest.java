package org.dbusp1.output.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import org.dbusp1.meter.MeterKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SerialNumberTest {
    private static String of(String key) {
        return Em24State.serial(new MeterKey(key));
    }

    /** A short key as it is; of a long number the last digits, as on the label. */
    @ParameterizedTest
    @CsvSource({"1SAG3200000123,1SAG3200000123", "house,house", "E0043007024356815,43007024356815"})
    void itIsTheKeyOrItsLastDigits(String key, String serial) {
        assertThat(of(key)).isEqualTo(serial);
    }

    @Test
    void keysWithTheSameEndStayDifferent() {
        assertThat(of("garden_house_lan_2001")).hasSize(14).startsWith("_lan_2001_").isNotEqualTo(of("summer_house_lan_2001"));
    }
}
