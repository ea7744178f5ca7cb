package org.dbusp1;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dbusp1.system.SlowStart;
import org.dbusp1.system.SlowStart.Outputs;

/**
 * The start of a driver with a share of one core: the time until the meter is on the D-Bus, the processor time until
 * then, and the time until the page answers. Argument: the launcher of the source tree or of a package.
 */
public final class StartFigures {
    private static final int[] PERCENTS = {5, 10, 20, 100};
    private static final int WATCHED_SECONDS = 90;

    private StartFigures() {
    }

    public static void main(String[] arguments) throws Exception {
        Optional<String> obstacle = SlowStart.obstacle();
        if (obstacle.isPresent()) {
            System.out.println("no measurement: " + obstacle.get());
            return;
        }
        Path directory = Files.createTempDirectory("dbus-p1-start");
        try (SlowStart starts = new SlowStart(Path.of(arguments[0]), directory)) {
            System.out.printf(Locale.ROOT, "%-6s %6s %12s %14s %14s %8s%n", "driver", "core %", "on the bus s",
                    "processor s", "page answers s", "status");
            for (int percent : PERCENTS) {
                for (Outputs outputs : Outputs.values()) {
                    SlowStart.Result start = starts.run(percent, outputs, 1 + WATCHED_SECONDS * 5 / percent);
                    System.out.printf(Locale.ROOT, "%-6s %6d %12s %14.2f %14s %8s%n",
                            outputs.name().toLowerCase(Locale.ROOT), percent, seconds(start.secondsToBus()),
                            start.processorSeconds(), seconds(start.secondsToPage()),
                            start.status().map(String::valueOf).orElse("runs"));
                }
            }
        }
    }

    private static String seconds(OptionalDouble time) {
        return time.isPresent() ? String.format(Locale.ROOT, "%.1f", time.getAsDouble()) : "-";
    }
}
