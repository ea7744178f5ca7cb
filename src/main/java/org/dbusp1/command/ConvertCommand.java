package org.dbusp1.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import org.dbusp1.assembly.DecodingFactory;
import org.dbusp1.decode.p1.DsmrOptions.Checksum;
import org.dbusp1.driver.LogAnonymizer;
import org.dbusp1.driver.LogReader;
import org.dbusp1.output.csv.CsvSettings;
import org.dbusp1.output.csv.P1DsmrFiles;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;
import org.dbusp1.process.FileProblem;
import org.dbusp1.process.Logging;
import org.dbusp1.state.WholeFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dbus-p1 convert}: raw logs to CSV, of any size in constant memory. */
@Command(name = ConvertCommand.NAME, mixinStandardHelpOptions = true, sortOptions = false,
        description = {"""
                Makes CSV files of raw logs: LOG.Records.csv with a line for each good telegram, LOG.Noise.csv with the \
                rejected and the repaired telegrams, LOG.Validity.csv with a line for each telegram; and prints how many \
                telegrams were damaged.""",
            "", "A file appears when its log has been read to the end, or not at all."},
        footer = {"", "Examples:", "  dbus-p1 convert p1.log --out csv",
            "  dbus-p1 convert p1-2026-*.log --out csv --decimal , --time iso",
            "  dbus-p1 convert p1.log --stats", "  dbus-p1 convert p1.log --out shared --anonymous"})
final class ConvertCommand implements Callable<Integer> {
    static final String NAME = "convert";

    private static final String STDIN = "-";

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "raw logs; - is standard input")
    private List<String> files;

    @Option(names = "--out", paramLabel = "DIR",
            description = "the directory for the CSV files; made where there is none")
    private Optional<Path> out;

    @Option(names = "--stats", description = "print only the figures; without --out, no files are written")
    private boolean statistics;

    @Option(names = "--anonymous",
            description = "copy the raw logs to DIR without the numbers of meters, instead of CSV files")
    private boolean anonymous;

    @Mixin
    private ConvertOptions look;

    @Mixin
    private LogOptions reading;

    /** The settings for all logs. */
    private record Plan(DecodingFactory decoding, CsvSettings.Format format, CsvSettings.P1Dsmr settings,
                        IntConsumer progress) {
    }

    /** One log that was read to its end. */
    private record Converted(LogReader log, P1DsmrFiles.Statistics statistics) {
    }

    /** @throws Failure when a log cannot be read, or a file cannot be written */
    @Override
    public Integer call() throws Failure, IOException {
        if (out.isEmpty() && !statistics) {
            throw new Failure(ExitStatus.USAGE, "give --out DIR for the CSV files, or --stats for the figures alone");
        }
        Logging.level("error");
        if (anonymous) {
            return copyWithoutNumbers();
        }
        Optional<ProgressBar> bar = Terminal.is(Terminal.STDERR)
                ? Optional.of(new ProgressBar(System.err, bytesInAll())) : Optional.empty();
        Plan plan = new Plan(reading.decoding(Checksum.BY_DIALECT), look.format(), look.settings(reading.zone()),
                bar.isPresent() ? bar.get()::passed : count -> { });
        Map<String, String> names = names();
        makeDirectory();
        boolean any = false;
        for (String file : files) {
            Converted done = convert(file, names.get(file), plan);
            bar.ifPresent(ProgressBar::clear);
            if (done.log().any()) {
                System.out.println(file);
                done.statistics().lines().forEach(line -> System.out.println("  " + line));
                any = true;
            }
            done.log().mistake().ifPresent(line -> System.err.println("dbus-p1: " + line));
        }
        return (any ? ExitStatus.OK : ExitStatus.NO_DATA).code();
    }

    private int copyWithoutNumbers() throws Failure, IOException {
        Path directory = out.orElseThrow(() -> new Failure(ExitStatus.USAGE, "--anonymous needs --out DIR"));
        Map<String, String> names = names();
        makeDirectory();
        for (String file : files) {
            Path copy = directory.resolve(names.get(file));
            if (!file.equals(STDIN) && Files.exists(copy) && Files.isSameFile(copy, Path.of(file))) {
                throw new Failure(ExitStatus.USAGE, "the copy of " + file + " would replace it; give another --out");
            }
            try {
                LogAnonymizer.Anonymous made = reading.decoding(Checksum.BY_DIALECT).anonymizer(file)
                        .anonymous(LogReader.content(file));
                int numbers = made.numbers();
                WholeFile.write(copy, made.log());
                System.out.println(copy + ": " + (numbers == 0 ? "no numbers of meters"
                        : "numbers of meters replaced: " + numbers));
            } catch (IOException unwritable) {
                throw unwritable(unwritable);
            }
        }
        return ExitStatus.OK.code();
    }

    /** Returns the name of the files of each log; two logs of the same name would overwrite one another's. */
    private Map<String, String> names() throws Failure {
        Map<String, String> names = new HashMap<>();
        for (String file : files) {
            // The root directory has no name; its opening reports that it is no log.
            String name = file.equals(STDIN) ? "stdin"
                    : Optional.ofNullable(Path.of(file).getFileName()).map(Path::toString).orElse("");
            if (out.isPresent() && names.containsValue(name)) {
                throw new Failure(ExitStatus.USAGE, "two logs are called " + name
                        + ": convert them to different directories");
            }
            names.put(file, name);
        }
        return names;
    }

    private void makeDirectory() throws Failure {
        if (out.isPresent()) {
            try {
                Files.createDirectories(out.get());
            } catch (IOException impossible) {
                throw unwritable(impossible);
            }
        }
    }

    private long bytesInAll() throws IOException {
        long bytes = 0;
        for (String file : files) {
            Path path = Path.of(file);
            bytes += Files.isRegularFile(path) ? Files.size(path) : 0;
        }
        return bytes;
    }

    private Converted convert(String file, String name, Plan plan) throws Failure {
        long started = System.nanoTime();
        try (ConvertedFiles made = new ConvertedFiles(out, name)) {
            P1DsmrFiles files = new P1DsmrFiles(made.records(), made.noise(), made.validity(), plan.format,
                    plan.settings);
            LogReader log = new LogReader(file, plan.decoding::stream, new LogConverter(files, plan.progress));
            log.read();
            P1DsmrFiles.Statistics found = files.end((System.nanoTime() - started) / 1_000_000);
            if (log.any()) {
                made.commit();
            }
            return new Converted(log, found);
        } catch (UncheckedIOException unwritable) {
            throw unwritable(unwritable.getCause());
        } catch (IOException unwritable) {
            throw unwritable(unwritable);
        }
    }

    private Failure unwritable(IOException why) {
        FileProblem problem = FileProblem.writing(why);
        return new Failure(problem.status(), out.orElse(Path.of(".")) + ": " + problem.words()
                + "; give another --out", why);
    }
}
