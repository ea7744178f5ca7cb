package org.dbusp1.line.source;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The clocks of this machine. Its monotonic time also counts the time for which the machine slept, which System.nanoTime() does not
 * count on Linux: where the time of day goes further than that by more than a minute, either it was set or the machine slept, and the
 * time since the machine's start shows which. Thread-safe.
 */
public final class MachineClock implements SourceClock {
    /** Counts sleep (proc_uptime(5)). */
    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final Duration SET_OR_SLEPT = Duration.ofMinutes(1);
    static final SourceClock SYSTEM = new MachineClock(System::nanoTime, Instant::now, MachineClock::uptime);

    private final LongSupplier ticks;
    private final Supplier<Instant> timeOfDay;
    private final Supplier<Duration> uptime;
    /** The time since the machine's start less the ticks, at the start of this program. */
    private final long uptimeLeadNanos;
    private long lastTicks;
    private Instant lastTime;
    private long sleptNanos;

    /**
     * @param ticks  in nanoseconds, monotonic, without sleep
     * @param uptime returns the time since the machine's start, sleep included
     */
    MachineClock(LongSupplier ticks, Supplier<Instant> timeOfDay, Supplier<Duration> uptime) {
        this.ticks = ticks;
        this.timeOfDay = timeOfDay;
        this.uptime = uptime;
        this.lastTicks = ticks.getAsLong();
        this.lastTime = timeOfDay.get();
        this.uptimeLeadNanos = uptime.get().toNanos() - lastTicks;
    }

    /** Returns the time since the machine's start, sleep included; where the system does not tell it, System.nanoTime(). */
    public static Duration uptime() {
        try {
            String text = Files.readString(UPTIME, StandardCharsets.ISO_8859_1);
            return Duration.ofMillis(new BigDecimal(text.substring(0, text.indexOf(' '))).movePointRight(3).longValue());
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return Duration.ofNanos(System.nanoTime());
        }
    }

    @Override
    public synchronized long nanos() {
        long now = ticks.getAsLong();
        Instant time = timeOfDay.get();
        if (Duration.between(lastTime, time).minusNanos(now - lastTicks).compareTo(SET_OR_SLEPT) > 0) {
            sleptNanos = Math.max(sleptNanos, uptime.get().toNanos() - now - uptimeLeadNanos);
        }
        lastTicks = now;
        lastTime = time;
        return now + sleptNanos;
    }

    @Override
    public Instant now() {
        return timeOfDay.get();
    }

    @Override
    public synchronized long arrival(long readAt) {
        nanos();
        return readAt + sleptNanos;
    }
}
