package org.dbusp1.check;

import java.nio.file.Path;
import java.util.List;
import org.dbusp1.assembly.PipelineFactory;
import org.dbusp1.assembly.ReporterFactory;
import org.dbusp1.config.Config;
import org.dbusp1.driver.MeterPipeline;
import org.dbusp1.process.UserException;
import org.dbusp1.report.LineReport;
import org.dbusp1.report.Reporter;

/** Checks a raw log: reports on the line that the log was recorded from. Times are those of the telegrams. */
public final class LogCheck implements Check {
    private final String file;
    private final Reporter reporter;
    private final PipelineFactory parts;
    private final MeterPipeline line;

    /** @param config configuration whose source is the log */
    public LogCheck(String file, Config config, Path state) throws UserException {
        this.file = file;
        reporter = ReporterFactory.of(config, file);
        parts = PipelineFactory.ofCheck(config, state);
        line = parts.checkPipeline();
    }

    /** {@inheritDoc} Reads the log to its end. */
    @Override
    public void start() throws UserException {
        LogReader.read(file, parts.source(), (bytes, count) -> line.accept(bytes, count, 0));
        line.end(0);
        parts.lineCounters().complete();
    }

    @Override
    public LineReport report() {
        return reporter.report(parts.lineCounters().state(), null);
    }

    @Override
    public List<String> rejected() {
        return Reporter.dump(parts.lineCounters().state().rejected(), true);
    }
}
