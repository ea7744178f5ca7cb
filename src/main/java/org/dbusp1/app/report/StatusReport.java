package org.dbusp1.app.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.app.report.LineReport.ReportRow;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.process.ProcessId;
import org.dbusp1.base.state.OwnFile;
import org.dbusp1.line.source.MachineClock;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The report of a running driver in a file, for {@code check} and venus/status. Each line has one fact, with tabs between its parts;
 * the {@link StatusLines} are the last.
 *
 * @param driver the process that made the report
 * @param source source of the driver's bytes: the path of a port, or the value of the key source
 * @param lastGood time of the last good telegram, to the second; null if there was none
 * @param report the report about line and meter
 * @param rejected the last rejected telegrams, the oldest first, without their offsets; of a long telegram the first 8 KiB
 */
public record StatusReport(ProcessId driver, String source, Timestamp time, @Nullable Timestamp lastGood,
                           LineReport report, List<RejectedFrame> rejected) {
    private static final String HEAD = "dbus-p1 report";
    private static final Logger LOG = LoggerFactory.getLogger(StatusReport.class);
    private static final String END = ".status";
    /** In bytes: a longer file is no report. */
    private static final int LONGEST = 64 * 1024;
    private static final int MAX_REJECTED_BYTES = 8 * 1024;
    private static final String TAB = "\t";
    /** The columns of the lines that are read: n is a whole number, h hexadecimal digits, t any text. */
    private static final Map<String, String> COLUMNS = Map.of("process", "nn", "source", "t", "time", "nn", "last", "nn",
            "finding", "ttt", "rejected", "nth", "row", "ttt", "advice", "t");
    private static final List<String> ONCE = List.of("process", "source", "time", "finding");
    /** Each is also a number of milliseconds since 1970 that is a time. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}");
    private static final Pattern HEX_DIGITS = Pattern.compile("[0-9a-f]*");

    /**
     * A moment that can be compared between processes: the clock may be set between two moments, by years on a machine
     * without a battery clock; the time since the machine's start is never set.
     *
     * @param clock time by the machine's clock
     * @param uptime time since the machine's start
     */
    public record Timestamp(Instant clock, Duration uptime) {
        public static Timestamp now() {
            return new Timestamp(Instant.now(), MachineClock.uptime());
        }

        /** Returns an earlier moment. @param ago the time from the earlier moment to this one, by the monotonic clock */
        Timestamp earlier(Instant time, Duration ago) {
            return new Timestamp(time, uptime.minus(ago));
        }

        public Duration age(Timestamp at) {
            return at.uptime.minus(uptime);
        }
    }

    /** Returns the text of the file. @param status the lines that only venus/status reads, each as a list of its columns */
    String text(List<List<String>> status) {
        StringBuilder text = new StringBuilder(HEAD);
        line(text, "process", Long.toString(driver.pid()), Long.toString(driver.startTicks()));
        line(text, "source", source);
        line(text, "time", epochSeconds(time.clock()), seconds(time));
        if (lastGood != null) {
            line(text, "last", epochSeconds(lastGood.clock()), seconds(lastGood));
        }
        // venus/status waits for the service of a meter whose telegrams arrive; two meters on a line get no service.
        boolean arrive = Diagnosis.telegramsOfOneMeterArrive(report.finding());
        line(text, "finding", report.finding().id(), report.result(), arrive ? "telegrams" : "");
        rejected.forEach(candidate -> line(text, "rejected", Long.toString(candidate.time().toEpochMilli()), candidate.cause().name(),
                HexFormat.of().formatHex(candidate.bytes(), 0, Math.min(MAX_REJECTED_BYTES, candidate.bytes().length))));
        report.rows().forEach(row -> line(text, "row", row.label(), row.text(), row.shortened()));
        report.advice().forEach(advice -> line(text, "advice", advice));
        status.forEach(columns -> line(text, columns.toArray(String[]::new)));
        return text.append('\n').toString();
    }

    private static String epochSeconds(Instant time) {
        return Long.toString(time.getEpochSecond());
    }

    private static String seconds(Timestamp time) {
        return Long.toString(time.uptime().toSeconds());
    }

    private static Timestamp timestamp(String[] line) {
        return new Timestamp(Instant.ofEpochSecond(Long.parseLong(line[1])), Duration.ofSeconds(Long.parseLong(line[2])));
    }

    private static void line(StringBuilder text, String... parts) {
        char separator = '\n';
        for (String part : parts) {
            text.append(separator).append(part.replace('\t', ' ').replace('\n', ' '));
            separator = '\t';
        }
    }

    /** Returns null for a file of another version, and for a part of a file. */
    static @Nullable StatusReport parse(String text) {
        Map<String, List<String[]>> facts = text.lines().skip(1).map(line -> line.split(TAB, -1))
                .collect(Collectors.groupingBy(parts -> parts[0]));
        boolean isReport = text.startsWith(HEAD + "\n") && ONCE.stream().allMatch(name -> all(facts, name).count() == 1)
                && COLUMNS.entrySet().stream().allMatch(form -> all(facts, form.getKey()).allMatch(line -> fits(line, form.getValue())));
        if (!isReport) {
            return null;
        }
        String[] process = first(facts, "process");
        String[] finding = first(facts, "finding");
        Condition found = Condition.find(finding[1]);
        if (found == null || all(facts, "rejected").anyMatch(line -> cause(line[2]) == null)) {
            return null;
        }
        LineReport report = new LineReport(found, finding[2], all(facts, "row").map(row -> new ReportRow(row[1], row[2], row[3])).toList(),
                all(facts, "advice").map(advice -> advice[1]).toList());
        return new StatusReport(new ProcessId(Long.parseLong(process[1]), Long.parseLong(process[2])), first(facts, "source")[1],
                timestamp(first(facts, "time")), all(facts, "last").findFirst().map(StatusReport::timestamp).orElse(null), report,
                all(facts, "rejected").map(line -> new RejectedFrame(HexFormat.of().parseHex(line[3]), 0,
                        Instant.ofEpochMilli(Long.parseLong(line[1])), Objects.requireNonNull(cause(line[2])))).toList());
    }

    /** @param columns as in {@link #COLUMNS}, of the line after its name */
    private static boolean fits(String[] line, String columns) {
        return line.length == 1 + columns.length()
                && IntStream.range(0, columns.length()).allMatch(column -> switch (columns.charAt(column)) {
            case 'n' -> NUMBER.matcher(line[column + 1]).matches();
            case 'h' -> line[column + 1].length() % 2 == 0 && HEX_DIGITS.matcher(line[column + 1]).matches();
            default -> true;
        });
    }

    private static @Nullable RejectCause cause(String name) {
        return Arrays.stream(RejectCause.values()).filter(cause -> cause.name().equals(name)).findFirst().orElse(null);
    }

    private static Stream<String[]> all(Map<String, List<String[]>> facts, String word) {
        return facts.getOrDefault(word, List.of()).stream();
    }

    private static String[] first(Map<String, List<String[]>> facts, String word) {
        return all(facts, word).findFirst().orElseThrow();
    }

    /** Returns the file of this process. @param name the file's name before the pid */
    public static Path ownFile(Path directory, String name) {
        return directory.resolve(name + "." + ProcessId.self().pid() + END);
    }

    /** Returns the reports of all running drivers. @param directories as {@code Program.runtimeDirectories} returns them */
    public static List<StatusReport> running(List<Path> directories) {
        List<StatusReport> reports = new ArrayList<>();
        for (Path directory : directories) {
            for (Path file : reportFiles(directory)) {
                StatusReport report = read(file);
                if (report != null && report.driver.runs()) {
                    reports.add(report);
                }
            }
        }
        return reports;
    }

    private static @Nullable StatusReport read(Path file) {
        try {
            return parse(new String(OwnFile.read(file, LONGEST), StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The driver has just ended and removed the file, or runs as another user.
            LOG.debug("{}: {}", file, e.toString());
            return null;
        }
    }

    static void clean(Path directory) {
        for (Path file : reportFiles(directory)) {
            StatusReport report = read(file);
            if (report != null && !report.driver.runs()) {
                delete(file);
            }
        }
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("{}: {}", file, e.toString());
        }
    }

    private static List<Path> reportFiles(Path directory) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "*" + END)) {
            all.forEach(files::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return files;
        } catch (IOException | DirectoryIteratorException e) {
            LOG.debug("{}: {}", directory, e.toString());
        }
        return files;
    }
}
