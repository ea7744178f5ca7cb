package org.dbusp1.output.csv;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.output.CsvFormat;
import org.jspecify.annotations.Nullable;

/**
 * Makes the three files of the program P1_DSMR from a log, and statistics: Records.csv has a line for each good telegram, Noise.csv
 * a line of free text for each rejected or repaired telegram, Validity.csv a line for each telegram with its result.
 */
public final class P1DsmrFiles {
    private static final String HEAD = "Timestamp, ChecksumCalc, Errordescription (Position: NoisyChar...)";
    private static final String NO_TIME = "-No timestamp-";
    /** A start of a line such as 1-0: whose first digit was turned into a blank. */
    private static final String BLANK_LINE_START = " -0:";
    private static final int CONTEXT = 5;

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

        public long seen() {
            return good + rejected;
        }

        /** Returns a share of all telegrams, with two decimals. */
        String percent(long some) {
            return String.format(Locale.ROOT, "%.2f", 100.0 * some / Math.max(1, seen()));
        }

        /** Returns the share of damaged telegrams that were repaired, with one decimal; {@code "No"} if no telegram was damaged. */
        String fixedPercent() {
            long damaged = repaired + rejected;
            return damaged == 0 ? "No" : String.format(Locale.ROOT, "%.1f", 100.0 * repaired / damaged);
        }

        /** Returns the figures for people, a line for each figure. */
        public List<String> lines() {
            return Stream.of("Telegrams: " + seen(),
                    "Damaged: " + (rejected + repaired) + " (" + percent(rejected + repaired) + " %), of which " + repaired + " repaired",
                    "Rejected: " + rejected + " (" + percent(rejected) + " %)",
                    voltage.words, current.words).filter(line -> !line.isEmpty()).toList();
        }
    }

    private final OutputStream records;
    private final OutputStream noise;
    private final OutputStream validity;
    private final CsvWriter writer;
    private final LogStatistics statistics = new LogStatistics();
    /**
     * The time that the last good telegram, or a rejected one after it, printed; null without one. For a damaged telegram without a time.
     */
    private @Nullable String timeBefore;

    /** The caller should buffer the three streams, and closes them. */
    public P1DsmrFiles(OutputStream records, OutputStream noise, OutputStream validity, CsvFormat format,
                       CsvConfig.P1DsmrLayout settings) throws IOException {
        this.records = records;
        this.noise = noise;
        this.validity = validity;
        this.writer = new CsvWriter(CsvColumns.p1dsmr(settings), format);
        records.write(writer.headerLine());
        print(noise, HEAD);
    }

    /** Accepts a telegram with a correct checksum, as received or after a repair. */
    public void good(Reading reading) throws IOException {
        Message message = reading.message();
        String time = CsvColumns.printedTime(message.bytes());
        statistics.good(reading);
        records.write(writer.line(reading, reading.time()));
        // As P1_DSMR writes it: the repaired telegrams so far after True, the odd bytes of this telegram after False.
        print(validity, Objects.requireNonNullElse(time, NO_TIME) + ",True," + statistics.repaired);
        if (message.repaired()) {
            print(noise, begin(time) + ", repaired: " + message.repair() + "  " + statistics.repaired + " telegrams fixed.");
        }
        timeBefore = time;
    }

    /**
     * Writes a rejected telegram.
     *
     * @param checksum of its bytes up to the '!', or of all bytes without a '!'
     */
    public void rejected(RejectedFrame telegram, int checksum) throws IOException {
        statistics.rejected++;
        byte[] bytes = telegram.bytes();
        String time = CsvColumns.printedTime(bytes);
        StringBuilder text = new StringBuilder(begin(time)).append(", ").append(checksum);
        int odd = 0;
        int last = -1;
        for (int at = 0; at < bytes.length; at++) {
            if (isNoise(bytes[at])) {
                text.append(", ").append(at).append(": ").append(bytes[at] & 0xFF);
                odd++;
                last = at;
            }
        }
        String printed = new String(bytes, StandardCharsets.ISO_8859_1);
        if (odd == 0) {
            text.append(", no odd character, but ").append(telegram.cause().description());
        } else if (last + CONTEXT < bytes.length) {
            text.append(" before '").append(printed.substring(last + 1, last + 1 + CONTEXT)
                    .replaceAll("[\\x00-\\x1F\\x7F-\\x9F]", ".")).append('\'');
        }
        print(noise, String.format(Locale.ROOT, "%s  %s %% error rate or %d telegrams.  %d line starts turned into a "
                + "blank", text, statistics.percent(statistics.rejected), statistics.rejected,
                printed.split(BLANK_LINE_START, -1).length - 1));
        // Without a readable checksum, the number of odd bytes has no meaning.
        print(validity, Objects.requireNonNullElse(time, NO_TIME) + ",False," + (telegram.cause() == RejectCause.CRC ? odd : ""));
        timeBefore = time != null ? time : timeBefore;
    }

    /**
     * Writes the last lines.
     *
     * @param millis duration of the conversion
     */
    public LogStatistics end(long millis) throws IOException {
        print(noise, String.format(
                Locale.ROOT, "Total, fixed, remaining:  %d  %d  %d (%s%% of total).  %s %% of errors are fixed.",
                statistics.seen(), statistics.repaired, statistics.rejected,
                statistics.percent(statistics.rejected), statistics.fixedPercent()));
        print(noise, String.format(Locale.ROOT, "Exec time: %.2f  msec/telegram", (double) millis / Math.max(1, statistics.seen())));
        return statistics;
    }

    /** True for a byte that no telegram holds: a control character except line ends, a high byte except 0xFF. */
    private static boolean isNoise(byte b) {
        return b >= 0 && b < ' ' && b != '\n' && b != '\r' || b < 0 && b != (byte) 0xFF;
    }

    private String begin(@Nullable String time) {
        return time != null ? time : NO_TIME + (timeBefore == null ? "" : "(prev:" + timeBefore + ")");
    }

    private static void print(OutputStream file, String line) throws IOException {
        file.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}
