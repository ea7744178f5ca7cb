package org.dbusp1.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dbusp1.app.assembly.DecodingFactory;
import org.dbusp1.app.assembly.OutputRegistry;
import org.dbusp1.app.check.Check;
import org.dbusp1.app.check.CheckSession;
import org.dbusp1.app.check.DriverCheck;
import org.dbusp1.app.check.LogCheck;
import org.dbusp1.app.config.Keys;
import org.dbusp1.app.config.RunOptions;
import org.dbusp1.app.config.SourceConfig;
import org.dbusp1.app.report.BlackBoxFiles;
import org.dbusp1.app.report.StatusReport;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.FileProblem;
import org.dbusp1.base.process.Logging;
import org.dbusp1.base.process.Program;
import org.dbusp1.base.process.UserException;
import org.dbusp1.base.state.WholeFile;
import org.dbusp1.gx.client.DeviceChoices;
import org.dbusp1.gx.service.VenusConfig;
import org.dbusp1.line.decode.Anonymizer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dbus-p1 check}: tells what is on this cable, and what the owner can do about it. */
@Command(name = CheckCommand.NAME, mixinStandardHelpOptions = true, sortOptions = false,
        customSynopsis = "dbus-p1 check [OPTIONS] [SOURCE]",
        description = {"""
                Reports what is on a cable and what to do about it: settings, meter, how often and how well telegrams come, \
                phases, gas and water; and if nothing comes, what the line looks like and what to try, in order.""", "", """
                While a driver uses the port, the report comes from that driver. The configuration is that of run; its keys \
                about meter and port are options here too, such as --serial.settings=9600-7E1."""},
        footer = {"", "Examples:", "  dbus-p1 check", "  dbus-p1 check /dev/ttyUSB1 --seconds 60",
            "  dbus-p1 check tcp://192.168.1.20:2001", "  dbus-p1 check /dev/ttyUSB0 --rejected > report.txt",
            "  dbus-p1 check p1.log --ids", "  dbus-p1 check --black-box report.log"})
final class CheckCommand implements Callable<Integer> {
    static final String NAME = "check";

    private static final Path ROOT = Path.of("/");

    @Spec
    private CommandSpec spec;

    @Option(names = "--seconds", paramLabel = "N",
            description = "end after N seconds (Ctrl-C on a terminal; else when all is known, 75 s at most); not for a log")
    private @Nullable String seconds;

    @Option(names = "--ids", description = "show the numbers of meters in full; while a driver uses the port, stop it first")
    private boolean ids;

    @Option(names = "--rejected", description = "show the last rejected telegrams byte by byte, with the meter's number in them")
    private boolean rejected;

    @Option(names = "--black-box", paramLabel = "FILE", arity = "0..1", fallbackValue = BlackBoxFiles.COPY_NAME,
            description = "write to FILE (" + BlackBoxFiles.COPY_NAME + ") the last ten minutes before an event or an end of the driver, "
                    + "without what is private, to be sent to others")
    private @Nullable Path blackBox;

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new CheckCommand());
        RunUsage.addSource(line);
        String heading = Keys.SOURCE.heading();
        RunUsage.addGroup(line, heading, RunCommand.allOptions().stream().filter(option -> option.heading().equals(heading)
                || option.option().equals(RunOptions.CONFIG)));
        return line;
    }

    @Override
    public Integer call() throws UserException {
        // Only errors are logged: the report tells what the driver would log.
        Logging.setLevel("error");
        Integer limitSeconds = RunOptions.SECONDS.optionalValue("--seconds", seconds);
        Map<String, String> given = RunUsage.values(spec.commandLine().getParseResult());
        // Only for its checks: none of these values is needed here.
        RunOptions.of(given);
        CommandConfig read = CommandConfig.read(RunOptions.file(given), RunOptions.settings(given));
        OutputRegistry.missingDirectories(read.config(), read.stateDirectory()).forEach(line -> System.err.println("dbus-p1: " + line));
        if (blackBox != null) {
            return copyBlackBox(read, blackBox);
        }
        Check check = chooseCheck(given, read);
        if (check instanceof LogCheck && limitSeconds != null) {
            throw new UserException(ExitStatus.USAGE, "a log is read to its end: leave out --seconds");
        }
        boolean live = !(check instanceof LogCheck) && CheckView.isTerminal();
        boolean onDevice = VenusConfig.isEnabled(read.config()) && DeviceChoices.read().isOfDevice();
        return new CheckView(check, limitSeconds, ids, rejected, live, onDevice).show().code();
    }

    private static int copyBlackBox(CommandConfig read, Path target) throws UserException {
        BlackBoxFiles files = new BlackBoxFiles(read.stateDirectory());
        try {
            Path newest = files.newest().orElseThrow(() -> new UserException(ExitStatus.NO_DATA, files.directory()
                    + ": the black box is empty: there was no event, and no driver has ended"));
            byte[] copy = DecodingFactory.of(read.config()).anonymizer().copy(BlackBoxFiles.read(newest));
            try {
                WholeFile.write(target.toAbsolutePath(), copy);
            } catch (IOException e) {
                FileProblem problem = FileProblem.writing(e);
                throw new UserException(problem.status(), target + ": " + problem.words(), e);
            }
            System.out.println(target + ": " + newest.getFileName() + ", " + Anonymizer.SUMMARY);
            return ExitStatus.OK.code();
        } catch (IOException e) {
            FileProblem problem = FileProblem.reading(e);
            throw new UserException(problem.status(), files.directory() + ": " + problem.words(), e);
        }
    }

    private static Check chooseCheck(Map<String, String> given, CommandConfig read) throws UserException {
        Config config = read.config();
        if (config.get(Keys.SOURCE) instanceof SourceConfig.Replay log) {
            return new LogCheck(log.file().toString(), config, read.stateDirectory());
        }
        List<Path> directories = Program.runtimeDirectories(ROOT, read.environment());
        List<StatusReport> running = StatusReport.running(directories);
        String source = SourceConfig.name(config);
        StatusReport driverReport = running.stream().filter(report -> isSamePort(report.source(), source)).findFirst().orElse(null);
        boolean isNamed = given.containsKey(RunOptions.SOURCE) || given.containsKey(Keys.SOURCE.option());
        if (driverReport == null && !isNamed && !running.isEmpty()) {
            if (running.size() > 1) {
                throw new UserException(ExitStatus.USAGE, "several drivers run; name the port of one: "
                        + String.join(", ", running.stream().map(StatusReport::source).sorted().toList()));
            }
            driverReport = running.get(0);
        }
        return driverReport != null ? new DriverCheck(directories, driverReport) : new CheckSession(config, read.stateDirectory());
    }

    private static boolean isSamePort(String text, String other) {
        try {
            return text.equals(other) || text.startsWith("/") && other.startsWith("/") && Files.isSameFile(Path.of(text), Path.of(other));
        } catch (IOException e) {
            return false;
        }
    }
}
