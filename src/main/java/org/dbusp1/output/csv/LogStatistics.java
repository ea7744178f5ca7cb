package org.dbusp1.output.csv;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;

/** What a log says about its line, and the highest voltage and current in it. */
public final class LogStatistics {
    private final Highest voltage = new Highest("voltage", P1DsmrColumns.VOLTAGES);
    private final Highest current = new Highest("current", P1DsmrColumns.CURRENTS);
    private final LogPace pace = new LogPace();
    private Optional<Stamp> before = Optional.empty();
    private long seconds = 10;
    private long good;
    private long repaired;
    private long refused;

    /** The highest value of the phases, and when and where it was. */
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
            for (int i = 0; i < phases.size(); i++) {
                Quantity phase = phases.get(i);
                if (reading.values().has(phase) && reading.values().scaled(phase) > value) {
                    value = reading.values().scaled(phase);
                    words = "Highest " + title + ": " + reading.values().decimal(phase).toPlainString() + " "
                            + phase.unit().symbol() + " on L" + (i + 1)
                            + reading.time().map(Highest::when).orElse("");
                }
            }
        }

        private static String when(Stamp time) {
            String raw = TimeCell.digits(time);
            return ", 20" + raw.substring(0, 2) + "-" + raw.substring(2, 4) + "-" + raw.substring(4, 6) + " "
                    + raw.substring(6, 8)
                    + ":" + raw.substring(8, 10);
        }
    }

    void good(Reading reading) {
        good++;
        repaired += reading.message().repaired() ? 1 : 0;
        voltage.see(reading);
        current.see(reading);
        if (reading.time().isPresent() && before.isPresent()) {
            long gap = pace.after(reading.time().get().epochSecond() - before.get().epochSecond());
            seconds = gap > 0 ? gap : seconds;
        }
        before = reading.time();
    }

    void refusedOne() {
        refused++;
    }

    /** Telegrams seen, good or not. */
    public long seen() {
        return good + refused;
    }

    long repaired() {
        return repaired;
    }

    long refused() {
        return refused;
    }

    /** A share of the telegrams seen, with two decimals. */
    String percent(long some) {
        return String.format(Locale.ROOT, "%.2f", 100.0 * some / Math.max(1, seen()));
    }

    /** The share of damaged telegrams that was repaired, with a decimal; No where none was damaged. */
    String fixedPercent() {
        long damaged = repaired + refused;
        return damaged == 0 ? "No" : String.format(Locale.ROOT, "%.1f", 100.0 * repaired / damaged);
    }

    /** For people, a line for each. */
    public List<String> lines() {
        return Stream.of("Telegrams: " + seen(),
                "Damaged: " + (refused + repaired) + " (" + percent(refused + repaired) + " %), of which " + repaired
                + " repaired",
                "Rejected: " + refused + " (" + percent(refused) + " %)" + improvement(),
                voltage.words, current.words).filter(line -> !line.isEmpty()).toList();
    }

    /** When the rate, rounded to two decimals, falls by the last of them, as long as no error comes. */
    private String improvement() {
        double rate = Math.round(10_000.0 * refused / Math.max(1, seen())) / 100.0;
        if (rate < 0.01) {
            return "";
        }
        double hours = Math.max(0, (100 * refused / (rate - 0.005) - seen()) * seconds / 3_600);
        return String.format(Locale.ROOT, "; falls to %.2f %% after %.1f hours without a damaged telegram", rate
                - 0.01, hours);
    }
}
