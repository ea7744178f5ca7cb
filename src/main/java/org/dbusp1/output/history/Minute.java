package org.dbusp1.output.history;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.dbusp1.meter.EnergyUse.Quarter;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.meter.MeterKey;

/**
 * The values of one minute.
 *
 * @param zone    the zone of the meter's calendar
 * @param serial  the serial of the electricity meter; absent where the meter did not send it
 * @param ts      the start of the minute in epoch seconds
 * @param cells   the columns of {@link Schema#MINUTES}; n, bad and the measured values
 * @param devices new readings of M-Bus devices
 * @param events  the events of the minute
 * @param quarters the quarter hours of which something became known
 */
record Minute(MeterKey key, ZoneId zone, Optional<String> serial, long ts, RowValues cells,
              List<DeviceReading> devices, List<Event> events, List<Quarter> quarters) {
    /** The most quarter hours that a minute takes over: a month of them. */
    private static final int MOST_QUARTERS = 31 * 96;

    /** Returns this minute with the quarter hours of one that is dropped: they have the energy of its time. */
    Minute withQuartersOf(Minute dropped) {
        List<Quarter> all = Stream.concat(dropped.quarters.stream(), quarters.stream()).toList();
        return new Minute(key, zone, serial, ts, cells, devices, events,
                all.subList(Math.max(0, all.size() - MOST_QUARTERS), all.size()));
    }

    /**
     * A new reading of a gas, water or heat meter.
     *
     * @param ts         the time of the reading in epoch seconds
     * @param litres     the volume, where the device counts volume
     * @param kilojoules the energy, where the device counts energy
     */
    record DeviceReading(int channel, Optional<String> serial, Medium kind, long ts, OptionalLong litres,
                         OptionalLong kilojoules) {
    }

    /**
     * A change of a counter of the meter.
     *
     * @param value  the new value
     * @param before the value before; absent where the driver does not know it, although the table may have it
     */
    record Event(long ts, String kind, long value, Optional<Long> before) {
    }
}
