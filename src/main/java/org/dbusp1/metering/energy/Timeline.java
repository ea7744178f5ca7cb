package org.dbusp1.metering.energy;

import static org.dbusp1.meter.EnergyUse.QUARTER_SECONDS;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.dbusp1.meter.EnergyUse;
import org.dbusp1.meter.EnergyUse.DayMonthYear;
import org.dbusp1.meter.EnergyUse.Energy;
import org.dbusp1.meter.EnergyUse.Use;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.energy.LedgerLine.BoundaryValue;
import org.dbusp1.metering.energy.QuarterBoundaries.Boundary;
import org.jspecify.annotations.Nullable;

/**
 * One counter over the time of the meter's clock: makes entries at the boundaries of quarter hours (for an M-Bus device: of
 * hours) from the counter's readings. Values are in 0.1 mWh, volumes in litres; times are in seconds since 1970.
 * <table> <caption>Two readings that follow each other</caption>
 * <tr><th>readings</th><th>the boundaries between them</th></tr>
 * <tr><td>at most a minute apart</td><td>exact, in proportion to the time</td></tr>
 * <tr><td>at most 65 minutes apart, equal</td><td>exact</td></tr>
 * <tr><td>further apart, powers known for all the time</td><td>exact, in proportion to the powers</td></tr>
 * <tr><td>further apart</td><td>interpolated if a reading is near (20 minutes; 65 for an M-Bus device), else
 * unknown</td></tr>
 * <tr><td>a counter that arrives once an hour, up to two minutes after the hour</td><td>the reading is that of the
 * hour</td></tr>
 * <tr><td>the counter fell or jumped, or the meter was replaced</td><td>unknown, and their difference is no
 * energy</td></tr>
 * <tr><td>the clock went back by a minute at most</td><td>none: time stops until the clock has caught up</td></tr>
 * <tr><td>the clock was set by more than a minute, or went ahead by more than 25 hours</td><td>unknown: a new clock
 * epoch begins</td></tr>
 * <tr><td>the later reading shows that the earlier reading was wrong</td><td>as if the earlier reading did not exist</td></tr>
 * </table>
 *
 * <p>A clock epoch more than 31 days away from the previous epoch, such as a clock that starts in the year 2000, is
 * distrusted for a day: its boundaries are not exact, so that no bill has its windows.
 */
final class Timeline {
    static final long WATT_HOUR = EnergyUse.WATT_HOUR;
    private static final int HOUR_SECONDS = 3_600;
    /** Longest time between two readings with exact boundaries between them; also the most by which a clock may jitter. */
    static final int EXACT_SECONDS = 60;
    /** Longest time between two equal readings with exact boundaries between them: a counter may arrive once an hour. */
    private static final int STILL_SECONDS = 65 * 60;
    /** Longest time from a boundary to a reading for an interpolated entry. */
    private static final int NEAR_SECONDS = 20 * 60;
    private static final int NEAR_SECONDS_MBUS = 65 * 60;
    /** Messages in a row with another number of a gas or water meter that prove another meter. */
    private static final int CONFIRMING_MESSAGES = 3;
    /** A clock that goes ahead by more was set: 25 hours, the longest day. */
    private static final int FAR_SECONDS = DayStarts.SECONDS + HOUR_SECONDS;
    private static final int DISTRUSTED_FROM_SECONDS = 31 * DayStarts.SECONDS;

    private final CounterRule rule;
    private final boolean isVolume;
    /** One Wh in 0.1 mWh; 1 for litres. */
    private final long unit;
    private final int boundaryPeriodSeconds;
    private final QuarterBoundaries boundaries = new QuarterBoundaries();
    private final UnreportedWindows windows;
    private final DayStarts days = new DayStarts();
    private final QuarterSums sums = new QuarterSums(boundaries);
    private final EnergyFromPower power;
    private final List<BoundaryValue> unwritten = new ArrayList<>();
    /** The last restored entry, if it does not follow from the previous entry; null if it does. */
    private @Nullable BoundaryValue outlier;

    /** Whether there is a reading: {@link #newestEntry} means something. */
    private boolean hasReading;
    /** Number of the meter; null before the first message with a number. */
    private @Nullable String meterNumber;
    /** Another meter's number, in each of the last {@link #sameCandidates} messages; null if the last message had none. */
    private @Nullable String candidateNumber;
    private int sameCandidates;
    /** The newest reading; a placeholder in 1970 while {@link #hasReading} is false. */
    private CounterPoint newest = new CounterPoint(new Stamp(0, 0), 0, null);
    /** The reading before the newest; null if the newest is the first of its meter or of its clock epoch. */
    private @Nullable CounterPoint previousReading;
    /** Energy or volume, not a time: reading + totalOffset continues the first meter's counter over all later meters. */
    private long totalOffset;
    /** The continued counter, as it is kept for the next run; null if not known of this meter. */
    private @Nullable Long continued;
    /** Number of times that the meter was replaced or its counter reset. */
    private int meterEpoch;
    /** Number of times that the clock was set. */
    private int clockEpoch;
    /** Whether the clock was set since the newest reading. */
    private boolean clockWasSet;
    private boolean isClockDistrusted;
    /** First second of the present clock epoch, in seconds since 1970; used only while {@link #isClockDistrusted}. */
    private long distrustedSince;
    /** Time of the last exact entry or trusted reading, in seconds since 1970; 0 before the first. */
    private long trustedSecond;

    /** @param nanos monotonic time of its message's arrival; null for a reading of an earlier run */
    private record CounterPoint(Stamp time, long value, @Nullable Long nanos) {
        long second() {
            return time.epochSecond();
        }
    }

    /**
     * @param counter       the counter to follow: energies in 0.1 mWh, volumes in litres
     * @param windowSeconds length of the windows to report; 0: none
     */
    Timeline(EnergyUse.Counter counter, int windowSeconds) {
        this.windows = new UnreportedWindows(boundaries, windowSeconds);
        this.isVolume = counter.quantity() == null;
        this.rule = isVolume ? CounterRule.LITRES : CounterRule.ENERGY;
        this.unit = isVolume ? 1 : WATT_HOUR;
        this.boundaryPeriodSeconds = isVolume ? HOUR_SECONDS : QUARTER_SECONDS;
        this.power = new EnergyFromPower(boundaryPeriodSeconds);
    }

    /**
     * Accepts an entry of an earlier run. A damaged line may be readable: an entry that cannot follow from the previous
     * entry is used only if the next entry follows from it.
     */
    void restore(BoundaryValue entry) {
        BoundaryValue wrong = outlier;
        boolean corrects = previousReading != null && entry.clockEpoch() == clockEpoch && entry.time().epochSecond() <= newest.second()
                && follows(previousReading.second(), previousReading.value(), entry);
        if (!hasReading || entry.previousMeterEnd() != null || entry.clockEpoch() < clockEpoch || corrects
                || follows(newest.second(), newest.value(), entry)) {
            applyRestored(entry);
        } else if (wrong != null && follows(wrong.time().epochSecond(), wrong.value(), entry)) {
            applyRestored(new BoundaryValue(wrong.time(), wrong.value(), wrong.exact(), wrong.clockEpoch(), newest.value(), wrong.meter(),
                    wrong.continued()));
            applyRestored(entry);
        } else {
            outlier = entry;
        }
    }

    private boolean follows(long second, long value, BoundaryValue entry) {
        return rule.follows(value, entry.value(), entry.time().epochSecond() - second);
    }

    private void applyRestored(BoundaryValue entry) {
        outlier = null;
        if (!hasReading || entry.clockEpoch() > clockEpoch) {
            beginClockEpoch(entry.time().epochSecond(), !entry.exact() && DayStarts.secondOfDay(entry.time()) != 0);
        }
        expireDistrust(entry.time());
        previousReading = hasReading ? newest : null;
        apply(entry);
    }

    private void beginClockEpoch(long second, boolean distrust) {
        isClockDistrusted = distrust;
        distrustedSince = second;
        previousReading = null;
        power.clear();
    }

    private void expireDistrust(Stamp now) {
        isClockDistrusted &= now.epochSecond() - distrustedSince < DayStarts.SECONDS;
    }

    private void apply(BoundaryValue entry) {
        long second = entry.time().epochSecond();
        if (entry.previousMeterEnd() != null) {
            totalOffset += entry.previousMeterEnd() - entry.value();
            meterEpoch++;
            continued = null;
        }
        meterNumber = entry.meter() == null ? meterNumber : entry.meter();
        long passed = second - newest.second();
        if (hasReading && entry.clockEpoch() == clockEpoch && passed > 0 && passed <= NEAR_SECONDS) {
            // These boundaries were left by a clock that was ahead. Over a longer gap, boundaries between prove nothing.
            boundaries.forget(newest.second(), second);
            days.forget(DayStarts.day(newest.time()), DayStarts.day(entry.time()));
        }
        // Lines are read month by month: the lines that a wrong clock left in a later month are older.
        boolean isNewest = !hasReading || entry.clockEpoch() >= clockEpoch;
        long total = entry.value() + totalOffset;
        if (isNewest && !isVolume) {
            sums.count(second, Math.floorDiv(total, WATT_HOUR), entry.value() / WATT_HOUR);
        }
        days.put(entry, total, meterEpoch);
        if (second % QUARTER_SECONDS == 0) {
            boundaries.put(second, new Boundary(total, meterEpoch, entry.clockEpoch(), entry.exact()));
            sums.storeMeans(second);
            windows.addWindow(second);
        }
        if (isNewest) {
            newest = new CounterPoint(entry.time(), entry.value(), newest.nanos());
            clockEpoch = entry.clockEpoch();
            continued = entry.continued() == null ? continued : entry.continued();
        }
        trustedSecond = entry.exact() ? second : trustedSecond;
        hasReading = true;
    }

    void reportWindows(Ledger.WindowReceiver receiver) {
        windows.report(receiver);
    }

    /**
     * Accepts the energy by power, before the reading of the same message.
     *
     * @param total   energy drawn since the start, in 0.1 mWh
     * @param covered whether powers cover the time since the previous message
     */
    void acceptEnergyByPower(long second, long total, boolean covered) {
        power.accept(second, total, covered);
    }

    /** Returns the use since a boundary, in 0.1 mWh; null if unknown. */
    @Nullable Long since(long boundary) {
        Long drawn = power.sinceReading();
        Long byPower = power.since(boundary);
        if (drawn == null || byPower != null) {
            return byPower;
        }
        Long read = boundaries.energy(boundary, total(), meterEpoch, clockEpoch);
        return read == null ? null : (Long) Math.max(0, read + drawn);
    }

    /** Returns the time of the newest reading, in seconds since 1970; null before the first. */
    @Nullable Long newestSecond() {
        return hasReading ? newest.second() : null;
    }

    /** Returns whether the clock jumped by more than 31 days less than a day ago. */
    boolean isDistrusted() {
        return isClockDistrusted;
    }

    private long total() {
        return newest.value() + totalOffset;
    }

    /**
     * Accepts a reading.
     *
     * @param nanos    monotonic time of the message's arrival: its difference is the time that the counter had for its rise, also where a
     *                 clock was set
     * @param value    the counter in 0.1 mWh, or in litres
     * @param number   number of the meter; null if the message holds none
     * @param replaced whether another meter is known to have replaced the previous one
     */
    void accept(Stamp time, long nanos, long value, @Nullable String number, boolean replaced) {
        if (noteCandidate(number, replaced)) {
            return;
        }
        if (hasReading && !replaced && time.epochSecond() == newest.second() && value == newest.value()
                && (number == null || number.equals(meterNumber))) {
            power.measured(time.epochSecond(), false);
            return;
        }
        boolean late = hasReading && power.endsHour(newest.second(), time.epochSecond());
        if (hasReading) {
            acceptReading(time, nanos, value, number, replaced);
        } else {
            store(firstValue(time, value, null, 0, number));
            newest = new CounterPoint(time, value, nanos);
        }
        power.measured(time.epochSecond(), late);
    }

    /** Notes the number in a reading; returns whether the reading must wait, because its number is new. */
    private boolean noteCandidate(@Nullable String number, boolean replaced) {
        boolean other = hasReading && isVolume && !replaced && isOther(number);
        sameCandidates = !other ? 0 : Objects.equals(number, candidateNumber) ? sameCandidates + 1 : 1;
        candidateNumber = other ? number : null;
        return hasCandidate();
    }

    /** Returns whether the last reading was not used because its meter number is new. */
    boolean hasCandidate() {
        return candidateNumber != null && sameCandidates < CONFIRMING_MESSAGES;
    }

    private boolean isOther(@Nullable String number) {
        return number != null && meterNumber != null && !number.equals(meterNumber);
    }

    /**
     * Called if the clock was set since the last message. Powers before and after belong to boundaries of two clocks; a reading of an
     * earlier run is compared by its time only.
     */
    void clockWasSet() {
        clockWasSet = newest.nanos() != null;
        power.clear();
    }

    /** Retracts the newest reading, which the next reading proves wrong, with all that followed from the newest reading. */
    void retract() {
        CounterPoint last = previousReading;
        if (last == null) {
            return;
        }
        windows.retract(last.second(), newest.second());
        boundaries.forget(last.second(), newest.second());
        days.forget(DayStarts.day(last.time()), DayStarts.day(newest.time()));
        sums.retract(last.second());
        newest = last;
        previousReading = null;
    }

    private void acceptReading(Stamp stamp, long nanos, long value, @Nullable String number, boolean replaced) {
        long passed = stamp.epochSecond() - newest.second();
        long elapsed = newest.nanos() == null ? passed : TimeUnit.NANOSECONDS.toSeconds(nanos - newest.nanos());
        boolean jitter = !clockWasSet && passed < 0 && passed >= -EXACT_SECONDS;
        Stamp time = jitter ? newest.time() : stamp;
        boolean another = replaced || isOther(number) || !rule.follows(newest.value(), value, elapsed);
        boolean set = clockWasSet || passed < 0 && !jitter || passed > FAR_SECONDS;
        clockWasSet = false;
        String newNumber = Objects.equals(number, meterNumber) ? null : number;
        CounterPoint before = newest;
        if (another || set) {
            storeNewest();
            if (set) {
                beginClockEpoch(time.epochSecond(), Math.abs(time.epochSecond() - trustedSecond) > DISTRUSTED_FROM_SECONDS);
            }
            store(firstValue(time, value, another ? before.value() : null, clockEpoch + (set ? 1 : 0), newNumber));
            previousReading = null;
        } else {
            expireDistrust(time);
            storeBoundaries(time, value);
            if (newNumber != null || !days.has(DayStarts.day(time)) || DayStarts.day(time) > DayStarts.day(before.time())) {
                store(newEntry(time, value, true, newNumber));
            }
            previousReading = before;
        }
        newest = new CounterPoint(time, value, nanos);
        trustedSecond = isClockDistrusted ? trustedSecond : time.epochSecond();
    }

    /** Stores the newest reading, after which boundaries are unknown. */
    private void storeNewest() {
        if (!isVolume && !sums.isCounted(newest.second())) {
            store(newEntry(newest.time(), newest.value(), true, null));
        }
    }

    private int nearSeconds() {
        return isVolume ? NEAR_SECONDS_MBUS : NEAR_SECONDS;
    }

    private BoundaryValue newEntry(Stamp time, long value, boolean exact, @Nullable String number) {
        return new BoundaryValue(time, value, exact && !isClockDistrusted, clockEpoch, null, number, null);
    }

    /** Makes the entry of a first reading. If the counter at a near midnight before is unknown, the reading is used for midnight. */
    private BoundaryValue firstValue(Stamp time, long value, @Nullable Long previousMeterEnd, int entryClockEpoch,
            @Nullable String number) {
        int since = DayStarts.secondOfDay(time);
        boolean moved = since > 0 && since <= nearSeconds() && !days.hasMidnight(DayStarts.day(time));
        return new BoundaryValue(moved ? new Stamp(time.epochSecond() - since, time.offsetSeconds()) : time, value,
                !moved && !isClockDistrusted, entryClockEpoch, previousMeterEnd, number, null);
    }

    /** Stores the boundaries between the newest reading and the next reading. */
    private void storeBoundaries(Stamp time, long value) {
        Stamp from = newest.time();
        long first = from.epochSecond();
        long last = time.epochSecond();
        long start = newest.value();
        long rise = value - start;
        boolean late = power.endsHour(first, last);
        long hour = first - first % HOUR_SECONDS;
        if (late && first % HOUR_SECONDS < CounterRule.LATE_SECONDS && !boundaries.isExact(hour)) {
            store(newEntry(new Stamp(hour, from.offsetSeconds()), start, true, null));
        }
        long drawn = power.until(late ? last - last % HOUR_SECONDS : last);
        boolean direct = last - first <= (rise == 0 ? STILL_SECONDS : EXACT_SECONDS);
        List<BoundaryValue> entries = new ArrayList<>();
        int all = 0;
        for (long boundary = first - first % boundaryPeriodSeconds + boundaryPeriodSeconds; boundary <= last;
                boundary += boundaryPeriodSeconds) {
            boolean atEnd = boundary == last || late && boundary == last - last % HOUR_SECONDS;
            boolean powered = !direct && drawn > 0 && power.knows(boundary);
            if (atEnd || direct || powered || boundary - first <= nearSeconds() || last - boundary <= nearSeconds()) {
                Stamp at = new Stamp(boundary, boundary - first < last - boundary ? from.offsetSeconds() : time.offsetSeconds());
                long part = powered ? Math.round((double) rise * power.until(boundary) / drawn)
                        : rise * (boundary - first) / (last - first);
                entries.add(newEntry(at, atEnd ? value : start + part, atEnd || direct || powered, null));
            }
            all++;
        }
        boolean gap = !isVolume && entries.size() < all;
        if (gap) {
            storeNewest();
        }
        entries.forEach(this::store);
        if (gap && newest.second() != last) {
            store(newEntry(time, value, true, null));
        }
    }

    private void store(BoundaryValue entry) {
        apply(entry);
        unwritten.add(entry);
    }

    /** Keeps the continued counter, in 0.1 mWh, for the next run: the entries that are written from now on hold it. */
    void keepContinued(long counter) {
        continued = counter;
    }

    /** Returns the continued counter of an earlier run, in 0.1 mWh; null if it is not known, or of a meter with another number. */
    @Nullable Long continued(@Nullable String number) {
        return isOther(number) ? null : continued;
    }

    /** Returns the entries that were made since the last call, the last one with the continued counter, and forgets them. */
    List<BoundaryValue> drainUnwritten() {
        List<BoundaryValue> entries = new ArrayList<>(unwritten);
        unwritten.clear();
        if (!entries.isEmpty()) {
            entries.set(entries.size() - 1, entries.get(entries.size() - 1).withContinued(continued));
        }
        return entries;
    }

    /** Returns the newest reading as an entry with the continued counter; an empty list before the first. */
    List<BoundaryValue> newestEntry() {
        return hasReading ? List.of(newEntry(newest.time(), newest.value(), true, null).withContinued(continued)) : List.of();
    }

    /** Returns the starts of the quarter hours before a second that changed, each once. */
    List<Long> drainChanged(long second) {
        return sums.drainChanged(second);
    }

    /** Returns the energies of a finished quarter hour, in Wh; null if none is known. */
    @Nullable Energy quarter(long start) {
        return sums.quarter(start);
    }

    /** Returns the energies of a quarter hour up to the newest reading, in Wh; null if none is known, and for volumes. */
    @Nullable Energy running(long start) {
        return isVolume || !hasReading ? null
                : sums.running(start, newest.second(), Math.floorDiv(total(), WATT_HOUR), newest.value() / WATT_HOUR);
    }

    /**
     * Returns the known use of the counter, in Wh or litres; null before the first reading. The newest reading may be of an earlier day.
     *
     * @param now the present time by the meter's clock
     * @param number the number that the meter sent last in this run; null before
     */
    @Nullable Use use(Stamp now, @Nullable String number) {
        if (!hasReading) {
            return null;
        }
        long today = DayStarts.day(now);
        DayMonthYear knownUse = days.knownUse(today, total());
        long hour = newest.second() - Math.floorMod(newest.second(), (long) HOUR_SECONDS);
        // A counter that is sent once an hour arrives after the end of the hour: until then, the last known hour is the hour before.
        Long last = now.epochSecond() - hour < 2 * HOUR_SECONDS ? boundaries.energy(hour, HOUR_SECONDS) : null;
        return new Use(newest.value() / unit, wholeUnits(days.since(today, total(), meterEpoch)), wholeUnits(days.useOfDay(today - 1)),
                wholeUnits(last), LocalDate.ofEpochDay(today), !isVolume && number != null && number.equals(meterNumber),
                new DayMonthYear(units(knownUse.day()), units(knownUse.month()), units(knownUse.year())));
    }

    /** Returns a use in whole Wh or litres, rounded: a boundary may lie between two watt hours. */
    private long units(long moved) {
        return (moved + unit / 2) / unit;
    }

    private @Nullable Long wholeUnits(@Nullable Long moved) {
        return moved == null ? null : units(moved);
    }
}
