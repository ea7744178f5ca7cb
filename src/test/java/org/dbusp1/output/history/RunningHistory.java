package org.dbusp1.output.history;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Archive;
import org.dbusp1.output.Output;
import org.dbusp1.output.QuickQueue;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.Event;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.fleet.FinishedRows;
import org.dbusp1.output.fleet.RowSet;

/** The history on a thread of its own, as in the driver, which looks often for what is due. */
public final class RunningHistory implements Output {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name = "history " + COUNT.incrementAndGet();
    private final HistoryOutput history;
    private final Output queue;

    public RunningHistory(HistoryConfig settings) {
        this(settings, new DriverState(OwnerChoices.none()));
    }

    public RunningHistory(HistoryConfig settings, DriverState driver) {
        history = new HistoryOutput(settings, driver);
        queue = QuickQueue.of(name, () -> history);
        queue.start();
    }

    public Archive reader() {
        return history.reader();
    }

    public RowSet.Queue finishedRows(Path directory) {
        return FinishedRows.of(history, directory);
    }

    @Override
    public Optional<String> fault() {
        return history.fault();
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        queue.snapshot(snapshot);
    }

    @Override
    public void rejected(RejectedFrame rejected) {
        queue.rejected(rejected);
    }

    @Override
    public void event(Event event) {
        queue.event(event);
    }

    @Override
    public void offline() {
        queue.offline();
    }

    /** Closes it within the time that an output has; what is still to be written then follows. */
    @Override
    public void close() {
        queue.close();
    }

    /** Closes it, and waits until everything is written, however busy the machine is. */
    public void end() throws InterruptedException {
        queue.close();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals(name)) {
                thread.join();
            }
        }
    }
}
