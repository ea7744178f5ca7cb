package org.dbusp1.check;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.assembly.DecodingFactory;
import org.dbusp1.assembly.ReporterFactory;
import org.dbusp1.config.Config;
import org.dbusp1.driver.Line;
import org.dbusp1.driver.LineStatistics;
import org.dbusp1.driver.MeterKeys;
import org.dbusp1.energy.Ledger;
import org.dbusp1.guard.Guard;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.process.Failure;
import org.dbusp1.report.LineReport;
import org.dbusp1.report.Reporter;
import org.dbusp1.source.Source;
import org.dbusp1.source.SourceClock;

/** Checks a raw log: reports on the line that it was recorded from, by the clock of its telegrams. */
public final class LogCheck implements Check {
    private static final MeterKey CHECKED_METER = new MeterKey("check");

    private final String file;
    private final Reporter reporter;
    private final Source source;
    private final LineStatistics statistics;
    private final Line line;

    public LogCheck(String file, Config config) throws Failure {
        this.file = file;
        reporter = ReporterFactory.of(config, file);
        source = LogReader.source(file);
        statistics = new LineStatistics(source.clock()::nanos);
        line = new Line(new Line.Parts(source, DecodingFactory.of(config).stream(), new Guard(Guard.Options.LOG),
                new Ledger(Ledger.Store.NONE, Optional.empty()), snapshot -> Optional.empty(),
                new MeterKeys(Optional.of(CHECKED_METER), Path.of("")), statistics), List.of(), timeless(source.clock()));
    }

    /** Returns the clock of a log without a time of day: a log does not show when bytes that are no telegram came. */
    private static SourceClock timeless(SourceClock log) {
        return new SourceClock() {
            @Override
            public long nanos() {
                return log.nanos();
            }

            @Override
            public Instant now() {
                return Instant.EPOCH;
            }

            @Override
            public void next(OptionalLong time, Duration usual) {
                log.next(time, usual);
            }

            @Override
            public boolean isDue(int timeoutMillis) {
                return log.isDue(timeoutMillis);
            }

            @Override
            public long arrival(long readAt) {
                return log.arrival(readAt);
            }
        };
    }

    /** {@inheritDoc} Reads the log to its end. */
    @Override
    public void start() throws Failure {
        LogReader.read(file, source, (bytes, count) -> line.accept(bytes, count, 0));
        line.end(0);
        statistics.complete();
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
