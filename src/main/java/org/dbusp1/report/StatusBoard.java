package org.dbusp1.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.dbusp1.driver.Driver;
import org.dbusp1.driver.LineState;
import org.dbusp1.driver.LineWatch;
import org.dbusp1.output.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a running driver knows, for who asks without touching its port: a file in memory, whole at any moment, made anew
 * every few seconds while something changes. The ticker's chore; a directory that cannot be written costs a warning.
 */
public final class StatusBoard implements Driver.Chore {
    private static final Logger LOG = LoggerFactory.getLogger(StatusBoard.class);
    private static final int TICKS = 5;

    private final Place place;
    private final LineWatch watch;
    private final Supplier<Reporter> maker;
    private Optional<Writer> writer = Optional.empty();
    private Optional<LineState> told = Optional.empty();
    private int ticks;
    private boolean ended;

    /**
     * What it writes where.
     *
     * @param name      of the file, before the number of the process
     * @param source    where the driver gets its bytes
     * @param telegrams where the last refused telegrams are
     */
    public record Place(Path directory, String name, String source, Optional<Path> telegrams) {
    }

    /** Made with the first tick, when the driver is under way: its start waits for nothing that nobody may ask for. */
    private record Writer(StatusReport.Owner self, Path file, Reporter reporter) {
    }

    public StatusBoard(Place place, LineWatch watch, Supplier<Reporter> reporter) {
        this.place = place;
        this.watch = watch;
        this.maker = reporter;
    }

    @Override
    public synchronized void tick() {
        if (ended || ticks++ % TICKS != 0) {
            return;
        }
        LineState state = watch.state();
        if (told.filter(state::saysTheSameAs).isPresent()) {
            return;
        }
        Writer to = writer.orElseGet(this::begin);
        StatusReport report = new StatusReport(to.self, place.source, Instant.now(), state.lastGood(),
                to.reporter.report(state, Optional.empty()), place.telegrams);
        try {
            WholeFile.writePrivate(to.file, report.text().getBytes(StandardCharsets.UTF_8));
            told = Optional.of(state);
        } catch (IOException fault) {
            LOG.warn("{} cannot be written ({}): dbus-p1 check cannot ask this driver", to.file, fault.toString());
            ended = true;
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
