package org.dbusp1.check;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.dbusp1.assembly.DecodingFactory;
import org.dbusp1.config.Config;
import org.dbusp1.driver.LineStatistics;
import org.dbusp1.driver.LogClock;
import org.dbusp1.driver.LogReader;
import org.dbusp1.frame.Frame;
import org.dbusp1.guard.Guard;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Stamp;
import org.dbusp1.process.Failure;
import org.dbusp1.report.LineReport;
import org.dbusp1.report.RefusedLines;
import org.dbusp1.report.Reporter;
import org.dbusp1.state.StateStore;

/** Checks a raw log: reports on the line that it was recorded from, by the clock of its telegrams. */
public final class LogCheck implements Check, LogReader.Output {
    private static final MeterKey CHECKED_METER = new MeterKey("check");

    private final Reporter reporter;
    private final LogReader log;
    private final Guard guard = new Guard(new Guard.Options(Optional.empty(), StateStore.NONE, false));
    private final LogClock clock = new LogClock();
    private long nanos;
    private final LineStatistics watch = new LineStatistics(() -> nanos);

    public LogCheck(String file, Config config) throws Failure {
        reporter = Reporter.of(config, file);
        log = new LogReader(file, DecodingFactory.of(config)::stream, this);
    }

    /** {@inheritDoc} Reads it to its end. */
    @Override
    public void start() throws Failure {
        try {
            log.read();
        } catch (IOException impossible) {
            throw new IllegalStateException("a check writes nothing", impossible);
        }
        watch.complete();
    }

    @Override
    public void received(byte[] bytes, int from, int to) {
        watch.heard(bytes, from, to, Optional.empty());
    }

    @Override
    public void accepted(Reading reading, Frame frame) {
        nanos = clock.nanosOf(reading);
        Instant time = reading.time().map(Stamp::instant).orElse(Instant.EPOCH);
        Optional<Snapshot> current = guard.accept(reading, CHECKED_METER, time, nanos);
        watch.severalMeters(guard.severalMeters());
        if (guard.refusal().isPresent()) {
            watch.refused(new Rejected(frame.bytes(), frame.offset(), Instant.EPOCH, guard.refusal().get()),
                    guard.quality());
        } else {
            watch.good(reading, frame.offset() + frame.length(), frame.length(), current, guard.quality(), time);
        }
    }

    @Override
    public void refused(Rejected rejected, Frame frame) {
        guard.refused(rejected.cause());
        watch.refused(rejected, guard.quality());
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
