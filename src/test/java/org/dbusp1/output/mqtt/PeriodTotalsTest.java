package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.dbusp1.demand.MonthsHandover;
import org.dbusp1.demand.Tariff;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Period.Span;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.history.HistoryArchive;
import org.dbusp1.output.history.HistoryOutput;
import org.dbusp1.output.history.HistorySettings;
import org.dbusp1.simulator.Wiring;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PeriodTotalsTest {
    /** Midnight in Helsinki, an hour before that in Stockholm. */
    private static final Instant FEBRUARY = Instant.parse("2026-01-31T22:00:00Z");

    @TempDir
    private Path directory;

    private HistorySettings settings() {
        return new HistorySettings("sqlite:" + directory.resolve("history.db"), Optional.empty(), Optional.empty(), 31,
                Duration.ofSeconds(60), Optional.of(ZoneId.of("Europe/Helsinki")), Tariff.QUARTER_PEAK);
    }

    /** A H1 meter in Finland, whose telegrams look like those of Sweden. */
    @Test
    void daysAndMonthsAreThoseOfTheHistory() throws Exception {
        SampleMeter meter = new SampleMeter("sweden", Wiring.THREE_PHASES, FEBRUARY.minusSeconds(3_600));
        Snapshot last = meter.next();
        Snapshot midnight = last;
        try (HistoryOutput history = new HistoryOutput(settings(), new MonthsHandover())) {
            while (last.arrival().isBefore(FEBRUARY.plusSeconds(2 * 3_600))) {
                history.snapshot(last);
                midnight = last.arrival().isAfter(FEBRUARY) ? midnight : last;
                last = meter.next();
            }
        }
        BigDecimal used = last.values().decimal(Quantity.ENERGY_IMPORT)
                .subtract(midnight.values().decimal(Quantity.ENERGY_IMPORT)).movePointRight(3);
        try (HistoryArchive archive = new HistoryArchive(settings(), Optional.of(last.key()))) {
            PeriodTotals totals = new PeriodTotals(archive);

            for (Span span : new Span[] {Span.DAY, Span.MONTH}) {
                Map<String, Long> sums = totals.of(span, last);
                assertThat(sums).as(span.name()).containsKey("imp_wh");
                assertThat(BigDecimal.valueOf(sums.get("imp_wh"))).as(span.name())
                        .isCloseTo(used, Offset.offset(BigDecimal.valueOf(50)));
            }
        }
    }

    @Test
    void thereAreNoneWhileNothingIsRecorded() throws Exception {
        new HistoryOutput(settings(), new MonthsHandover()).close();
        Snapshot now = SampleMeter.usual().next();
        try (HistoryArchive archive = new HistoryArchive(settings(), Optional.of(now.key()))) {
            assertThat(new PeriodTotals(archive).of(Span.DAY, now)).isEmpty();
        }
    }
}
