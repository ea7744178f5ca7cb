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
import org.dbusp1.output.EssVerdict;
import org.dbusp1.output.LatestEssVerdict;
import org.dbusp1.process.FileProblem;
import org.dbusp1.state.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The report of a running driver, for programs that ask without touching its port: a file in memory, whole at any
 * moment, written again every ten seconds while something changes, and otherwise every thirty: its age shows whether
 * the driver lives, also with a meter that sends each minute. A directory that cannot be written costs one warning; the
 * file comes back when it can be written again.
 */
public final class StatusBoard implements Driver.TickTask {
    private static final Logger LOG = LoggerFactory.getLogger(StatusBoard.class);
    private static final int TICKS = 10;
    /** One look of this many writes the file, whether anything changed or not. */
    private static final int LOOKS = 3;

    private final Place place;
    private final LineStatistics watch;
    private final Supplier<Reporter> maker;
    private Optional<Writer> writer = Optional.empty();
    private final Executor disk;
    private final Runnable writing = this::write;
    private final LatestEssVerdict ess;
    private Optional<LineState> told = Optional.empty();
    private EssVerdict toldEss = EssVerdict.UNKNOWN;
    private int ticks;
    private int unchanged;
    private boolean failing;
    private boolean ended;

    /**
     * The content of the report and its place.
     *
     * @param name      of the file, before the number of the process
     * @param source    where the driver gets its bytes
     * @param telegrams where the last rejected telegrams are
     */
    public record Place(Path directory, String name, String source, Optional<Path> telegrams) {
    }

    /** Made for the first report, when the driver runs already: the start does not wait for it. */
    private record Writer(StatusReport.Owner self, Path file, Reporter reporter) {
    }

    /**
     * @param ess  what ESS does with the meter
     * @param disk where the file is written
     */
    public StatusBoard(Place place, LineStatistics watch, Supplier<Reporter> reporter, LatestEssVerdict ess,
            Executor disk) {
        this.ess = ess;
        this.place = place;
        this.watch = watch;
        this.maker = reporter;
        this.disk = disk;
    }

    @Override
    public void tick() {
        if (ticks++ % TICKS == 0) {
            disk.execute(writing);
        }
    }

    private synchronized void write() {
        LineState state = watch.state();
        EssVerdict verdict = ess.get();
        boolean same = told.filter(state::saysTheSameAs).isPresent() && verdict.equals(toldEss);
        if (ended || same && ++unchanged < LOOKS) {
            return;
        }
        try {
            Writer to = writer.isPresent() ? writer.get() : begin();
            Timestamp now = Timestamp.now();
            StatusReport report = new StatusReport(to.self, place.source, now,
                    state.lastGood().map(last -> now.earlier(last, state.sinceGood())),
                    to.reporter.report(state, Optional.empty()).with(verdict), place.telegrams);
            WholeFile.writePrivate(to.file, report.text().getBytes(StandardCharsets.UTF_8));
            told = Optional.of(state);
            toldEss = verdict;
            unchanged = 0;
            failing = false;
        } catch (IOException fault) {
            if (!failing) {
                LOG.warn("the report for dbus-p1 check cannot be written in {} ({}); it is tried again",
                        place.directory, FileProblem.writing(fault).words());
            }
            failing = true;
        }
    }

    private Writer begin() {
        StatusFiles.clean(place.directory);
        StatusReport.Owner self = StatusReport.Owner.self();
        Writer made = new Writer(self, StatusFiles.of(place.directory, place.name, self), maker.get());
        writer = Optional.of(made);
        return made;
    }

    @Override
    public synchronized void end() {
        ended = true;
        writer.ifPresent(made -> StatusFiles.delete(made.file));
    }
}
