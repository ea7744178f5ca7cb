package org.dbusp1.command;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.dbusp1.assembly.DecodingFactory;
import org.dbusp1.driver.LogReader;
import org.dbusp1.output.history.HistoryImport;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dbus-p1 history import}: fills the history from raw logs. */
@Command(name = "import", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Fills the history from raw logs, by the times in their telegrams. The same log again "
                + "changes nothing, and the driver may run meanwhile.",
        footer = {"", "Examples:", "  dbus-p1 history import p1-2025-*.log",
            "  dbus-p1 history import --url sqlite:/tmp/try.db p1.log", "  zcat p1.log.gz | dbus-p1 history import -"})
final class HistoryImportCommand implements Callable<Integer> {
    @Mixin
    private HistoryOptions history;

    @Option(names = HistoryOptions.METER, paramLabel = "KEY",
            description = """
                    write all telegrams under this key, whatever number they print; when not given: under that of \
                    meter.id, else under the first number that each log prints, and telegrams before it are skipped. The \
                    key of a running driver is its path /P1/MeterKey""")
    private String meter;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "raw logs; - is standard input")
    private List<String> files;

    /** @throws Failure when a file cannot be read, or the database cannot be written */
    @Override
    public Integer call() throws Failure, IOException {
        HistoryOptions.Chosen chosen = history.chosen(meter);
        DecodingFactory decoding = DecodingFactory.of(chosen.config());
        boolean any = false;
        try (HistoryImport into =
                new HistoryImport(chosen.settings(), line -> System.err.println("dbus-p1: " + line))) {
            for (String file : files) {
                LogImporter importer = new LogImporter(chosen.meter(), into);
                LogReader log = new LogReader(file, decoding::stream, importer);
                read(log, into);
                log.mistake().map(List::of)
                        .orElseGet(() -> importer.findings().stream().map(line -> file + ": " + line).toList())
                        .forEach(line -> System.err.println("dbus-p1: " + line));
                any |= importer.any();
            }
            System.err.println("dbus-p1: " + into.written() + (into.written() == 1 ? " minute" : " minutes"));
        }
        return (any ? ExitStatus.OK : ExitStatus.NO_DATA).code();
    }

    private static void read(LogReader log, HistoryImport into) throws Failure, IOException {
        try {
            log.read();
            into.endOfLog();
        } catch (HistoryImport.UnwritableException unwritable) {
            throw new Failure(ExitStatus.UNAVAILABLE, unwritable.getMessage(), unwritable);
        }
    }
}
