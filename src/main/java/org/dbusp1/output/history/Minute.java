package org.dbusp1.output.history;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.EnergyUse.Quarter;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written of one minute.
 *
 * @param zone of the meter's calendar
 * @param serial of the electricity meter; null if not sent
 * @param ts the start of the minute in epoch seconds
 * @param quarters the quarter hours with new facts
 */
record Minute(MeterKey key, ZoneId zone, @Nullable String serial, long ts, MinuteRow row,
              List<DeviceReading> devices, List<EventRow> events, List<Quarter> quarters) {
    /** Largest number of quarter hours that a minute receives from dropped minutes: those of a month. */
    private static final int MOST_QUARTERS = 31 * 96;

    long telegrams() {
        return row.telegrams();
    }

    /** Returns this minute with the quarter hours of a dropped minute, which hold the energy of its time. */
    Minute withQuarterHoursOf(Minute dropped) {
        List<Quarter> all = Stream.concat(dropped.quarters.stream(), quarters.stream()).toList();
        return new Minute(key, zone, serial, ts, row, devices, events, all.subList(Math.max(0, all.size() - MOST_QUARTERS), all.size()));
    }

    /**
     * @param serial null if not sent
     * @param ts in epoch seconds
     * @param litres null for a device that counts energy
     * @param kilojoules null for a device that counts volume
     */
    record DeviceReading(int channel, @Nullable String serial, Medium kind, long ts, @Nullable Long litres,
            @Nullable Long kilojoules) {
    }

    /**
     * An event: a change of a counter of the meter or of the tariff, an exchanged device, or an event of the driver.
     *
     * @param before the previous value; null if the driver does not know it, although the table may hold it
     * @param isFirst whether the meter replaced another one in this run: a value in the table is not the previous one
     */
    record EventRow(long ts, String kind, long value, @Nullable Long before, boolean isFirst) {
        EventRow(long ts, String kind, long value, @Nullable Long before) {
            this(ts, kind, value, before, false);
        }

        /** Returns the values by column. @param previous the previous value; null if there is none */
        Map<String, @Nullable Object> columns(@Nullable Long previous) {
            Map<String, @Nullable Object> columns = new HashMap<>(Map.of("ts", ts, "kind", kind, "value", value));
            columns.put("delta", previous == null ? null : value - previous);
            return columns;
        }
    }
}
