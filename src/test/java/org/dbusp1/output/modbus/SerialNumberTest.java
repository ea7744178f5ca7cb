package org.dbusp1.output.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import org.dbusp1.meter.MeterKey;
import org.junit.jupiter.api.Test;

class SerialNumberTest {
    private static String of(String key) {
        return Em24State.serial(new MeterKey(key));
    }

    @Test
    void aShortKeyStaysAsItIs() {
        assertThat(of("1SAG3200000123")).isEqualTo("1SAG3200000123");
        assertThat(of("house")).isEqualTo("house");
    }

    @Test
    void ofALongNumberTheLastDigitsAsOnTheLabel() {
        assertThat(of("E0043007024356815")).isEqualTo("43007024356815");
    }

    @Test
    void keysWithTheSameEndStayDifferent() {
        assertThat(of("garden_house_lan_2001")).hasSize(14).startsWith("_lan_2001_").isNotEqualTo(of("summer_house_lan_2001"));
    }
}
