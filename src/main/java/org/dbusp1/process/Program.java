package org.dbusp1.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** This program on this machine: its version and its directories. */
public final class Program {
    private static final String NAME = "dbus-p1";
    /** Folders that only Venus OS has; /data may exist elsewhere too. */
    private static final List<String> MARKS_OF_VENUS = List.of("opt/victronenergy", "etc/venus");

    private Program() {
    }

    /** Returns the version in the manifest of the package; "(not packaged)" when the program runs from its classes. */
    public static String version() {
        return Optional.ofNullable(Program.class.getPackage().getImplementationVersion()).orElse("(not packaged)");
    }

    /**
     * Returns the state directory, which may not exist yet: in /data on a GX device, otherwise that of the service manager or of
     * the user.
     */
    public static Path stateDirectory(Path root, Map<String, String> environment) {
        if (Files.isDirectory(root.resolve("data")) && MARKS_OF_VENUS.stream().anyMatch(mark -> Files.exists(root.resolve(mark)))) {
            return root.resolve("data").resolve(NAME);
        }
        return given("STATE_DIRECTORY", environment).orElseGet(() -> Path.of(environment.getOrDefault("HOME", "/"), ".local/state", NAME));
    }

    /**
     * Returns the directory for reports of running drivers, in memory; it may not exist yet: the service manager's, the system's
     * for root, else the user's. Empty if there is none.
     */
    public static Optional<Path> runtimeDirectory(Path root, Map<String, String> environment) {
        Path run = root.resolve("run");
        return given("RUNTIME_DIRECTORY", environment).or(() -> Files.isWritable(run) ? Optional.of(run.resolve(NAME))
                : Optional.of(environment.getOrDefault("XDG_RUNTIME_DIR", "")).filter(user -> !user.isEmpty())
                        .map(user -> Path.of(user, NAME)));
    }

    /**
     * Returns all directories that may hold reports of drivers, those of service managers and of root too; only that of
     * RUNTIME_DIRECTORY if it is set.
     */
    public static List<Path> runtimeDirectories(Path root, Map<String, String> environment) {
        Optional<Path> given = given("RUNTIME_DIRECTORY", environment);
        if (given.isPresent()) {
            return List.of(given.get());
        }
        Set<Path> all = new LinkedHashSet<>();
        runtimeDirectory(root, environment).ifPresent(all::add);
        all.add(root.resolve("run").resolve(NAME));
        return List.copyOf(all);
    }

    /** Returns the directory of a variable of systemd, which gives several with colons between them. */
    private static Optional<Path> given(String variable, Map<String, String> environment) {
        return Optional.of(environment.getOrDefault(variable, "").split(":", 2)[0]).filter(path -> !path.isEmpty()).map(Path::of);
    }
}
