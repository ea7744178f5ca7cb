package org.dbusp1.output.csv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import org.dbusp1.base.process.Fault;
import org.dbusp1.base.process.NextAttempt;
import org.dbusp1.base.process.FileProblem;
import org.dbusp1.base.state.OwnerOnly;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.output.csv.CsvDirectory.FileName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each good message of the meter as a line of a CSV file, by the day of its time: all that the meter sent, also values that
 * the guard withholds. A message without a time is left out. A full or missing disk is reported once; until it works again only lines
 * are lost.
 */
public final class CsvOutput implements Output {
    private static final Logger LOG = LoggerFactory.getLogger(CsvOutput.class);
    private static final int DAY_SECONDS = 86_400;
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final long MEGABYTE = 1_000_000;
    private static final int LINES_TO_CHANGE_DAY = 3;

    private final CsvConfig settings;
    private final Clock clock;
    private final CsvLines writer;
    private @Nullable CsvFile file;
    /** The name of part 1 of the open file, which itself may be a later part; null, as {@link #file}, while no file is open. */
    private @Nullable FileName wantedName;
    /** The meter with files that were repaired since the start; empty before the first. */
    private String repairedKey = "";
    /** The day of the file that gets lines; 1970-01-01 before the first. */
    private LocalDate currentDay = LocalDate.EPOCH;
    /** The day of the last line; 1970-01-01 before the first. */
    private LocalDate lastLineDay = LocalDate.EPOCH;
    private int linesOfLastDay;
    /** Bytes that may be written before the directory is read again, because other drivers also write there. */
    private long room;
    private final Fault fault = new Fault(LOG::warn);
    private final NextAttempt nextWrite = new NextAttempt();
    private volatile long dropped;
    /** Lines that were lost since a file could last be written. */
    private long lostSinceFault;

    public CsvOutput(CsvConfig settings) {
        this(settings, Clock.systemUTC());
    }

    /** @param clock of the machine; no file is deleted before its day has passed also by this clock */
    CsvOutput(CsvConfig settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.writer = new CsvLines(switch (settings.layout()) {
            case P1DSMR -> CsvColumns.p1dsmr(settings.zone());
            case FULL -> CsvColumns.full();
        }, CsvConfig.format(settings.decimal()));
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        Reading reading = snapshot.reading();
        Stamp time = snapshot.arrival().rowTime();
        if (time == null) {
            return;
        }
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(time.epochSecond() + time.offsetSeconds(), DAY_SECONDS));
        append(snapshot.key(), day, writer.line(reading, time));
    }

    /** Disk errors are logged, not thrown. */
    private void append(MeterKey key, LocalDate day, byte[] line) {
        if (!nextWrite.isDue()) {
            lostSinceFault++;
            dropped++;
            return;
        }
        try {
            write(key, day, line);
            if (fault.end()) {
                LOG.info("csv: {} is written again; {} lines were lost", directory(key), lostSinceFault);
            }
            lostSinceFault = 0;
        } catch (IOException e) {
            failed(directory(key), e);
        } catch (UncheckedIOException e) {
            IOException cause = e.getCause();
            failed(directory(key), cause != null ? cause : new IOException(e));
        }
    }

    /**
     * The day of the file that gets a line. While a file is open, a day other than the next day begins a file only with its third line
     * in a row, because a faulty clock may jump with each telegram.
     */
    private LocalDate fileDay(LocalDate ofLine) {
        linesOfLastDay = ofLine.equals(lastLineDay) ? linesOfLastDay + 1 : 1;
        lastLineDay = ofLine;
        if (wantedName == null || ofLine.equals(currentDay.plusDays(1)) || linesOfLastDay >= LINES_TO_CHANGE_DAY) {
            currentDay = ofLine;
        }
        return currentDay;
    }

    private void write(MeterKey key, LocalDate ofLine, byte[] line) throws IOException {
        LocalDate day = fileDay(ofLine);
        Path directory = directory(key);
        if (!settings.makesDirectories()) {
            OwnerOnly.requireParent(directory);
        }
        CsvDirectory files = new CsvDirectory(directory, settings.maxMegabytes() * MEGABYTE);
        FileName wanted = new FileName(key.text(), day, 1);
        CsvFile open = file;
        if (open != null && open.isGone()) {
            LOG.warn("csv: the newest file in {} was deleted or moved; a new one begins", directory(key));
            close();
            open = null;
        }
        if (open == null || !wanted.equals(wantedName)) {
            close();
            if (!repairedKey.equals(key.text())) {
                files.repair(key.text());
                repairedKey = key.text();
            }
            open = open(files, wanted);
            file = open;
            wantedName = wanted;
        }
        long cost = open.addedBytes(line);
        if (room < cost) {
            // A wrong day of the meter must not delete all files.
            LocalDate machineDay = LocalDate.now(clock);
            room = Math.min(files.makeRoom(day.isBefore(machineDay) ? day : machineDay, cost), MEGABYTE);
        }
        if (room < cost) {
            throw new IOException("csv.max-mb=" + settings.maxMegabytes() + " is used up by the newest files");
        }
        open.append(line);
        room -= cost;
    }

    private CsvFile open(CsvDirectory files, FileName wanted) throws IOException {
        room = 0;
        for (FileName part = wanted;; part = part.next()) {
            CsvFile opened = CsvFile.open(files.file(part), writer.headerLine(), settings.decimal());
            if (opened != null) {
                return opened;
            }
            // The file was begun with other columns, separators or decimal marks, before the owner changed them.
        }
    }

    private Path directory(MeterKey key) {
        return Path.of(settings.directory().replace("<key>", key.text()));
    }

    private void failed(Path directory, IOException unable) {
        String reason = directory + " cannot be written: " + FileProblem.writing(unable).words();
        fault.show(reason, "csv: " + reason + "; lines are lost until it can");
        lostSinceFault++;
        dropped++;
        nextWrite.after(RETRY);
        close();
    }

    /** {@inheritDoc} The next line opens the file again. */
    @Override
    public void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                LOG.debug("closing: {}", e.getMessage());
            }
        }
        file = null;
        wantedName = null;
    }

    @Override
    public Optional<String> fault() {
        return fault.text();
    }

    @Override
    public long dropped() {
        return dropped;
    }

    /** Does nothing: each line has its time. */
    @Override
    public void offline() {
    }
}
