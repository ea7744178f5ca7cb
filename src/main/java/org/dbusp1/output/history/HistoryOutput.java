package org.dbusp1.output.history;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.dbusp1.demand.MonthsHandover;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Archive;
import org.dbusp1.output.Event;
import org.dbusp1.output.Output;
import org.dbusp1.output.RowSet;

/**
 * Keeps a history of the meter in a database: minutes, and the hours, quarters and days that follow from them, gas and
 * water, and events. A call only puts readings into memory, so that it never waits; a separate thread writes the
 * finished minutes. Only minutes that wait for this thread are lost when the process is killed.
 */
public final class HistoryOutput implements Output {
    private final PendingMinutes pending = new PendingMinutes();
    private final DatabaseAccess access;
    private final Recorder recorder;
    private final HistoryWriter writer;
    private final HistoryArchive archive;
    private volatile Optional<FinishedRows> finished = Optional.empty();
    private volatile Optional<MeterKey> meter = Optional.empty();

    /** @param months takes the months' peaks that the history holds, for the part that follows the meter's demand */
    public HistoryOutput(HistorySettings settings, MonthsHandover months) {
        this.access = new DatabaseAccess(settings);
        this.recorder = new Recorder(settings.zone(), pending::add);
        this.archive = new HistoryArchive(access, () -> meter);
        this.writer = new HistoryWriter(settings, access, pending, recorder, months);
        writer.start();
    }

    /** Returns the archive for outputs that show the history; any thread may use it, before and after any call here. */
    public Archive archive() {
        return archive;
    }

    /**
     * Returns the finished rows, for an output that sends them on; to be called before the first reading.
     *
     * @param directory the directory for the file with the last sent rows
     */
    public RowSet.Queue finishedRows(Path directory) {
        FinishedRows rows = new FinishedRows(access, directory, () -> meter, Clock.systemUTC());
        finished = Optional.of(rows);
        return rows;
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        access.meter(snapshot.key());
        meter = Optional.of(snapshot.key());
        writer.awaitRoom();
        recorder.add(snapshot);
        writer.newest(snapshot);
    }

    @Override
    public void rejected(Rejected rejected) {
        recorder.rejected();
    }

    @Override
    public void event(Event event) {
        recorder.event(event);
    }

    /** Changes nothing: a minute is over when the next one begins, or when no telegram came for that time. */
    @Override
    public void offline() {
    }

    @Override
    public void close() {
        // First: the minute that is written now may go on after a restart.
        finished.ifPresent(FinishedRows::close);
        writer.close();
        archive.close();
    }
}
