package org.dbusp1.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthTest {
    @Test
    void oneLineSaysSinceWhenAnOutputDoesNotWorkByTheClockOfTheMachine() {
        Health http = new Health("http", true, LocalDateTime.parse("2026-11-26T03:00").atZone(ZoneId.systemDefault()).toInstant(), 0, null);
        Health mqtt = new Health("mqtt", false,
                LocalDateTime.parse("2026-11-26T03:08:38.850650310").atZone(ZoneId.systemDefault()).toInstant(), 2, "no program listens");

        assertThat(Health.line(List.of(http, mqtt)))
                .hasValue("http works; mqtt does not work since 2026-11-26 03:08:38, 2 readings dropped (no program listens)");
        assertThat(Health.line(List.of())).isEmpty();
    }
}
