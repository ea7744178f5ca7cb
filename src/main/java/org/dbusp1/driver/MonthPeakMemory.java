package org.dbusp1.driver;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.dbusp1.guard.MonthPeak;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Output;

/**
 * Keeps the month's highest demand window over restarts, for meters that do not send it themselves. Writes when there
 * is a new peak, at most once a window.
 */
public final class MonthPeakMemory implements Output, MonthPeak.Memory {
    /** No connection with such a meter carries more. */
    private static final long MOST_WATTS = 1_000_000;

    private final FactMemory memory;
    private Optional<MonthPeak> kept = Optional.empty();

    /** @param disk where the file is written */
    public MonthPeakMemory(Path directory, Executor disk) {
        this.memory = new FactMemory(directory.resolve("peaks.properties"),
                "the highest demand window of the month, W", disk);
    }

    @Override
    public Optional<MonthPeak> recall(MeterKey key) {
        return memory.recall(key.text(), MonthPeakMemory::parse);
    }

    private static MonthPeak parse(String text) {
        String[] parts = text.split(" ");
        try {
            long watts = parts.length == 2 ? Long.parseLong(parts[1]) : -1;
            if (watts < 0 || watts > MOST_WATTS) {
                throw new IllegalArgumentException("no month and power: " + text);
            }
            return new MonthPeak(YearMonth.parse(parts[0]), watts);
        } catch (DateTimeException garbled) {
            throw new IllegalArgumentException(garbled);
        }
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        if (snapshot.values().has(Quantity.PEAK_IMPORT) || snapshot.demand().isEmpty()
                || snapshot.demand().get().peakWatts().isEmpty()) {
            return;
        }
        MonthPeak peak = new MonthPeak(MonthPeak.monthOf(snapshot.demand().get().start()),
                snapshot.demand().get().peakWatts().getAsLong());
        if (!kept.equals(Optional.of(peak))) {
            kept = Optional.of(peak);
            memory.remember(snapshot.key().text(), peak.month() + " " + peak.watts());
        }
    }

    @Override
    public void rejected(Rejected rejected) {
        // A refused telegram says nothing of demand.
    }

    @Override
    public void offline() {
        // A peak stays one.
    }

    @Override
    public void close() {
        // The disk has its own end.
    }
}
