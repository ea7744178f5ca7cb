package org.dbusp1.app.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.process.FileProblem;
import org.dbusp1.base.process.ProcessId;
import org.dbusp1.base.state.WholeFile;
import org.dbusp1.driver.Driver;
import org.dbusp1.driver.LineCounters;
import org.dbusp1.driver.LineState;
import org.dbusp1.gx.client.DeviceChoices;
import org.dbusp1.line.source.MachineClock;
import org.dbusp1.line.source.SourceException;
import org.dbusp1.output.feedback.DriverState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the report of this driver every ten seconds, and at each change of the state of ESS, for programs that do
 * not open the port. The file is in memory and complete at any moment; its age shows whether the driver runs. If the
 * file cannot be written, one warning is logged, and writing is repeated.
 */
public final class StatusReportWriter implements Driver.TickTask {
    private static final Logger LOG = LoggerFactory.getLogger(StatusReportWriter.class);
    private static final int PERIOD_TICKS = 10;
    /** In the first minute what has not come yet is no fault. */
    private static final int STARTING_TICKS = 60;

    private final Path file;
    private final String source;
    private final LineCounters lineCounters;
    private final Function<DeviceChoices, Reporter> reporterFactory;
    private final Path settingsFile;
    private final Executor disk;
    private final Runnable writeTask = this::write;
    private final DriverState driverState;
    private DeviceChoices choices = DeviceChoices.NONE;
    private @Nullable Reporter reporter;
    private int ticks;
    /** The state of ESS at the last tick that began a report. */
    private @Nullable Finding reportedEss;
    private boolean failing;
    private boolean ended;

    /**
     * @param file as {@link StatusReport#ownFile} returns it
     * @param reporterFactory makes the reporter for the owner's choices on the GX device; called when the first report is due,
     *                  so that the start does not wait for its classes, and when these choices change
     * @param disk runs the task that writes the file
     */
    public StatusReportWriter(Path file, String source, LineCounters lineCounters,
            Function<DeviceChoices, Reporter> reporterFactory, DriverState driverState, Executor disk) {
        this(file, source, lineCounters, reporterFactory, driverState, disk, DeviceChoices.FILE);
    }

    StatusReportWriter(Path file, String source, LineCounters lineCounters, Function<DeviceChoices, Reporter> reporterFactory,
            DriverState driverState, Executor disk, Path settingsFile) {
        this.file = file;
        this.source = source;
        this.lineCounters = lineCounters;
        this.reporterFactory = reporterFactory;
        this.driverState = driverState;
        this.disk = disk;
        this.settingsFile = settingsFile;
    }

    @Override
    public void tick() {
        Finding ess = driverState.board().ess();
        if (ticks++ % PERIOD_TICKS == 0 || !ess.equals(reportedEss)) {
            reportedEss = ess;
            disk.execute(writeTask);
        }
    }

    /** Runs on the disk's thread only; the lock is for the file, which must not come back after the end. */
    private void write() {
        try {
            if (reporter == null) {
                StatusReport.clean(file.resolveSibling(""));
            }
            Reporter present = reporter();
            LineState known = lineCounters.state();
            SourceException refusal = lineCounters.refusal();
            String obstacle = refusal == null ? null : present.texts().refusal(refusal);
            LineState state = obstacle == null ? known : known.withObstacle(obstacle);
            Finding ess = driverState.board().ess();
            LineReport report = present.report(state, ess, driverState.board().of(Subject.FOLLOW).orElse(null), driverState.outputHealth());
            StatusReport status = new StatusReport(ProcessId.self(), source, MachineClock.uptime(),
                    report.withRowAt(0, present.driverRow()).text(present.texts(), false), Reporter.dump(state.rejected(), false));
            writeUnlessEnded(
                    status.text(StatusLines.of(present, report, state, ess, ticks < STARTING_TICKS)).getBytes(StandardCharsets.UTF_8));
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.warn("the report for dbus-p1 check cannot be written in {} ({}); it is tried again",
                        file.resolveSibling(""), FileProblem.writing(e).words());
            }
            failing = true;
        }
    }

    private synchronized void writeUnlessEnded(byte[] text) throws IOException {
        if (!ended) {
            WholeFile.writePrivate(file, text);
        }
    }

    private Reporter reporter() {
        DeviceChoices now = choices.refreshed(settingsFile);
        // refreshed returns the same object while the file has not changed; comparing records by equals would load classes.
        if (reporter == null || now != choices) {
            choices = now;
            reporter = reporterFactory.apply(now);
        }
        return reporter;
    }

    @Override
    public synchronized void end() {
        ended = true;
        StatusReport.delete(file);
    }
}
