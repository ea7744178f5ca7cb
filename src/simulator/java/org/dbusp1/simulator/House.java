package org.dbusp1.simulator;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The simulated house.
 *
 * @param wiring     the connection to the grid
 * @param solarWatts peak power of the solar panels; 0 for none
 * @param devices    M-Bus devices by channel, the first on channel 1
 * @param seed       the same seed, dialect and start give the same telegrams
 * @param start      the meter's clock in its first telegram
 */
public record House(Wiring wiring, int solarWatts, List<SimulatedMedium> devices, long seed, Instant start) {
    static final int MOST_SOLAR_WATTS = 30_000;

    public House {
        devices = List.copyOf(devices);
        if (devices.size() > 4 || Set.copyOf(devices).size() < devices.size()) {
            throw new IllegalArgumentException("a meter has up to 4 M-Bus devices, here each of another kind");
        }
        if (solarWatts < 0 || solarWatts > MOST_SOLAR_WATTS) {
            throw new IllegalArgumentException(solarWatts + " W of solar panels: give 0 to " + MOST_SOLAR_WATTS);
        }
        start = Instant.ofEpochSecond(start.getEpochSecond());
    }

    /**
     * Returns a house with three phases, solar panels on one of them, and the M-Bus devices that are usual with a meter of
     * this dialect.
     */
    public static House usual(SimulatedDialect dialect, Instant start) {
        return new House(Wiring.THREE_PHASES, 3_600, dialect.devices(), 1, start);
    }
}
