package org.dbusp1.app.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
        line(text, "time", time.clock().toString(), seconds(time));
        if (lastGood != null) {
            // For venus/status, which computes with seconds.
            line(text, "last", Long.toString(lastGood.clock().getEpochSecond()), seconds(lastGood));
        }
        // venus/status waits for the service of a meter whose telegrams arrive; two meters on a line get no service.
        boolean arrive = Diagnosis.telegramsArrive(report.finding()) && report.finding() != Condition.LINE_TWO_METERS;
        line(text, "finding", report.finding().id(), report.result(), arrive ? "telegrams" : "");
        rejected.forEach(candidate -> line(text, "rejected", candidate.time().toString(), candidate.cause().name(),
                HexFormat.of().formatHex(candidate.bytes(), 0, Math.min(MAX_REJECTED_BYTES, candidate.bytes().length))));
        report.rows().forEach(row -> line(text, "row", row.label(), row.text(), row.shortened()));
        report.advice().forEach(advice -> line(text, "advice", advice));
        status.forEach(columns -> line(text, columns.toArray(String[]::new)));
        return text.append('\n').toString();
    }

    private static String seconds(Timestamp time) {
        return Long.toString(time.uptime().toSeconds());
    }

    private static Timestamp timestamp(Instant clock, String uptime) {
        return new Timestamp(clock, Duration.ofSeconds(Long.parseLong(uptime)));
    }

    private static void line(StringBuilder text, String... parts) {
        char separator = '\n';
        for (String part : parts) {
            text.append(separator).append(part.replace('\t', ' ').replace('\n', ' '));
            separator = '\t';
        }
    }

    static @Nullable StatusReport parse(String text) {
        Map<String, List<String[]>> facts = text.lines().skip(1).map(line -> line.split(TAB, -1))
                .collect(Collectors.groupingBy(parts -> parts[0]));
        if (!text.startsWith(HEAD + "\n")) {
            return null;
        }
        try {
            String[] process = fact(facts, "process");
            String[] time = fact(facts, "time");
            String[] finding = fact(facts, "finding");
            LineReport report = new LineReport(Condition.of(finding[1]), finding[2],
                    all(facts, "row").map(row -> new ReportRow(row[1], row[2], row[3])).toList(),
                    all(facts, "advice").map(advice -> advice[1]).toList());
            return new StatusReport(new ProcessId(Long.parseLong(process[1]), Long.parseLong(process[2])),
                    fact(facts, "source")[1], timestamp(Instant.parse(time[1]), time[2]),
                    all(facts, "last").findFirst().map(last -> timestamp(Instant.ofEpochSecond(Long.parseLong(last[1])), last[2]))
                            .orElse(null),
                    report, all(facts, "rejected").map(fields -> new RejectedFrame(
                            HexFormat.of().parseHex(fields[3]), 0, Instant.parse(fields[1]),
                            RejectCause.valueOf(fields[2]))).toList());
        } catch (IndexOutOfBoundsException | IllegalArgumentException | DateTimeException e) {
            return null;
        }
    }

    private static Stream<String[]> all(Map<String, List<String[]>> facts, String word) {
        return facts.getOrDefault(word, List.of()).stream();
    }

    private static String[] fact(Map<String, List<String[]>> facts, String word) {
        return all(facts, word).findFirst().orElseThrow(() -> new IllegalArgumentException("no " + word));
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
