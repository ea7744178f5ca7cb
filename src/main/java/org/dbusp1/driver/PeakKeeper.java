package org.dbusp1.driver;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.Optional;
import org.dbusp1.guard.MonthPeak;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Output;

/**
 * Keeps the month's highest demand window over restarts, for meters that do not tell it themselves. Writes when there
 * is a new peak, at most once a window.
 */
public final class PeakKeeper implements Output, MonthPeak.Memory {
    private final CableMemory memory;
    private Optional<MonthPeak> kept = Optional.empty();

    public PeakKeeper(Path directory) {
        this.memory = new CableMemory(directory.resolve("peaks.properties"),
                "the highest demand window of the month, W");
    }

    @Override
    public Optional<MonthPeak> recall(MeterKey key) {
        return memory.recall(key.text()).flatMap(PeakKeeper::parse);
    }

    private static Optional<MonthPeak> parse(String text) {
        String[] parts = text.split(" ");
        try {
            return parts.length == 2 ? Optional.of(new MonthPeak(YearMonth.parse(parts[0]), Long.parseLong(parts[1])))
                    : Optional.empty();
        } catch (DateTimeException | NumberFormatException garbled) {
            return Optional.empty();
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
        // Every peak is written when it comes.
    }
}
