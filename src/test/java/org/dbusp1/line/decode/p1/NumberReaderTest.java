package org.dbusp1.line.decode.p1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.dbusp1.meter.Quantity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Printed numbers as whole numbers of the quantity's last decimal: mW, 0.1 mWh, mV. */
class NumberReaderTest {
    private final NumberReader number = new NumberReader();

    /** Numbers are rounded half away from zero; a number without a unit is in the unit that meters leave out. */
    @ParameterizedTest
    @CsvSource({"0.0004*W, POWER_NET, 0", "0.0005*W, POWER_NET, 1", "1.2345*W, POWER_NET, 1235", "-0.0004*W, POWER_NET, 0",
        "-0.0005*W, POWER_NET, -1", "-1.2345*W, POWER_NET, -1235", "0.00049999*W, POWER_NET, 0",
        "9223372036.854775799*W, POWER_NET, 9223372036855", "-9223372036.854775799*W, POWER_NET, -9223372036855",
        "9.223372036854775799*W, POWER_NET, 9223", "9223372036854775.799*W, POWER_NET, 9223372036854775799",
        "0.000000000000000000001*W, POWER_NET, 0", "2.0, POWER_NET, 2000000", "0, POWER_NET, 0", "2, ENERGY_IMPORT, 20000000",
        "2, VOLTAGE_L1, 2000", "2, POWER_FAILURES, 2"})
    void aNumberIsScaled(String printed, Quantity quantity, long scaled) {
        assertThat(read(printed, quantity)).isTrue();
        assertThat(number.scaled()).isEqualTo(scaled);
    }

    /** It may be in W or in kW: 500 W, or 500 kW. */
    @ParameterizedTest
    @CsvSource({"000500, POWER_NET", "-1, POWER_NET", "1, REACTIVE_IMPORT", "1, APPARENT_IMPORT", "1., POWER_IMPORT"})
    void aPowerWithoutUnitAndDecimalsIsNone(String printed, Quantity quantity) {
        assertThat(read(printed, quantity)).isFalse();
    }

    /** Other units, numbers that do not fit, and more decimals than any meter prints. */
    @ParameterizedTest
    @ValueSource(strings = {"9*gW", "9*TW", "9*cW", "9*kkW", "9*Wk", "9*xxxxxxkW", "9*kWx", "9*k", "9*kvar", "9*\0W",
        "9223372036854775.800*W", "9223372036854776*W", "-9223372036854776*W", "922337203685477581*kW", "0.0000000000000000000001*W"})
    void isNoPower(String printed) {
        assertThat(read(printed, Quantity.POWER_NET)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1*kW", "", "1.5", "(", "12"})
    void aGroupThatDoesNotEndMayHaveLostDigits(String printed) {
        byte[] bytes = printed.getBytes(StandardCharsets.US_ASCII);
        assertThat(number.readNumber(bytes, 0, bytes.length)).isFalse();
        byte[] closed = (printed + ")").getBytes(StandardCharsets.US_ASCII);
        assertThat(number.readNumber(closed, 0, bytes.length)).as("nothing behind the register is read").isFalse();
    }

    @Test
    void aWholeNumberHasNoPoint() {
        read("12*s", Quantity.POWER_NET);
        assertThat(number.whole()).isEqualTo(12);
        assertThat(number.unitTo()).isGreaterThan(number.unitFrom());
        read("12.0", Quantity.POWER_NET);
        assertThat(number.whole()).isNull();
        assertThat(number.unitTo()).isEqualTo(number.unitFrom());
        read("2147483647", Quantity.POWER_NET);
        assertThat(number.whole()).isEqualTo(Integer.MAX_VALUE);
        read("2147483648", Quantity.POWER_NET);
        assertThat(number.whole()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"POWER_NET,true", "REACTIVE_IMPORT,true", "APPARENT_IMPORT,true", "POWER_FACTOR,true", "FUSE_EXPORT,true",
        "ENERGY_IMPORT,false", "REACTIVE_ENERGY_IMPORT,false", "VOLTAGE_L1,false", "FREQUENCY,false", "POWER_FAILURES,false"})
    void onlyWhatMayFlowBackIsNegative(Quantity quantity, boolean negative) {
        assertThat(read("-1.0", quantity)).isEqualTo(negative);
        assertThat(read("-0", quantity)).isTrue();
    }

    private boolean read(String printed, Quantity quantity) {
        byte[] bytes = (printed + ")").getBytes(StandardCharsets.US_ASCII);
        return number.read(bytes, 0, bytes.length, quantity);
    }
}
