package org.dbusp1.output.csv;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Optional;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Stamp;
import org.dbusp1.output.Output;

/** Writes each good message of the meter as a line of a CSV file: what it said, no more. Its day is the meter's. */
public final class CsvOutput implements Output {
    private static final int DAY_SECONDS = 86_400;

    private final CsvSettings settings;
    private final P1DsmrColumns columns;
    private final CsvLine line;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CsvLog log;

    public CsvOutput(CsvSettings settings) {
        this(settings, Clock.systemUTC());
    }

    CsvOutput(CsvSettings settings, Clock clock) {
        this.settings = settings;
        this.columns = new P1DsmrColumns(
                P1DsmrSettings.DEFAULT.in(settings.zone()));
        this.line = new CsvLine(settings.format());
        switch (settings.layout()) {
            case P1DSMR -> P1DsmrColumns.names(line);
            case FULL -> FullColumns.names(line);
        }
        this.log = new CsvLog(settings, take(), clock);
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        Reading reading = snapshot.reading();
        Stamp time = reading.time().orElseGet(() -> arrival(snapshot));
        switch (settings.layout()) {
            case P1DSMR -> columns.write(reading, Optional.of(time), line);
            case FULL -> FullColumns.write(reading, time, line);
        }
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(time.epochSecond() + time.offsetSeconds(), DAY_SECONDS));
        log.append(snapshot.key(), day, take());
    }

    private Stamp arrival(Snapshot snapshot) {
        return Stamp.of(snapshot.arrival().getEpochSecond(),
                snapshot.reading().meter().dialect().zone(settings.zone()));
    }

    private byte[] take() {
        bytes.reset();
        try {
            line.writeTo(bytes);
        } catch (IOException never) {
            throw new UncheckedIOException(never);
        }
        return bytes.toByteArray();
    }

    /** Lines stay true: they say when they were. */
    @Override
    public void offline() {
    }

    @Override
    public void close() {
        log.close();
    }
}
