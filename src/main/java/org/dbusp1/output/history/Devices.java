package org.dbusp1.output.history;

import java.sql.SQLException;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Numbers the devices behind one meter key, in the order in which they were first seen: counters of different devices
 * are independent of each other. The same serial has the same number for ever.
 */
final class Devices {
    private static final int MOST_LETTERS = 64;
    /** A device that never sent its serial. */
    private static final String UNKNOWN = "";

    private record Place(int channel, int number) {
    }

    private record Known(String serial, long since) {
    }

    /** @param isNew whether the device took the place of another */
    record Found(int number, boolean isNew) {
    }

    private final MeterRows meterRows;
    private final TreeMap<Place, Known> known =
            new TreeMap<>(Comparator.comparingInt(Place::channel).thenComparingInt(Place::number));

    Devices(MeterRows meterRows) throws SQLException {
        this.meterRows = meterRows;
        meterRows.rows(Schema.DEVICES, Schema.DEVICES.all(), "channel >= 0", rows -> known.put(
                new Place(rows.getInt(1), rows.getInt(2)), new Known(rows.getString(3), rows.getLong(4))));
    }

    /** Returns the number of a device; one that does not send its serial counts as the newest device of the channel. */
    Found find(int channel, Optional<String> serial, long ts) throws SQLException {
        Optional<Place> last = Optional.ofNullable(known.floorKey(new Place(channel, Integer.MAX_VALUE)))
                .filter(place -> place.channel == channel);
        Optional<String> name = serial.map(Devices::plain);
        Optional<Place> same = name.isEmpty() ? last : place(channel, name.get());
        if (same.isEmpty() && last.isPresent() && known.get(last.get()).serial.equals(UNKNOWN)) {
            same = last;
        }
        Place place = same.orElseGet(() -> new Place(channel, last.map(Place::number).orElse(0) + 1));
        note(place, name, ts);
        return new Found(place.number, same.isEmpty() && last.isPresent());
    }

    private Optional<Place> place(int channel, String serial) {
        return known.entrySet().stream()
                .filter(entry -> entry.getKey().channel == channel && entry.getValue().serial.equals(serial))
                .map(Map.Entry::getKey).findFirst();
    }

    /** Writes a device where its name is new, or its first time is earlier than before. */
    private void note(Place place, Optional<String> name, long ts) throws SQLException {
        Optional<Known> before = Optional.ofNullable(known.get(place));
        Known now = new Known(name.or(() -> before.map(Known::serial)).orElse(UNKNOWN),
                Math.min(ts, before.map(Known::since).orElse(ts)));
        if (before.equals(Optional.of(now))) {
            return;
        }
        known.put(place, now);
        meterRows.change(Schema.DEVICES.upsert(meterRows.database()), place.channel, place.number, now.serial, now.since);
    }

    /** Returns the serial in a form that fits the column in every database: short, in ASCII characters. */
    private static String plain(String serial) {
        String letters = serial.replaceAll("[^ -~]", "?");
        return letters.substring(0, Math.min(letters.length(), MOST_LETTERS));
    }
}
