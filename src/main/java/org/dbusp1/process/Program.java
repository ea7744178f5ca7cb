package org.dbusp1.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** This program on this machine: its version and its directories. */
public final class Program {
    private static final String NAME = "dbus-p1";
    /** Folders that only Venus OS has; /data may exist elsewhere too. */
    private static final List<String> MARKS_OF_VENUS = List.of("opt/victronenergy", "etc/venus");

    private Program() {
    }

    /** Returns the version in the manifest of the package; "(not packaged)" when the program runs from its classes. */
    public static String version() {
        return Objects.requireNonNullElse(Program.class.getPackage().getImplementationVersion(), "(not packaged)");
    }

    /**
     * Returns the day of this release: a machine's clock that shows an earlier time is not set. The epoch when the program runs from its
     * classes. The Java runtime keeps this attribute of the manifest for each package, so that the jar is not opened again.
     */
    public static Instant released() {
        String date = Program.class.getPackage().getSpecificationVersion();
        return date == null ? Instant.EPOCH : Instant.parse(date);
    }

    /**
     * Returns the state directory, which may not exist yet: in /data on a GX device, otherwise that of the service manager or of
     * the user.
     */
    public static Path stateDirectory(Path root, Map<String, String> environment) {
        if (Files.isDirectory(root.resolve("data")) && MARKS_OF_VENUS.stream().anyMatch(mark -> Files.exists(root.resolve(mark)))) {
            return root.resolve("data").resolve(NAME);
        }
        Path given = given("STATE_DIRECTORY", environment);
        return given != null ? given : Path.of(environment.getOrDefault("HOME", "/"), ".local/state", NAME);
    }

    /**
     * Returns the directory for reports of running drivers, in memory; it may not exist yet: the service manager's, the system's
     * for root, else the user's. Empty if there is none.
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
     * Returns all directories that may hold reports of drivers, those of service managers and of root too; only that of
     * RUNTIME_DIRECTORY if it is set.
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

    /** Returns the directory of a variable of systemd, the first of several with colons between them; null if it is not set. */
    private static @Nullable Path given(String variable, Map<String, String> environment) {
        String path = environment.getOrDefault(variable, "").split(":", 2)[0];
        return path.isEmpty() ? null : Path.of(path);
    }
}
