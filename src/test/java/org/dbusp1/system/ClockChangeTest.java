package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.dbusp1.system.soak.SentTelegram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The driver in the minutes around both changes of Dutch clocks, by the machine's clock and the meter's. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class ClockChangeTest {
    /** As in a quiet night on a slow machine: the values of a meter of ten seconds outlast a pause of two. */
    private static final int TIMES_AS_FAST = 15;

    @TempDir
    private Path directory;

    @Test
    void valuesStayAndEachTelegramIsKeptInTheHourThatComesTwice() throws Exception {
        expectKept(Instant.parse("2026-10-25T01:00:00Z"));
    }

    @Test
    @Tag("slow")
    void valuesStayAndEachTelegramIsKeptOverTheHourThatIsLeftOut() throws Exception {
        expectKept(Instant.parse("2026-03-29T01:00:00Z"));
    }

    private void expectKept(Instant change) throws Exception {
        try (SimulatedDay day = SimulatedDay.seenBefore(change, Duration.ofSeconds(20), List.of(), directory, TIMES_AS_FAST)) {
            day.watchUntil(change.plusSeconds(65));
            day.end();
            List<SentTelegram> sent = day.sent();
            assertThat(sent.stream().map(SentTelegram::time).map(OffsetDateTime::getOffset).distinct()).hasSize(2);
            day.expectKept(sent);
            assertThat(day.csvFiles()).hasSize(1);
        }
    }
}
