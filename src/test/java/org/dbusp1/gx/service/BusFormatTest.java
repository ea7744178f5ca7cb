package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.dbusp1.meter.Quantity;
import org.dbusp1.output.Fact;
import org.dbusp1.output.Facts;
import org.dbusp1.output.ValueFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts of values (as dbus-cgwacs writes them). */
class BusFormatTest {
    @ParameterizedTest
    @CsvSource({
        "WATT, 140000, 140W", "WATT, -140400, -140W", "WATT, 499, 0W", "WATT, 500, 1W", "WATT, -499, 0W",
        "WATT, -500, -1W", "VOLT, 230149, 230.1V", "VOLT, 230150, 230.2V", "VOLT, 0, 0.0V", "AMPERE, 60, 0.1A",
        "AMPERE, -49, 0.0A", "AMPERE, -640, -0.6A", "KILOWATT_HOUR, 123456750000, 12345.68kWh",
        "KILOWATT_HOUR, 1, 0.00kWh", "HERTZ, 49985, 49.99Hz", "RATIO, -997, -0.997", "RATIO, 1000, 1.000",
        "CUBIC_METER, 1234567000, 1234.567 cubic meter", "COUNTER, 208307000, 208.307", "INTEGER, -3, -3",
        "HEX, 65535, 0xFFFF", "HEX, 10, 0xA"})
    void showsValuesWithoutBlankAndWithADot(ValueFormat format, long scaled, String text) {
        assertThat(BusFormat.of(format).text(scaled)).isEqualTo(text);
    }

    @Test
    void anItemHasNoFewerDecimalsThanTheQuantityOrTheFact() {
        for (Quantity quantity : Quantity.values()) {
            assertThat(BusFormat.of(ValueFormat.of(quantity)).decimals()).as(quantity.name()).isGreaterThanOrEqualTo(quantity.decimals());
        }
        for (Fact fact : Facts.ALL) {
            assertThat(BusFormat.of(fact.format()).decimals()).as(fact.key()).isGreaterThanOrEqualTo(fact.decimals());
        }
    }
}
