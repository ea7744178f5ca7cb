package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.stream.Stream;
import org.dbusp1.Ended;
import org.dbusp1.OwnPlace;

/** libfaketime of Debian's package faketime, which is preloaded: the time of a process is what a test says. */
public final class FakeTime {
    private static final DateTimeFormatter START = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private static final double SLOW_START_SECONDS = 1;

    private FakeTime() {
    }

    /**
     * Returns the environment of a process whose clocks, the monotonic one too, show a moment when it starts, and pass faster than the
     * machine's, as do its waits. A pause of the machine is as many times as long for it.
     */
    public static Map<String, String> from(Instant start, int timesAsFast) {
        return Map.of("LD_PRELOAD", library().toString(), "FAKETIME", "@" + START.format(start) + " x" + timesAsFast, "TZ", "UTC");
    }

    /** Returns the environment of a process whose clocks, and its waits, are so many times as slow as the machine's. */
    static Map<String, String> slow(int times) {
        return Map.of("LD_PRELOAD", library().toString(), "FAKETIME", "+0 x" + 1.0 / times);
    }

    /** Returns the environment of a process whose wall clock alone is ahead by what a file says, such as -1d, a second after it does. */
    static Map<String, String> wallClock(Path offset) {
        return Map.of("LD_PRELOAD", library().toString(), "FAKETIME_TIMESTAMP_FILE", offset.toString(), "FAKETIME_CACHE_DURATION", "1",
                "DONT_FAKE_MONOTONIC", "1", "FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }

    /**
     * Returns how many times as fast the clock of a driver may be here, whose own limits of time are the shorter for it: by how long a
     * start takes, with what else this machine has to do.
     */
    static int timesAsFast(int onAFastMachine, int onASlowOne) {
        boolean slow = Start.SECONDS > SLOW_START_SECONDS;
        int chosen = slow ? onASlowOne : onAFastMachine;
        System.out.printf("%d times as fast: a start takes %.1f s here%n", chosen, Start.SECONDS);
        return chosen;
    }

    /** Returns how long a start takes here at most, by the clock of a driver: four times what one took beside all else that runs here. */
    static Duration longestStart(int timesAsFast) {
        return Duration.ofMillis(Math.round(4_000 * Start.SECONDS * timesAsFast));
    }

    private static final class Start {
        static final double SECONDS = measured();

        private static double measured() {
            try {
                Path place = Files.createDirectories(Path.of("target/start"));
                long began = System.nanoTime();
                Ended ended = Ended.of(OwnPlace.program(place, "venus/dbus-p1", "run", "--check-config", DriverProcess.emptyConfig(place)));
                double seconds = (System.nanoTime() - began) / 1e9;
                assertThat(ended.status()).as(ended.output()).isZero();
                return seconds;
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static Path library() {
        try (Stream<Path> libraries = Files.walk(Path.of("/usr/lib"), 3)) {
            return libraries.filter(file -> file.endsWith("faketime/libfaketimeMT.so.1")).findFirst()
                    .orElseThrow(() -> new AssertionError("the package faketime is missing; venus/test installs it"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
