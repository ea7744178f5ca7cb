package org.dbusp1.output.csv;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;

/** The damage in a log, and the highest voltage and current in it. */
public final class LogStatistics {
    private final Highest voltage = new Highest("voltage", CsvColumns.VOLTAGES);
    private final Highest current = new Highest("current", CsvColumns.CURRENTS);
    private long good;
    private long repaired;
    private long rejected;

    /** The highest value of the phases, with its time and phase. */
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
                            + phase.unit().symbol() + " on L" + (phases.indexOf(phase) + 1) + reading.time()
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

    void addRejected() {
        rejected++;
    }

    /** Returns the number of telegrams, good or not. */
    public long seen() {
        return good + rejected;
    }

    long repaired() {
        return repaired;
    }

    long rejected() {
        return rejected;
    }

    /** Returns a share of the telegrams seen, with two decimals. */
    String percent(long some) {
        return String.format(Locale.ROOT, "%.2f", 100.0 * some / Math.max(1, seen()));
    }

    /** Returns the share of damaged telegrams that was repaired, with a decimal; No where none was damaged. */
    String fixedPercent() {
        long damaged = repaired + rejected;
        return damaged == 0 ? "No" : String.format(Locale.ROOT, "%.1f", 100.0 * repaired / damaged);
    }

    /** Returns the figures for people, a line for each. */
    public List<String> lines() {
        return Stream.of("Telegrams: " + seen(),
                "Damaged: " + (rejected + repaired) + " (" + percent(rejected + repaired) + " %), of which " + repaired + " repaired",
                "Rejected: " + rejected + " (" + percent(rejected) + " %)",
                voltage.words, current.words).filter(line -> !line.isEmpty()).toList();
    }
}
