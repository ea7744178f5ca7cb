package org.dbusp1.energy;

import static org.dbusp1.meter.EnergyUse.QUARTER_SECONDS;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dbusp1.energy.LedgerLine.Entry;
import org.dbusp1.meter.EnergyUse;
import org.dbusp1.meter.EnergyUse.Energy;
import org.dbusp1.meter.EnergyUse.Known;
import org.dbusp1.meter.EnergyUse.Step;
import org.dbusp1.meter.EnergyUse.Use;
import org.dbusp1.meter.Stamp;

/**
 * One counter over the time of the meter's clock. It keeps the counter's values at the borders of quarter hours (for a
 * tariff's counter and a device behind the meter: at the borders of hours), and knows the use between two borders.
 *
 * <ul>
 * <li>A border between two readings is interpolated in proportion to the powers, if these are known for all the time;
 * else in proportion to the time, if one of the readings is near. The error is at most the use between the readings.
 * Other borders are unknown.
 * <li>After a counter fell or jumped, and with another meter, counting starts again: the difference is no energy.
 * <li>A clock that jumps by more than a day is doubted for two hours. Until then its entries are shown but not stored;
 * if it jumps back, the data from before the jump are valid again.
 * <li>If a clock goes back by less than a minute, time does not advance until the clock has caught up. A clock that
 * goes back further begins a new stretch: no quarter hour extends over two stretches.
 * </ul>
 */
final class Timeline {
    static final int DAY = 86_400;
    private static final int HOUR = 3_600;
    /**
     * If readings are at most so far apart, a border between them is exact; smaller steps back are the jitter of a
     * clock.
     */
    private static final int EXACT_SECONDS = 60;
    /** The longest time from a border to a reading that counts as near; M-Bus devices are read each hour. */
    private static final int NEAR_SECONDS = 20 * 60;
    private static final int NEAR_SECONDS_MBUS = 65 * 60;
    /** A clock that jumps by more is doubted: the longest day, on which the clock is set back by an hour. */
    private static final int FAR_SECONDS = DAY + HOUR;
    private static final int DOUBT_SECONDS = 2 * HOUR;
    /** If entries are further apart, it is unknown on which side of a border between them the energy was drawn. */
    private static final int GAP_SECONDS = 300;
    /** Borders that are kept in memory besides the midnights: two days. */
    private static final int KEPT_BORDERS = 2 * DAY / QUARTER_SECONDS;
    /** Days that are kept: 13 months, and as many days of wrong clocks. */
    private static final int KEPT_DAYS = 2 * 400;

    private final CounterRule rule;
    private final boolean volume;
    private final long unit;
    /** Seconds between two borders. */
    private final int grain;
    private State state;
    /** The data from before the clock was doubted; absent while the clock is trusted. */
    private Optional<State> before = Optional.empty();
    private long doubtedSince;
    private final List<Entry> unwritten = new ArrayList<>();
    /** The entry of an earlier run that does not go on from the one before it; absent if the last one does. */
    private Optional<Entry> absurd = Optional.empty();
    /** Seconds of a window that is watched; 0: none. */
    private final int window;
    /** Windows that were seen whole and were not reported yet. */
    private final List<Ended> ended = new ArrayList<>();
    /** The energy by power until each border since the newest reading, until that reading, and until now. */
    private final TreeMap<Long, Long> drawnAt = new TreeMap<>();
    private long drawnAtReading;
    private long drawn;
    private long drawnSecond;
    /** Messages since the newest reading. */
    private int messages;
    /** True if powers cover the time since the newest reading. */
    private boolean filled;

    /**
     * @param counter the counter: energies in 0.1 mWh, volumes in litres
     * @param window  seconds of the windows to report; 0: none
     */
    Timeline(EnergyUse.Counter counter, int window) {
        this.window = window;
        this.volume = counter.quantity().isEmpty();
        this.rule = volume ? CounterRule.LITRES : CounterRule.EXACT_ENERGY;
        this.unit = volume ? 1 : EnergyUse.WATT_HOUR;
        this.grain = counter == EnergyUse.Counter.IMPORT || counter == EnergyUse.Counter.EXPORT ? QUARTER_SECONDS : HOUR;
        this.state = new State(volume ? Integer.MAX_VALUE : grain);
    }

    /**
     * The use up to a border, over all meters.
     *
     * @param run     differs between two borders if the meter was replaced between them
     * @param stretch differs between two borders if the clock was set between them
     */
    private record Border(long total, int run, int stretch, boolean exact) {
    }

    /**
     * The first known use of a day.
     *
     * @param whole whether it is that of midnight
     */
    private record Begin(long total, int run, int stretch, boolean whole) {
    }

    /** @param start start of the window, in seconds since 1970 */
    private record Ended(long start, long watts) {
    }

    private static final class State {
        private final TreeMap<Long, Border> borders;
        private final TreeMap<Long, Begin> days;
        private Optional<String> meter = Optional.empty();
        private boolean known;
        private Stamp time = new Stamp(0, 0);
        private long value;
        private Step step = new Step(time, 0);
        /** The number to add to a value for the use since the ledger began, over all meters. */
        private long correction;
        private int run;
        private int stretch;
        /** Seconds between two borders; more than a day for a volume, whose quarter hours are not asked for. */
        private final int grain;
        /** The energies of quarter hours by their start, and the starts of those that changed and were not taken yet. */
        private final TreeMap<Long, Energy> quarters;
        private final TreeSet<Long> changed;
        /** The use up to the last entry that was counted, in whole units, and the second of that entry. */
        private long counted;
        private long countedSecond;

        State(int grain) {
            this.grain = grain;
            borders = new TreeMap<>();
            days = new TreeMap<>();
            quarters = new TreeMap<>();
            changed = new TreeSet<>();
        }

        State(State other) {
            grain = other.grain;
            borders = new TreeMap<>(other.borders);
            days = new TreeMap<>(other.days);
            quarters = new TreeMap<>(other.quarters);
            changed = new TreeSet<>(other.changed);
            counted = other.counted;
            countedSecond = other.countedSecond;
            meter = other.meter;
            known = other.known;
            time = other.time;
            value = other.value;
            step = other.step;
            correction = other.correction;
            run = other.run;
            stretch = other.stretch;
        }

        long second() {
            return time.epochSecond();
        }

        void apply(Entry entry) {
            if (entry.ended().isPresent()) {
                correction += entry.ended().getAsLong() - entry.value();
                run++;
            }
            meter = entry.meter().or(() -> meter);
            if (known && entry.stretch() == stretch) {
                forgetBetween(time, entry.time());
            }
            // Lines are read month by month: lines that a wrong clock left in a later month are older.
            boolean newest = !known || entry.stretch() >= stretch;
            if (newest && grain <= HOUR) {
                count(entry.time().epochSecond(), entry.value());
            }
            put(entry);
            if (newest) {
                time = entry.time();
                value = entry.value();
                stretch = entry.stretch();
            }
            known = true;
        }

        /**
         * Forgets borders and days of the time that passes now: a clock that was ahead left them. A longer gap proves
         * nothing.
         */
        private void forgetBetween(Stamp from, Stamp to) {
            long passed = to.epochSecond() - from.epochSecond();
            if (passed > 0 && passed <= NEAR_SECONDS) {
                borders.subMap(from.epochSecond(), false, to.epochSecond(), true).clear();
                if (day(from) < day(to)) {
                    days.subMap(day(from), false, day(to), true).clear();
                }
            }
        }

        /**
         * Counts the use since the entry before for the quarter hour that ends with this entry, or has it: what entries
         * in their order counted is neither lost nor doubled, whatever the clock shows.
         */
        private void count(long second, long value) {
            counted(second, value).ifPresent(energy -> {
                quarters.put(startBefore(second), energy);
                changed.add(startBefore(second));
                limit(quarters, KEPT_BORDERS, second);
                changed.retainAll(quarters.keySet());
            });
            counted = units(value);
            countedSecond = second;
        }

        /** Returns the energy of a quarter hour with the use until a value; absent if it adds nothing. */
        private Optional<Energy> counted(long second, long value) {
            long start = startBefore(second);
            long more = units(value) - counted;
            boolean inside = countedSecond >= start && countedSecond <= second;
            if (!known || !inside && more <= 0) {
                return Optional.empty();
            }
            Energy before = quarters.getOrDefault(start, Energy.NONE);
            boolean gap = grain == QUARTER_SECONDS && countedSecond < start && second - countedSecond > GAP_SECONDS;
            return Optional.of(new Energy(before.counted() + more,
                    inside && before.watts().isEmpty() ? OptionalLong.of(before.own().orElse(0) + more) : before.own(),
                    before.watts(), value / EnergyUse.WATT_HOUR,
                    gap ? OptionalLong.of(Math.min(countedSecond, before.since().orElse(countedSecond))) : before.since()));
        }

        private Optional<Energy> running(long start) {
            Optional<Energy> kept = Optional.ofNullable(quarters.get(start));
            return known && grain <= HOUR && startBefore(second()) == start && units(value) > counted ? counted(second(), value) : kept;
        }

        private long units(long reading) {
            return Math.floorDiv(reading + correction, EnergyUse.WATT_HOUR);
        }

        /** Returns the start of the quarter hour that a second ends, or is in. */
        private static long startBefore(long second) {
            return second - 1 - Math.floorMod(second - 1, QUARTER_SECONDS);
        }

        /** Takes note that a quarter hour was measured from border to border. */
        private void whole(long start, long watts) {
            long own = Math.floorDiv(borders.get(start + QUARTER_SECONDS).total(), EnergyUse.WATT_HOUR)
                    - Math.floorDiv(borders.get(start).total(), EnergyUse.WATT_HOUR);
            quarters.computeIfPresent(start, (any, energy) -> new Energy(energy.counted(), OptionalLong.of(own),
                    OptionalLong.of(watts), energy.reading(), energy.since()));
        }

        private void put(Entry entry) {
            long total = entry.value() + correction;
            long second = entry.time().epochSecond();
            boolean midnight = Math.floorMod(second + entry.time().offsetSeconds(), DAY) == 0;
            Begin begin = days.get(day(entry.time()));
            if (begin == null || midnight && (entry.exact() || !begin.whole() || entry.stretch() > begin.stretch())) {
                days.put(day(entry.time()), new Begin(total, run, entry.stretch(), midnight));
                limit(days, KEPT_DAYS, day(entry.time()));
            }
            Border there = borders.get(second);
            if (second % QUARTER_SECONDS == 0 && (there == null || entry.exact() || !there.exact())) {
                borders.put(second, new Border(total, run, entry.stretch(), entry.exact()));
                mean(second, QUARTER_SECONDS).ifPresent(watts -> whole(second - QUARTER_SECONDS, watts));
                limit(borders, KEPT_BORDERS, second);
            }
        }

        /** Removes the entries that are furthest from the present: a clock may be years behind. */
        private static void limit(NavigableMap<Long, ?> kept, int most, long present) {
            while (kept.size() > most) {
                kept.remove(present - kept.firstKey() >= kept.lastKey() - present ? kept.firstKey() : kept.lastKey());
            }
        }

        /** Returns the mean of the window that ends then, if it was measured from border to border. */
        private OptionalLong mean(long end, int seconds) {
            Border from = borders.get(end - seconds);
            Border to = borders.get(end);
            return from == null || to == null || !from.exact() || !to.exact() || from.run() != to.run()
                    || from.stretch() != to.stretch() || to.total() < from.total() ? OptionalLong.empty()
                    : OptionalLong.of(Ledger.watts(to.total() - from.total(), seconds));
        }
    }

    /** Returns the days since 1970-01-01, by local time. */
    private static long day(Stamp time) {
        return Math.floorDiv(time.epochSecond() + time.offsetSeconds(), (long) DAY);
    }

    /**
     * Takes an entry of an earlier run. A line may be damaged and readable: an entry that no counter could have is not
     * used, unless the next one goes on from it.
     */
    void restore(Entry entry) {
        if (!state.known || entry.ended().isPresent() || entry.stretch() < state.stretch || follows(state.second(), state.value, entry)) {
            restored(entry);
        } else if (absurd.filter(one -> follows(one.time().epochSecond(), one.value(), entry)).isPresent()) {
            Entry first = absurd.get();
            restored(new Entry(first.time(), first.value(), first.exact(), first.stretch(), OptionalLong.of(state.value), first.meter()));
            restored(entry);
        } else {
            absurd = Optional.of(entry);
        }
    }

    private boolean follows(long second, long value, Entry entry) {
        return rule.follows(value, entry.value(), entry.time().epochSecond() - second);
    }

    private void restored(Entry entry) {
        absurd = Optional.empty();
        state.apply(entry);
        state.step = new Step(entry.time(), 0);
        end(entry);
    }

    private void end(Entry entry) {
        long second = entry.time().epochSecond();
        if (window > 0 && second % window == 0) {
            state.mean(second, window).ifPresent(watts -> ended.add(new Ended(second - window, watts)));
        }
    }

    /** Reports the windows that ended; none while the clock is doubted. */
    void report(Ledger.Windows receiver) {
        if (before.isEmpty()) {
            ended.forEach(one -> receiver.window(one.start(), one.watts()));
            ended.clear();
        }
    }

    /**
     * Takes the energy by power, before the reading of the same message.
     *
     * @param total   energy drawn since the beginning, in the counter's last decimal
     * @param covered whether powers cover the time since the message before
     */
    void draw(long second, long total, boolean covered) {
        messages++;
        filled &= covered;
        if (second > drawnSecond && filled) {
            for (long border = drawnSecond - drawnSecond % grain + grain; border <= second; border += grain) {
                drawnAt.put(border, drawn + (total - drawn) * (border - drawnSecond) / (second - drawnSecond));
            }
        } else if (!filled) {
            drawnAt.clear();
        }
        drawnSecond = filled ? Math.max(second, drawnSecond) : second;
        drawn = total;
    }

    /** Returns the use since a border; absent if it is not known. */
    OptionalLong since(long border) {
        if (!filled) {
            return OptionalLong.empty();
        }
        Long then = drawnAt.get(border);
        if (then != null) {
            return OptionalLong.of(Math.max(0, drawn - then));
        }
        Border at = state.borders.get(border);
        return at == null || !at.exact() || at.run() != state.run || at.stretch() != state.stretch ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, state.value + state.correction - at.total() + drawn - drawnAtReading));
    }

    /** Returns the second of the newest reading; absent before the first. */
    OptionalLong newestSecond() {
        return state.known ? OptionalLong.of(state.second()) : OptionalLong.empty();
    }

    /** Returns whether the clock jumped by more than a day, less than two hours ago. */
    boolean isDoubted() {
        return before.isPresent();
    }

    /**
     * Takes a reading.
     *
     * @param number   number of the meter; absent if the message does not hold it
     * @param replaced whether the meter is known to be another than before
     */
    void accept(Stamp time, long value, Optional<String> number, boolean replaced) {
        if (state.known && !replaced && time.epochSecond() == state.second() && value == state.value
                && (number.isEmpty() || number.equals(state.meter))) {
            measured(time.epochSecond(), false);
            return;
        }
        boolean late = isLate(state.second(), time.epochSecond());
        if (!state.known) {
            keep(beginning(time, value, OptionalLong.empty(), 0, number));
            state.time = time;
            state.step = new Step(time, 0);
        } else {
            judge(time.epochSecond());
            read(time, value, number, replaced);
        }
        measured(time.epochSecond(), late);
    }

    /** Returns whether a counter that does not come with each message shows the value at the end of the hour. */
    private boolean isLate(long from, long to) {
        return messages > 1 && CounterRule.endsHour(filled ? Math.max(from, to - HOUR) : from, to);
    }

    /**
     * Starts the energy by power again from a reading on: from the end of the hour, if the reading shows the value at
     * that time.
     */
    private void measured(long second, boolean late) {
        long from = late && drawnAt.containsKey(second - second % HOUR) ? second - second % HOUR : second;
        drawnAtReading = drawnAt.getOrDefault(from, drawn);
        if (!drawnAt.isEmpty()) {
            drawnAt.headMap(from, !late).clear();
        }
        filled = true;
        messages = 0;
    }

    private void judge(long now) {
        if (before.isPresent() && !isFar(before.get().second(), now)) {
            state = before.get();
            before = Optional.empty();
            forgetUnwritten();
        } else if (isFar(state.second(), now)) {
            before = before.or(() -> Optional.of(state));
            state = new State(before.get());
            forgetUnwritten();
            doubtedSince = now;
        } else if (before.isPresent() && now - doubtedSince >= DOUBT_SECONDS) {
            before = Optional.empty();
        }
    }

    private void forgetUnwritten() {
        unwritten.clear();
        ended.clear();
        filled = false;
    }

    private static boolean isFar(long from, long to) {
        return Math.abs(to - from) > FAR_SECONDS;
    }

    private void read(Stamp stamp, long value, Optional<String> number, boolean replaced) {
        long passed = stamp.epochSecond() - state.second();
        boolean jitter = passed < 0 && passed >= -EXACT_SECONDS;
        Stamp time = jitter ? state.time : stamp;
        boolean another = replaced || number.isPresent() && state.meter.isPresent() && !number.equals(state.meter)
                || !rule.follows(state.value, value, passed);
        int stretch = state.stretch + (passed < 0 && !jitter || passed > FAR_SECONDS ? 1 : 0);
        Optional<String> news = number.filter(text -> !Optional.of(text).equals(state.meter));
        long moved = another ? 0 : value - state.value;
        if (another || stretch > state.stretch) {
            close();
        }
        if (another) {
            keep(beginning(time, value, OptionalLong.of(state.value), stretch, news));
        } else if (stretch > state.stretch) {
            keep(beginning(time, value, OptionalLong.empty(), stretch, news));
        } else {
            borders(time, value);
            if (news.isPresent() || !state.days.containsKey(day(time)) || day(time) > day(state.time)) {
                keep(new Entry(time, value, true, state.stretch, OptionalLong.empty(), news));
            }
        }
        state.time = time;
        state.value = value;
        state.step = new Step(stamp, moved);
    }

    /** Keeps the last reading before a time of which the borders are not known. */
    private void close() {
        if (!volume && state.countedSecond != state.second()) {
            keep(Entry.of(state.time, state.value, true, state.stretch));
        }
    }

    private int near() {
        return volume ? NEAR_SECONDS_MBUS : NEAR_SECONDS;
    }

    /**
     * Makes the entry of a first reading. If midnight is near and its counter is not known, the reading is used as that
     * of midnight.
     */
    private Entry beginning(Stamp time, long value, OptionalLong ended, int stretch, Optional<String> number) {
        long since = Math.floorMod(time.epochSecond() + time.offsetSeconds(), DAY);
        Begin known = state.days.get(day(time));
        boolean taken = since > 0 && since <= near() && (known == null || !known.whole());
        return new Entry(taken ? new Stamp(time.epochSecond() - since, time.offsetSeconds()) : time, value, !taken, stretch, ended, number);
    }

    /** Stores the borders between the reading before and this one. */
    private void borders(Stamp time, long value) {
        Stamp from = state.time;
        long first = from.epochSecond();
        long last = time.epochSecond();
        long start = state.value;
        long rise = value - start;
        boolean late = isLate(first, last);
        long hour = first - first % HOUR;
        Border before = state.borders.get(hour);
        if (late && first % HOUR < CounterRule.LATE_SECONDS && (before == null || !before.exact())) {
            keep(Entry.of(new Stamp(hour, from.offsetSeconds()), start, true, state.stretch));
        }
        long power = drawnAt.getOrDefault(late ? last - last % HOUR : last, drawn) - drawnAtReading;
        List<Entry> known = new ArrayList<>();
        int all = 0;
        for (long border = first - first % grain + grain; border <= last; border += grain) {
            boolean atEnd = border == last || late && border == last - last % HOUR;
            boolean close = last - first <= EXACT_SECONDS;
            boolean powered = !close && power > 0 && filled && drawnAt.containsKey(border);
            if (atEnd || powered || border - first <= near() || last - border <= near()) {
                Stamp at = new Stamp(border, border - first < last - border ? from.offsetSeconds() : time.offsetSeconds());
                long between = powered ? Math.round((double) rise * (drawnAt.get(border) - drawnAtReading) / power)
                        : rise * (border - first) / (last - first);
                known.add(Entry.of(at, atEnd ? value : start + between, atEnd || close || powered, state.stretch));
            }
            all++;
        }
        boolean gap = !volume && known.size() < all;
        if (gap) {
            close();
        }
        known.forEach(this::keep);
        if (gap && state.second() != last) {
            keep(Entry.of(time, value, true, state.stretch));
        }
    }

    private void keep(Entry entry) {
        state.apply(entry);
        unwritten.add(entry);
        end(entry);
    }

    /** Returns the entries to store that were not returned before; no entries while the clock is doubted. */
    List<Entry> unwritten() {
        if (unwritten.isEmpty() || before.isPresent()) {
            return List.of();
        }
        List<Entry> entries = List.copyOf(unwritten);
        unwritten.clear();
        return entries;
    }

    /** Returns the newest reading by a clock that is trusted. */
    Optional<Entry> newest() {
        State newest = before.orElse(state);
        return newest.known ? Optional.of(Entry.of(newest.time, newest.value, true, newest.stretch)) : Optional.empty();
    }

    /** Returns the starts of the quarter hours before a second that changed and were not taken yet; they are then. */
    List<Long> takeChanged(long second) {
        if (before.isPresent()) {
            return List.of();
        }
        List<Long> taken = List.copyOf(state.changed.headSet(second));
        state.changed.removeAll(taken);
        return taken;
    }

    /** Returns what is known of a quarter hour that is over; absent if nothing is. */
    Optional<Energy> quarter(long start) {
        return Optional.ofNullable(state.quarters.get(start));
    }

    /** Returns what is known of the running quarter hour, until the newest reading; absent if nothing is. */
    Optional<Energy> running(long start) {
        return state.running(start);
    }

    /** Returns the known use of the counter; absent before the first reading. */
    Optional<Use> use() {
        if (!state.known) {
            return Optional.empty();
        }
        long today = day(state.time);
        LocalDate date = LocalDate.ofEpochDay(today);
        Begin begin = state.days.get(today);
        OptionalLong yesterday = begin == null ? OptionalLong.empty()
                : since(state.days.get(today - 1), begin.whole() ? begin.total() : Long.MIN_VALUE, begin.run());
        long total = state.value + state.correction;
        return Optional.of(new Use(state.value / unit, since(begin, total, state.run), yesterday, date,
                new Known(knownSince(today, total), knownSince(date.withDayOfMonth(1).toEpochDay(), total),
                        knownSince(date.withDayOfYear(1).toEpochDay(), total)),
                new Step(state.step.time(), state.step.moved() / unit)));
    }

    private OptionalLong since(Begin begin, long total, int run) {
        return begin == null || !begin.whole() || begin.run() != run || total < begin.total() ? OptionalLong.empty()
                : OptionalLong.of(units(total - begin.total()));
    }

    /** Returns the use since the first known moment of a day or of the days after it. */
    private long knownSince(long day, long total) {
        return units(Math.max(0, total - state.days.ceilingEntry(day).getValue().total()));
    }

    /** Returns a use in whole units, rounded: a border may lie between two watt hours. */
    private long units(long moved) {
        return (moved + unit / 2) / unit;
    }
}
