package org.dbusp1.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The counters of midnight as they are kept. */
class MidnightsTest {
    private static final long DAY = LocalDate.parse("2026-03-02").toEpochDay();

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-02 107000 100000 E0001 1", "2026-03-02 107000 - E0001 1", "2026-03-02 - - - 1"})
    void areTheSameAfterARestart(String text) {
        assertThat(Midnights.parse(text).orElseThrow().text()).isEqualTo(text);
    }

    @Test
    void theirTextHasTheDayBothCountersAndTheDevice() {
        assertThat(new Midnights("E 001", DAY, OptionalLong.of(107_000), OptionalLong.empty()).text())
                .isEqualTo("2026-03-02 107000 - E_001 1");
        assertThat(Midnights.parse("2026-03-02 - 5 - 1"))
                .contains(new Midnights("", DAY, OptionalLong.empty(), OptionalLong.of(5)));
    }

    @Test
    void aNumberThatIsSentLaterIsTheDevices() {
        assertThat(new Midnights("", DAY, OptionalLong.of(1), OptionalLong.of(2)).of("E1"))
                .isEqualTo(new Midnights("E1", DAY, OptionalLong.of(1), OptionalLong.of(2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday 1 2 - 1", "2026-03-01 x 2 - 1", "2026-03-01 1", "2026-03-01 1 2 E0001",
            "2026-02-30 1 2 - 1", "2026-03-01 1 2 - 1 1"})
    void aDamagedTextIsNone(String damaged) {
        assertThat(Midnights.parse(damaged)).isEmpty();
    }
}
