package org.dbusp1.rawlog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.assembly.DecodingFactory;
import org.dbusp1.decode.ReadingStream;
import org.dbusp1.driver.MeterKeys;
import org.dbusp1.frame.Frame;
import org.dbusp1.guard.Plausibility;
import org.dbusp1.meter.LineQuality;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Withheld;
import org.dbusp1.output.history.HistoryImport;

/** One raw log on its way into the history, by the way that the bytes of a line go. */
public final class ImportedLog implements ReadingStream.Listener {
    private final ReadingStream stream;
    private final Plausibility plausibility = new Plausibility();
    private final HistoryImport history;
    private Optional<MeterKey> meter;
    private long good;
    private final LogContents contents;
    private long timeless;
    private long nameless;
    private long rejected;

    /**
     * @param name  of the log, for people
     * @param meter the key under which all is kept; absent: made of the first number that a telegram prints
     */
    public ImportedLog(String name, DecodingFactory decoding, Optional<MeterKey> meter, HistoryImport history) {
        this.contents = new LogContents(name);
        this.stream = decoding.stream(this);
        this.meter = meter;
        this.history = history;
    }

    /** Reads it to its end. */
    public void read(InputStream bytes) throws IOException {
        try {
            LogReader.read(bytes, stream::feed, contents::read);
            stream.end();
        } catch (UncheckedIOException unwritable) {
            throw unwritable.getCause();
        }
        history.endOfLog();
    }

    @Override
    public void refused(Frame frame, RejectCause cause) {
        rejected++;
        contents.refused(LogClock.rejected(frame, cause));
        history.rejected();
    }

    @Override
    public void accepted(Reading reading, Frame frame) {
        good++;
        contents.accepted();
        meter = meter.or(() -> MeterKeys.printed(reading.meter()));
        if (meter.isEmpty()) {
            nameless++;
        } else if (reading.time().isEmpty()) {
            // Nothing tells when it was: a log has no clock of its own.
            timeless++;
        } else {
            add(reading, meter.get(), reading.time().get());
        }
    }

    private void add(Reading reading, MeterKey key, Stamp time) {
        Withheld withheld = plausibility.judge(reading, time.epochSecond());
        LogWriting.unchecked(() -> history.add(new Snapshot(key, reading, withheld.from(reading.values()),
                withheld.from(reading.devices()), withheld, Optional.empty(), time.instant(),
                reading.meter().dialect().interval(), Duration.ZERO, plausibility.segmentOf(reading),
                LineQuality.NONE)));
    }

    /** What the log holds. */
    public LogContents contents() {
        return contents;
    }

    /** Whether a good telegram was found. */
    public boolean any() {
        return good > 0;
    }

    /** What was found, for people: a line, and one for each thing that they can do something about. */
    public List<String> findings() {
        List<String> lines = new ArrayList<>();
        lines.add(good + " telegrams, " + rejected + " refused");
        if (timeless > 0) {
            lines.add(timeless + " telegrams without a time were passed over: a log does not tell when they came");
        }
        if (nameless > 0) {
            lines.add(nameless + " telegrams without the meter's number were passed over: name the meter with --meter, "
                    + "as its path /P1/MeterKey does");
        }
        return lines;
    }
}
