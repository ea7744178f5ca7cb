package org.dbusp1.report;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A moment, for processes that compare it with another one. The clock may be set in between, from years ago, where a
 * device has no clock of its own; the time since the machine's start only goes on.
 *
 * @param clock  by the machine's clock
 * @param uptime since the machine's start; absent where the system does not have it, as outside of Linux
 */
public record Timestamp(Instant clock, Optional<Duration> uptime) {
    private static final Path UPTIME = Path.of("/proc/uptime");

    /** The present moment. */
    public static Timestamp now() {
        return new Timestamp(Instant.now(), sinceStart());
    }

    private static Optional<Duration> sinceStart() {
        try {
            String text = Files.readString(UPTIME, StandardCharsets.ISO_8859_1);
            BigDecimal seconds = new BigDecimal(text.substring(0, text.indexOf(' ')));
            return Optional.of(Duration.ofMillis(seconds.movePointRight(3).longValue()));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException untold) {
            return Optional.empty();
        }
    }

    /**
     * An earlier moment.
     *
     * @param then by the clock as it was then
     * @param ago  how long ago it was, by the monotonic clock
     */
    Timestamp earlier(Instant then, Duration ago) {
        return new Timestamp(then, uptime.map(now -> now.minus(ago)));
    }

    /** Returns how long ago this was at another moment; negative where the clock alone shows it and was set back. */
    public Duration age(Timestamp at) {
        return uptime.isPresent() && at.uptime.isPresent() ? at.uptime.get().minus(uptime.get())
                : Duration.between(clock, at.clock);
    }
}
