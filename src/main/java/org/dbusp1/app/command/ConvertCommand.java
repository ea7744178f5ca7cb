package org.dbusp1.app.command;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.dbusp1.app.check.LogReader;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.FileProblem;
import org.dbusp1.base.process.Logging;
import org.dbusp1.base.process.UserException;
import org.dbusp1.base.state.WholeFile;
import org.dbusp1.line.decode.Anonymizer;
import org.dbusp1.line.decode.p1.DsmrDecoder.Options.Checksum;
import org.dbusp1.output.CsvFormat;
import org.dbusp1.output.csv.CsvConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dbus-p1 convert}: converts raw logs of any size to CSV, in constant memory. */
@Command(name = ConvertCommand.NAME, mixinStandardHelpOptions = true, sortOptions = false, abbreviateSynopsis = true,
        description = {"""
                Makes a CSV file of each raw log: LOG.Records.csv with P1_DSMR's columns of each good telegram; and prints how many \
                telegrams were damaged; decode shows each of them.""",
            "", "A file appears when its log has been read to the end, or not at all."},
        footer = {"", "Examples:", "  dbus-p1 convert p1.log --out csv",
            "  dbus-p1 convert p1-2026-*.log --out csv --decimal ,",
            "  dbus-p1 convert p1.log --stats", "  dbus-p1 convert p1.log --out shared --redact",
            "", "All columns, with times:", "  dbus-p1 run p1.log --speed max --csv.enabled=true --csv.dir=$PWD/csv"})
final class ConvertCommand implements Callable<Integer> {
    static final String NAME = "convert";

    private static final String STDIN = "-";

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "raw logs; - is standard input")
    private List<String> files;

    @Option(names = "--out", paramLabel = "DIR", description = "the directory for the CSV files; made where there is none")
    private @Nullable Path out;

    @Option(names = "--stats", description = "print only the figures; without --out, no files are written")
    private boolean statistics;

    @Option(names = "--redact", description = "copy the raw logs to DIR without what is private, instead of CSV files")
    private boolean redact;

    @Option(names = "--decimal", paramLabel = "CHARACTER", defaultValue = ".",
            description = "the decimal mark: " + CsvFormat.DECIMALS + " (.)")
    private String decimal;

    @Mixin
    private RawLogOptions reading;

    @Override
    public Integer call() throws UserException {
        if (out == null && (redact || !statistics)) {
            throw new UserException(ExitStatus.USAGE, redact ? "--redact needs --out DIR"
                    : "give --out DIR for the CSV files, or --stats for only the figures");
        }
        Logging.setLevel("error");
        try {
            return (redact && out != null ? copyRedacted(out) : convert()).code();
        } catch (IOException e) {
            FileProblem problem = FileProblem.writing(e);
            String path = e instanceof FileProblem.NoRegularFileException named ? named.getFile() : out == null ? "." : out.toString();
            throw new UserException(problem.status(), path + ": " + problem.words() + "; give another --out", e);
        }
    }

    private ExitStatus convert() throws UserException, IOException {
        LogConverter converter = new LogConverter(out, reading.decoding(Checksum.BY_METER),
                CsvConfig.format(CsvFormat.DECIMAL.value("--decimal", decimal)), reading.zone());
        List<Log> logs = logs();
        makeDirectory();
        boolean any = false;
        for (Log log : logs) {
            LogConverter.Result done = converter.convert(log.file(), log.name());
            if (done.mistake() == null) {
                any = true;
                System.out.println(log.file() + (out == null ? "" : ", written to " + out.resolve(LogConverter.csvName(log.name()))));
                done.statistics().lines().forEach(line -> System.out.println("  " + line));
            } else {
                System.err.println("dbus-p1: " + done.mistake());
            }
        }
        return any ? ExitStatus.OK : ExitStatus.NO_DATA;
    }

    private ExitStatus copyRedacted(Path directory) throws UserException, IOException {
        List<Log> logs = logs();
        makeDirectory();
        for (Log each : logs) {
            String file = each.file();
            Path copy = directory.resolve(each.name());
            Path log = Path.of(file);
            if (!file.equals(STDIN) && Files.exists(copy) && Files.exists(log) && Files.isSameFile(copy, log)) {
                throw new UserException(ExitStatus.USAGE, "the copy of " + file + " would replace it; give another --out");
            }
            try (WholeFile whole = new WholeFile(copy)) {
                OutputStream out = new BufferedOutputStream(whole.out());
                Anonymizer.Copy redacted = reading.decoding(Checksum.BY_METER).anonymizer().copyTo(out);
                LogReader.copy(file, redacted::accept);
                redacted.end();
                if (!redacted.hasTelegrams()) {
                    throw new UserException(ExitStatus.NO_DATA, file + ": no telegram, so this is no raw log, and nothing was copied. See"
                            + " what it holds with dbus-p1 check " + LogReader.typed(file));
                }
                out.flush();
                whole.commit();
            }
            System.out.println(copy + ": " + Anonymizer.SUMMARY);
        }
        return ExitStatus.OK;
    }

    private record Log(String file, String name) {
    }

    /** Returns the logs with the names of their files; two logs with the same name would overwrite each other's files. */
    private List<Log> logs() throws UserException {
        List<Log> logs = new ArrayList<>();
        for (String file : files) {
            // The root directory has no name; opening it reports that it is no log.
            String name = file.equals(STDIN) ? "stdin" : Objects.toString(Path.of(file).getFileName(), "");
            if (out != null && logs.stream().anyMatch(log -> log.name().equals(name))) {
                throw new UserException(ExitStatus.USAGE, "two logs are called " + name + ": convert them to different directories");
            }
            logs.add(new Log(file, name));
        }
        return logs;
    }

    private void makeDirectory() throws IOException {
        if (out != null) {
            Files.createDirectories(out);
        }
    }
}
