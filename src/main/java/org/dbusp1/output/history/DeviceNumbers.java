package org.dbusp1.output.history;

import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the devices on each channel of one meter key (the electricity meter is on channel 0) from 1, in the order in which they
 * were first seen: the counter of a new device does not continue that of the old one. A serial always has the same number on a channel;
 * on another channel it begins anew. A channel has {@value #MOST_DEVICES} at most.
 */
final class DeviceNumbers {
    private static final int ELECTRICITY = 0;
    /** An exchange is once in fifteen years; a line with other numbers in each message must fill neither disk nor memory. */
    static final int MOST_DEVICES = 32;
    private static final int MOST_LETTERS = 64;
    /** The serial of a device that never sent a serial. */
    private static final String UNKNOWN = "";

    private record DeviceRow(int channel, int number, String serial, long since) {
    }

    /** @param isReplacement true if the device replaced one that was there before; a log may show an earlier one later */
    record Found(int number, boolean isReplacement) {
    }

    private final Statements sql;
    /** The devices of the channels that were asked for. */
    private final Map<Integer, List<DeviceRow>> known = new TreeMap<>();

    DeviceNumbers(Statements sql) {
        this.sql = sql;
    }

    private List<DeviceRow> of(int channel) throws SQLException {
        List<DeviceRow> devices = known.get(channel);
        if (devices == null) {
            devices = sql.rows(Schema.DEVICES, Schema.DEVICES.all(), "channel = ?", row ->
                    new DeviceRow(row.getInt("channel"), row.getInt("device"), row.getString("serial"), row.getLong("since_ts")), channel);
            known.put(channel, devices);
        }
        return devices;
    }

    /**
     * Returns the number of a device; null for a new one of a channel that has had {@value #MOST_DEVICES}. Stores the device if its
     * serial is new, or if its first time is earlier than before. A device without a serial counts as the newest device of the channel.
     */
    @Nullable Found findOrAdd(int channel, @Nullable String serial, long ts) throws SQLException {
        List<DeviceRow> all = of(channel);
        Optional<DeviceRow> last = all.stream().max(Comparator.comparingInt(DeviceRow::number));
        String name = serial == null ? null : plain(serial);
        Optional<DeviceRow> same = name == null ? last
                : all.stream().filter(device -> device.serial.equals(name)).findFirst()
                .or(() -> last.filter(device -> device.serial.equals(UNKNOWN)));
        if (same.isEmpty() && all.size() >= MOST_DEVICES) {
            return null;
        }
        DeviceRow now = new DeviceRow(channel, same.map(DeviceRow::number).orElse(last.map(DeviceRow::number).orElse(0) + 1),
                name != null ? name : same.map(DeviceRow::serial).orElse(UNKNOWN), Math.min(ts, same.map(DeviceRow::since).orElse(ts)));
        if (!same.equals(Optional.of(now))) {
            same.ifPresent(all::remove);
            all.add(now);
            sql.write(Schema.DEVICES,
                    List.of(Map.of("channel", channel, "device", now.number, "serial", now.serial, "since_ts", now.since)));
        }
        return new Found(now.number, same.isEmpty() && last.filter(device -> device.since <= ts).isPresent());
    }

    /**
     * Returns the number of the electricity meter, as {@link #findOrAdd} does; that of the newest one for a new one after
     * {@value #MOST_DEVICES}, because each minute is stored.
     */
    Found findOrAddMeter(@Nullable String serial, long ts) throws SQLException {
        Found found = findOrAdd(ELECTRICITY, serial, ts);
        return found != null ? found : Objects.requireNonNull(findOrAdd(ELECTRICITY, null, ts));
    }

    /** Returns the serial in a form that fits the column of every database: at most 64 ASCII characters. */
    private static String plain(String serial) {
        String letters = serial.replaceAll("[^ -~]", "?");
        return letters.substring(0, Math.min(letters.length(), MOST_LETTERS));
    }
}
