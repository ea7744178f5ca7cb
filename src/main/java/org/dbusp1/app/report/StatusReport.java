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
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.process.ProcessId;
import org.dbusp1.base.state.OwnFile;
import org.dbusp1.line.source.MachineClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The report of a running driver in a file: what {@code check} shows of it, without the numbers of meters in full, and the
 * {@link StatusLines} of venus/status. A line is a word and its columns, with tabs between.
 *
 * @param driver the process that made the report
 * @param source source of the driver's bytes: the path of a port, or the value of the key source
 * @param uptime time of the report since the machine's start: the clock may be set, by years on a machine without a battery clock
 * @param rejected the last rejected telegrams byte by byte
 */
public record StatusReport(ProcessId driver, String source, Duration uptime, CheckText check, List<String> rejected) {
    private static final Logger LOG = LoggerFactory.getLogger(StatusReport.class);
    private static final String END = ".status";
    /** In bytes: a longer file is no report. Three rejected telegrams of the greatest length are 300,000. */
    private static final int LONGEST = 512 * 1024;
    private static final String TITLE = "dbus-p1 report 2";
    private static final String FACT = "fact";
    private static final String RESULT = "result";
    private static final String REJECTED = "rejected";
    /** The lines that the file begins with. */
    private static final Pattern HEAD = Pattern.compile(TITLE + """

            process\t([0-9]{1,15})\t([0-9]{1,15})
            source\t(.*)
            time\t([0-9]{1,15})
            finding\t([^\t\n]+)\t.*
            """);
    private static final Duration SILENCE = Duration.ofMinutes(1);

    /** Returns the text of the file. @param status the lines that only venus/status reads, each as a list of its columns */
    String text(List<List<String>> status) {
        StringBuilder text = new StringBuilder(TITLE);
        line(text, "process", Long.toString(driver.pid()), Long.toString(driver.startTicks()));
        line(text, "source", source);
        line(text, "time", Long.toString(uptime.toSeconds()));
        // venus/status waits for the service of a meter whose telegrams arrive; two meters on a line get no service.
        line(text, "finding", check.finding().id(), Diagnosis.telegramsOfOneMeterArrive(check.finding()) ? "telegrams" : "");
        check.facts().forEach(fact -> line(text, FACT, fact));
        check.result().forEach(result -> line(text, RESULT, result));
        rejected.forEach(telegram -> line(text, REJECTED, telegram));
        status.forEach(columns -> line(text, columns.toArray(String[]::new)));
        return text.append('\n').toString();
    }

    private static void line(StringBuilder text, String... parts) {
        char separator = '\n';
        for (String part : parts) {
            text.append(separator).append(part.replace('\t', ' ').replace('\n', ' '));
            separator = '\t';
        }
    }

    /** Returns null for a file of another version. */
    static @Nullable StatusReport parse(String text) {
        Matcher head = HEAD.matcher(text);
        Condition found = head.lookingAt() ? Condition.find(head.group(5)) : null;
        return found == null ? null : new StatusReport(new ProcessId(Long.parseLong(head.group(1)), Long.parseLong(head.group(2))),
                head.group(3), Duration.ofSeconds(Long.parseLong(head.group(4))),
                new CheckText(found, all(text, FACT), all(text, RESULT)), all(text, REJECTED));
    }

    private static List<String> all(String text, String word) {
        return text.lines().filter(line -> line.startsWith(word + "\t")).map(line -> line.substring(word.length() + 1)).toList();
    }

    /** Returns whether the driver hangs or was stopped: while telegrams arrive it writes its report every few seconds. */
    public boolean hangs() {
        return Diagnosis.telegramsArrive(check.finding()) && MachineClock.uptime().minus(uptime).compareTo(SILENCE) > 0;
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
