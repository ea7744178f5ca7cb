package org.dbusp1.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dbusp1.meter.dialect.Belgium;
import org.dbusp1.meter.dialect.DialectRegistry;
import org.dbusp1.meter.dialect.Netherlands;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TariffRateTest {
    static List<Dialect> dialects() {
        return DialectRegistry.ALL;
    }

    @Test
    void belgiumNumbersItsTariffsTheOtherWayRoundThanTheNetherlands() {
        assertThat(Netherlands.DSMR5.rate(1)).contains(Dialect.TariffRate.LOW);
        assertThat(Netherlands.DSMR5.rate(2)).contains(Dialect.TariffRate.NORMAL);
        assertThat(Belgium.P1.rate(1)).contains(Dialect.TariffRate.NORMAL);
        assertThat(Belgium.P1.rate(2)).contains(Dialect.TariffRate.LOW);
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void otherCountriesAndNumbersHaveNoFixedMeaning(Dialect dialect) {
        assertThat(dialect.rate(0)).isEmpty();
        assertThat(dialect.rate(3)).isEmpty();
        assertThat(dialect.rate(1).isPresent()).isEqualTo(List.of(Netherlands.DSMR2, Netherlands.DSMR4,
                Netherlands.DSMR5, Belgium.P1).contains(dialect));
    }
}
