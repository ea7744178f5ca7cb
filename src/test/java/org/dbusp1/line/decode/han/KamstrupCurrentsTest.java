package org.dbusp1.line.decode.han;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.line.decode.han.ListBytes.code;
import static org.dbusp1.line.decode.han.ListBytes.number;
import static org.dbusp1.line.decode.han.ListBytes.readings;
import static org.dbusp1.line.decode.han.ListBytes.small;
import static org.dbusp1.line.decode.han.ListBytes.text;
import static org.dbusp1.line.decode.han.ListBytes.visible;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dbusp1.meter.Quantity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kamstrup's currents are in 10 mA or mA, by the type of the meter. */
class KamstrupCurrentsTest {
    private static final String TRANSFORMER = "6851131BN242101040";
    private static final String DIRECT = "6841131BN243101040";

    @ParameterizedTest
    @CsvSource({DIRECT + ", 0.12", TRANSFORMER + ", 0.012"})
    void theTypeOfTheMeterShowsTheScale(String type, BigDecimal amperes) {
        assertThat(currents(list(type), list(type))).containsExactly(Optional.of(amperes), Optional.of(amperes));
    }

    @Test
    void currentsAreWithheldUntilAListHasTheType() {
        assertThat(currents(list(""), list(DIRECT), list("")))
                .containsExactly(Optional.empty(), Optional.of(new BigDecimal("0.12")), Optional.of(new BigDecimal("0.12")));
    }

    private static String list(String type) {
        return code("1-1:96.1.1") + text(type) + code("1-1:1.7.0") + number(0) + code("1-1:32.7.0") + small(230)
                + code("1-1:31.7.0") + number(12);
    }

    /** The current of L1 in each reading. */
    private static List<Optional<BigDecimal>> currents(String... lists) {
        String[] framed = Stream.of(lists).map(list -> visible("Kamstrup_V0001") + list).toArray(String[]::new);
        return readings(9, framed).stream().map(reading -> Optional.of(reading.values()).filter(values -> values.has(Quantity.CURRENT_L1))
                .map(values -> values.decimal(Quantity.CURRENT_L1))).toList();
    }
}
