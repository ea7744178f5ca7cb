package org.dbusp1.metering.energy;

import static org.dbusp1.metering.EnergyUse.QUARTER_SECONDS;
import static org.dbusp1.metering.EnergyUse.WATT_HOUR;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Unit;
import org.dbusp1.metering.CounterRule;
import org.dbusp1.metering.CounterRule.Counted;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.EnergyUse.Energy;
import org.dbusp1.metering.EnergyUse.MeterMatch;
import org.dbusp1.metering.EnergyUse.Use;
import org.dbusp1.metering.SlowestMeter;
import org.dbusp1.metering.energy.Ledger.WindowReceiver;
import org.dbusp1.metering.energy.LedgerLine.Entry;
import org.jspecify.annotations.Nullable;

/**
 * The account of one counter: its total is what the counter showed at first, and all that it rose since, over all meters. Energies are in
 * 0.1 mWh, volumes in litres; times are in seconds since 1970 by the meter's clock. Its lines are marks (exact totals at boundaries) and
 * readings at both ends of what is unknown: reading them again makes the same account. The guard says which readings are of one series,
 * but for a reading after one of an earlier run, and for volumes: of these {@link CounterRule} says it.
 * <pre>
 *   a reading                        total    its time          its rise                     line
 *   of another meter or series; fall stays    its own           none: a break before it      with the last of the counter before
 *   clock set, or back over 1 min    rises    its own           whole: a break before it     at both ends
 *   clock back by up to 1 min        rises    that of the last  whole                        none
 *   up to 90 s later, or all         rises    its own           divided exactly, with marks  at boundaries
 *   powers between are known
 *   up to 2 h later                  rises    its own           divided by time, no marks    at both ends of boundaries
 *   later                            rises    its own           whole, for its quarter hour  at both ends of boundaries
 * </pre>
 */
final class Account {
    /** Most seconds by which a clock may go back, or be set, without a break. */
    static final int CLOCK_STEP_SECONDS = 60;
    /** Most seconds between two readings for which the rise is divided exactly. */
    private static final long JOINED_SECONDS = SlowestMeter.LONGEST_GAP.toSeconds();
    private static final int HOUR_SECONDS = 3_600;
    /** In litres. */
    private static final long CUBIC_METRE = 1_000;
    private static final int DIVIDED_SECONDS = 2 * HOUR_SECONDS;

    /** @param series of the guard; null for a volume, a reading of an earlier run, and between two readings */
    private record Point(Stamp time, long value, long total, @Nullable Integer series) {
        long second() {
            return time.epochSecond();
        }
    }

    private final boolean isVolume;
    /** 1 kWh, or 1 m3. */
    private final long one;
    /** One Wh in 0.1 mWh; 1 for litres. */
    private final long unit;
    /** Seconds from one boundary to the next: a quarter hour; an hour for a volume, which is sent once an hour. */
    private final int period;
    /** Null for a volume. */
    private final @Nullable QuarterHours quarters;
    private final Days days = new Days();
    private final List<Entry> unwritten = new ArrayList<>();
    private @Nullable Point newest;
    /** The reading before the newest; null if there is a break between them. */
    private @Nullable Point previous;
    /** Time of the last line. */
    private long written;
    /** Index of the newest reading's meter in this run; 0 for a reading of an earlier run. */
    private int meterIndex;
    private @Nullable String meterNumber;
    /** Number of breaks; the lines after a break have it. */
    private int breaks;
    private boolean isBroken;

    Account(EnergyUse.Counter counter, int windowSeconds, WindowReceiver windows, Set<Long> changed) {
        this.isVolume = counter.quantity() == null;
        this.one = isVolume ? CUBIC_METRE : Unit.KILOWATT_HOUR.scaledOne();
        this.unit = isVolume ? 1 : WATT_HOUR;
        this.period = isVolume ? HOUR_SECONDS : QUARTER_SECONDS;
        this.quarters = isVolume ? null : new QuarterHours(windowSeconds, windows, changed);
    }

    /**
     * Accepts a reading.
     *
     * @param number number of the meter; null if the message holds none
     * @param index  index of the meter in this run; 0 for a volume, whose meter stays when the energies' is replaced
     * @param series of the guard, {@link org.dbusp1.metering.Published#series}; null for a volume
     * @param power  the energy by power since the newest reading, which gets this one; null if there is none
     */
    void accept(Stamp stamp, long value, @Nullable String number, int index, @Nullable Integer series, @Nullable PowerEnergy power) {
        Point last = newest;
        boolean follows = last != null;
        if (last == null) {
            meterNumber = number;
            goOn(null, new Point(stamp, value, value, series), true, null);
            write(stamp, value, null, number);
        } else if (stamp.epochSecond() != last.second() || value != last.value() || index != meterIndex) {
            follows = accept(last, stamp, value, number, index, series, power);
        }
        isBroken = false;
        meterIndex = index;
        if (power != null) {
            power.read(stamp.epochSecond(), value, follows);
        }
    }

    /** Accepts another reading than the last. @return whether the difference is energy */
    private boolean accept(Point last, Stamp stamp, long value, @Nullable String number, int index, @Nullable Integer series,
            @Nullable PowerEnergy power) {
        long passed = stamp.epochSecond() - last.second();
        // A fall is never energy, whatever the guard says.
        boolean isOther = index != meterIndex || MeterIdentity.isAnother(meterNumber, number) || value < last.value()
                || (last.series() == null ? !mayFollow(last, value, passed) : !last.series().equals(series));
        if (isOther || passed < -CLOCK_STEP_SECONDS) {
            breakOff();
        }
        // A clock that goes back a little stands until it has caught up.
        boolean isLater = isBroken || passed > 0;
        Point next = new Point(isLater ? stamp : last.time(), value, last.total() + (isOther ? 0 : value - last.value()), series);
        boolean isUnknown = goOn(last, next, isLater, power);
        boolean isNewNumber = number != null && !number.equals(meterNumber);
        meterNumber = number == null ? meterNumber : number;
        if (isUnknown || isNewNumber || isLater && next.second() % period == 0) {
            write(next.time(), value, isOther ? last.value() : null, isNewNumber ? number : null);
        }
        return !isOther;
    }

    private boolean mayFollow(Point last, long value, double seconds) {
        return CounterRule.mayFollow(isVolume ? Counted.DEVICE : Counted.METER, last.value(), value, one, seconds);
    }

    /**
     * Goes on from the newest reading to the next one.
     *
     * @param isExact whether the counter had the next value at its time
     * @return whether the total is unknown at a boundary between them
     */
    private boolean goOn(@Nullable Point last, Point next, boolean isExact, @Nullable PowerEnergy power) {
        if (quarters != null) {
            quarters.beginReading();
        }
        boolean isUnknown = last != null && (isBroken || divide(last, next, power));
        if (isUnknown) {
            writeReading(last);
        }
        previous = isBroken ? null : last;
        put(next, isExact);
        return isUnknown;
    }

    /** Divides the rise between two readings without a break; returns whether it is unknown at a boundary. */
    private boolean divide(Point last, Point next, @Nullable PowerEnergy power) {
        long passed = next.second() - last.second();
        boolean isByPower = passed > JOINED_SECONDS && power != null && power.isCovered();
        boolean isExact = passed <= JOINED_SECONDS || isByPower;
        long drawn = isByPower && power != null ? power.sinceReading(next.second()) : 0;
        long first = last.second() - last.second() % period + period;
        for (long boundary = first; boundary < next.second() && (isExact || passed <= DIVIDED_SECONDS); boundary += period) {
            double share = drawn > 0 && power != null ? (double) power.sinceReading(boundary) / drawn
                    : (double) (boundary - last.second()) / passed;
            long rise = Math.round(share * (next.value() - last.value()));
            Stamp time = new Stamp(boundary, (share < 0.5 ? last : next).time().offsetSeconds());
            put(new Point(time, last.value() + rise, last.total() + rise, null), isExact);
            if (isExact) {
                write(time, last.value() + rise, null, null);
            }
        }
        return !isExact && first < next.second();
    }

    /** Counts the rise up to a point. @param isExact whether the counter had this value at this time */
    private void put(Point point, boolean isExact) {
        newest = point;
        days.accept(point.time(), point.total(), isExact);
        if (quarters != null) {
            quarters.count(point.second(), point.total(), point.value());
            if (isExact && point.second() % period == 0) {
                quarters.mark(point.second(), point.total());
            }
        }
    }

    private void breakOff() {
        writeReading(newest);
        breaks += isBroken ? 0 : 1;
        isBroken = true;
        forgetMarks();
    }

    private void forgetMarks() {
        if (quarters != null) {
            quarters.forgetMarks();
        }
    }

    /** Called if the clock of the meter was set; a volume has a clock of its own. */
    void clockWasSet() {
        if (!isVolume) {
            breakOff();
        }
    }

    /** Retracts the newest reading, which the next one proves wrong. A line of it is followed by one of the reading before. */
    void retract() {
        Point right = previous;
        if (right == null || newest == null) {
            return;
        }
        boolean isWritten = newest.second() == written;
        if (quarters != null) {
            quarters.retract(right.second(), right.value());
        }
        days.forget(right.time(), newest.time());
        newest = right;
        previous = null;
        if (isWritten) {
            // Its line is of the time before a break that came with the retraction.
            write(new Entry(right.time(), right.value(), isBroken ? breaks - 1 : breaks, null, null));
        }
    }

    /**
     * Accepts an entry of an earlier run. One that is not later than the entry before retracted it; one that cannot follow, and does not
     * say why, is damaged.
     */
    void restore(Entry entry) {
        long second = entry.time().epochSecond();
        Point before = newest;
        boolean retracts = before != null && entry.breaks() == breaks && second <= before.second();
        Point last = retracts && previous != null ? previous : before;
        boolean isJoined = entry.previousEnd() == null && entry.breaks() == breaks;
        boolean isKnown = before != null && retracts && second == before.second() && entry.value() == before.value();
        if (isKnown || last != null && isJoined && !mayFollow(last, entry.value(), second - last.second())) {
            return;
        }
        if (retracts) {
            retract();
        }
        if (!isJoined) {
            forgetMarks();
        }
        long end = entry.previousEnd() == null ? entry.value() : entry.previousEnd();
        long total = last == null ? entry.value() : last.total() + Math.max(0, end - last.value());
        isBroken = last != null && !isJoined;
        goOn(last, new Point(entry.time(), entry.value(), total, null), true, null);
        isBroken = false;
        breaks = entry.breaks();
        meterNumber = entry.meter() == null ? meterNumber : entry.meter();
        written = second;
        unwritten.clear();
    }

    private void writeReading(@Nullable Point reading) {
        if (reading != null && reading.second() != written) {
            write(reading.time(), reading.value(), null, null);
        }
    }

    private void write(Stamp time, long value, @Nullable Long previousEnd, @Nullable String number) {
        write(new Entry(time, value, breaks, previousEnd, number));
    }

    private void write(Entry entry) {
        unwritten.add(entry);
        written = entry.time().epochSecond();
    }

    /** Returns the entries that no line has yet. @param atEnd whether the newest reading is one: the driver ends */
    List<Entry> drainUnwritten(boolean atEnd) {
        if (atEnd) {
            writeReading(newest);
        }
        List<Entry> entries = List.copyOf(unwritten);
        unwritten.clear();
        return entries;
    }

    /** Returns the energies of a quarter hour; null if none is known, and of a volume. */
    @Nullable Energy quarter(long start) {
        return quarters == null ? null : quarters.energy(start);
    }

    /** Returns the energy since a boundary, in 0.1 mWh; null if unknown. @param power the energy by power since the newest reading */
    @Nullable Long since(long boundary, PowerEnergy power) {
        Long total = quarters == null ? null : quarters.total(boundary);
        return newest == null || !power.isCovered() ? null
                : total != null ? Long.valueOf(newest.total() - total + power.sinceReading()) : power.since(boundary);
    }

    /** Returns the time of the newest reading; null before the first. */
    @Nullable Long newestSecond() {
        return newest == null ? null : newest.second();
    }

    /**
     * Returns the known use; null before the first reading.
     *
     * @param now the present time by the meter's clock
     * @param number the number that the meter sent last in this run; null before
     * @param index  the present meter's index in this run
     */
    @Nullable Use use(Stamp now, @Nullable String number, int index) {
        if (newest == null) {
            return null;
        }
        long today = Days.day(now);
        long total = newest.total();
        long hour = newest.second() - newest.second() % HOUR_SECONDS;
        // A counter that is sent once an hour arrives after the end of the hour: until then, the last known hour is the hour before.
        boolean isLastHour = quarters != null && now.epochSecond() - hour < 2 * HOUR_SECONDS;
        return new Use(newest.value() / unit, units(days.since(today, total)), units(days.useOf(today - 1)),
                units(isLastHour && quarters != null ? quarters.between(hour, HOUR_SECONDS) : null),
                !isVolume && index != meterIndex || MeterIdentity.isAnother(meterNumber, number) ? MeterMatch.DIFFERENT
                        : number == null && meterNumber != null ? MeterMatch.UNKNOWN : MeterMatch.SAME);
    }

    /** Returns a use in whole Wh or litres: a boundary may lie between two watt hours. */
    private @Nullable Long units(@Nullable Long energy) {
        return energy == null ? null : (energy + unit / 2) / unit;
    }
}
