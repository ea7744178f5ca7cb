package org.dbusp1.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The state directory: in /data on a GX device, otherwise that of the service manager or of the user. */
public final class StateDirectory {
    /** Folders that only Venus OS has; /data alone may be anything. */
    private static final List<String> MARKS_OF_VENUS = List.of("opt/victronenergy", "etc/venus");

    private StateDirectory() {
    }

    /** Its path, whether it exists yet or not. */
    public static Path find(Path root, Map<String, String> environment) {
        if (Files.isDirectory(root.resolve("data"))
                && MARKS_OF_VENUS.stream().anyMatch(mark -> Files.exists(root.resolve(mark)))) {
            return root.resolve("data/dbus-p1");
        }
        // systemd gives several directories with colons between them.
        String given = environment.getOrDefault("STATE_DIRECTORY", "").split(":", 2)[0];
        return given.isEmpty() ? Path.of(environment.getOrDefault("HOME", "/"), ".local/state/dbus-p1")
                : Path.of(given);
    }
}
