package org.dbusp1.check;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.dbusp1.assembly.DecodingFactory;
import org.dbusp1.config.Config;
import org.dbusp1.driver.LineStatistics;
import org.dbusp1.driver.Publisher;
import org.dbusp1.frame.Frame;
import org.dbusp1.guard.Guard;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Stamp;
import org.dbusp1.process.Failure;
import org.dbusp1.report.LineReport;
import org.dbusp1.report.Reporter;

/** Checks a raw log: reports on the line that it was recorded from, by the clock of its telegrams. */
public final class LogCheck implements Check, LogReader.Output {
    private static final MeterKey CHECKED_METER = new MeterKey("check");

    private final Reporter reporter;
    private final LogReader log;
    private final LogReader.Clock clock = new LogReader.Clock();
    private final LineStatistics statistics = new LineStatistics(clock::nanos);
    private final Publisher publisher = new Publisher(new Guard(Guard.Options.LOG), UnaryOperator.identity(), statistics, List.of());

    public LogCheck(String file, Config config) throws Failure {
        reporter = Reporter.of(config, file);
        log = new LogReader(file, DecodingFactory.of(config).stream(), this);
    }

    /** {@inheritDoc} Reads the log to its end. */
    @Override
    public void start() throws Failure {
        try {
            log.read();
        } catch (IOException impossible) {
            throw new IllegalStateException("a check writes nothing", impossible);
        }
        statistics.complete();
    }

    @Override
    public void received(byte[] bytes, int from, int to) {
        statistics.received(bytes, from, to, Optional.empty());
    }

    @Override
    public void accepted(Reading reading, Frame frame) {
        publisher.accept(reading, Optional.of(CHECKED_METER), frame, clock.nanosOf(reading),
                reading.time().map(Stamp::instant).orElse(Instant.EPOCH));
    }

    @Override
    public void rejected(Rejected rejected, Frame frame) {
        publisher.rejected(rejected);
    }

    @Override
    public LineReport report() {
        return reporter.report(statistics.state(), Optional.empty());
    }

    @Override
    public List<String> rejected() {
        return Reporter.dump(statistics.state().rejected());
    }
}
