package org.dbusp1.base.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessIdTest {
    @ParameterizedTest
    @CsvSource({
        "7 (java) S 1 7 7 0 -1 4194560 9 0 0 0 1 2 0 0 20 0 19 0 4711 1000, 4711",
        "7 (a) R 1 (b) S 1 7 7 0 -1 4194560 9 0 0 0 1 2 0 0 20 0 19 0 4711 1000, 4711",
        "7 (java) Z 1 7 7 0 -1 4194560 9 0 0 0 1 2 0 0 20 0 19 0 4711 1000, 0",
        "7 (java) S 1, 0", "'', 0", "7 (java) S 1 7 7 0 -1 4194560 9 0 0 0 1 2 0 0 20 0 19 0 x 1000, 0"})
    void theStartOfAProcessIsRead(String stat, long ticks) {
        assertThat(ProcessId.startTicks(stat)).isEqualTo(ticks);
    }
}
