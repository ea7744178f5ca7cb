package org.dbusp1.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TariffRateTest {
    static List<Dialect> dialects() {
        return List.of(Dialect.values());
    }

    @Test
    void belgiumNumbersItsTariffsTheOtherWayRoundThanTheNetherlands() {
        assertThat(Dialect.DSMR5.rate(1)).contains(Dialect.TariffRate.LOW);
        assertThat(Dialect.DSMR5.rate(2)).contains(Dialect.TariffRate.NORMAL);
        assertThat(Dialect.BELGIUM.rate(1)).contains(Dialect.TariffRate.NORMAL);
        assertThat(Dialect.BELGIUM.rate(2)).contains(Dialect.TariffRate.LOW);
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void otherCountriesAndNumbersHaveNoFixedMeaning(Dialect dialect) {
        assertThat(dialect.rate(0)).isEmpty();
        assertThat(dialect.rate(3)).isEmpty();
        assertThat(dialect.rate(1).isPresent()).as("%s has rates of tariffs 1 and 2, or of none", dialect)
                .isEqualTo(dialect.rate(2).isPresent());
        assertThat(dialect.rate(1)).as("%s", dialect).satisfiesAnyOf(rate -> assertThat(rate).isEmpty(),
                rate -> assertThat(rate).isNotEqualTo(dialect.rate(2)));
    }
}
