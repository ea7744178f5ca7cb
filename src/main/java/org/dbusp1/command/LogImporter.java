package org.dbusp1.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.dbusp1.driver.LineStatistics;
import org.dbusp1.driver.LogReader;
import org.dbusp1.driver.MeterKeys;
import org.dbusp1.driver.Publisher;
import org.dbusp1.frame.Frame;
import org.dbusp1.guard.Guard;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Stamp;
import org.dbusp1.output.history.HistoryImport;

/** Brings what one raw log holds into the history, as far as the guard believes it. */
final class LogImporter implements LogReader.Output {
    private final Publisher publisher = new Publisher(new Guard(Guard.Options.RECORD), UnaryOperator.identity(),
            new LineStatistics(), List.of());
    private final LogReader.Clock clock = new LogReader.Clock();
    private final HistoryImport history;
    private Optional<MeterKey> meter;
    private long good;
    private long timeless;
    private long nameless;
    private long rejected;

    /** @param meter the key under which all is kept; absent: made of the first number that a telegram prints */
    LogImporter(Optional<MeterKey> meter, HistoryImport history) {
        this.meter = meter;
        this.history = history;
    }

    @Override
    public void rejected(Rejected telegram, Frame frame) {
        rejected++;
        publisher.rejected(telegram);
        history.rejected();
    }

    @Override
    public void accepted(Reading reading, Frame frame) throws IOException {
        meter = meter.or(() -> MeterKeys.printed(reading.meter()));
        if (meter.isEmpty()) {
            nameless++;
        } else if (reading.time().isEmpty()) {
            // Its time is not known: a log has no times, only its telegrams may have one.
            timeless++;
        } else {
            add(reading, frame, reading.time().get());
        }
        good++;
    }

    private void add(Reading reading, Frame frame, Stamp time) throws IOException {
        Publisher.Outcome outcome = publisher.accept(reading, meter, frame, clock.nanosOf(reading), time.instant());
        if (outcome.rejection().isPresent()) {
            rejected++;
            good--;
            history.rejected();
        }
        if (outcome.published().isPresent()) {
            history.add(outcome.published().get());
        }
    }

    /** Returns whether a good telegram was found. */
    boolean any() {
        return good > 0;
    }

    /** Returns what was found, for people: a line, and one for each thing that they can do something about. */
    List<String> findings() {
        List<String> lines = new ArrayList<>();
        lines.add(good + " telegrams, " + rejected + " rejected");
        if (timeless > 0) {
            lines.add(timeless + " telegrams without a time were skipped: a raw log does not hold the time of their arrival");
        }
        if (nameless > 0) {
            lines.add(nameless + " telegrams without the meter's number were skipped: give the meter's key (its path"
                    + " /P1/MeterKey) with --meter");
        }
        return lines;
    }
}
