package org.dbusp1.report;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A moment, for processes that compare it with another one. The clock may be set in between, by years if the device has
 * no battery clock; the time since the machine's start is never set.
 *
 * @param clock  time by the machine's clock
 * @param uptime time since the machine's start
 */
public record Timestamp(Instant clock, Duration uptime) {
    private static final Path UPTIME = Path.of("/proc/uptime");

    /** Returns the present moment. */
    public static Timestamp now() {
        return new Timestamp(Instant.now(), sinceStart());
    }

    private static Duration sinceStart() {
        try {
            String text = Files.readString(UPTIME, StandardCharsets.ISO_8859_1);
            BigDecimal seconds = new BigDecimal(text.substring(0, text.indexOf(' ')));
            return Duration.ofMillis(seconds.movePointRight(3).longValue());
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException noLinux) {
            return Duration.ofNanos(System.nanoTime());
        }
    }

    /**
     * Returns an earlier moment.
     *
     * @param then time by the clock as it was then
     * @param ago  time since that moment, by the monotonic clock
     */
    Timestamp earlier(Instant then, Duration ago) {
        return new Timestamp(then, uptime.minus(ago));
    }

    /** Returns the time from this moment to another one. */
    public Duration age(Timestamp at) {
        return at.uptime.minus(uptime);
    }
}
