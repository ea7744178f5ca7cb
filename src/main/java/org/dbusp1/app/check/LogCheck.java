package org.dbusp1.app.check;

import java.nio.file.Path;
import java.util.List;
import org.dbusp1.app.assembly.PipelineFactory;
import org.dbusp1.app.report.CheckText;
import org.dbusp1.app.report.Reporter;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.process.UserException;
import org.dbusp1.driver.MeterPipeline;
import org.dbusp1.gx.client.DeviceChoices;

/** Checks a raw log: reports on the line that the log was recorded from. Times are those of the telegrams. */
public final class LogCheck implements Check {
    private final String file;
    private final Reporter reporter;
    private final PipelineFactory factory;
    private final MeterPipeline pipeline;

    public LogCheck(String file, Config config, Path stateDirectory) throws UserException {
        this.file = file;
        reporter = Reporter.of(config, stateDirectory, DeviceChoices.read());
        factory = PipelineFactory.ofCheck(config, stateDirectory);
        pipeline = factory.checkPipeline();
    }

    @Override
    public void start() throws UserException {
        // 0: by the clock of a log, messages arrive at the log's own time (SourceClock.arrival), not when they are read.
        LogReader.read(file, factory.source(), (bytes, count) -> pipeline.accept(bytes, count, 0));
        pipeline.end(0);
        factory.lineCounters().complete();
    }

    @Override
    public CheckText text(boolean secrets) {
        // null: states of the data request lines cannot be tried on a log.
        return reporter.report(factory.lineCounters().state(), null).text(reporter.texts(), secrets);
    }

    @Override
    public List<String> rejected() {
        return Reporter.dump(factory.lineCounters().state().rejected(), true);
    }
}
