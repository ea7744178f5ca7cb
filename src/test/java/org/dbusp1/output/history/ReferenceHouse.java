package org.dbusp1.output.history;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A house whose meter is known to the watt hour, and what a driver can know of it: written from the manual and the rules
 * that grid operators publish. It uses nothing of the driver.
 */
final class ReferenceHouse {
    static final ZoneId ZONE = ZoneId.of("Europe/Stockholm");
    private static final int QUARTER = 900;
    private static final int HOUR = 3_600;
    /** Over a longer silence the energy counts for the quarter hour in which it ends. */
    private static final int LONGEST_DIVIDED = 2 * HOUR;
    /** A first reading of a day that is later tells nothing of the day's begin. */
    private static final int LATE = 20 * 60;

    /** Counters in Wh, volume in litres. */
    record Telegram(long second, int meter, long[] counters, long gas, long gasSecond) {
        long imported() {
            return counters[0] + counters[1];
        }

        long exported() {
            return counters[2] + counters[3];
        }
    }

    /**
     * What is known of one counter of the house, over its meters, in 0.1 mWh. A driver stores its values at borders that it knows to a
     * minute, and both ends of a gap over a border. A kill leaves what was stored.
     */
    private static final class Counted {
        private static final long WATT_HOUR = 10_000;

        /** @param moved until then, over all meters */
        private record Reading(long second, int meter, long value, long moved) {
        }

        private Reading newest;
        private Reading stored;
        /** By the end of the quarter hour, what had moved until the last reading in it. */
        private final NavigableMap<Long, Long> quarters = new TreeMap<>();

        void reads(long second, int meter, long wattHours) {
            Reading before = newest;
            long value = wattHours * WATT_HOUR;
            if (before == null || before.meter() != meter) {
                newest = new Reading(second, meter, value, before == null ? 0 : before.moved());
                store(newest);
                return;
            }
            long rise = value - before.value();
            long gap = second - before.second();
            newest = new Reading(second, meter, value, before.moved() + rise);
            for (long border = before.second() / QUARTER * QUARTER + QUARTER; border <= second; border += QUARTER) {
                long part = rise * (border - before.second()) / gap;
                Reading at = new Reading(border, meter, before.value() + part, before.moved() + part);
                if (gap <= 60) {
                    store(at);
                } else if (gap <= LONGEST_DIVIDED) {
                    count(at);
                }
            }
            if (gap > 60 && second / QUARTER > before.second() / QUARTER) {
                stored = newest;
            }
            count(newest);
        }

        private void store(Reading reading) {
            stored = reading;
            count(reading);
        }

        private void count(Reading reading) {
            quarters.put(-Math.floorDiv(-reading.second(), QUARTER) * QUARTER, reading.moved());
        }

        void stop() {
            stored = newest;
        }

        void kill() {
            newest = stored;
            if (stored != null) {
                quarters.tailMap(stored.second(), false).clear();
                count(stored);
            }
        }

        /** Returns the energy of each hour in which it is not 0, by its start. */
        Map<Long, Long> hours() {
            Map<Long, Long> hours = new TreeMap<>();
            long before = 0;
            for (Map.Entry<Long, Long> quarter : quarters.entrySet()) {
                long moved = Math.floorDiv(quarter.getValue(), WATT_HOUR);
                if (moved > before) {
                    hours.merge((quarter.getKey() - 1) / HOUR * HOUR, moved - before, Long::sum);
                }
                before = moved;
            }
            return hours;
        }
    }

    /** Import in Wh at a border. */
    private record Known(double imported, int meter) {
    }

    /**
     * A tariff, as its operator publishes it.
     *
     * @param minutes of a window
     * @param night   percent that counts from 22 o'clock until {@code nightEnds}
     * @param peaks   how many of the highest windows count
     * @param mean    true: their mean; false: the lowest of them
     * @param year    whether the mean of twelve months is billed
     */
    record Rule(int minutes, boolean winter, Holidays workdays, int from, int to, int night, int nightEnds, int peaks, boolean otherDays,
                boolean mean, boolean year, int floor) {
        int percent(LocalDateTime local) {
            if (winter && local.getMonthValue() > 3 && local.getMonthValue() < 11 || local.getHour() < from || local.getHour() >= to
                    || workdays != Holidays.COUNT && (local.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) > 0
                    || workdays.in(local.getYear()).contains(local.toLocalDate()))) {
                return 0;
            }
            return local.getHour() >= 22 || local.getHour() < nightEnds ? night : 100;
        }
    }

    /** Days that are no working days: none; Sweden's red days; these and the eves. */
    enum Holidays {
        COUNT, RED, RED_AND_EVES;

        private final Map<Integer, Set<LocalDate>> years = new ConcurrentHashMap<>();

        Set<LocalDate> in(int year) {
            return years.computeIfAbsent(year, this::of);
        }

        private Set<LocalDate> of(int year) {
            // Gauss: days from 22 March to Easter Sunday, valid from 1900 to 2099.
            int d = (19 * (year % 19) + 24) % 30;
            int e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + 5) % 7;
            int late = d == 29 && e == 6 || d == 28 && e == 6 && year % 19 > 10 ? 7 : 0;
            LocalDate easter = LocalDate.of(year, 3, 22).plusDays(d + e - late);
            Set<LocalDate> days = new HashSet<>(List.of(LocalDate.of(year, 1, 1), LocalDate.of(year, 1, 6), easter.minusDays(2), easter,
                    easter.plusDays(1), LocalDate.of(year, 5, 1), easter.plusDays(39), easter.plusDays(49), LocalDate.of(year, 6, 6),
                    LocalDate.of(year, 12, 25), LocalDate.of(year, 12, 26)));
            for (int day = 20; day <= 26; day++) {
                LocalDate midsummer = LocalDate.of(year, 6, day);
                if (midsummer.getDayOfWeek() == DayOfWeek.SATURDAY) {
                    days.add(midsummer);
                    if (this == RED_AND_EVES) {
                        days.add(midsummer.minusDays(1));
                    }
                }
            }
            for (LocalDate saints = LocalDate.of(year, 10, 31); saints.getDayOfMonth() == 31 || saints.getDayOfMonth() <= 6;
                    saints = saints.plusDays(1)) {
                if (saints.getDayOfWeek() == DayOfWeek.SATURDAY) {
                    days.add(saints);
                }
            }
            if (this == RED_AND_EVES) {
                days.addAll(List.of(LocalDate.of(year, 12, 24), LocalDate.of(year, 12, 31)));
            }
            return days;
        }
    }

    static final Map<String, Rule> RULES = Map.of(
            "flanders", new Rule(15, false, Holidays.COUNT, 0, 24, 100, 0, 1, false, true, true, 2_500),
            "norway", new Rule(60, false, Holidays.COUNT, 0, 24, 100, 0, 3, true, true, false, 0),
            "ellevio", new Rule(60, false, Holidays.COUNT, 0, 24, 50, 6, 3, true, true, false, 0),
            "goteborg", new Rule(60, false, Holidays.COUNT, 0, 24, 100, 0, 3, true, true, false, 0),
            "sollentuna", new Rule(60, false, Holidays.RED_AND_EVES, 7, 19, 100, 0, 3, false, true, false, 0),
            "telge", new Rule(60, true, Holidays.RED, 7, 20, 100, 0, 1, false, true, false, 0),
            "partille", new Rule(60, false, Holidays.COUNT, 0, 24, 100, 0, 1, false, true, false, 0),
            "helen", new Rule(60, false, Holidays.COUNT, 0, 24, 80, 7, 3, false, false, false, 0));

    private final SplittableRandom random;
    private final int interval;
    private final long[] counters = {5_000_000, 4_000_000, 1_000_000, 2_000_000};
    private int meter = 1;
    private long wattSeconds;
    private long watts = 400;
    private final long gasLate;
    private long gas = 700_000;
    private final NavigableMap<Long, Telegram> read = new TreeMap<>();
    private long stored;
    /** Import, T1, T2, export, T1, T2. */
    private final List<Counted> counted = Stream.generate(Counted::new).limit(6).toList();
    /** The same without what a kill of the driver may have cost. */
    private final NavigableMap<Long, Telegram> surelyRead = new TreeMap<>();
    /** The windows that later telegrams do not change, by their seconds. */
    private final Map<Integer, NavigableMap<Long, OptionalLong>> means = new HashMap<>();
    private final Map<Integer, NavigableMap<Long, OptionalLong>> sureMeans = new HashMap<>();
    /** @param interval seconds between telegrams; a divisor of 60 */
    ReferenceHouse(long seed, int interval) {
        this.random = new SplittableRandom(seed);
        this.interval = interval;
        this.gasLate = 60L * random.nextInt(56);
    }

    /** Draws until a second, and returns the telegram of then. */
    Telegram next(long second) {
        if (random.nextInt(Math.max(2, 1_200 / interval)) == 0) {
            watts = random.nextInt(4) == 0 ? -random.nextInt(4_000)
                    : random.nextInt(5) == 0 ? random.nextInt(9_000) : random.nextInt(1_200);
        }
        wattSeconds += Math.abs(watts) * interval;
        LocalDateTime local = local(second);
        int tariff = local.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) > 0 || local.getHour() < 7 || local.getHour() >= 23 ? 0 : 1;
        counters[(watts < 0 ? 2 : 0) + tariff] += wattSeconds / HOUR;
        wattSeconds %= HOUR;
        gas += random.nextInt(Math.max(2, 7_200 / interval)) == 0 ? random.nextInt(200) : 0;
        long hour = (second - gasLate) / HOUR * HOUR;
        return new Telegram(second, meter, counters.clone(), gasAt(hour), hour);
    }

    private final Map<Long, Long> gasReadings = new HashMap<>();

    private long gasAt(long hour) {
        return gasReadings.computeIfAbsent(hour, key -> gas);
    }

    /** The grid operator replaces the meter. */
    void replaceMeter() {
        meter++;
        for (int i = 0; i < counters.length; i++) {
            counters[i] = random.nextInt(3) == 0 ? 0 : random.nextInt(9_000_000);
        }
    }

    /** The driver reads a telegram. */
    void reads(Telegram telegram) {
        read.put(telegram.second(), telegram);
        surelyRead.put(telegram.second(), telegram);
        long[] counters = telegram.counters();
        long[] all = {telegram.imported(), counters[0], counters[1], telegram.exported(), counters[2], counters[3]};
        for (int i = 0; i < all.length; i++) {
            counted.get(i).reads(telegram.second(), telegram.meter(), all[i]);
        }
    }

    /** The driver ends: it stores what it has read. */
    void stop() {
        stored = read.isEmpty() ? 0 : read.lastKey();
        counted.forEach(Counted::stop);
    }

    /** The driver is killed: it has stored the last quarter hour's end. */
    void kill() {
        counted.forEach(Counted::kill);
        if (!surelyRead.isEmpty()) {
            surelyRead.tailMap(Math.max(stored, surelyRead.lastKey() / QUARTER * QUARTER), false).clear();
            sureMeans.forEach((seconds, known) -> known.tailMap(surelyRead.isEmpty() ? 0 : surelyRead.lastKey() - seconds, false).clear());
        }
    }

    /** Returns the energy of each hour that no kill has cost, by its start: import, T1, T2, export, T1, T2, in Wh. */
    List<Map<Long, Long>> hours() {
        return counted.stream().map(Counted::hours).toList();
    }

    private static Known at(NavigableMap<Long, Telegram> telegrams, long border) {
        Map.Entry<Long, Telegram> before = telegrams.floorEntry(border);
        Map.Entry<Long, Telegram> after = telegrams.ceilingEntry(border);
        if (before == null || after == null || before.getValue().meter() != after.getValue().meter()) {
            return null;
        }
        long gap = after.getKey() - before.getKey();
        long rise = after.getValue().imported() - before.getValue().imported();
        if (gap > 60) {
            return null;
        }
        double share = gap == 0 ? 0 : (double) (border - before.getKey()) / gap;
        return new Known(before.getValue().imported() + rise * share, before.getValue().meter());
    }

    /** Returns the mean of the window that begins then; absent if it was not seen whole. */
    private static OptionalLong mean(NavigableMap<Long, Telegram> telegrams, long start, int seconds) {
        Known from = at(telegrams, start);
        Known to = at(telegrams, start + seconds);
        return from == null || to == null || from.meter() != to.meter() ? OptionalLong.empty()
                : OptionalLong.of(Math.round((to.imported() - from.imported()) * HOUR / seconds));
    }

    /** Returns the windows that the driver knows, by their start. @param sure without those that a kill may have cost */
    NavigableMap<Long, Long> windows(int seconds, boolean sure) {
        NavigableMap<Long, Telegram> telegrams = sure ? surelyRead : read;
        NavigableMap<Long, OptionalLong> known = (sure ? sureMeans : means).computeIfAbsent(seconds, key -> new TreeMap<>());
        long next = known.isEmpty() ? read.firstKey() / seconds * seconds : known.lastKey() + seconds;
        for (long start = next; !telegrams.isEmpty() && start + seconds <= telegrams.lastKey(); start += seconds) {
            known.put(start, mean(telegrams, start, seconds));
        }
        NavigableMap<Long, Long> windows = new TreeMap<>();
        known.forEach((start, mean) -> mean.ifPresent(watts -> windows.put(start, watts)));
        return windows;
    }

    /** Returns what is billed of a month, in W; absent while nothing is. */
    static OptionalLong bill(Rule rule, NavigableMap<Long, Long> windows, YearMonth month) {
        Map<YearMonth, Map<Long, Long>> months = new HashMap<>();
        long first = month.minusMonths(rule.year() ? 11 : 0).atDay(1).atStartOfDay(ZONE).toEpochSecond();
        windows.tailMap(first, true).forEach((start, mean) -> {
            int percent = rule.percent(local(start));
            if (percent > 0) {
                months.computeIfAbsent(YearMonth.from(local(start)), key -> new TreeMap<>())
                        .put(start, Math.round(mean * percent / 100.0));
            }
        });
        double sum = 0;
        int count = 0;
        for (int back = 0; back < (rule.year() ? 12 : 1); back++) {
            OptionalDouble figure = figure(rule, months.getOrDefault(month.minusMonths(back), Map.of()));
            if (figure.isPresent() || back == 0 && rule.floor() > 0) {
                sum += Math.max(figure.orElse(0), rule.floor());
                count++;
            }
        }
        boolean billed = count > 0 && (rule.floor() > 0 || figure(rule, months.getOrDefault(month, Map.of())).isPresent())
                && (!rule.winter() || month.getMonthValue() <= 3 || month.getMonthValue() >= 11);
        return billed ? OptionalLong.of(Math.round(sum / count)) : OptionalLong.empty();
    }

    private static OptionalDouble figure(Rule rule, Map<Long, Long> windows) {
        List<Map.Entry<Long, Long>> sorted = new ArrayList<>(windows.entrySet());
        sorted.sort(Map.Entry.<Long, Long>comparingByValue(Comparator.reverseOrder()).thenComparing(Map.Entry.comparingByKey()));
        List<Long> highest = new ArrayList<>();
        Set<LocalDate> days = new HashSet<>();
        for (Map.Entry<Long, Long> window : sorted) {
            if (highest.size() < rule.peaks() && (days.add(local(window.getKey()).toLocalDate()) || !rule.otherDays())) {
                highest.add(window.getValue());
            }
        }
        if (rule.mean()) {
            return highest.stream().mapToLong(watts -> watts).average();
        }
        return highest.size() < rule.peaks() ? OptionalDouble.empty() : OptionalDouble.of(highest.get(highest.size() - 1));
    }

    /** What was imported from the first telegram of a day to the last one that was asked for. */
    private record Since(Telegram first, Telegram last, long imported) {
    }

    private Since sinceFirst = new Since(null, null, 0);

    /** Returns the least and the most that was imported today, over all meters, in Wh; empty if nobody can know. */
    long[] today() {
        long midnight = local(read.lastKey()).toLocalDate().atStartOfDay(ZONE).toEpochSecond();
        Map.Entry<Long, Telegram> before = read.floorEntry(midnight);
        Telegram first = read.ceilingEntry(midnight).getValue();
        long acrossMidnight = before == null || first.second() - before.getKey() > LONGEST_DIVIDED ? -1 : rise(before.getValue(), first);
        if (acrossMidnight < 0 && first.second() - midnight > LATE) {
            return new long[0];
        }
        Since known = sinceFirst.first == first ? sinceFirst : new Since(first, first, 0);
        long since = known.imported;
        Telegram last = known.last;
        for (Telegram telegram : read.tailMap(last.second(), false).values()) {
            since += Math.max(0, rise(last, telegram));
            last = telegram;
        }
        sinceFirst = new Since(first, last, since);
        return new long[] {since, since + Math.max(0, acrossMidnight)};
    }

    /** Returns the import between two telegrams; -1 if they are of two meters. */
    private static long rise(Telegram from, Telegram to) {
        return from.meter() == to.meter() ? to.imported() - from.imported() : -1;
    }

    static LocalDateTime local(long second) {
        return LocalDateTime.ofInstant(Instant.ofEpochSecond(second), ZONE);
    }
}
