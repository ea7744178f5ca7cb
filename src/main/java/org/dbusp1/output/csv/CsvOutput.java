package org.dbusp1.output.csv;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Stamp;
import org.dbusp1.output.Output;

/** Writes each good message of the meter as a line of a CSV file: what it sent, no more. Its day is the meter's. */
public final class CsvOutput implements Output {
    private static final int DAY_SECONDS = 86_400;

    private final Optional<ZoneId> zone;
    private final CsvWriter writer;
    private final CsvLog log;

    public CsvOutput(CsvSettings settings) {
        this(settings, Clock.systemUTC());
    }

    CsvOutput(CsvSettings settings, Clock clock) {
        this.zone = settings.zone();
        this.writer = new CsvWriter(switch (settings.layout()) {
            case P1DSMR -> CsvColumns.p1dsmr(P1DsmrSettings.DEFAULT.in(zone));
            case FULL -> CsvColumns.full();
        }, settings.format());
        this.log = new CsvLog(settings, writer.names(), clock);
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        Reading reading = snapshot.reading();
        Stamp time = reading.time().orElseGet(() -> Stamp.of(snapshot.arrival().getEpochSecond(),
                reading.meter().dialect().zone(zone)));
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(time.epochSecond() + time.offsetSeconds(), DAY_SECONDS));
        log.append(snapshot.key(), day, writer.line(reading, Optional.of(time)));
    }

    /** Does nothing: each line has its time. */
    @Override
    public void offline() {
    }

    @Override
    public void close() {
        log.close();
    }
}
