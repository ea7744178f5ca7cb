package org.dbusp1.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The directory for reports of running drivers: in memory, empty after each start of the machine. */
public final class RuntimeDirectory {
    private static final String OWN = "dbus-p1";

    private RuntimeDirectory() {
    }

    /**
     * Its path, whether it exists yet or not: the service manager's, that of the system for root, the user's. Empty
     * where there is none.
     */
    public static Optional<Path> find(Path root, Map<String, String> environment) {
        // systemd gives several directories with colons between them.
        String given = environment.getOrDefault("RUNTIME_DIRECTORY", "").split(":", 2)[0];
        if (!given.isEmpty()) {
            return Optional.of(Path.of(given));
        }
        Path run = root.resolve("run");
        if (Files.isWritable(run)) {
            return Optional.of(run.resolve(OWN));
        }
        return Optional.of(environment.getOrDefault("XDG_RUNTIME_DIR", "")).filter(user -> !user.isEmpty())
                .map(user -> Path.of(user, OWN));
    }

    /** Returns the directories in which drivers of service managers, or of root, may put it too. */
    public static List<Path> all(Path root, Map<String, String> environment) {
        Set<Path> all = new LinkedHashSet<>();
        find(root, environment).ifPresent(all::add);
        all.add(root.resolve("run").resolve(OWN));
        return List.copyOf(all);
    }
}
