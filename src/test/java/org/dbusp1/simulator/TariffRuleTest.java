package org.dbusp1.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TariffRuleTest {
    /** A day of Tempo begins at 6 h, also where the clock was changed in the night: a white Sunday, and a red one. */
    @ParameterizedTest
    @CsvSource({"2026-10-25T05:59, 1", "2026-10-25T06:00, 4", "2025-03-30T05:59, 1", "2025-03-30T06:00, 6"})
    void theColourOfTempoChangesAtSixOnDaysOfClockChangesToo(LocalDateTime local, int tariff) {
        assertThat(TariffRule.TEMPO.at(local.atZone(ZoneId.of("Europe/Paris")))).isEqualTo(tariff);
    }
}
