package org.dbusp1.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TariffRateTest {
    private static final Set<Dialect> NAMED = EnumSet.of(Dialect.DSMR2, Dialect.DSMR4, Dialect.DSMR5, Dialect.BELGIUM);

    @Test
    void belgiumNumbersItsTariffsTheOtherWayRoundThanTheNetherlands() {
        assertThat(TariffRate.of(Dialect.DSMR5, 1)).contains(TariffRate.LOW);
        assertThat(TariffRate.of(Dialect.DSMR5, 2)).contains(TariffRate.NORMAL);
        assertThat(TariffRate.of(Dialect.BELGIUM, 1)).contains(TariffRate.NORMAL);
        assertThat(TariffRate.of(Dialect.BELGIUM, 2)).contains(TariffRate.LOW);
    }

    @ParameterizedTest
    @EnumSource
    void otherCountriesAndNumbersHaveNoFixedMeaning(Dialect dialect) {
        assertThat(TariffRate.of(dialect, 0)).isEmpty();
        assertThat(TariffRate.of(dialect, 3)).isEmpty();
        assertThat(TariffRate.of(dialect, 1).isPresent()).isEqualTo(NAMED.contains(dialect));
    }
}
