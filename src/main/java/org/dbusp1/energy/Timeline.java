package org.dbusp1.energy;

import static org.dbusp1.meter.EnergyUse.QUARTER_SECONDS;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.energy.Borders.Border;
import org.dbusp1.energy.LedgerLine.Entry;
import org.dbusp1.meter.EnergyUse;
import org.dbusp1.meter.EnergyUse.Energy;
import org.dbusp1.meter.EnergyUse.Known;
import org.dbusp1.meter.EnergyUse.Step;
import org.dbusp1.meter.EnergyUse.Use;
import org.dbusp1.meter.Stamp;

/**
 * One counter over the time of the meter's clock. Makes entries from its readings, at the borders of quarter hours (for
 * an M-Bus device: of hours).
 * <table> <caption>Two readings that follow each other</caption>
 * <tr><th>readings</th><th>the borders between them</th></tr>
 * <tr><td>at most a minute apart</td><td>exact, in proportion to the time</td></tr>
 * <tr><td>at most 65 minutes apart, the counter did not move</td><td>exact</td></tr>
 * <tr><td>further apart, powers known for all the time</td><td>exact, in proportion to the powers</td></tr>
 * <tr><td>further apart</td><td>interpolated if a reading is near (20 minutes; 65 for an M-Bus device), else
 * unknown</td></tr>
 * <tr><td>a counter that arrives once an hour, up to two minutes after the hour</td><td>the reading is that of the
 * hour</td></tr>
 * <tr><td>the counter fell or jumped, or the meter was replaced</td><td>unknown, and their difference is no
 * energy</td></tr>
 * <tr><td>the clock went back by a minute at most</td><td>none: time stands still until the clock has caught up</td></tr>
 * <tr><td>the clock was set by more than a minute, or went ahead by more than a day</td><td>unknown: a new stretch
 * begins</td></tr>
 * <tr><td>the later one shows that the earlier one was wrong</td><td>as if the earlier one had not been read</td></tr>
 * </table>
 *
 * <p>A stretch more than a month away from the previous one, such as a clock that starts in the year 2000, is distrusted
 * for a day: its borders are not exact, so that no bill has its windows.
 */
final class Timeline {
    static final long WATT_HOUR = EnergyUse.WATT_HOUR;
    private static final int HOUR_SECONDS = 3_600;
    static final int EXACT_SECONDS = 60;
    /** A counter may arrive once an hour. */
    private static final int STILL_SECONDS = 65 * 60;
    private static final int NEAR_SECONDS = 20 * 60;
    private static final int NEAR_SECONDS_MBUS = 65 * 60;
    /** Messages in a row with another number of a gas or water meter that prove another meter. */
    private static final int CONFIRMING = 3;
    /** The longest day, on which the clock is set back by an hour. */
    private static final int FAR_SECONDS = Days.SECONDS + HOUR_SECONDS;
    private static final int DISTRUSTED_FROM_SECONDS = 31 * Days.SECONDS;

    private final CounterRule rule;
    private final boolean volume;
    private final long unit;
    /** Seconds between two borders. */
    private final int grain;
    /** Length of the windows that are reported; 0: none. */
    private final int windowSeconds;
    private final Borders borders = new Borders();
    private final Days days = new Days();
    private final QuarterSums sums = new QuarterSums(borders);
    private final DrawnByPower power;
    private final List<Entry> unwritten = new ArrayList<>();
    private final List<FinishedWindow> finishedWindows = new ArrayList<>();
    /** The entry of an earlier run that does not follow from the previous one; absent if the last one does. */
    private Optional<Entry> outlier = Optional.empty();

    private boolean known;
    private Optional<String> meter = Optional.empty();
    /** Another number in the last messages, and the number of these messages. */
    private Optional<String> candidate = Optional.empty();
    private int sameCandidates;
    private Reading newest = new Reading(new Stamp(0, 0), 0);
    /** The reading before the newest; absent if that is the first of its meter or clock. */
    private Optional<Reading> earlier = Optional.empty();
    private Step step = new Step(newest.time(), 0);
    /** Added to a reading, gives the use since the ledger began, over all meters. */
    private long correction;
    /** Number of times that the meter was replaced or its counter reset, and that the clock was set. */
    private int run;
    private int stretch;
    /** Whether the clock was set since the newest reading. */
    private boolean clockSet;
    private boolean distrusted;
    private long distrustedSince;
    /** The last second of a trusted stretch. */
    private long trustedSecond;

    private record Reading(Stamp time, long value) {
        long second() {
            return time.epochSecond();
        }
    }

    /**
     * A finished window.
     *
     * @param start start of the window, in seconds since 1970
     * @param watts its mean; absent if the mean reported before was wrong
     */
    private record FinishedWindow(long start, OptionalLong watts) {
    }

    /**
     * @param counter       energies in 0.1 mWh, volumes in litres
     * @param windowSeconds length of the windows to report; 0: none
     */
    Timeline(EnergyUse.Counter counter, int windowSeconds) {
        this.windowSeconds = windowSeconds;
        this.volume = counter.quantity().isEmpty();
        this.rule = volume ? CounterRule.LITRES : CounterRule.EXACT_ENERGY;
        this.unit = volume ? 1 : WATT_HOUR;
        this.grain = volume ? HOUR_SECONDS : QUARTER_SECONDS;
        this.power = new DrawnByPower(grain);
    }

    /**
     * Accepts an entry of an earlier run. A damaged line may be readable: an entry that no counter could have is used
     * only if the next one follows from it.
     */
    void restore(Entry entry) {
        boolean corrects = entry.stretch() == stretch && entry.time().epochSecond() <= newest.second()
                && earlier.filter(one -> follows(one.second(), one.value(), entry)).isPresent();
        if (!known || entry.previousMeterEnd().isPresent() || entry.stretch() < stretch || corrects
                || follows(newest.second(), newest.value(), entry)) {
            restored(entry);
        } else if (outlier.filter(one -> follows(one.time().epochSecond(), one.value(), entry)).isPresent()) {
            Entry first = outlier.get();
            restored(new Entry(first.time(), first.value(), first.exact(), first.stretch(), OptionalLong.of(newest.value()),
                    first.meter()));
            restored(entry);
        } else {
            outlier = Optional.of(entry);
        }
    }

    private boolean follows(long second, long value, Entry entry) {
        return rule.follows(value, entry.value(), entry.time().epochSecond() - second);
    }

    private void restored(Entry entry) {
        outlier = Optional.empty();
        if (!known || entry.stretch() > stretch) {
            begin(entry.time().epochSecond(), !entry.exact() && Days.secondOfDay(entry.time()) != 0);
        }
        expire(entry.time());
        earlier = known ? Optional.of(newest) : Optional.empty();
        apply(entry);
        step = new Step(entry.time(), 0);
    }

    private void begin(long second, boolean distrust) {
        distrusted = distrust;
        distrustedSince = second;
        earlier = Optional.empty();
        power.clear();
    }

    private void expire(Stamp now) {
        distrusted &= now.epochSecond() - distrustedSince < Days.SECONDS;
    }

    private void apply(Entry entry) {
        long second = entry.time().epochSecond();
        if (entry.previousMeterEnd().isPresent()) {
            correction += entry.previousMeterEnd().getAsLong() - entry.value();
            run++;
        }
        meter = entry.meter().or(() -> meter);
        long passed = second - newest.second();
        if (known && entry.stretch() == stretch && passed > 0 && passed <= NEAR_SECONDS) {
            // Left by a clock that was ahead. A longer gap proves nothing.
            borders.forget(newest.second(), second);
            days.forget(Days.day(newest.time()), Days.day(entry.time()));
        }
        // Lines are read month by month: those that a wrong clock left in a later month are older.
        boolean isNewest = !known || entry.stretch() >= stretch;
        long total = entry.value() + correction;
        if (isNewest && !volume) {
            sums.count(second, Math.floorDiv(total, WATT_HOUR), entry.value() / WATT_HOUR);
        }
        days.put(entry, total, run);
        if (second % QUARTER_SECONDS == 0) {
            borders.put(second, new Border(total, run, entry.stretch(), entry.exact()));
            sums.ends(second);
        }
        if (windowSeconds > 0 && second % windowSeconds == 0) {
            OptionalLong mean = borders.mean(second, windowSeconds);
            mean.ifPresent(watts -> finishedWindows.add(new FinishedWindow(second - windowSeconds, mean)));
        }
        if (isNewest) {
            newest = new Reading(entry.time(), entry.value());
            stretch = entry.stretch();
        }
        trustedSecond = entry.exact() ? second : trustedSecond;
        known = true;
    }

    void report(Ledger.WindowReceiver receiver) {
        finishedWindows.forEach(one -> receiver.accept(one.start(), one.watts()));
        finishedWindows.clear();
    }

    /**
     * Accepts the energy by power, before the reading of the same message.
     *
     * @param total   energy drawn since the start, in the counter's last decimal
     * @param covered whether powers cover the time since the previous message
     */
    void draw(long second, long total, boolean covered) {
        power.accept(second, total, covered);
    }

    /** Returns the use since a border; absent if unknown. */
    OptionalLong since(long border) {
        OptionalLong drawn = power.sinceReading();
        OptionalLong byPower = power.since(border);
        if (drawn.isEmpty() || byPower.isPresent()) {
            return byPower;
        }
        OptionalLong read = borders.energy(border, total(), run, stretch);
        return read.isEmpty() ? read : OptionalLong.of(Math.max(0, read.getAsLong() + drawn.getAsLong()));
    }

    /** Returns the second of the newest reading; absent before the first. */
    OptionalLong newestSecond() {
        return known ? OptionalLong.of(newest.second()) : OptionalLong.empty();
    }

    /** Returns whether the clock jumped by more than a month less than a day ago. */
    boolean isDistrusted() {
        return distrusted;
    }

    private long total() {
        return newest.value() + correction;
    }

    /**
     * Accepts a reading.
     *
     * @param number   number of the meter; absent if the message does not hold it
     * @param replaced whether another meter is known to have replaced the previous one
     */
    void accept(Stamp time, long value, Optional<String> number, boolean replaced) {
        if (isCandidate(number, replaced)) {
            return;
        }
        if (known && !replaced && time.epochSecond() == newest.second() && value == newest.value()
                && (number.isEmpty() || number.equals(meter))) {
            power.measured(time.epochSecond(), false);
            return;
        }
        boolean late = known && power.endsHour(newest.second(), time.epochSecond());
        if (known) {
            read(time, value, number, replaced);
        } else {
            keep(beginning(time, value, OptionalLong.empty(), 0, number));
            newest = new Reading(time, value);
            step = new Step(time, 0);
        }
        power.measured(time.epochSecond(), late);
    }

    /** Returns whether a reading has another number than those before it, and must wait for more of this number. */
    private boolean isCandidate(Optional<String> number, boolean replaced) {
        boolean other = known && volume && !replaced && number.isPresent() && meter.isPresent() && !number.equals(meter);
        sameCandidates = !other ? 0 : number.equals(candidate) ? sameCandidates + 1 : 1;
        candidate = other ? number : Optional.empty();
        return other && sameCandidates < CONFIRMING;
    }

    /** Returns whether the last reading had another number than those before it, and was not used. */
    boolean hasCandidate() {
        return candidate.isPresent() && sameCandidates < CONFIRMING;
    }

    /** Called if the clock was set before the next reading. */
    void clockSet() {
        clockSet = true;
    }

    /** Retracts the newest reading, with all that follows from it: the next reading shows that it was wrong. */
    void retract() {
        if (earlier.isEmpty()) {
            return;
        }
        long from = earlier.get().second();
        for (long end = from - from % QUARTER_SECONDS + QUARTER_SECONDS; end <= newest.second(); end += QUARTER_SECONDS) {
            if (windowSeconds > 0 && end % windowSeconds == 0) {
                finishedWindows.add(new FinishedWindow(end - windowSeconds, OptionalLong.empty()));
            }
        }
        borders.forget(from, newest.second());
        days.forget(Days.day(earlier.get().time()), Days.day(newest.time()));
        sums.retract(from);
        newest = earlier.get();
        earlier = Optional.empty();
    }

    private void read(Stamp stamp, long value, Optional<String> number, boolean replaced) {
        long passed = stamp.epochSecond() - newest.second();
        boolean jitter = !clockSet && passed < 0 && passed >= -EXACT_SECONDS;
        Stamp time = jitter ? newest.time() : stamp;
        boolean another = replaced || number.isPresent() && meter.isPresent() && !number.equals(meter)
                || !rule.follows(newest.value(), value, passed);
        boolean set = clockSet || passed < 0 && !jitter || passed > FAR_SECONDS;
        clockSet = false;
        Optional<String> news = number.filter(text -> !Optional.of(text).equals(meter));
        Reading before = newest;
        if (another || set) {
            close();
            if (set) {
                begin(time.epochSecond(), Math.abs(time.epochSecond() - trustedSecond) > DISTRUSTED_FROM_SECONDS);
            }
            keep(beginning(time, value, another ? OptionalLong.of(before.value()) : OptionalLong.empty(), stretch + (set ? 1 : 0), news));
            earlier = Optional.empty();
        } else {
            expire(time);
            borders(time, value);
            if (news.isPresent() || !days.has(Days.day(time)) || Days.day(time) > Days.day(before.time())) {
                keep(entry(time, value, true, news));
            }
            earlier = Optional.of(before);
        }
        newest = new Reading(time, value);
        trustedSecond = distrusted ? trustedSecond : time.epochSecond();
        step = new Step(stamp, another ? 0 : value - before.value());
    }

    /** Stores the last reading before a time without known borders. */
    private void close() {
        if (!volume && !sums.isCounted(newest.second())) {
            keep(entry(newest.time(), newest.value(), true, Optional.empty()));
        }
    }

    private int near() {
        return volume ? NEAR_SECONDS_MBUS : NEAR_SECONDS;
    }

    private Entry entry(Stamp time, long value, boolean exact, Optional<String> number) {
        return new Entry(time, value, exact && !distrusted, stretch, OptionalLong.empty(), number);
    }

    /** Makes the entry of a first reading. If midnight is near and the counter then is unknown, the reading is used for midnight. */
    private Entry beginning(Stamp time, long value, OptionalLong previousMeterEnd, int inStretch, Optional<String> number) {
        int since = Days.secondOfDay(time);
        boolean moved = since > 0 && since <= near() && !days.hasMidnight(Days.day(time));
        return new Entry(moved ? new Stamp(time.epochSecond() - since, time.offsetSeconds()) : time, value,
                !moved && !distrusted, inStretch, previousMeterEnd, number);
    }

    /** Stores the borders between the previous reading and this one. */
    private void borders(Stamp time, long value) {
        Stamp from = newest.time();
        long first = from.epochSecond();
        long last = time.epochSecond();
        long start = newest.value();
        long rise = value - start;
        boolean late = power.endsHour(first, last);
        long hour = first - first % HOUR_SECONDS;
        if (late && first % HOUR_SECONDS < CounterRule.LATE_SECONDS && !borders.isExact(hour)) {
            keep(entry(new Stamp(hour, from.offsetSeconds()), start, true, Optional.empty()));
        }
        long drawn = power.until(late ? last - last % HOUR_SECONDS : last);
        boolean direct = last - first <= (rise == 0 ? STILL_SECONDS : EXACT_SECONDS);
        List<Entry> entries = new ArrayList<>();
        int all = 0;
        for (long border = first - first % grain + grain; border <= last; border += grain) {
            boolean atEnd = border == last || late && border == last - last % HOUR_SECONDS;
            boolean powered = !direct && drawn > 0 && power.knows(border);
            if (atEnd || direct || powered || border - first <= near() || last - border <= near()) {
                Stamp at = new Stamp(border, border - first < last - border ? from.offsetSeconds() : time.offsetSeconds());
                long part = powered ? Math.round((double) rise * power.until(border) / drawn)
                        : rise * (border - first) / (last - first);
                entries.add(entry(at, atEnd ? value : start + part, atEnd || direct || powered, Optional.empty()));
            }
            all++;
        }
        boolean gap = !volume && entries.size() < all;
        if (gap) {
            close();
        }
        entries.forEach(this::keep);
        if (gap && newest.second() != last) {
            keep(entry(time, value, true, Optional.empty()));
        }
    }

    private void keep(Entry entry) {
        apply(entry);
        unwritten.add(entry);
    }

    /** Returns the entries to store that were not returned before. */
    List<Entry> unwritten() {
        List<Entry> entries = List.copyOf(unwritten);
        unwritten.clear();
        return entries;
    }

    Optional<Entry> newest() {
        return known ? Optional.of(entry(newest.time(), newest.value(), true, Optional.empty())) : Optional.empty();
    }

    /** Returns the starts of changed quarter hours before a second, each once. */
    List<Long> drainChanged(long second) {
        return sums.drainChanged(second);
    }

    /** Returns the starts of corrected quarter hours before a second, each once. */
    List<Long> drainCorrected(long second) {
        return sums.drainCorrected(second);
    }

    Optional<Energy> quarter(long start) {
        return sums.quarter(start);
    }

    /** Returns what is known of a quarter hour until the newest reading; absent if nothing is. */
    Optional<Energy> running(long start) {
        return volume || !known ? Optional.empty()
                : sums.running(start, newest.second(), Math.floorDiv(total(), WATT_HOUR), newest.value() / WATT_HOUR);
    }

    /**
     * Returns the known use of the counter; absent before the first reading. Its last reading may be of an earlier day.
     *
     * @param now the present time by the meter's clock
     */
    Optional<Use> use(Stamp now) {
        if (!known) {
            return Optional.empty();
        }
        long today = Days.day(now);
        Known knownUse = days.known(today, total());
        long hour = newest.second() - Math.floorMod(newest.second(), (long) HOUR_SECONDS);
        return Optional.of(new Use(newest.value() / unit, units(days.since(today, total(), run)), units(days.whole(today - 1)),
                units(borders.energy(hour, HOUR_SECONDS)), LocalDate.ofEpochDay(today),
                new Known(units(knownUse.day()), units(knownUse.month()), units(knownUse.year())),
                new Step(step.time(), step.moved() / unit)));
    }

    /** Returns a use in whole units, rounded: a border may lie between two watt hours. */
    private long units(long moved) {
        return (moved + unit / 2) / unit;
    }

    private OptionalLong units(OptionalLong moved) {
        return moved.isEmpty() ? moved : OptionalLong.of(units(moved.getAsLong()));
    }
}
