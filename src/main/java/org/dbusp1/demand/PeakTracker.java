package org.dbusp1.demand;

import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Values;
import org.dbusp1.state.StateStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the peaks of a meter's months: a window that was seen whole may be one, any other counts as missing. Used by
 * one thread, but for the text that is kept over restarts.
 */
final class PeakTracker {
    private static final Logger LOG = LoggerFactory.getLogger(PeakTracker.class);
    /** Months that are kept: a wrong clock must not push out true ones. */
    static final int KEPT_MONTHS = 26;
    /** What lies longer back is in no month that is shown. */
    private static final long LONGEST_GAP_SECONDS = MonthBills.SHOWN_MONTHS * 31 * 86_400L;

    private final Tariff rule;
    private final TariffCalendar calendar;
    private final StateStore store;
    private final String name;
    private final MeterReportedPeaks meters;
    private final RunningWindow running;
    private final ClockDoubt doubt = new ClockDoubt();
    private int meter;
    private WindowEnds ends;
    /** What the driver itself knows and keeps. */
    private final SortedMap<YearMonth, MonthPeaks> months;
    private RecordedMonths recorded = RecordedMonths.NONE;
    private boolean clockWentBack;
    private Optional<WindowCharge> bill = Optional.empty();
    /** What is kept over a restart; while the clock is doubted, what was known before. */
    private volatile PeakState record;

    /**
     * @param key     whose peaks these are
     * @param running the window that is measured; it goes on where an earlier run stopped
     * @param meter   tells the meter from another that takes its place; 0 while that is unknown
     */
    PeakTracker(Tariff rule, ZoneId zone, MeterKey key, StateStore store, RunningWindow running, int meter) {
        this.rule = rule;
        this.calendar = new TariffCalendar(rule, zone);
        this.store = store;
        this.name = key.text() + "." + rule.countingRule();
        this.meters = new MeterReportedPeaks(calendar, rule.isQuarterPeak());
        this.running = running;
        this.record = store.recall(name, PeakState::parse).orElseGet(PeakState::none);
        this.months = new TreeMap<>(record.months());
        this.ends = new WindowEnds(record.until(), record.ends());
        this.meter = meter == 0 ? record.meter() : meter;
        if (this.meter == record.meter()) {
            record.running().ifPresent(running::restore);
        }
    }

    /**
     * A reading lies in the window that begins at this second.
     *
     * @param settled up to where it is known which windows were seen whole
     * @param ended   a window before, when it is now known that it was seen whole
     */
    void window(long start, long settled, Optional<RunningWindow.Ended> ended) {
        if (bill.isPresent() && bill.get().start() == start && ended.isEmpty()) {
            return;
        }
        boolean wasDoubted = doubt.isOpen();
        if (ends.until().isPresent()) {
            judge(start, ends.until().getAsLong());
        } else {
            ends.reach(calendar.firstSecond(calendar.month(start)));
        }
        beginMonth(start, ends.until().getAsLong());
        boolean changed = ended.isPresent() && add(ended.get()) || wasDoubted && !doubt.isOpen();
        ends.begin(start);
        miss(ends.until().getAsLong(), ended.isPresent() ? ended.get().second() : settled);
        ends.reach(ended.isPresent() ? ended.get().second() + rule.windowSeconds() : settled);
        renew(start);
        remember(changed);
    }

    /** Notices a clock that goes over days; where it soon comes back, goes on with what was known before. */
    private void judge(long start, long until) {
        if (start < until && ClockDoubt.isJump(until, start) && !clockWentBack) {
            clockWentBack = true;
            LOG.warn("the clock went back from {} to {}: the demand tariff goes on from there and keeps the peaks that"
                    + " it has", calendar.stamp(until), calendar.stamp(start));
        }
        doubt.judge(start, until, this::present).ifPresent(before -> {
            ends = new WindowEnds(before.until(), before.ends());
            months.clear();
            months.putAll(before.months());
        });
    }

    /** What is there of a month that begins was made by a clock that was ahead. */
    private void beginMonth(long start, long until) {
        long before = bill.isPresent() ? bill.get().start() : until;
        if (until <= start && !ClockDoubt.isJump(before, start)
                && calendar.month(start).isAfter(calendar.month(before))) {
            months.remove(calendar.month(start));
        }
    }

    /** Whether the peaks of the month are others than before. */
    private boolean add(RunningWindow.Ended ended) {
        meters.ended(months, ended);
        if (calendar.percent(ended.second()) == 0) {
            return false;
        }
        YearMonth month = calendar.month(ended.second());
        MonthPeaks before = months.getOrDefault(month, MonthPeaks.none(month));
        MonthPeaks after = before.with(calendar.peak(ended.second(), ended.watts()), rule);
        put(after);
        return !after.equals(before);
    }

    /** The windows between were not seen whole. */
    private void miss(long from, long to) {
        long first = Math.max(from, to - LONGEST_GAP_SECONDS);
        while (first < to) {
            YearMonth month = calendar.month(first);
            long end = Math.min(to, calendar.firstSecond(month.plusMonths(1)));
            int missing = calendar.counted(first, end);
            // A month of which nothing is known has no figure; a wrong clock must not make years of them.
            if (missing > 0 && (months.containsKey(month) || end == to)) {
                put(months.getOrDefault(month, MonthPeaks.none(month)).withMissing(missing));
            }
            first = end;
        }
    }

    private void put(MonthPeaks month) {
        months.put(month.month(), month);
        while (months.size() > KEPT_MONTHS) {
            months.remove(months.firstKey());
        }
    }

    /** Takes what the meter itself says of months. */
    void meters(Reading reading, Values values) {
        WindowCharge current = bill();
        if (meters.accept(reading, values, current.month(), current.start(), months)) {
            renew(current.start());
            remember(true);
        }
    }

    /** Takes what the history holds of months; it is not kept over restarts, as the history is. */
    void recorded(RecordedMonths found) {
        recorded = found.filling(months, calendar, ends.until().orElseThrow());
        renew(bill().start());
    }

    /** Tells which meter sends now; the window of another one does not go on. */
    void meter(int other) {
        if (other != 0 && other != meter) {
            if (meter != 0) {
                running.forget();
            }
            meter = other;
        }
    }

    private void renew(long start) {
        bill = Optional.of(new WindowCharge(rule, calendar, new MonthBills(rule, months, recorded), start));
    }

    /** Where the bill stands; there is one from the first window on. */
    WindowCharge bill() {
        return bill.orElseThrow();
    }

    private void remember(boolean changed) {
        if (!doubt.isOpen()) {
            record = present();
            store.follow(name, this::text);
            if (changed) {
                store.remember(name, text());
            }
        }
    }

    private PeakState present() {
        return new PeakState(ends.until(), ends.ahead(), meter, Optional.empty(), new TreeMap<>(months));
    }

    /** The newest state; may be called by any thread. */
    private String text() {
        PeakState newest = record;
        return new PeakState(newest.until(), newest.ends(), newest.meter(), running.kept(), newest.months()).text();
    }
}
