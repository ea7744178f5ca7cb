package org.dbusp1.output.history;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.meter.Medium;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.QuarterHour;

/**
 * The values of one minute.
 *
 * @param zone    of the meter's calendar
 * @param serial  of the electricity meter; absent where none was sent
 * @param ts      its start in epoch seconds
 * @param cells   the columns of {@link Schema#MINUTES}; n, bad and what was measured
 * @param devices new readings of M-Bus devices
 * @param events  what happened in it
 * @param quarter the last quarter hour as the meter itself recorded it, where it does
 */
record Minute(MeterKey key, ZoneId zone, Optional<String> serial, long ts, RowValues cells,
              List<DeviceReading> devices, List<Event> events,
              Optional<QuarterHour> quarter) {

    /**
     * A new reading of a gas, water or heat meter.
     *
     * @param ts         when the device was read
     * @param litres     volume, where it counts one
     * @param kilojoules energy, where it counts that
     */
    record DeviceReading(int channel, Optional<String> serial, Medium kind, long ts, OptionalLong litres,
                         OptionalLong kilojoules) {
    }

    /**
     * A counter of the meter moved.
     *
     * @param value  what it shows now
     * @param before what it showed before; absent where the driver does not know, and the table may
     */
    record Event(long ts, String kind, long value, OptionalLong before) {
    }
}
