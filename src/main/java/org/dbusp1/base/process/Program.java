package org.dbusp1.base.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** This program on this machine: its version, its directories, and how it was called. */
public final class Program {
    private static final String NAME = "dbus-p1";
    /** Paths that only Venus OS has; /data may exist on other machines too. */
    private static final List<String> MARKS_OF_VENUS = List.of("opt/victronenergy", "etc/venus");

    private static volatile List<String> arguments = List.of();

    private Program() {
    }

    /** Remembers how the program was called, for {@link #calledWith}. */
    public static void calledAs(List<String> given) {
        arguments = List.copyOf(given);
    }

    /**
     * Returns the line of a shell that calls the program as it was called, with another file in the place of one, and without passwords.
     *
     * @param file as an argument or after the = of an option; where it is neither, because a configuration names it, the other is added
     */
    public static String calledWith(String other, String file) {
        boolean isGiven = false;
        StringBuilder line = new StringBuilder(NAME);
        for (String argument : arguments) {
            boolean isFile = argument.equals(file) || argument.startsWith("--") && argument.endsWith("=" + file);
            isGiven |= isFile;
            line.append(' ').append(quoted(isFile ? argument.substring(0, argument.length() - file.length()) + other
                    : withoutSecrets(argument)));
        }
        return (isGiven ? line : line.append(' ').append(quoted(other))).toString();
    }

    /** Returns the version in the manifest of the package; "(not packaged)" when the program runs from its classes. */
    public static String version() {
        return Objects.requireNonNullElse(Program.class.getPackage().getImplementationVersion(), "(not packaged)");
    }

    /**
     * Returns the day of this release: a machine's clock with an earlier time has not been set. Returns the epoch when the
     * program runs from its classes. The day is in Specification-Version of the manifest: the Java runtime has this
     * attribute in memory, so the jar is not opened again.
     */
    public static Instant released() {
        String date = Program.class.getPackage().getSpecificationVersion();
        return date == null ? Instant.EPOCH : Instant.parse(date);
    }

    /**
     * Returns the day after tomorrow: times of it and later ones are of a clock that was ahead.
     *
     * @param now by the machine's clock; before the release it has no time, and no day is future
     */
    public static LocalDate firstFutureDay(Instant now, ZoneId zone) {
        return now.isBefore(released()) ? LocalDate.of(9999, 12, 31) : LocalDate.ofInstant(now, zone).plusDays(2);
    }

    /**
     * Returns whether the screen of this GX device shows the driver's own pages: since v3.70, before v3.80 (when browsers show them
     * too) only with the service start-gui, which models with only the classic screen lack, and where the owner has not removed their
     * link. True on another machine. {@code venus/gx/lib/screen.sh} has the same rule.
     */
    public static boolean showsPages(Path root) {
        int firmware;
        try (Stream<String> lines = Files.lines(root.resolve("opt/victronenergy/version"))) {
            // Such as v3.70~1.
            String[] numbers = lines.findFirst().orElse("").substring(1).split("[^0-9]", 3);
            firmware = 1000 * Integer.parseInt(numbers[0]) + Integer.parseInt(numbers[1]);
        } catch (IOException | RuntimeException e) {
            return true;
        }
        return firmware >= 3070 && Files.isSymbolicLink(root.resolve("data/apps/enabled/dbus-p1"))
                && (firmware >= 3080 || Files.exists(root.resolve("service/start-gui")));
    }

    public static boolean isVenusOs(Path root) {
        return Files.isDirectory(root.resolve("data")) && MARKS_OF_VENUS.stream().anyMatch(mark -> Files.exists(root.resolve(mark)));
    }

    /**
     * Returns the state directory, which may not exist yet: in /data on a GX device, otherwise the service manager's or the
     * user's.
     */
    public static Path stateDirectory(Path root, Map<String, String> environment) {
        if (isVenusOs(root)) {
            return root.resolve("data").resolve(NAME);
        }
        Path given = given("STATE_DIRECTORY", environment);
        return given != null ? given : Path.of(environment.getOrDefault("HOME", "/"), ".local/state", NAME);
    }

    /**
     * Returns the directory in memory for reports of running drivers, which may not exist yet: the service manager's;
     * otherwise below /run if this user can write there; otherwise the user's. Empty without all of them.
     */
    public static Optional<Path> runtimeDirectory(Path root, Map<String, String> environment) {
        Path given = given("RUNTIME_DIRECTORY", environment);
        Path run = root.resolve("run");
        if (given != null || Files.isWritable(run)) {
            return Optional.of(given != null ? given : run.resolve(NAME));
        }
        String user = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        return user.isEmpty() ? Optional.empty() : Optional.of(Path.of(user, NAME));
    }

    /**
     * Returns all directories that may hold reports of drivers: this user's, and those below /run of services and of root;
     * only RUNTIME_DIRECTORY if that variable is set.
     */
    public static List<Path> runtimeDirectories(Path root, Map<String, String> environment) {
        Path given = given("RUNTIME_DIRECTORY", environment);
        if (given != null) {
            return List.of(given);
        }
        Set<Path> all = new LinkedHashSet<>();
        runtimeDirectory(root, environment).ifPresent(all::add);
        all.add(root.resolve("run").resolve(NAME));
        return List.copyOf(all);
    }

    /** Returns a word as it is typed into a shell: in quotes if it has a blank, or another character that a shell changes. */
    public static String quoted(String word) {
        return word.matches("[\\p{L}\\p{N}_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** Returns a value that was typed without the password that a URL in it may have. */
    public static String withoutSecrets(String value) {
        return value.replaceAll("//.*@", "//...@").replaceAll("(?i)((password|passwd|pwd|secret|token)=)[^&;]*", "$1...");
    }

    /**
     * Returns the directory of a variable of systemd, the first of several that are separated by colons; null if the
     * variable is not set.
     */
    private static @Nullable Path given(String variable, Map<String, String> environment) {
        String path = environment.getOrDefault(variable, "").split(":", 2)[0];
        return path.isEmpty() ? null : Path.of(path);
    }
}
