package org.dbusp1.output.history;

import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the devices on each channel of one meter key (the electricity meter is on channel 0) from 1, in the order in which they
 * were first seen: the counter of a new device does not continue that of the old one. A serial always has the same number.
 */
final class DeviceNumbers {
    private static final int MOST_LETTERS = 64;
    /** The serial of a device that never sent a serial. */
    private static final String UNKNOWN = "";

    private record DeviceRow(int channel, int number, String serial, long since) {
    }

    /** @param isReplacement true if the device replaced one that was there before; a log may show an earlier one later */
    record Found(int number, boolean isReplacement) {
    }

    private final Statements sql;
    private final List<DeviceRow> known;

    DeviceNumbers(Statements sql) throws SQLException {
        this.sql = sql;
        this.known = sql.rows(Schema.DEVICES, Schema.DEVICES.all(), SqlTable.EVERY_ROW, row ->
                new DeviceRow(row.getInt("channel"), row.getInt("device"), row.getString("serial"), row.getLong("since_ts")));
    }

    /**
     * Returns the number of a device. Stores the device if its serial is new, or if its first time is earlier than before. A device
     * without a serial counts as the newest device of the channel.
     */
    Found findOrAdd(int channel, @Nullable String serial, long ts) throws SQLException {
        List<DeviceRow> all = known.stream().filter(device -> device.channel == channel).toList();
        Optional<DeviceRow> last = all.stream().max(Comparator.comparingInt(DeviceRow::number));
        String name = serial == null ? null : plain(serial);
        Optional<DeviceRow> same = name == null ? last
                : all.stream().filter(device -> device.serial.equals(name)).findFirst()
                .or(() -> last.filter(device -> device.serial.equals(UNKNOWN)));
        DeviceRow now = new DeviceRow(channel, same.map(DeviceRow::number).orElse(last.map(DeviceRow::number).orElse(0) + 1),
                name != null ? name : same.map(DeviceRow::serial).orElse(UNKNOWN), Math.min(ts, same.map(DeviceRow::since).orElse(ts)));
        if (!same.equals(Optional.of(now))) {
            same.ifPresent(known::remove);
            known.add(now);
            sql.write(Schema.DEVICES,
                    List.of(Map.of("channel", channel, "device", now.number, "serial", now.serial, "since_ts", now.since)));
        }
        return new Found(now.number, same.isEmpty() && last.filter(device -> device.since <= ts).isPresent());
    }

    /**
     * Returns the numbers that a device has on other channels, by channel: where two channels are exchanged, both devices go on counting.
     * A device without a serial has none.
     */
    Map<Integer, Integer> onOtherChannels(int channel, int number) {
        Map<Integer, Integer> others = new TreeMap<>();
        known.stream().filter(own -> own.channel == channel && own.number == number && !own.serial.equals(UNKNOWN)).findFirst()
                .ifPresent(own -> known.stream().filter(there -> there.channel != channel && there.serial.equals(own.serial))
                        .forEach(there -> others.put(there.channel, there.number)));
        return others;
    }

    /** Returns the serial in a form that fits the column of every database: at most 64 ASCII characters. */
    private static String plain(String serial) {
        String letters = serial.replaceAll("[^ -~]", "?");
        return letters.substring(0, Math.min(letters.length(), MOST_LETTERS));
    }
}
