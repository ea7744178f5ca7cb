package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.guard.DemandSettings;
import org.dbusp1.guard.MonthPeak;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.output.mqtt.House;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonthPeakMemoryTest {
    private static final MeterKey KEY = new MeterKey("house");

    @TempDir
    private Path directory;

    private static Snapshot peak(Values values, String start, OptionalLong watts) {
        Snapshot house = new House("sweden", KEY.text(), DemandSettings.DEFAULT).next();
        Demand demand = new Demand(new Stamp(Instant.parse(start).getEpochSecond(), 3_600), Duration.ofHours(1), 0,
                OptionalLong.empty(), OptionalLong.empty(), watts);
        return new Snapshot(KEY, house.reading(), values, List.of(), house.withheld(), Optional.of(demand),
                house.arrival(), house.interval(), house.quality());
    }

    @Test
    void aPeakOutlivesTheDriver() {
        MonthPeakMemory first = new MonthPeakMemory(directory, Runnable::run);
        first.snapshot(peak(Values.NONE, "2026-01-31T22:30:00Z", OptionalLong.empty()));
        assertThat(first.recall(KEY)).isEmpty();
        first.snapshot(peak(Values.NONE, "2026-01-31T22:30:00Z", OptionalLong.of(4_161)));
        assertThat(new MonthPeakMemory(directory, Runnable::run).recall(KEY)).hasValue(new MonthPeak(YearMonth.of(2026, 1), 4_161));
        first.snapshot(peak(Values.NONE, "2026-01-31T23:30:00Z", OptionalLong.of(900)));
        assertThat(new MonthPeakMemory(directory, Runnable::run).recall(KEY)).hasValue(new MonthPeak(YearMonth.of(2026, 2), 900));
    }

    @Test
    void whatTheMeterTellsItselfIsNotKept() {
        MonthPeakMemory keeper = new MonthPeakMemory(directory, Runnable::run);
        keeper.snapshot(peak(new Values.Builder().set(Quantity.PEAK_IMPORT, 1).build(), "2026-01-31T22:30:00Z",
                OptionalLong.of(4_161)));
        assertThat(keeper.recall(KEY)).isEmpty();
    }

    @Test
    void aGarbledFileIsNoPeak() throws Exception {
        for (String garbled : List.of("house=x", "house=2026-01", "house=2026-13 5", "house=2026-01 much")) {
            Files.writeString(directory.resolve("peaks.properties"), garbled);
            assertThat(new MonthPeakMemory(directory, Runnable::run).recall(KEY)).as(garbled).isEmpty();
        }
    }
}
