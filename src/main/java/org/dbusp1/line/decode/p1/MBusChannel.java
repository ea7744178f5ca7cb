package org.dbusp1.line.decode.p1;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.dbusp1.line.decode.LocalTimeResolver.TimesInside;
import org.dbusp1.meter.ClockTime;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.CounterReading;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.meter.Stamp;
import org.jspecify.annotations.Nullable;

/** Collects the lines of one M-Bus channel in a telegram, in any order, and makes the M-Bus device from them. */
final class MBusChannel {
    /** Index of the interval's group in an old reading, before the pairs of code and unit. */
    private static final int OLD_INTERVAL = 2;
    private static final int OLD_FIRST_CODE = 4;
    private static final int SECONDS_A_MINUTE = 60;
    /** The device type of a gas meter at 24.1.0 (EN 13757-3). */
    private static final int GAS = 3;
    /** Units of values that are no counters: flows, temperatures, powers, times and electrical values. */
    private static final Pattern NO_COUNTER = Pattern.compile(".*/.*|°?[CFK]|deg.*|[kM]?[WVA]|m?bar|Hz|%|[smhd]|min",
            Pattern.CASE_INSENSITIVE);

    private final int channel;
    private final TimesInside times;
    private final NumberReader numberReader = new NumberReader();
    // Each field is null until a line with its value is read.
    private @Nullable Integer type;
    private @Nullable String id;
    private @Nullable Integer valve;
    // The newest reading of each kind of counter: a device may print several counters.
    private @Nullable CounterReading volume;
    private @Nullable CounterReading energy;
    private @Nullable CounterReading other;

    MBusChannel(int channel, TimesInside times) {
        this.channel = channel;
        this.times = times;
    }

    /** Reads a line of this channel. The first usable value counts; of several readings of a kind of counter, the newest counts. */
    void read(RegisterLine line) {
        switch (line.kind()) {
            case MBUS_TYPE -> type = type == null ? readWhole(line) : type;
            case MBUS_ID, GAS_NUMBER -> id = id == null
                    ? PrintedText.number(line.bytes(), line.groupFrom(0), line.closingBracket(line.groupFrom(0))) : id;
            case MBUS_VALVE -> valve = valve == null ? readWhole(line) : valve;
            case MBUS_READING -> keepNewer(reading(line));
            case GAS_OF_HOUR -> {
                // Group A means gas.
                type = type == null ? Integer.valueOf(GAS) : type;
                keepNewer(reading(line));
            }
            case MBUS_OLD_READING -> keepNewer(oldReading(line));
            default -> { }
        }
    }

    private void keepNewer(@Nullable CounterReading now) {
        if (now == null) {
            return;
        }
        if (now.cubicMeters().isPresent()) {
            volume = newer(volume, now);
        } else if (now.kilojoules().isPresent()) {
            energy = newer(energy, now);
        } else if (!NO_COUNTER.matcher(now.unit()).matches()) {
            other = newer(other, now);
        }
    }

    private static CounterReading newer(@Nullable CounterReading before, CounterReading now) {
        return before == null || now.epochSecond() > before.epochSecond() ? now : before;
    }

    /** Returns the energy of a heat or cooling meter, the volume of any other meter; else another counter; null without a counter. */
    private @Nullable CounterReading chosenReading() {
        Medium medium = type == null ? Medium.OTHER : Medium.of(type);
        boolean thermal = medium == Medium.HEAT || medium == Medium.COOLING;
        CounterReading best = thermal ? energy : volume;
        CounterReading second = thermal ? volume : energy;
        return best != null ? best : second != null ? second : other;
    }

    boolean hasOnlyId() {
        return id != null && type == null && chosenReading() == null;
    }

    /** Returns the device. If no type is printed, the first character of the number shows a gas meter. */
    MBusDevice device() {
        CounterReading reading = chosenReading();
        boolean gas = type == null && reading != null && reading.cubicMeters().isPresent() && id != null && id.matches("[G7].*");
        return new MBusDevice(channel, gas ? Integer.valueOf(GAS) : type, id, valve, reading);
    }

    private @Nullable Integer readWhole(RegisterLine line) {
        return numberReader.readNumber(line, line.groupFrom(0)) ? numberReader.whole() : null;
    }

    /** Reads (time)(value*unit), or (value*unit)(time) in hourly lines of gas, or (value*unit) in Iceland. */
    private @Nullable CounterReading reading(RegisterLine line) {
        if (!numberReader.readNumber(line, line.numberFrom())) {
            return null;
        }
        return counter(line, line.timeFrom(), numberReader.decimal(),
                PrintedText.stripped(line.bytes(), numberReader.unitFrom(), numberReader.unitTo()));
    }

    /**
     * Reads (time)(status)(interval)(count)(code)(unit)(value), the value mostly on a separate line: DSMR 2.2 and 3.0.
     * Such a line is a load profile of IEC 62056-21: count pairs of code and unit, then a row of values for each interval from the
     * time on. A counter only rises, so the values show whether the oldest row is first, as in IEC 62056-21, or
     * the newest.
     */
    private @Nullable CounterReading oldReading(RegisterLine line) {
        int timeFrom = line.groupFrom(0);
        int unitFrom = line.groupFrom(OLD_FIRST_CODE + 1);
        int pairs = 1;
        while (line.holdsCode(line.groupFrom(OLD_FIRST_CODE + 2 * pairs))) {
            pairs++;
        }
        int valueFrom = line.groupFrom(OLD_FIRST_CODE + 2 * pairs);
        if (!numberReader.readNumber(line, valueFrom)) {
            return null;
        }
        BigDecimal firstValue = numberReader.decimal();
        BigDecimal lastValue = firstValue;
        int rows = 1;
        for (int at = line.groupFrom(valueFrom, pairs - 1); numberReader.readNumber(line, at); at = line.groupFrom(at, pairs - 1)) {
            lastValue = numberReader.decimal();
            rows++;
        }
        boolean oldestFirst = lastValue.compareTo(firstValue) > 0;
        String printedUnit = PrintedText.stripped(line.bytes(), unitFrom, line.closingBracket(unitFrom));
        CounterReading counter = counter(line, timeFrom, oldestFirst ? lastValue : firstValue, printedUnit);
        if (counter == null || !oldestFirst) {
            return counter;
        }
        Integer interval = numberReader.readNumber(line, line.groupFrom(OLD_INTERVAL)) ? numberReader.whole() : null;
        Stamp first = counter.readAt().orElseThrow();
        return interval == null ? null : new CounterReading(new Stamp(first.epochSecond()
                + (rows - 1L) * interval * SECONDS_A_MINUTE, first.offsetSeconds()), counter.value(), counter.unit());
    }

    /**
     * Makes the counter of a reading; null without a unit or with an impossible time, as in the channel of a device that was
     * removed or is not connected yet. The time may be missing.
     */
    private @Nullable CounterReading counter(RegisterLine line, int timeFrom, BigDecimal value, String unit) {
        ClockTime printed = ClockParser.read(line, timeFrom);
        if (unit.isEmpty() || printed == null && timeFrom < line.to()) {
            return null;
        }
        return new CounterReading(printed == null ? null : times.moment(printed), value, unit);
    }
}
