package org.dbusp1.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.dbusp1.driver.Driver;
import org.dbusp1.driver.LineState;
import org.dbusp1.driver.LineStatistics;
import org.dbusp1.feedback.DriverState;
import org.dbusp1.process.FileProblem;
import org.dbusp1.report.StatusReport.Timestamp;
import org.dbusp1.state.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the report of a running driver for programs that do not open its port: a file in memory that is complete at
 * any moment. It is written every ten seconds: its age shows whether the driver runs, also with a meter that sends each
 * minute. If the directory cannot be written, one warning is logged; the file is written again as soon as that is
 * possible.
 */
public final class StatusBoard implements Driver.TickTask {
    private static final Logger LOG = LoggerFactory.getLogger(StatusBoard.class);
    private static final int TICKS = 10;

    private final Place place;
    private final LineStatistics watch;
    private final Supplier<Reporter> reporter;
    private final Executor disk;
    private final Runnable writing = this::write;
    private final DriverState driver;
    /** The file of the reports, from the first one on. */
    private Optional<Path> file = Optional.empty();
    private int ticks;
    private boolean failing;
    private boolean ended;

    /**
     * The content of the report and its place.
     *
     * @param name      name of the file, before the number of the process
     * @param source    source of the driver's bytes
     * @param telegrams file of the last rejected telegrams; absent if none is kept
     */
    public record Place(Path directory, String name, String source, Optional<Path> telegrams) {
    }

    /**
     * @param reporter makes the text of a report; called for each one, so that the start does not wait for its classes
     * @param driver   has the verdict about ESS
     * @param disk     writes the file
     */
    public StatusBoard(Place place, LineStatistics watch, Supplier<Reporter> reporter, DriverState driver,
            Executor disk) {
        this.driver = driver;
        this.place = place;
        this.watch = watch;
        this.reporter = reporter;
        this.disk = disk;
    }

    @Override
    public void tick() {
        if (ticks++ % TICKS == 0) {
            disk.execute(writing);
        }
    }

    private synchronized void write() {
        if (ended) {
            return;
        }
        LineState state = watch.state();
        try {
            Timestamp now = Timestamp.now();
            StatusReport report = new StatusReport(StatusReport.Owner.self(), place.source, now,
                    state.lastGood().map(last -> now.earlier(last, state.sinceGood())),
                    reporter.get().report(state, Optional.empty()).with(driver.ess()), place.telegrams);
            if (file.isEmpty()) {
                StatusReport.clean(place.directory);
            }
            Path target = StatusReport.file(place.directory, place.name, report.driver());
            file = Optional.of(target);
            WholeFile.writePrivate(target, report.text().getBytes(StandardCharsets.UTF_8));
            failing = false;
        } catch (IOException fault) {
            if (!failing) {
                LOG.warn("the report for dbus-p1 check cannot be written in {} ({}); it is tried again",
                        place.directory, FileProblem.writing(fault).words());
            }
            failing = true;
        }
    }

    @Override
    public synchronized void end() {
        ended = true;
        file.ifPresent(StatusReport::delete);
    }
}
