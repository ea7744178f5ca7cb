package org.dbusp1.check;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.dbusp1.assembly.DecodingFactory;
import org.dbusp1.config.Config;
import org.dbusp1.decode.ReadingStream;
import org.dbusp1.driver.LineWatch;
import org.dbusp1.frame.Frame;
import org.dbusp1.guard.Guard;
import org.dbusp1.guard.IntervalMemory;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Stamp;
import org.dbusp1.process.Failure;
import org.dbusp1.rawlog.InputFile;
import org.dbusp1.rawlog.LogClock;
import org.dbusp1.rawlog.LogReader;
import org.dbusp1.report.LineReport;
import org.dbusp1.report.RefusedLines;
import org.dbusp1.report.Reporter;

/** Checks a raw log: reports on the line that it was recorded from, by the clock of its telegrams. */
public final class LogCheck implements Check, ReadingStream.Listener {
    private static final MeterKey CHECKED_METER = new MeterKey("check");

    private final String file;
    private final Reporter reporter;
    private final ReadingStream stream;
    private final Guard guard = new Guard(new Guard.Options(Optional.empty(), IntervalMemory.NONE, false));
    private final LogClock clock = new LogClock();
    /** The second of its clock when the log began. */
    private long first;
    private long passed;
    private boolean begun;
    private boolean timed;
    private long nanos;
    private final LineWatch watch = new LineWatch(() -> nanos);

    public LogCheck(String file, Config config) throws Failure {
        this.file = file;
        reporter = Reporter.of(config, file);
        stream = DecodingFactory.of(config).stream(this);
    }

    /** {@inheritDoc} Reads it to its end. */
    @Override
    public void start() throws Failure {
        try (InputStream bytes = InputFile.open(file)) {
            LogReader.read(bytes, this::feed, count -> { });
            stream.end();
        } catch (IOException unreadable) {
            throw InputFile.failure(file, unreadable);
        }
        watch.complete();
    }

    private void feed(byte[] bytes, int from, int to) {
        watch.heard(bytes, from, to, Optional.empty());
        stream.feed(bytes, from, to);
    }

    @Override
    public void accepted(Reading reading, Frame frame) {
        nanos = TimeUnit.SECONDS.toNanos(passed(reading));
        Instant time = reading.time().map(Stamp::instant).orElse(Instant.EPOCH);
        Optional<Snapshot> current = guard.accept(reading, CHECKED_METER, time, nanos);
        watch.severalMeters(guard.severalMeters());
        if (guard.refusal().isPresent()) {
            watch.refused(LogClock.rejected(frame, guard.refusal().get()), guard.quality());
        } else {
            watch.good(reading, frame.offset() + frame.length(), frame.length(), current, guard.quality(), time);
        }
    }

    /**
     * Seconds since the first telegram. Some meters tell the time only in their long lists: what came before the first
     * of these was counted from nothing.
     */
    private long passed(Reading reading) {
        long second = clock.secondOf(reading);
        if (!begun) {
            first = second;
        } else if (!timed && reading.time().isPresent()) {
            first = second - passed - reading.meter().dialect().interval().toSeconds();
        }
        begun = true;
        timed |= reading.time().isPresent();
        passed = second - first;
        return passed;
    }

    @Override
    public void refused(Frame frame, RejectCause cause) {
        guard.refused(cause);
        watch.refused(LogClock.rejected(frame, cause), guard.quality());
    }

    @Override
    public LineReport report() {
        return reporter.report(watch.state(), Optional.empty());
    }

    @Override
    public List<String> refused() {
        return RefusedLines.of(watch.state().rejected());
    }
}
