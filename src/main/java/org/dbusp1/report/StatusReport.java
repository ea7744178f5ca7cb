package org.dbusp1.report;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.report.LineReport.Row;

/**
 * The report of a running driver, as it stands in a file: a line for each thing, its parts with tabs between.
 *
 * @param driver    the process that made it
 * @param source    where it gets its bytes: the path of a port, or the value of the key source
 * @param time      when it was made
 * @param lastGood  when the last good telegram came, to the second; absent while there was none
 * @param report    what it says
 * @param telegrams where the last refused telegrams are; absent where none are kept
 */
public record StatusReport(Owner driver, String source, Instant time, Optional<Instant> lastGood, LineReport report,
                    Optional<Path> telegrams) {
    private static final String HEAD = "dbus-p1 report 1";
    private static final String TAB = "\t";

    /** A process; its number alone may be another's by now. */
    public record Owner(long pid, long startMillis) {
        static Owner self() {
            return of(ProcessHandle.current());
        }

        private static Owner of(ProcessHandle process) {
            return new Owner(process.pid(), process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
        }

        boolean runs() {
            return ProcessHandle.of(pid).map(Owner::of).filter(this::equals).isPresent();
        }
    }

    /** As it stands in the file. */
    String text() {
        StringBuilder text = new StringBuilder(HEAD);
        line(text, "process", Long.toString(driver.pid), Long.toString(driver.startMillis));
        line(text, "source", source);
        line(text, "time", time.toString());
        // For venus/status, which calculates with seconds of that clock and not with sentences.
        lastGood.ifPresent(last -> line(text, "last", Long.toString(last.getEpochSecond())));
        line(text, "finding", report.finding().name(), report.finding().sentence());
        telegrams.ifPresent(file -> line(text, "telegrams", file.toString()));
        report.rows().forEach(row -> line(text, "row", row.secret().name(), row.label(), row.text()));
        report.advice().forEach(advice -> line(text, "advice", advice));
        return text.append('\n').toString();
    }

    private static void line(StringBuilder text, String... parts) {
        char separator = '\n';
        for (String part : parts) {
            text.append(separator).append(part.replace('\t', ' ').replace('\n', ' '));
            separator = '\t';
        }
    }

    /** Reads one; empty where the text is none. */
    static Optional<StatusReport> parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.get(0).equals(HEAD)) {
            return Optional.empty();
        }
        Optional<Owner> driver = Optional.empty();
        Optional<Finding> finding = Optional.empty();
        Optional<Path> telegrams = Optional.empty();
        String source = "";
        Instant time = Instant.EPOCH;
        Optional<Instant> lastGood = Optional.empty();
        List<Row> rows = new ArrayList<>();
        List<String> advice = new ArrayList<>();
        try {
            for (String line : lines.subList(1, lines.size())) {
                String[] parts = line.split(TAB, -1);
                switch (parts[0]) {
                    case "process" ->
                            driver = Optional.of(new Owner(Long.parseLong(parts[1]), Long.parseLong(parts[2])));
                    case "source" -> source = parts[1];
                    case "time" -> time = Instant.parse(parts[1]);
                    case "last" -> lastGood = Optional.of(Instant.ofEpochSecond(Long.parseLong(parts[1])));
                    case "finding" -> finding = Finding.named(parts[1]);
                    case "telegrams" -> telegrams = Optional.of(Path.of(parts[1]));
                    case "row" -> rows.add(new Row(parts[2], parts[3], Redaction.valueOf(parts[1])));
                    case "advice" -> advice.add(parts[1]);
                    default -> {
                        return Optional.empty();
                    }
                }
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException | DateTimeException broken) {
            return Optional.empty();
        }
        if (driver.isEmpty() || finding.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new StatusReport(driver.get(), source, time, lastGood,
                new LineReport(finding.get(), rows, advice), telegrams));
    }
}
