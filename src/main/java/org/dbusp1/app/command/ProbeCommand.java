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
import org.dbusp1.line.source.HomeWizardSource;
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
        List<String> heard = ports.stream().map(port -> port.resultLine(limit)).toList();
        for (int i = 0; i < heard.size(); i++) {
            System.out.println(ports.get(i).name + ": " + heard.get(i));
        }
        dongles.forEach(dongle -> System.out.println("offered: " + texts.text(dongle.isReadable() ? "heard.dongle" : "heard.dongle_closed",
                Map.of("serial", dongle.serial(), "host", dongle.host(), "line",
                        dongles.size() == 1 ? "source=homewizard" : "source=homewizard://" + dongle.host()))));
        // Beside ports a dongle is only one more chance.
        if (network && devices.isEmpty() && dongles.isEmpty()) {
            System.out.println("network: " + texts.text("heard.no_dongle", Map.of()));
        }
        boolean found = !dongles.isEmpty() || heard.stream().anyMatch(text -> text.startsWith(Port.METER));
        // Last, because closing a port may never return if its kernel driver hangs.
        ports.forEach(Port::close);
        return (found ? ExitStatus.OK : ExitStatus.NOT_FOUND).code();
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
        /** Begins the line about a port with a meter; the script {@code enable --search} of a GX device looks for it. */
        private static final String METER = "meter: ";
        private static final String NOT_READ = "not read: ";

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
            String heard = resultLine(0);
            return heard.startsWith(METER) || heard.startsWith(NOT_READ);
        }

        private String resultLine(int seconds) {
            if (session == null) {
                return NOT_READ + "in use by " + otherProgram;
            }
            try {
                String heard = description(session.report(), seconds);
                return heard.startsWith(METER) && !isWanted.test(session.meter()) ? "another " + heard : heard;
            } catch (UserException e) {
                return NOT_READ + e.getMessage();
            }
        }

        private void close() {
            if (session != null) {
                session.close();
            }
        }

        private String description(LineReport report, int seconds) {
            String meter = report.row("Meter").orElse("");
            Condition finding = report.finding();
            return switch (finding) {
                case LINE_TWO_METERS -> report.result();
                case LINE_ENCRYPTED -> METER + texts.text("heard.encrypted", Map.of());
                case LINE_WRONG_KEY -> METER + texts.text("heard.wrong_key", Map.of());
                case LINE_SILENT, LINE_LISTENING, LINE_NO_TELEGRAM -> texts.text("heard.nothing", Map.of("seconds", seconds));
                case LINE_DISTURBED, LINE_NOISE -> texts.text("heard.noise", Map.of());
                case LINE_TEXT -> texts.text("heard.text", Map.of());
                // In these cases one good telegram came within the time.
                case LINE_STOPPED, LINE_TOO_FEW -> METER + (meter.isEmpty() ? texts.text("heard.seldom", Map.of()) : meter);
                default -> meter.isEmpty() ? texts.text("heard.none", Map.of("result", report.result())) : METER + meter;
            };
        }
    }
}
