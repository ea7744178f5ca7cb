package org.dbusp1.app.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.dbusp1.app.check.CheckSession;
import org.dbusp1.app.config.Keys;
import org.dbusp1.app.config.RunOptions;
import org.dbusp1.app.config.SourceConfig;
import org.dbusp1.app.report.LineReport;
import org.dbusp1.app.report.ReportTexts;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.Logging;
import org.dbusp1.base.process.UserException;
import org.dbusp1.driver.MeterKeyResolver;
import org.dbusp1.line.source.HomeWizardDongle;
import org.dbusp1.line.source.SerialSource;
import org.dbusp1.line.source.UsbCable;
import org.dbusp1.meter.MeterIdentity;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dbus-p1 probe}: finds the serial adapters at which a meter sends. */
@Command(name = ProbeCommand.NAME, mixinStandardHelpOptions = true, sortOptions = false,
        description = {"""
                Listens at serial adapters, at all of them at the same time, and prints a line for each: the meter, or what else \
                was heard. It tries the speeds of all meters, and writes nothing to any port. A port that another program has \
                open is left alone.""", "",
            "A meter that sends once a minute is not found in the usual time: give more of it."},
        footer = {"", "Examples:", "  dbus-p1 probe", "  dbus-p1 probe /dev/ttyUSB0 /dev/ttyUSB1",
            "  dbus-p1 probe --seconds 300"})
final class ProbeCommand implements Callable<Integer> {
    static final String NAME = "probe";

    /** The default time: 12 s for each of the four line settings, and the second telegram of a meter that sends every ten seconds. */
    private static final int USUAL_SECONDS = 60;
    private static final long POLL_NANOS = 200_000_000L;

    @Parameters(arity = "0..*", paramLabel = "DEVICE", description = "serial ports (all USB serial ports)")
    private List<String> devices = List.of();

    @Option(names = "--seconds", paramLabel = "N", description = "listen for N seconds (60), or until each port has a meter")
    private @Nullable String seconds;

    // Asked by the scripts of a GX device.
    @Option(names = "--known", hidden = true, description = "only a meter that was read before counts")
    private boolean onlyKnown;

    @Option(names = "--network", hidden = true, description = "look for HomeWizard dongles too; without a DEVICE only for them")
    private boolean network;

    @Override
    public Integer call() throws UserException {
        // Each port's line of the result includes the messages that the driver would log.
        Logging.setLevel("error");
        int limit = Objects.requireNonNullElse(RunOptions.SECONDS.optionalValue("--seconds", seconds), USUAL_SECONDS);
        List<String> names = devices.isEmpty() && !network ? UsbCable.listPorts(Path.of("/")) : devices;
        if (names.isEmpty() && !network) {
            throw new UserException(ExitStatus.ABSENT, "there is no USB serial port: plug in the adapter of the meter");
        }
        ReportTexts texts = ReportTexts.ofDevice();
        List<Port> ports = new ArrayList<>();
        for (String name : names) {
            ports.add(Port.of(name, onlyKnown, texts));
        }
        List<HomeWizardDongle> dongles = network ? HomeWizardDongle.announced() : List.of();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(limit);
        while (System.nanoTime() - end < 0 && !ports.stream().allMatch(Port::isSettled)) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        List<Result> results = ports.stream().map(port -> port.result(limit)).toList();
        for (int i = 0; i < results.size(); i++) {
            System.out.println(ports.get(i).name + ": " + results.get(i).heard().begin + results.get(i).words());
        }
        dongles.forEach(dongle -> System.out.println("offered: " + texts.text(dongle.isReadable() ? "heard.dongle" : "heard.dongle_closed",
                Map.of("serial", dongle.serial(), "host", dongle.host(), "line",
                        dongles.size() == 1 ? "source=homewizard" : "source=homewizard://" + dongle.host()))));
        // Beside ports a dongle is only one more chance.
        if (network && devices.isEmpty() && dongles.isEmpty()) {
            System.out.println("network: " + texts.text("heard.no_dongle", Map.of()));
        }
        boolean found = !dongles.isEmpty() || results.stream().anyMatch(result -> result.heard() == Heard.METER);
        // Last, because closing a port may never return if its kernel driver hangs.
        ports.forEach(Port::close);
        return (found ? ExitStatus.OK : ExitStatus.NOT_FOUND).code();
    }

    private enum Heard {
        /** The script {@code enable --search} of a GX device looks for this line. */
        METER("meter: "),
        ANOTHER_METER("another meter: "),
        NOT_READ("not read: "),
        NO_METER("");

        /** Begins the line about a port. */
        private final String begin;

        Heard(String begin) {
            this.begin = begin;
        }

        static Heard of(Condition finding, @Nullable MeterIdentity meter, Predicate<@Nullable MeterIdentity> isWanted) {
            boolean isMeter = switch (finding) {
                // In the last two cases one good telegram came within the time.
                case LINE_ENCRYPTED, LINE_WRONG_KEY, LINE_STOPPED, LINE_TOO_FEW -> true;
                case LINE_TWO_METERS, LINE_SILENT, LINE_LISTENING, LINE_NO_TELEGRAM, LINE_DISTURBED, LINE_NOISE, LINE_TEXT -> false;
                default -> meter != null;
            };
            return !isMeter ? NO_METER : isWanted.test(meter) ? METER : ANOTHER_METER;
        }
    }

    private record Result(Heard heard, String words) {
    }

    /**
     * A port, and the session that reads it.
     *
     * @param name     for people: the path and the name of the adapter
     * @param session null if another program has the port
     * @param otherProgram     the other program that has the port open; empty if none has
     */
    private record Port(String name, String otherProgram, @Nullable CheckSession session,
                        Predicate<@Nullable MeterIdentity> isWanted, ReportTexts texts) {
        private static Port of(String name, boolean onlyKnown, ReportTexts texts) throws UserException {
            String device = name.split(" ", 2)[0];
            String user = SerialSource.otherProcess(device).orElse("");
            if (!user.isEmpty()) {
                return new Port(name, user, null, value -> false, texts);
            }
            CommandConfig read = CommandConfig.read(null, RunOptions.settings(Map.of(RunOptions.SOURCE, device)));
            if (!(read.config().get(Keys.SOURCE) instanceof SourceConfig.Serial)) {
                throw new UserException(ExitStatus.USAGE, device + " is not the path of a serial port, such as /dev/ttyUSB0");
            }
            CheckSession session = CheckSession.listening(read.config(), read.stateDirectory());
            session.start();
            boolean isNamed = read.config().get(Keys.METER_ID).isPresent();
            return new Port(name, "", session, meter -> !onlyKnown || isNamed
                    || meter != null && MeterKeyResolver.isKnown(read.stateDirectory(), meter), texts);
        }

        private boolean isSettled() {
            try {
                return session == null || Heard.of(session.finding(), session.meter(), isWanted) == Heard.METER;
            } catch (UserException e) {
                return true;
            }
        }

        private Result result(int seconds) {
            if (session == null) {
                return new Result(Heard.NOT_READ, "in use by " + otherProgram);
            }
            try {
                LineReport report = session.report();
                return new Result(Heard.of(report.finding(), session.meter(), isWanted), words(report, seconds));
            } catch (UserException e) {
                return new Result(Heard.NOT_READ, String.valueOf(e.getMessage()));
            }
        }

        private void close() {
            if (session != null) {
                session.close();
            }
        }

        private String words(LineReport report, int seconds) {
            String meter = report.row("Meter").orElse("");
            return switch (report.finding()) {
                case LINE_TWO_METERS -> report.result();
                case LINE_ENCRYPTED -> texts.text("heard.encrypted", Map.of());
                case LINE_WRONG_KEY -> texts.text("heard.wrong_key", Map.of());
                case LINE_SILENT, LINE_LISTENING, LINE_NO_TELEGRAM -> texts.text("heard.nothing", Map.of("seconds", seconds));
                case LINE_DISTURBED, LINE_NOISE -> texts.text("heard.noise", Map.of());
                case LINE_TEXT -> texts.text("heard.text", Map.of());
                case LINE_STOPPED, LINE_TOO_FEW -> meter.isEmpty() ? texts.text("heard.seldom", Map.of()) : meter;
                default -> meter.isEmpty() ? texts.text("heard.none", Map.of("result", report.result())) : meter;
            };
        }
    }
}
