package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.history.HistoryConfig;
import org.dbusp1.output.history.HistoryReader;
import org.dbusp1.output.history.RunningHistory;
import org.dbusp1.simulator.SimulatedMedium;
import org.dbusp1.simulator.Wiring;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The page in headless Chromium over the history that the driver itself keeps. */
@Tag("slow")
@Timeout(120)
class PageHistoryTest {
    @RegisterExtension
    static final PageRig PAGE = new PageRig();

    @TempDir
    private Path directory;

    /**
     * The last two hours, in which L2 sagged twice: nothing that the page has for them stays hidden. In the owner's zone it is
     * between twelve and one, so that they belong to today.
     */
    @Test
    void showsAllThatIsRecorded() throws Exception {
        ZoneId noon = ZoneId.of("Etc/GMT%+d".formatted(OffsetDateTime.now(ZoneOffset.UTC).getHour() - 12));
        HistoryConfig settings = new HistoryConfig("sqlite:" + directory.resolve("history.db"), null,
                null, 31, Duration.ofSeconds(60), noon, Tariff.QUARTER_PEAK, false, true);
        SampleMeter meter = new SampleMeter("dsmr50", Wiring.THREE_PHASES, Instant.now().minusSeconds(2 * 3_600), SimulatedMedium.GAS);
        Snapshot last = meter.next();
        long sagged = last.published().values().scaled(Quantity.VOLTAGE_SAGS_L2) + 2;
        RunningHistory history = new RunningHistory(settings);
        while (last.arrival().machineTime().isBefore(Instant.now().minusSeconds(601))) {
            history.snapshot(last);
            last = meter.next();
        }
        for (int second = 0; second < 60; second++) {
            history.snapshot(meter.next(sags(sagged - 2), sags(sagged)));
        }
        history.end();
        try (HistoryReader archive = new HistoryReader(settings, last.key())) {
            Web web = PAGE.web(archive, Web.settings(noon));
            PAGE.play(web, PageRig.meter("dsmr50", Wiring.THREE_PHASES, SimulatedMedium.GAS));
            for (String period : new String[] {"day", "week", "month", "year"}) {
                PAGE.viewHistory(web, "?period=" + period);

                assertThat(PAGE.shown("events-part")).as(period).isTrue();
                assertThat(PAGE.text("events")).contains("Voltage sag L2");
                assertThat(PAGE.value("document.querySelector('#events td:last-child').innerText").asText())
                        .isEqualTo(Long.toString(sagged));
                assertThat(PAGE.shown("voltage-chart")).isTrue();
                PAGE.awaitShown("today-part");
                assertThat(PAGE.shown("quarters-part")).isEqualTo(period.equals("day"));
                assertThat(PAGE.text("sums")).contains("Import", "Export", "Gas").doesNotContain("NaN", "undefined");
                PAGE.assertNoComplaints();
                PAGE.picture("recorded-" + period);
            }
        }
    }

    private static String sags(long count) {
        return String.format("1-0:52.32.0(%05d)", count);
    }
}
