package org.dbusp1.decode.p1;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import org.dbusp1.decode.register.RegisterKind;
import org.dbusp1.meter.MBusDevice;

/**
 * Collects the lines of one M-Bus channel, in any order, and makes the device of them when the telegram is over: the same
 * object as long as the meter prints the same.
 */
final class MBusChannel {
    private static final int OLD_UNIT = 5;
    private static final int OLD_VALUE = 6;

    private final int channel;
    private final CachedParse<OptionalInt> type = new CachedParse<>(MBusChannel::number);
    private final CachedParse<Optional<String>> id = new CachedParse<>(PrintedText::decoded);
    private final CachedParse<OptionalInt> valve = new CachedParse<>(MBusChannel::number);
    private final CachedParse<Optional<MBusDevice.Counter>> reading;
    private final CachedParse<Optional<MBusDevice.Counter>> oldReading;

    private boolean named;
    private OptionalInt typeSeen;
    private Optional<String> idSeen;
    private OptionalInt valveSeen;
    private Optional<MBusDevice.Counter> readingSeen;
    private Optional<MBusDevice> device = Optional.empty();

    MBusChannel(int channel, MeterClock clock) {
        this.channel = channel;
        this.reading = new CachedParse<>((bytes, from, to) -> reading(clock, bytes, from, to));
        this.oldReading = new CachedParse<>((bytes, from, to) -> oldReading(clock, bytes, from, to));
        clear();
    }

    /** Before each telegram. */
    void clear() {
        named = false;
        typeSeen = OptionalInt.empty();
        idSeen = Optional.empty();
        valveSeen = OptionalInt.empty();
        readingSeen = Optional.empty();
    }

    /** A line of this channel, with its brackets in [from, to). What a line before it said usably stays. */
    void line(RegisterKind kind, byte[] bytes, int from, int to) {
        named = true;
        switch (kind) {
            case MBUS_TYPE -> typeSeen = typeSeen.isPresent() ? typeSeen : type.of(bytes, from, to);
            case MBUS_ID -> {
                int inside = BracketGroups.inside(bytes, from, to);
                idSeen = idSeen.isPresent() ? idSeen : id.of(bytes, inside, BracketGroups.close(bytes, inside, to));
            }
            case MBUS_VALVE -> valveSeen = valveSeen.isPresent() ? valveSeen : valve.of(bytes, from, to);
            case MBUS_READING -> readingSeen = readingSeen.isPresent() ? readingSeen : reading.of(bytes, from, to);
            case MBUS_OLD_READING ->
                readingSeen = readingSeen.isPresent() ? readingSeen : oldReading.of(bytes, from, to);
            default -> { }
        }
    }

    /** Absent where the telegram has no line of this channel. */
    Optional<MBusDevice> device() {
        if (!named) {
            return Optional.empty();
        }
        if (device.isEmpty() || !isSame(device.get())) {
            device = Optional.of(new MBusDevice(channel, typeSeen, idSeen, valveSeen, readingSeen));
        }
        return device;
    }

    private boolean isSame(MBusDevice known) {
        return known.type().equals(typeSeen) && known.id().equals(idSeen) && known.valve().equals(valveSeen)
                && known.reading().equals(readingSeen);
    }

    private static OptionalInt number(byte[] bytes, int from, int to) {
        NumberReader number = new NumberReader();
        return number.readNumber(bytes, BracketGroups.inside(bytes, from, to), to) ? number.whole() : OptionalInt.empty();
    }

    /** (time)(value*unit) */
    private static Optional<MBusDevice.Counter> reading(MeterClock clock, byte[] bytes, int from, int to) {
        int time = BracketGroups.inside(bytes, from, to);
        int value = BracketGroups.group(bytes, from, to, 1);
        NumberReader number = new NumberReader();
        if (!number.readNumber(bytes, value, to)) {
            return Optional.empty();
        }
        return counter(clock, bytes, time, to, number.decimal(), text(bytes, number.unitFrom(), number.unitTo()));
    }

    /** (time)(status)(interval)(count)(code)(unit)(value), the value mostly on a line of its own: DSMR 2.2 and 3.0. */
    private static Optional<MBusDevice.Counter> oldReading(MeterClock clock, byte[] bytes, int from, int to) {
        int time = BracketGroups.inside(bytes, from, to);
        int unit = BracketGroups.group(bytes, from, to, OLD_UNIT);
        int value = BracketGroups.group(bytes, from, to, OLD_VALUE);
        NumberReader number = new NumberReader();
        if (!number.readNumber(bytes, value, to)) {
            return Optional.empty();
        }
        return counter(clock, bytes, time, to, number.decimal(), text(bytes, unit, BracketGroups.close(bytes, unit, to)));
    }

    /** Without unit or with an impossible time it is the slot of a device that is gone, or not there yet. */
    private static Optional<MBusDevice.Counter> counter(MeterClock clock, byte[] bytes, int time, int to,
                                                        BigDecimal value, String unit) {
        return unit.isEmpty() ? Optional.empty() : clock.read(bytes, time, BracketGroups.close(bytes, time, to))
                .map(stamp -> new MBusDevice.Counter(stamp, value, unit));
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).strip();
    }
}
