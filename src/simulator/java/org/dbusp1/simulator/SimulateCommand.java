package org.dbusp1.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.dbusp1.app.command.Commands;
import org.dbusp1.base.config.Key.ValueType;
import org.dbusp1.base.config.NearestWord;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.StandardOutput;
import org.dbusp1.base.process.UserException;
import org.dbusp1.line.source.Pacer.Speed;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dbus-p1 simulate}: writes the telegrams of a simulated meter to stdout or a pty. */
@Command(name = SimulateCommand.NAME, mixinStandardHelpOptions = true, sortOptions = false,
        description = "Writes the telegrams of a simulated meter, at the meter's pace, until it is stopped.",
        footer = {"", "The same name, seed, start and house always give the same bytes.", "", "Examples:",
            "  dbus-p1 simulate --list",
            "  dbus-p1 simulate dsmr50",
            "  dbus-p1 simulate emucs17 --phases=3x230 --solar=0 --count=1",
            "  dbus-p1 simulate d0 --start=2026-10-25T01:00 --count=9 --speed=max > p1.log",
            "  dbus-p1 simulate dsmr50 --pty=/tmp/ttyP1"})
public final class SimulateCommand implements Commands.Added {
    static final String NAME = "simulate";

    private static final int READ_MILLIS = 1_000;
    private static final int LARGEST = 999_999_999;
    private static final ValueType<Integer> NUMBER = ValueType.number(1, LARGEST);
    private static final ValueType<Integer> SEED = ValueType.number(0, LARGEST);
    private static final ValueType<Integer> SOLAR = ValueType.number(0, House.MOST_SOLAR_WATTS);
    private static final Instant FIRST_START = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LAST_START = Instant.parse("2100-01-01T00:00:00Z");

    @Parameters(arity = "0..1", paramLabel = "NAME", defaultValue = "", description = "which meter, see --list")
    private String name;

    @Option(names = "--list", description = "list the meters and end")
    private boolean list;

    @Option(names = "--count", paramLabel = "N", description = "end after N telegrams")
    private @Nullable String count;

    @Option(names = "--seconds", paramLabel = "N", description = "end after N seconds of the meter's clock")
    private @Nullable String seconds;

    @Option(names = "--speed", paramLabel = "N", defaultValue = "1",
            description = "N times the meter's pace, or max; ${DEFAULT-VALUE} when not given")
    private String speed;

    @Option(names = "--start", paramLabel = "TIME", defaultValue = "",
            description = "first time of the meter's clock: 2026-06-21T12:00 by the meter's zone, or 2026-06-21T10:00Z; now when not given")
    private String start;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "another number simulates another house")
    private String seed;

    @Option(names = "--phases", paramLabel = "1|3|3x230", defaultValue = "3",
            description = "phases; 3x230 are three without neutral; ${DEFAULT-VALUE} when not given")
    private String phases;

    @Option(names = "--solar", paramLabel = "WATTS", defaultValue = "3600",
            description = "peak power of solar panels, 0 for none; ${DEFAULT-VALUE} when not given")
    private String solar;

    @Option(names = "--devices", paramLabel = "LIST",
            description = "M-Bus devices in the order of their channels, of gas, water and heat, or none; what is usual"
                    + " with such a meter when not given")
    private @Nullable String devices;

    @Option(names = "--message", paramLabel = "TEXT", defaultValue = "",
            description = "a message of the operator, of meters that send one")
    private String message;

    @Option(names = "--pty", paramLabel = "LINK", arity = "0..1", fallbackValue = "",
            description = "write to a new pty, for others to read as a serial port, with a link to it if one is given")
    private @Nullable String pty;

    private interface Sink {
        void write(byte[] bytes, int count) throws IOException;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Integer call() throws UserException, IOException {
        if (list) {
            Dialects.all().forEach(simulatedDialect -> System.out.printf("%-18s %s%n", simulatedDialect.name(), simulatedDialect.title()));
            return ExitStatus.OK.code();
        }
        int most = Objects.requireNonNullElse(NUMBER.optionalValue("--count", count), Integer.MAX_VALUE);
        int duration = Objects.requireNonNullElse(NUMBER.optionalValue("--seconds", seconds), Integer.MAX_VALUE);
        SimulatedDialect dialect = dialect();
        House house = house(dialect);
        try (SimulatedSource source = new SimulatedSource(dialect.name(), () -> new SimulatedMeter(dialect, house).withMessage(message),
                checked("--speed", speed, Speed::parse))) {
            long telegrams = Math.min(most, duration / dialect.interval() + Math.min(1, duration % dialect.interval()));
            if (pty != null) {
                toPty(source, telegrams, pty);
            } else {
                toStdout(source, telegrams);
            }
        }
        return ExitStatus.OK.code();
    }

    private SimulatedDialect dialect() throws UserException {
        List<String> names = Dialects.all().stream().map(SimulatedDialect::name).toList();
        return Dialects.named(name).orElseThrow(() -> new UserException(ExitStatus.USAGE, name.isEmpty()
                ? "give the name of a meter, such as dsmr50; simulate --list shows all"
                : "there is no simulated meter " + name + NearestWord.hint(name, names)
                        + "; simulate --list shows all"));
    }

    private House house(SimulatedDialect dialect) throws UserException {
        Wiring wiring = checked("--phases", phases, Wiring::parse);
        List<SimulatedMedium> media = devices == null ? dialect.devices()
                : checked("--devices", devices, SimulateCommand::media);
        Instant clock = start.isEmpty() ? Instant.now() : checked("--start", start, text -> time(text, dialect.zone()));
        int watts = SOLAR.value("--solar", solar);
        return new House(wiring, watts, media, SEED.value("--seed", seed), clock);
    }

    /** Returns the value of an option's text; throws for a text that the reader refuses. */
    private static <T> T checked(String option, String text, Function<String, T> reader) throws UserException {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new UserException(ExitStatus.USAGE, option + ": " + e.getMessage(), e);
        }
    }

    private static List<SimulatedMedium> media(String text) {
        if (text.equals("none")) {
            return List.of();
        }
        List<String> known = Arrays.stream(SimulatedMedium.values()).map(SimulatedMedium::toString).toList();
        List<String> words = List.of(text.split(","));
        if (!known.containsAll(words) || Set.copyOf(words).size() < words.size()) {
            throw new IllegalArgumentException("\"" + text + "\" is no list of devices: give some of "
                    + String.join(",", known) + ", each once, or none");
        }
        return words.stream().map(word -> SimulatedMedium.values()[known.indexOf(word)]).toList();
    }

    private static Instant time(String text, ZoneId zone) {
        try {
            TemporalAccessor time = DateTimeFormatter.ISO_DATE_TIME.parseBest(text, OffsetDateTime::from,
                    LocalDateTime::from);
            Instant instant = time instanceof LocalDateTime local ? local.atZone(zone).toInstant()
                    : Instant.from(time);
            if (instant.isBefore(FIRST_START) || !instant.isBefore(LAST_START)) {
                throw new IllegalArgumentException("\"" + text + "\" is in no year from 2000 to 2099, and a meter prints two digits of it");
            }
            return instant;
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no time: give one such as 2026-06-21T12:00 or"
                    + " 2026-06-21T12:00+02:00", e);
        }
    }

    private static void toStdout(SimulatedSource source, long telegrams) throws IOException {
        try (StandardOutput out = new StandardOutput()) {
            copy(source, telegrams, (bytes, length) -> out.write(bytes, 0, length));
        }
    }

    private static void toPty(SimulatedSource source, long telegrams, String link) throws UserException {
        try (VirtualPort port = new VirtualPort(link.isEmpty() ? ownDirectory().resolve("pty") : Path.of(link))) {
            closeAtTheEnd(source, port);
            System.out.println(link.isEmpty() ? port.path() : link);
            copy(source, telegrams, port::write);
        } catch (IOException e) {
            throw new UserException(ExitStatus.UNAVAILABLE, e);
        }
    }

    /** Closes source and port in a shutdown hook: a signal may end the process at any point. */
    private static void closeAtTheEnd(SimulatedSource source, VirtualPort port) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            source.close();
            port.close();
        }, "pty"));
    }

    /** Returns a new directory that only this user may write to; it is deleted when the process ends. */
    private static Path ownDirectory() throws IOException {
        Path directory = Files.createTempDirectory(Path.of(System.getenv().getOrDefault("TMPDIR", "/tmp")), "dbus-p1-");
        directory.toFile().deleteOnExit();
        return directory;
    }

    private static void copy(SimulatedSource source, long telegrams, Sink sink) throws IOException {
        byte[] telegram = new byte[16 * 1024];
        source.open();
        for (long sent = 0; sent < telegrams; ) {
            int length = source.read(telegram, READ_MILLIS);
            if (length < 0) {
                return;
            }
            if (length > 0) {
                sink.write(telegram, length);
                sent++;
            }
        }
    }
}
