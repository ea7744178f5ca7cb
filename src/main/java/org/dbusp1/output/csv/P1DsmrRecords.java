package org.dbusp1.output.csv;

import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.output.CsvFormat;
import org.jspecify.annotations.Nullable;

/** Makes the file Records.csv of the program P1_DSMR from a log, with a line for each good telegram, and statistics. */
public final class P1DsmrRecords {
    /** The damage in a log, and the highest voltage and current in the log. */
    public static final class LogStatistics {
        private final Highest voltage = new Highest("voltage", CsvColumns.VOLTAGES);
        private final Highest current = new Highest("current", CsvColumns.CURRENTS);
        private long good;
        private long repaired;
        private long rejected;

        private static final class Highest {
            private final String title;
            private final List<Quantity> phases;
            private long value;
            private String words = "";

            Highest(String title, List<Quantity> phases) {
                this.title = title;
                this.phases = phases;
            }

            void see(Reading reading) {
                for (Quantity phase : phases) {
                    if (reading.values().has(phase) && reading.values().scaled(phase) > value) {
                        value = reading.values().scaled(phase);
                        words = "Highest " + title + ": " + reading.values().decimal(phase).toPlainString() + " "
                                + phase.unit().symbol() + " on L" + (phases.indexOf(phase) + 1) + Optional.ofNullable(reading.time())
                                .map(time -> ", " + time.toString().substring(0, 16).replace('T', ' ')).orElse("");
                    }
                }
            }
        }

        void good(Reading reading) {
            good++;
            repaired += reading.message().repaired() ? 1 : 0;
            voltage.see(reading);
            current.see(reading);
        }

        private long seen() {
            return good + rejected;
        }

        private String percent(long some) {
            return String.format(Locale.ROOT, "%.2f", 100.0 * some / Math.max(1, seen()));
        }

        public List<String> lines() {
            return Stream.of("Telegrams: " + seen(),
                    "Damaged: " + (rejected + repaired) + " (" + percent(rejected + repaired) + " %), of which " + repaired + " repaired",
                    "Rejected: " + rejected + " (" + percent(rejected) + " %)",
                    voltage.words, current.words).filter(line -> !line.isEmpty()).toList();
        }
    }

    private final OutputStream records;
    private final CsvLines writer;
    private final LogStatistics statistics = new LogStatistics();

    /**
     * @param records the caller should buffer it, and closes it
     * @param zone of the meter's clock; null: the zone of the meter's dialect
     */
    public P1DsmrRecords(OutputStream records, CsvFormat format, @Nullable ZoneId zone) throws IOException {
        this.records = records;
        this.writer = new CsvLines(CsvColumns.p1dsmr(zone), format);
        records.write(writer.headerLine());
    }

    /** Accepts a telegram with a correct checksum, as received or after a repair. */
    public void good(Reading reading) throws IOException {
        statistics.good(reading);
        records.write(writer.line(reading, reading.time()));
    }

    public void rejected() {
        statistics.rejected++;
    }

    public LogStatistics statistics() {
        return statistics;
    }
}
