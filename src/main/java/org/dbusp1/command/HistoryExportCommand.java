package org.dbusp1.command;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.Archive;
import org.dbusp1.output.Archive.Step;
import org.dbusp1.output.Archive.Table;
import org.dbusp1.output.history.HistoryArchive;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;
import org.dbusp1.process.StandardOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code dbus-p1 history export}: rows of the history as CSV on stdout. */
@Command(name = "export", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Writes rows of the history as CSV on standard output.",
        footer = {"", "Examples:", "  dbus-p1 history export --table days > days.csv",
            "  dbus-p1 history export --table minutes --from 2026-01-31 --to 2026-02-01 > january31.csv",
            "  dbus-p1 history export --table days --step month"})
final class HistoryExportCommand implements Callable<Integer> {
    /** A database in a file; not one whose name holds the meter's key. */
    private static final Pattern SQLITE = Pattern.compile("(?:jdbc:)?sqlite:([^<]+)");

    @Mixin
    private HistoryOptions history;

    @Option(names = HistoryOptions.METER, paramLabel = "KEY",
            description = "the key of the meter; when not given: meter.id, else the only meter in the history")
    private String meter;

    @Option(names = "--table", paramLabel = "NAME", defaultValue = "hours",
            description =
                    "minutes, quarters, hours, days, peaks, mbus, mbus_days or events; ${DEFAULT-VALUE} when not given")
    private String table;

    @Option(names = "--step", paramLabel = "STEP", defaultValue = "row",
            description = "add rows up to five_minutes, quarter or hour; days to month or year; all: one row; every row when not given")
    private String step;

    @Option(names = "--from", paramLabel = "DAY", converter = DayConverter.class,
            description = "the first day; the oldest of the history when not given")
    private LocalDate from;

    @Option(names = "--to", paramLabel = "DAY", converter = DayConverter.class,
            description = "the day after the last; to the end when not given")
    private LocalDate to;

    /** @throws Failure when there is no such table or step, or the history cannot be read */
    @Override
    public Integer call() throws Failure, IOException {
        Table wanted = named("--table", Table.values(), Table::title, table);
        Step steps = named("--step", Step.values(), Step::title, step);
        if (from != null && to != null && !to.isAfter(from)) {
            throw new Failure(ExitStatus.USAGE, "--to: " + to + " is not after --from " + from
                    + "; it is the day after the last");
        }
        HistoryOptions.Chosen chosen = history.chosen(meter);
        checkFile(chosen.settings().url());
        Writer csv = new BufferedWriter(new OutputStreamWriter(new StandardOutput(), StandardCharsets.UTF_8));
        try (HistoryArchive archive = new HistoryArchive(chosen.settings(), chosen.meter())) {
            Optional<ZoneId> known = archive.zone();
            if (known.isEmpty()) {
                throw noMeter(archive.meters().stream().map(MeterKey::text).toList());
            }
            ZoneId zone = known.get();
            archive.read(wanted, steps, start(from, zone, Long.MIN_VALUE), start(to, zone, Long.MAX_VALUE),
                    new Archive.Csv(csv, zone));
        } catch (IllegalArgumentException noSuchStep) {
            throw new Failure(ExitStatus.USAGE, noSuchStep.getMessage(), noSuchStep);
        } catch (StandardOutput.Unwritable lost) {
            throw lost;
        } catch (IOException unreadable) {
            throw new Failure(ExitStatus.UNAVAILABLE, unreadable.getMessage(), unreadable);
        }
        csv.flush();
        return ExitStatus.OK.code();
    }

    /** SQLite's own text for a file that is not there does not help an owner. */
    private static void checkFile(String url) throws Failure {
        Matcher sqlite = SQLITE.matcher(url);
        if (sqlite.matches() && !Files.exists(Path.of(sqlite.group(1)))) {
            throw new Failure(ExitStatus.ABSENT, """
                    there is no history in %s; a driver with history.enabled=true makes one, and dbus-p1 history import \
                    fills one from raw logs""".formatted(sqlite.group(1)));
        }
    }

    private static Failure noMeter(List<String> meters) {
        return meters.isEmpty() ? new Failure(ExitStatus.NO_DATA, "the history holds no meter yet")
                : new Failure(ExitStatus.USAGE, "name the meter with --meter: the history holds "
                        + String.join(", ", meters));
    }

    private static long start(LocalDate day, ZoneId zone, long otherwise) {
        return day == null ? otherwise : day.atStartOfDay(zone).toEpochSecond();
    }

    private static <T> T named(String option, T[] known, Function<T, String> title, String name) throws Failure {
        return Arrays.stream(known).filter(one -> title.apply(one).equals(name)).findFirst()
                .orElseThrow(() -> new Failure(ExitStatus.USAGE, option + " is one of "
                        + Arrays.stream(known).map(title).collect(Collectors.joining(", ")) + ", not " + name));
    }

    /** Reads a day; its message shows the form of a day if the text has another one. */
    static final class DayConverter implements ITypeConverter<LocalDate> {
        @Override
        public LocalDate convert(String text) {
            try {
                return LocalDate.parse(text);
            } catch (DateTimeException none) {
                throw new TypeConversionException("\"" + text + "\" is no day, such as 2026-01-31");
            }
        }
    }
}
