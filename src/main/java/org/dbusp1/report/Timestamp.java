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
 * A moment, for processes that compare it with another one. The clock may be set in between, by years if the device has
 * no battery clock; the time since the machine's start is never set.
 *
 * @param clock  time by the machine's clock
 * @param uptime time since the machine's start; absent if the system does not have it, as outside of Linux
 */
public record Timestamp(Instant clock, Optional<Duration> uptime) {
    private static final Path UPTIME = Path.of("/proc/uptime");

    /** Returns the present moment. */
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
     * Returns an earlier moment.
     *
     * @param then time by the clock as it was then
     * @param ago  time since that moment, by the monotonic clock
     */
    Timestamp earlier(Instant then, Duration ago) {
        return new Timestamp(then, uptime.map(now -> now.minus(ago)));
    }

    /**
     * Returns the time from this moment to another one; negative if only the clock shows it and the clock was set back.
     */
    public Duration age(Timestamp at) {
        return uptime.isPresent() && at.uptime.isPresent() ? at.uptime.get().minus(uptime.get())
                : Duration.between(clock, at.clock);
    }
}
