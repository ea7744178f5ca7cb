package org.dbusp1.decode.p1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.dbusp1.meter.Quantity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Printed numbers as whole numbers of the quantity's last decimal: mW, 0.1 mWh, mV. */
class NumberReaderTest {
    private final NumberReader number = new NumberReader();

    @ParameterizedTest
    @CsvSource({"0.0004*W,0", "0.0005*W,1", "1.2345*W,1235", "-0.0004*W,0", "-0.0005*W,-1", "-1.2345*W,-1235", "0.00049999*W,0"})
    void roundsHalfAwayFromZero(String printed, long milliwatts) {
        assertThat(scaled(printed, Quantity.POWER_NET)).isEqualTo(milliwatts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9*gW", "9*TW", "9*cW", "9*kkW", "9*Wk", "9*xxxxxxkW", "9*kWx", "9*k", "9*kvar", "9*\0W"})
    void knowsNoOtherUnit(String printed) {
        assertThat(read(printed, Quantity.POWER_NET)).isFalse();
    }

    @Test
    void aNumberWithoutUnitIsInTheUnitThatMetersLeaveOut() {
        assertThat(scaled("2", Quantity.POWER_NET)).isEqualTo(2_000_000);
        assertThat(scaled("2", Quantity.ENERGY_IMPORT)).isEqualTo(20_000_000);
        assertThat(scaled("2", Quantity.VOLTAGE_L1)).isEqualTo(2_000);
        assertThat(scaled("2", Quantity.POWER_FAILURES)).isEqualTo(2);
    }

    @Test
    void aNumberThatDoesNotFitIsNone() {
        assertThat(scaled("9223372036854775.799*W", Quantity.POWER_NET)).isEqualTo(9_223_372_036_854_775_799L);
        assertThat(read("9223372036854775.800*W", Quantity.POWER_NET)).isFalse();
        assertThat(read("9223372036854776*W", Quantity.POWER_NET)).isFalse();
        assertThat(read("-9223372036854776*W", Quantity.POWER_NET)).isFalse();
        assertThat(read("922337203685477581*kW", Quantity.POWER_NET)).isFalse();
    }

    @Test
    void theLargestNumbersAreRoundedWithTheirSign() {
        assertThat(scaled("9223372036.854775799*W", Quantity.POWER_NET)).isEqualTo(9_223_372_036_855L);
        assertThat(scaled("-9223372036.854775799*W", Quantity.POWER_NET)).isEqualTo(-9_223_372_036_855L);
        assertThat(scaled("9.223372036854775799*W", Quantity.POWER_NET)).isEqualTo(9_223);
    }

    @Test
    void moreDecimalsThanEighteenAreNotRead() {
        assertThat(scaled("0." + "0".repeat(20) + "1*W", Quantity.POWER_NET)).isZero();
        assertThat(read("0." + "0".repeat(21) + "1*W", Quantity.POWER_NET)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1*kW", "", "1.5", "(", "12"})
    void aGroupThatDoesNotEndMayHaveLostDigits(String printed) {
        byte[] bytes = printed.getBytes(StandardCharsets.US_ASCII);
        assertThat(number.readNumber(bytes, 0, bytes.length)).isFalse();
    }

    @Test
    void readsNothingBehindTheRegister() {
        byte[] bytes = "12)".getBytes(StandardCharsets.US_ASCII);
        assertThat(number.readNumber(bytes, 0, 2)).isFalse();
        assertThat(number.readNumber(bytes, 0, 3)).isTrue();
    }

    @Test
    void aWholeNumberHasNoPoint() {
        read("12*s", Quantity.POWER_NET);
        assertThat(number.whole()).hasValue(12);
        assertThat(number.unitTo()).isGreaterThan(number.unitFrom());
        read("12.0", Quantity.POWER_NET);
        assertThat(number.whole()).isEmpty();
        assertThat(number.unitTo()).isEqualTo(number.unitFrom());
        read("2147483647", Quantity.POWER_NET);
        assertThat(number.whole()).hasValue(Integer.MAX_VALUE);
        read("2147483648", Quantity.POWER_NET);
        assertThat(number.whole()).isEqualTo(OptionalInt.empty());
    }

    @ParameterizedTest
    @CsvSource({"POWER_NET,true", "REACTIVE_IMPORT,true", "APPARENT_IMPORT,true", "POWER_FACTOR,true", "FUSE_EXPORT,true",
        "ENERGY_IMPORT,false", "REACTIVE_ENERGY_IMPORT,false", "VOLTAGE_L1,false", "FREQUENCY,false", "POWER_FAILURES,false"})
    void onlyWhatMayFlowBackIsNegative(Quantity quantity, boolean negative) {
        assertThat(read("-1", quantity)).isEqualTo(negative);
        assertThat(read("-0", quantity)).isTrue();
    }

    private boolean read(String printed, Quantity quantity) {
        byte[] bytes = (printed + ")").getBytes(StandardCharsets.US_ASCII);
        return number.read(bytes, 0, bytes.length, quantity);
    }

    private long scaled(String printed, Quantity quantity) {
        assertThat(read(printed, quantity)).isTrue();
        return number.scaled();
    }
}
