package org.dbusp1.decode.p1;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Stamp;

/** Collects the lines of one M-Bus channel in a telegram, in any order, and makes the M-Bus device from them. */
final class MBusChannel {
    /** Index of the interval's group in an old reading, before the pairs of code and unit. */
    private static final int OLD_INTERVAL = 2;
    private static final int OLD_FIRST_CODE = 4;
    private static final int SECONDS_A_MINUTE = 60;
    /** The kind of a gas meter, as 24.1.0 has it (EN 13757-3). */
    private static final int GAS = 3;

    private final int channel;
    private final MeterClock clock;
    private final NumberReader number = new NumberReader();
    private OptionalInt type = OptionalInt.empty();
    private Optional<String> id = Optional.empty();
    private OptionalInt valve = OptionalInt.empty();
    private Optional<MBusDevice.CounterReading> reading = Optional.empty();

    MBusChannel(int channel, MeterClock clock) {
        this.channel = channel;
        this.clock = clock;
    }

    /** Reads a line of this channel. The first usable value counts; of several readings the newest. */
    void read(RegisterLine line) {
        switch (line.kind()) {
            case MBUS_TYPE -> type = type.isPresent() ? type : number(line);
            case MBUS_ID, GAS_NUMBER -> id = id.or(() -> PrintedText.decoded(line.bytes(), line.group(0), line.close(line.group(0))));
            case MBUS_VALVE -> valve = valve.isPresent() ? valve : number(line);
            case MBUS_READING -> keepNewer(reading(line));
            case GAS_OF_HOUR -> {
                // Group A means gas.
                type = type.isPresent() ? type : OptionalInt.of(GAS);
                keepNewer(reading(line));
            }
            case MBUS_OLD_READING -> keepNewer(oldReading(line));
            default -> { }
        }
    }

    private void keepNewer(Optional<MBusDevice.CounterReading> other) {
        if (reading.isEmpty() || other.isPresent() && other.get().time().epochSecond() > reading.get().time().epochSecond()) {
            reading = other;
        }
    }

    /** Returns whether the channel has a number, but neither a reading nor a kind. */
    boolean hasOnlyNumber() {
        return id.isPresent() && type.isEmpty() && reading.isEmpty();
    }

    /** Returns the device; if its kind is not printed, the first character of a gas meter's number shows it. */
    MBusDevice device() {
        boolean gas = type.isEmpty() && reading.flatMap(MBusDevice.CounterReading::cubicMeters).isPresent()
                && id.filter(number -> number.matches("[G7].*")).isPresent();
        return new MBusDevice(channel, gas ? OptionalInt.of(GAS) : type, id, valve, reading);
    }

    private OptionalInt number(RegisterLine line) {
        return number.readNumber(line, line.group(0)) ? number.whole() : OptionalInt.empty();
    }

    /** Reads (time)(value*unit), or (value*unit)(time) in hourly lines of gas. */
    private Optional<MBusDevice.CounterReading> reading(RegisterLine line) {
        if (!number.readNumber(line, line.number())) {
            return Optional.empty();
        }
        return counter(line, line.time(), number.decimal(), PrintedText.stripped(line.bytes(), number.unitFrom(), number.unitTo()));
    }

    /**
     * Reads (time)(status)(interval)(count)(code)(unit)(value), the value mostly on a separate line: DSMR 2.2 and 3.0. It
     * is a load profile of IEC 62056-21: count pairs of code and unit, then a row of values for each interval from the
     * time on. A counter only rises, so the values show whether the oldest row is first, as in that standard, or the
     * newest.
     */
    private Optional<MBusDevice.CounterReading> oldReading(RegisterLine line) {
        int time = line.group(0);
        int unit = line.group(OLD_FIRST_CODE + 1);
        int pairs = 1;
        while (line.holdsCode(line.group(OLD_FIRST_CODE + 2 * pairs))) {
            pairs++;
        }
        int value = line.group(OLD_FIRST_CODE + 2 * pairs);
        if (!number.readNumber(line, value)) {
            return Optional.empty();
        }
        BigDecimal first = number.decimal();
        BigDecimal last = first;
        int rows = 1;
        for (int at = line.group(value, pairs - 1); number.readNumber(line, at); at = line.group(at, pairs - 1)) {
            last = number.decimal();
            rows++;
        }
        boolean oldestFirst = last.compareTo(first) > 0;
        String printedUnit = PrintedText.stripped(line.bytes(), unit, line.close(unit));
        Optional<MBusDevice.CounterReading> counter = counter(line, time, oldestFirst ? last : first, printedUnit);
        if (!oldestFirst) {
            return counter;
        }
        if (!number.readNumber(line, line.group(OLD_INTERVAL)) || number.whole().isEmpty()) {
            return Optional.empty();
        }
        long later = (rows - 1L) * number.whole().getAsInt() * SECONDS_A_MINUTE;
        return counter.map(one -> new MBusDevice.CounterReading(new Stamp(one.time().epochSecond() + later,
                one.time().offsetSeconds()), one.value(), one.unit()));
    }

    /**
     * Makes the counter of a reading; absent without a unit or with an impossible time, as in the slot of a device that
     * was removed or is not connected yet.
     */
    private Optional<MBusDevice.CounterReading> counter(RegisterLine line, int time, BigDecimal value, String unit) {
        return unit.isEmpty() ? Optional.empty() : clock.read(line, time).map(stamp -> new MBusDevice.CounterReading(stamp, value, unit));
    }
}
