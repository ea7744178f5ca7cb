package org.dbusp1.output.history;

import java.sql.SQLException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.dbusp1.demand.MonthFigures;
import org.dbusp1.demand.Tariff;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.EnergyUse;
import org.dbusp1.meter.Stamp;
import org.dbusp1.output.history.SqlTable.Column;

/**
 * Makes the peaks of months from completely measured windows, by the rule of a demand tariff; the meter's own peaks have precedence.
 * For a rule without rows the peaks are made from all stored quarters.
 */
record PeakRollup(Statements sql, MeterCalendar calendar, Tariff tariff) {
    /** Number of months: those that are shown, and earlier months for the means in their bills. */
    private static final int RECORDED_MONTHS = 25;
    private static final int PEAK = Schema.PEAKS.columnIndex("peak_w");
    private static final int PEAK_TS = Schema.PEAKS.columnIndex("peak_ts");
    private static final int BILL = Schema.PEAKS.columnIndex("bill_w");
    private static final int BY_METER = Schema.PEAKS.columnIndex("by_meter");
    private static final int MISSING = Schema.PEAKS.columnIndex("missing");

    /** Makes the rows of this rule from all quarters, if the rule has no rows. */
    void fill() throws SQLException {
        if (!rows(YearMonth.of(1970, 1), YearMonth.of(9999, 12)).isEmpty()) {
            return;
        }
        MonthFigures figures = new MonthFigures(tariff, calendar.zone());
        addWindows(figures, 0, Long.MAX_VALUE);
        write(figures.months(), figures);
    }

    /** Makes the months of changed quarters again. @param quarters their starts, in seconds since 1970 */
    void update(Collection<Long> quarters) throws SQLException {
        SortedSet<YearMonth> months = new TreeSet<>();
        quarters.forEach(quarter -> months.add(YearMonth.from(calendar.day(quarter))));
        for (YearMonth month : months) {
            MonthFigures figures = figuresAround(month);
            addWindows(figures, start(month), start(month.plusMonths(1)));
            write(figures.months(), figures);
        }
    }

    /**
     * Writes the peaks that the meter itself prints, if the rule is the quarter-hour peak.
     *
     * @param ofLog true if an older log may print them: of two peaks of a month that a meter prints the later is the higher one
     */
    void writeMeterPeaks(List<Demand.MonthlyPeak> months, boolean ofLog) throws SQLException {
        List<Demand.MonthlyPeak> own = new ArrayList<>(months.stream().filter(Demand.MonthlyPeak::byMeter).toList());
        if (!tariff.isQuarterPeak() || own.isEmpty()) {
            return;
        }
        if (ofLog) {
            SortedMap<YearMonth, RowValues> stored = rows(own.get(0).month(), own.get(own.size() - 1).month());
            own.removeIf(month -> {
                RowValues row = stored.get(month.month());
                return row != null && row.has(BY_METER) && row.get(BY_METER) == 1 && row.get(PEAK) >= month.watts();
            });
        }
        if (!own.isEmpty()) {
            write(own, figuresAround(own.get(own.size() - 1).month()));
        }
    }

    /** Returns the figures of the months of a bill up to this second, and the windows of the running month. */
    MonthFigures figuresUntil(long second) throws SQLException {
        YearMonth running = YearMonth.from(calendar.day(second));
        MonthFigures figures = storedFigures(running.minusMonths(RECORDED_MONTHS), running, running);
        addWindows(figures, start(running), second);
        return figures;
    }

    /**
     * @param recounted the month that is counted again from its quarters; its row may be older, and is used only if the meter itself gave
     * the peak
     */
    private MonthFigures storedFigures(YearMonth first, YearMonth last, YearMonth recounted) throws SQLException {
        MonthFigures figures = new MonthFigures(tariff, calendar.zone());
        rows(first, last).forEach((month, cells) -> {
            boolean byMeter = cells.has(BY_METER) && cells.get(BY_METER) == 1;
            if (cells.has(PEAK) && (byMeter || !month.equals(recounted))) {
                figures.acceptKnown(month(month, cells));
            }
        });
        return figures;
    }

    private Demand.MonthlyPeak month(YearMonth month, RowValues cells) {
        Optional<Stamp> time = cells.has(PEAK_TS) ? Optional.of(Stamp.of(cells.get(PEAK_TS), calendar.zone())) : Optional.empty();
        return new Demand.MonthlyPeak(month, cells.get(PEAK), time.orElse(null), cells.has(BY_METER) && cells.get(BY_METER) == 1,
                cells.has(MISSING) ? (int) cells.get(MISSING) : 0,
                cells.has(BILL) ? cells.get(BILL) : null);
    }

    /** The figures of the months for the bills of this month and later months. */
    private MonthFigures figuresAround(YearMonth month) throws SQLException {
        return storedFigures(month.minusMonths(2L * tariff.meanMonths() + 1), month.plusMonths(2L * tariff.meanMonths()), month);
    }

    /** Adds the windows of quarter hours; the row of the last quarter hour of a window has the window's mean. */
    private void addWindows(MonthFigures figures, long from, long to) throws SQLException {
        SqlTable quarters = Schema.QUARTERS;
        int length = tariff.windowSeconds();
        String mean = switch (tariff.windowMinutes()) {
            case 60 -> "hour_w";
            case 30 -> "half_hour_w";
            default -> "avg_w";
        };
        List<Column> columns = Stream.of("partial", mean).map(name -> quarters.columns().get(quarters.columnIndex(name))).toList();
        List<Column> all = Stream.concat(Stream.of(quarters.time()), columns.stream()).toList();
        sql.rows(quarters, all, "ts >= ? AND ts < ? ORDER BY ts", rows -> {
            long start = rows.getLong(1);
            boolean whole = rows.getLong(2) == 0 && !rows.wasNull();
            Long watts = SqlTable.Type.INTEGER.number(rows, 3);
            if (watts != null && (whole || length > EnergyUse.QUARTER_SECONDS)) {
                figures.accept(start + EnergyUse.QUARTER_SECONDS - length, watts);
            }
            figures.coverUntil(whole ? start + EnergyUse.QUARTER_SECONDS : start);
            return Boolean.TRUE;
        }, from, to);
    }

    /** Writes the changed months, and later months with a bill that is a mean over the changed months. */
    private void write(List<Demand.MonthlyPeak> months, MonthFigures figures) throws SQLException {
        if (months.isEmpty()) {
            return;
        }
        YearMonth first = months.get(0).month();
        YearMonth last = months.get(months.size() - 1).month().plusMonths(tariff.meanMonths() - 1L);
        SortedMap<YearMonth, RowValues> before = rows(first, last);
        SortedMap<YearMonth, RowValues> after = new TreeMap<>();
        before.forEach((month, cells) -> after.put(month, cells.copy()));
        for (Demand.MonthlyPeak month : months) {
            RowValues row = after.computeIfAbsent(month.month(), key -> new RowValues(Schema.PEAKS.columns().size()));
            if (month.byMeter() || !row.has(BY_METER) || row.get(BY_METER) == 0) {
                row.set(PEAK, month.watts()).set(BY_METER, month.byMeter() ? 1 : 0).set(MISSING, month.missing());
                if (month.time() != null) {
                    row.set(PEAK_TS, month.time().epochSecond());
                }
            }
            figures.acceptKnown(month(month.month(), row));
        }
        Map<List<Object>, RowValues> changed = new LinkedHashMap<>();
        after.forEach((month, row) -> {
            row.set(BILL, figures.billed(month));
            if (!row.equals(before.get(month))) {
                changed.put(List.of(month.atDay(1).toString(), tariff.id()), row);
            }
        });
        sql.write(Schema.PEAKS, changed);
    }

    private SortedMap<YearMonth, RowValues> rows(YearMonth first, YearMonth last) throws SQLException {
        SortedMap<YearMonth, RowValues> found = new TreeMap<>();
        sql.rows(Schema.PEAKS, Schema.PEAKS.all(), "tariff = ? AND day >= ? AND day <= ?",
                rows -> found.put(YearMonth.parse(rows.getString(1).substring(0, 7)), Schema.PEAKS.cells(rows, 3)),
                tariff.id(), first.atDay(1).toString(), last.atDay(1).toString());
        return found;
    }

    private long start(YearMonth month) {
        return calendar.start(month.atDay(1));
    }
}
