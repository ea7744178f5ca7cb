package org.dbusp1.decode.p1;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;
import org.dbusp1.decode.register.RegisterKind;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Stamp;

/**
 * Collects the lines of one M-Bus channel, in any order, and makes the device of them when the telegram is over: the
 * same object as long as the meter prints the same.
 */
final class MBusChannel {
    /** Groups of an old reading before its pairs of code and unit. */
    private static final int OLD_INTERVAL = 2;
    private static final int OLD_FIRST_CODE = 4;
    private static final int SECONDS_A_MINUTE = 60;
    /** The kind of a gas meter, as 24.1.0 has it (EN 13757-3). */
    private static final int GAS = 3;

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

    /**
     * A line of this channel, with its brackets in [from, to). What a line before it said usably stays; of several
     * readings the newest counts.
     */
    void line(RegisterKind kind, byte[] bytes, int from, int to) {
        named = true;
        switch (kind) {
            case MBUS_TYPE -> typeSeen = typeSeen.isPresent() ? typeSeen : type.of(bytes, from, to);
            case MBUS_ID -> {
                int inside = BracketGroups.inside(bytes, from, to);
                idSeen = idSeen.isPresent() ? idSeen : id.of(bytes, inside, BracketGroups.close(bytes, inside, to));
            }
            case MBUS_VALVE -> valveSeen = valveSeen.isPresent() ? valveSeen : valve.of(bytes, from, to);
            case MBUS_READING -> readingSeen = newer(reading.of(bytes, from, to), readingSeen);
            case GAS_OF_HOUR -> {
                // Group A says that it is gas; the telegram has no line for the kind of device.
                typeSeen = typeSeen.isPresent() ? typeSeen : OptionalInt.of(GAS);
                readingSeen = newer(reading.of(bytes, from, to), readingSeen);
            }
            case MBUS_OLD_READING -> readingSeen = newer(oldReading.of(bytes, from, to), readingSeen);
            default -> { }
        }
    }

    private static Optional<MBusDevice.Counter> newer(Optional<MBusDevice.Counter> one,
            Optional<MBusDevice.Counter> seen) {
        return one.isPresent() && (seen.isEmpty()
                || one.get().time().epochSecond() > seen.get().time().epochSecond()) ? one : seen;
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
        return number.readNumber(bytes, BracketGroups.inside(bytes, from, to), to) ? number.whole()
                : OptionalInt.empty();
    }

    /** (time)(value*unit), or (value*unit)(time) in hourly lines of gas. */
    private static Optional<MBusDevice.Counter> reading(MeterClock clock, byte[] bytes, int from, int to) {
        int time = TimedNumber.time(bytes, from, to);
        int value = TimedNumber.number(bytes, from, to);
        NumberReader number = new NumberReader();
        if (!number.readNumber(bytes, value, to)) {
            return Optional.empty();
        }
        return counter(clock, bytes, time, to, number.decimal(),
                PrintedText.stripped(bytes, number.unitFrom(), number.unitTo()));
    }

    /**
     * (time)(status)(interval)(count)(code)(unit)(value), the value mostly on a line of its own: DSMR 2.2 and 3.0. It
     * is a load profile of IEC 62056-21: count pairs of code and unit, then a row of values for each interval, of which
     * the time is the first's. A counter only rises, so the values tell whether a list begins with the oldest, as in
     * that standard, or the newest.
     */
    private static Optional<MBusDevice.Counter> oldReading(MeterClock clock, byte[] bytes, int from, int to) {
        int time = BracketGroups.inside(bytes, from, to);
        int unit = BracketGroups.group(bytes, from, to, OLD_FIRST_CODE + 1);
        int pairs = 1;
        while (BracketGroups.holdsCode(bytes, BracketGroups.group(bytes, from, to, OLD_FIRST_CODE + 2 * pairs), to)) {
            pairs++;
        }
        NumberReader number = new NumberReader();
        int value = BracketGroups.group(bytes, from, to, OLD_FIRST_CODE + 2 * pairs);
        if (!number.readNumber(bytes, value, to)) {
            return Optional.empty();
        }
        BigDecimal first = number.decimal();
        BigDecimal last = first;
        int rows = 1;
        for (int at = BracketGroups.group(bytes, value, to, pairs - 1);
                number.readNumber(bytes, at, to); at = BracketGroups.group(bytes, at, to, pairs - 1)) {
            last = number.decimal();
            rows++;
        }
        boolean oldestFirst = last.compareTo(first) > 0;
        String printedUnit = PrintedText.stripped(bytes, unit, BracketGroups.close(bytes, unit, to));
        Optional<MBusDevice.Counter> counter = counter(clock, bytes, time, to, oldestFirst ? last : first, printedUnit);
        if (!oldestFirst) {
            return counter;
        }
        if (!number.readNumber(bytes, BracketGroups.group(bytes, from, to, OLD_INTERVAL), to)
                || number.whole().isEmpty()) {
            return Optional.empty();
        }
        long later = (rows - 1L) * number.whole().getAsInt() * SECONDS_A_MINUTE;
        return counter.map(one -> new MBusDevice.Counter(new Stamp(one.time().epochSecond() + later,
                one.time().offsetSeconds()), one.value(), one.unit()));
    }

    /** Without unit or with an impossible time it is the slot of a device that is gone, or not there yet. */
    private static Optional<MBusDevice.Counter> counter(MeterClock clock, byte[] bytes, int time, int to,
                                                        BigDecimal value, String unit) {
        return unit.isEmpty() ? Optional.empty() : clock.read(bytes, time, BracketGroups.close(bytes, time, to))
                .map(stamp -> new MBusDevice.Counter(stamp, value, unit));
    }
}
