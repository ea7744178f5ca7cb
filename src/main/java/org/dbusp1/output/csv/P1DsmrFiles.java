package org.dbusp1.output.csv;

import java.io.IOException;
import java.io.OutputStream;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Rejected;

/**
 * What p1dsmr makes of a log: records, noise and validity, each a file, and figures. Takes telegrams in their order.
 */
public final class P1DsmrFiles {
    private final OutputStream records;
    private final P1DsmrColumns columns;
    private final CsvLine line;
    private final NoiseLines noise;
    private final ValidityLines validity;
    private final LogStatistics statistics = new LogStatistics();

    /** The three streams should be buffered; they stay the caller's. */
    public P1DsmrFiles(OutputStream records, OutputStream noise, OutputStream validity, CsvFormat format,
                       P1DsmrSettings settings) throws IOException {
        this.records = records;
        this.columns = new P1DsmrColumns(settings);
        this.line = new CsvLine(format);
        this.noise = new NoiseLines(noise);
        this.validity = new ValidityLines(validity);
        P1DsmrColumns.names(line);
        line.writeTo(records);
    }

    /** A telegram whose checksum is right, as received or after a repair. */
    public void good(Reading reading) throws IOException {
        statistics.good(reading);
        columns.write(reading, reading.time(), line);
        line.writeTo(records);
        validity.good(reading.message(), statistics.repaired());
        if (reading.message().repaired()) {
            noise.repaired(reading.message(), statistics);
        } else {
            noise.good(reading.message());
        }
    }

    /**
     * A telegram that was refused.
     *
     * @param checksum what its bytes have
     */
    public void refused(Rejected telegram, int checksum) throws IOException {
        statistics.refusedOne();
        validity.refused(telegram);
        noise.refused(telegram, checksum, statistics);
    }

    /**
     * The log has ended.
     *
     * @param millis duration of the conversion in milliseconds
     */
    public LogStatistics end(long millis) throws IOException {
        noise.end(statistics, millis);
        return statistics;
    }
}
