package org.dbusp1.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A reading's day, and whose counter it is. */
class CounterReadingTest {
    @ParameterizedTest
    @CsvSource({"0,0,0", "86399,0,86399", "86400,1,0", "-1,-1,86399"})
    void aDayBeginsAtMidnight(long second, long day, long secondOfDay) {
        CounterReading reading = new CounterReading("E1", 5, second, 0);
        assertThat(reading.day()).isEqualTo(day);
        assertThat(reading.secondOfDay()).isEqualTo(secondOfDay);
    }

    @Test
    void aReadingWithoutANumberIsOfTheDeviceBefore() {
        assertThat(new CounterReading("", 5, 6, 0).after("E1")).isEqualTo(new CounterReading("E1", 5, 6, 0));
        assertThat(new CounterReading("E2", 5, 6, 0).after("E1").device()).isEqualTo("E2");
        CounterReading nameless = new CounterReading("", 5, 6, 0);
        assertThat(nameless.after("")).isSameAs(nameless);
    }

    @ParameterizedTest
    @CsvSource({"E1,E1,true", "E1,E2,false", "'',E1,true", "E1,'',true", "E 1,E_1,true", "E_1,E 1,true"})
    void aNumberThatWasNotSentMayBeAnyDevices(String one, String other, boolean same) {
        assertThat(new CounterReading(one, 5, 6, 0).isOf(other)).isEqualTo(same);
    }
}
