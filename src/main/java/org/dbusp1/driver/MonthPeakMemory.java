package org.dbusp1.driver;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.dbusp1.demand.DemandMemory;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Output;

/**
 * Keeps the peaks of a demand tariff over restarts. A new peak is written at once, everything else once an hour and
 * when the driver ends: the file lies on a flash memory.
 */
public final class MonthPeakMemory implements Output, DemandMemory {
    private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

    private final FileStateStore memory;
    private final LongSupplier nanos;
    private Optional<String> name = Optional.empty();
    private Supplier<String> newest = () -> "";
    private long written;

    /** @param disk where the file is written */
    public MonthPeakMemory(Path directory, Executor disk) {
        this(directory, disk, System::nanoTime);
    }

    MonthPeakMemory(Path directory, Executor disk, LongSupplier nanos) {
        this.memory = new FileStateStore(directory.resolve("peaks.properties"), "the peaks of demand tariffs, W", disk);
        this.nanos = nanos;
        this.written = nanos.getAsLong() - HOUR_NANOS;
    }

    @Override
    public <T> Optional<T> recall(String wanted, Function<String, T> parser) {
        return memory.recall(wanted, parser);
    }

    @Override
    public void remember(String about, Supplier<String> text, boolean changed) {
        name = Optional.of(about);
        newest = text;
        if (changed || nanos.getAsLong() - written >= HOUR_NANOS) {
            write();
        }
    }

    private void write() {
        written = nanos.getAsLong();
        name.ifPresent(about -> memory.remember(about, newest.get()));
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        // The tracker of windows tells what is to be kept.
    }

    @Override
    public void offline() {
        // A peak stays one.
    }

    @Override
    public void close() {
        write();
    }
}
