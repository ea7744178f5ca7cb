package org.dbusp1.metering;

import java.time.Duration;

/** The times of the slowest meter with a useful power: Czech ones, and others behind bridges. */
public final class SlowestMeter {
    /** No meter with a useful power is known that sends less often. */
    public static final Duration INTERVAL = Duration.ofSeconds(60);
    /** The longest time between two messages over which a power is believed: longer than the interval, because messages come late. */
    public static final Duration LONGEST_GAP = Duration.ofSeconds(90);

    private SlowestMeter() {
    }
}
