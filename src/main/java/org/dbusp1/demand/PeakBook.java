package org.dbusp1.demand;

import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dbusp1.demand.MonthPeaks.MetersPeak;
import org.dbusp1.meter.DemandBill;
import org.dbusp1.meter.DemandMonth;
import org.dbusp1.meter.DemandPeak;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The peaks of a meter's months, and the figures of the bill that follow from them. What depends on months and windows
 * alone is calculated when they change, not with each telegram.
 */
final class PeakBook {
    private static final Logger LOG = LoggerFactory.getLogger(PeakBook.class);
    private static final int SHOWN_MONTHS = 13;
    /** Months that are kept: a wrong clock must not push out true ones. */
    static final int KEPT_MONTHS = 26;
    private static final int KEPT_ENDS = 4;
    private static final long DAY_SECONDS = 86_400;
    /** A clock that went over days is believed after so long, less a window: until then it may come back. */
    private static final long DOUBT_SECONDS = 2 * 3_600;

    private final Tariff rule;
    private final TariffCalendar calendar;
    private final BillFigure bill;
    private final DemandMemory memory;
    private final String name;
    private final MetersMonths meters;
    private final RunningWindow running;
    private int meter;
    /** What the driver itself knows and keeps. */
    private final SortedMap<YearMonth, MonthPeaks> months;
    private RecordedMonths recorded = RecordedMonths.NONE;
    /** The same with what the history holds besides; made anew when either changes. */
    private SortedMap<YearMonth, MonthPeaks> known = new TreeMap<>();
    /** Where the last window ended that was seen whole or counted as missing. */
    private long until;
    /** The same from before the clock went back: a clock that is right again goes on there. */
    private final NavigableSet<Long> ends;
    private boolean clockWentBack;
    /** What was known when the clock went over days; until that is believed, it is what is kept over a restart. */
    private Optional<PeakRecord> doubted = Optional.empty();
    private long doubtedSince;
    private Optional<Now> now = Optional.empty();
    private volatile PeakRecord record;

    /** What holds until the running window ends or a month changes. */
    private record Now(long start, int percent, MonthPeaks peaks, OptionalDouble billed, int billedMonths,
                       BillFigure.Earlier earlier, OptionalLong ceiling, List<DemandMonth> months) {
    }

    /**
     * @param key     whose peaks these are
     * @param running the window that is measured; it goes on where an earlier run stopped
     * @param meter   tells the meter from another that takes its place; 0 while that is unknown
     */
    PeakBook(Tariff rule, ZoneId zone, MeterKey key, DemandMemory memory, RunningWindow running, int meter) {
        this.rule = rule;
        this.calendar = new TariffCalendar(rule, zone);
        this.bill = new BillFigure(rule);
        this.memory = memory;
        this.name = key.text() + "." + rule.countingRule();
        this.meters = new MetersMonths(calendar, rule.isQuarterPeak());
        this.running = running;
        this.record = memory.recall(name, PeakRecord::parse).orElseGet(PeakRecord::none);
        this.months = new TreeMap<>(record.months());
        this.until = record.until().orElse(Long.MIN_VALUE);
        this.ends = new TreeSet<>(record.ends());
        this.meter = meter == 0 ? record.meter() : meter;
        if (this.meter == record.meter()) {
            record.running().ifPresent(running::restore);
        }
    }

    private PeakRecord present() {
        return new PeakRecord(OptionalLong.of(until), new TreeSet<>(ends), meter, Optional.empty(),
                new TreeMap<>(months));
    }

    private void remember(boolean changed) {
        if (doubted.isPresent()) {
            return;
        }
        record = present();
        memory.remember(name, this::text, changed);
    }

    /** The newest state; may be called by any thread. */
    private String text() {
        PeakRecord newest = record;
        return new PeakRecord(newest.until(), newest.ends(), newest.meter(), running.kept(), newest.months()).text();
    }

    /**
     * A reading lies in the window that begins at this second.
     *
     * @param settled up to where it is known which windows were seen whole
     * @param ended   a window before, when it is now known that it was seen whole
     */
    void window(long start, long settled, Optional<RunningWindow.Ended> ended) {
        if (now.isPresent() && now.get().start() == start && ended.isEmpty()) {
            return;
        }
        boolean wasDoubted = doubted.isPresent();
        if (until == Long.MIN_VALUE) {
            until = calendar.firstSecond(calendar.month(start));
        } else {
            judge(start);
        }
        beginMonth(start);
        boolean changed = ended.isPresent() && add(ended.get()) || wasDoubted && doubted.isEmpty();
        if (start < until - DAY_SECONDS) {
            goBack(start);
        }
        catchUp(start);
        miss(until, ended.isPresent() ? ended.get().second() : settled);
        until = Math.max(until, ended.isPresent() ? ended.get().second() + rule.windowSeconds() : settled);
        renew(start);
        remember(changed);
    }

    /** Of many ends those far ahead stay: the others are of a clock that was wrong itself. */
    private void goBack(long start) {
        if (ends.size() == KEPT_ENDS) {
            ends.pollFirst();
        }
        ends.add(until);
        until = start;
    }

    /** An end that lies ahead of the clock, as that of a clock that was ahead, hides no gap before it. */
    private void catchUp(long start) {
        while (!ends.isEmpty() && ends.first() <= start) {
            until = Math.max(until, ends.pollFirst());
        }
    }

    /** Notices a clock that goes over days; where it soon comes back, goes on with what was known before. */
    private void judge(long start) {
        if (Math.abs(start - until) <= DAY_SECONDS) {
            doubted = doubted.filter(before -> start - doubtedSince < DOUBT_SECONDS);
            return;
        }
        if (start < until && !clockWentBack) {
            clockWentBack = true;
            LOG.warn("the clock went back from {} to {}: the demand tariff goes on from there and keeps the peaks that"
                    + " it has", calendar.stamp(until), calendar.stamp(start));
        }
        if (doubted.isPresent() && Math.abs(start - doubted.get().until().getAsLong()) <= DAY_SECONDS) {
            until = doubted.get().until().getAsLong();
            ends.clear();
            ends.addAll(doubted.get().ends());
            months.clear();
            months.putAll(doubted.get().months());
            doubted = Optional.empty();
        } else {
            doubted = doubted.or(() -> Optional.of(present()));
            doubtedSince = start;
        }
    }

    /** What is there of a month that begins was made by a clock that was ahead. */
    private void beginMonth(long start) {
        long before = now.isPresent() ? now.get().start() : until;
        if (until <= start && start - before <= DAY_SECONDS
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

    /** The windows between were not seen whole. What lies more than a year back is left out. */
    private void miss(long from, long to) {
        long first = Math.max(from, to - SHOWN_MONTHS * 31 * DAY_SECONDS);
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
        Now current = now.orElseThrow();
        if (meters.accept(reading, values, current.peaks().month(), current.start(), months)) {
            renew(current.start());
            remember(true);
        }
    }

    /** Takes what the history holds of months; it is not kept over restarts, as the history is. */
    void recorded(RecordedMonths found) {
        recorded = found.filling(months, calendar, until);
        renew(now.orElseThrow().start());
    }

    private void renew(long start) {
        known = recorded.with(months, rule);
        YearMonth month = calendar.month(start);
        int percent = calendar.percent(start);
        MonthPeaks peaks = known.getOrDefault(month, MonthPeaks.none(month));
        BillFigure.Earlier earlier = bill.earlier(month, this::figure);
        OptionalLong ceiling = percent == 0 ? OptionalLong.empty()
                : bill.ceiling(peaks, earlier, calendar.stamp(start), percent);
        int billedMonths = earlier.months() + (figure(month).isPresent() ? 1 : 0);
        now = Optional.of(new Now(start, percent, peaks, bill.billed(month, this::figure), billedMonths, earlier,
                ceiling, shown(month)));
    }

    private OptionalDouble figure(YearMonth month) {
        MonthPeaks peaks = known.get(month);
        return peaks == null ? OptionalDouble.empty() : bill.figure(peaks);
    }

    private List<DemandMonth> shown(YearMonth last) {
        List<DemandMonth> shown = new ArrayList<>();
        for (YearMonth month = last.minusMonths(SHOWN_MONTHS - 1L); !month.isAfter(last); month = month.plusMonths(1)) {
            OptionalDouble figure = figure(month);
            if (figure.isPresent()) {
                shown.add(shown(month, known.get(month), Math.round(figure.getAsDouble())));
            }
        }
        return List.copyOf(shown);
    }

    private DemandMonth shown(YearMonth month, MonthPeaks peaks, long watts) {
        OptionalLong billed = rule.name().isEmpty() ? OptionalLong.empty()
                : BillFigure.rounded(bill.billed(month, this::figure));
        if (rule.isQuarterPeak() && peaks.meters().isPresent()) {
            return new DemandMonth(month, watts, peaks.meters().get().time(), true, 0, billed);
        }
        return new DemandMonth(month, watts, rule.peaks() == 1 ? time(month, peaks) : Optional.empty(),
                false, peaks.missing(), billed);
    }

    /** Of a month that only the history knows, as the history has it. */
    private Optional<Stamp> time(YearMonth month, MonthPeaks peaks) {
        return recorded.isFigureAlone(month, peaks) ? recorded.time(month) : Optional.of(peaks.peaks().get(0).start());
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

    /** Whether the running window counts. */
    boolean counted() {
        return now.orElseThrow().percent() > 0;
    }

    /**
     * Where the bill stands.
     *
     * @param forecast the mean that the running window is expected to end with; absent while that is unknown
     * @param allowed  what may be drawn from now on without raising the bill; absent while nothing bounds it
     */
    DemandBill bill(OptionalLong forecast, OptionalLong allowed) {
        Now current = now.orElseThrow();
        OptionalDouble billed = current.billed();
        Optional<MetersPeak> own = rule.isQuarterPeak() ? current.peaks().meters() : Optional.empty();
        List<DemandPeak> peaks = own.isEmpty() ? current.peaks().peaks()
                : own.get().time().map(time -> List.of(new DemandPeak(time, own.get().watts(), own.get().watts())))
                .orElse(List.of());
        return new DemandBill(rule.name(), counted(), BillFigure.rounded(billed),
                forecast.isEmpty() ? forecast : BillFigure.rounded(billedWith(forecast.getAsLong(), current)), allowed,
                billed.isEmpty() ? Optional.empty() : bill.step(billed.getAsDouble()), peaks,
                own.isPresent() ? 0 : current.peaks().missing(), current.billedMonths());
    }

    /** The figure once the running window has ended with this mean. */
    private OptionalDouble billedWith(long watts, Now current) {
        DemandPeak window =
                new DemandPeak(calendar.stamp(current.start()), watts, (watts * current.percent() + 50) / 100);
        return current.percent() == 0 ? current.billed()
                : bill.billed(bill.figure(current.peaks(), window), current.earlier());
    }

    /** The highest mean of the running window that does not raise the bill. */
    OptionalLong ceiling() {
        return now.orElseThrow().ceiling();
    }

    /** The highest window of the running month; absent before there is one. */
    OptionalLong highest() {
        MonthPeaks peaks = now.orElseThrow().peaks();
        if (rule.windowSeconds() == RunningWindow.METERS_OWN_SECONDS && peaks.meters().isPresent()) {
            return OptionalLong.of(peaks.meters().get().watts());
        }
        return peaks.peaks().stream().mapToLong(DemandPeak::watts).max();
    }

    /** The last 13 months, the oldest first. */
    List<DemandMonth> months() {
        return now.orElseThrow().months();
    }
}
