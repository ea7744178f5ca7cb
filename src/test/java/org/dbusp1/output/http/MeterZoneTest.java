package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.history.HistoryConfig;
import org.dbusp1.output.history.HistoryReader;
import org.dbusp1.output.history.RunningHistory;
import org.dbusp1.simulator.Wiring;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A H1 meter in Finland: its telegrams show no country, so that its owner sets it. */
@Timeout(180)
class MeterZoneTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Helsinki");
    /** The last minutes of January in Helsinki, and an hour of February. */
    private static final Instant BEGIN = Instant.parse("2026-01-31T21:50:00Z");
    private static final Instant END = Instant.parse("2026-01-31T23:10:00Z");

    @TempDir
    private Path directory;

    @Test
    void daysMonthsAndTimesAreThoseOfTheOwnersZone() throws Exception {
        HistoryConfig settings = new HistoryConfig("sqlite:" + directory.resolve("history.db"), null,
                null, 31, Duration.ofSeconds(60), ZONE, Tariff.QUARTER_PEAK, false, true);
        SampleMeter meter = new SampleMeter("sweden", Wiring.THREE_PHASES, BEGIN);
        Snapshot last = meter.next();
        RunningHistory history = new RunningHistory(settings);
        while (last.arrival().machineTime().isBefore(END)) {
            history.snapshot(last);
            last = meter.next();
        }
        history.end();
        assertThat(last.reading().meter().dialect().zone()).isNotEqualTo(ZONE);
        try (HistoryReader archive = new HistoryReader(settings, last.key());
                Web web = new Web(Web.settings(ZONE), archive)) {
            // Before the first telegram too, when nothing shows what kind of meter it is.
            for (boolean heard : new boolean[] {false, true}) {
                if (heard) {
                    web.output.snapshot(last);
                }
                assertThat(web.json("/api/now").path("zone").asText()).isEqualTo("Europe/Helsinki");
                assertThat(days(web, "table=days&from=2026-01-31&to=2026-02-01")).isEqualTo("2026-01-31");
                assertThat(days(web, "table=days&from=2026-02-01&to=2026-02-02")).isEqualTo("2026-02-01");
                assertThat(days(web, "table=days&step=month&from=2026-02-01&to=2026-03-01")).isEqualTo("2026-02");
                assertThat(web.get("/api/history.csv?table=hours&from=2026-02-01").body().lines().toList().get(1))
                        .startsWith("\"2026-02-01T00:00:00+02:00\",");
            }
        }
    }

    private static String days(Web web, String query) throws Exception {
        StringBuilder days = new StringBuilder();
        web.json("/api/history?" + query).path("rows").forEach(row -> days.append(row.get(0).asText()));
        return days.toString();
    }
}
