package org.dbusp1.output.history;

import java.sql.SQLException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.Demand.MonthlyPeak;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.demand.MonthFigures;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.output.history.SqlTable.Column;
import org.jspecify.annotations.Nullable;

/**
 * Makes the peaks of months from completely measured windows, by the rule of a demand tariff; the meter's own peaks have precedence.
 * For a rule without rows the peaks are made from all stored quarters.
 */
record PeakRollup(Statements sql, MeterCalendar calendar, Tariff tariff) {
    /** Number of months: those that are shown, and earlier months for the means in their bills. */
    private static final int RECORDED_MONTHS = 25;

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

    /** Writes the peaks that the meter itself prints, if the rule is the quarter-hour peak. */
    void writeMeterPeaks(List<MonthlyPeak> months) throws SQLException {
        List<MonthlyPeak> own = months.stream().filter(MonthlyPeak::byMeter).toList();
        if (tariff.isQuarterPeak() && !own.isEmpty()) {
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
        rows(first, last).forEach((month, row) -> {
            if (row.byMeter() || !month.equals(recounted)) {
                figures.acceptKnown(row);
            }
        });
        return figures;
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
        List<Column> columns = Stream.of("ts", "partial", mean).map(quarters::column).toList();
        sql.rows(quarters, columns, "ts >= ? AND ts < ? ORDER BY ts", row -> {
            long start = row.getLong("ts");
            boolean whole = Objects.equals(SqlTable.number(row, "partial"), 0L);
            Long watts = SqlTable.number(row, mean);
            if (watts != null && (whole || length > EnergyUse.QUARTER_SECONDS)) {
                figures.accept(start + EnergyUse.QUARTER_SECONDS - length, watts);
            }
            figures.coverUntil(whole ? start + EnergyUse.QUARTER_SECONDS : start);
            return Boolean.TRUE;
        }, from, to);
    }

    /** Writes the changed months, and later months with a bill that is a mean over the changed months. */
    private void write(List<MonthlyPeak> months, MonthFigures figures) throws SQLException {
        if (months.isEmpty()) {
            return;
        }
        YearMonth first = months.get(0).month();
        YearMonth last = months.get(months.size() - 1).month().plusMonths(tariff.meanMonths() - 1L);
        SortedMap<YearMonth, MonthlyPeak> before = rows(first, last);
        SortedMap<YearMonth, MonthlyPeak> after = new TreeMap<>(before);
        for (MonthlyPeak month : months) {
            MonthlyPeak stored = before.get(month.month());
            MonthlyPeak row = stored != null && stored.byMeter() && !month.byMeter() ? stored
                    : new MonthlyPeak(month.month(), month.watts(), month.time() != null || stored == null ? month.time() : stored.time(),
                    month.byMeter(), month.missing(), stored == null ? null : stored.billWatts());
            after.put(month.month(), row);
            figures.acceptKnown(row);
        }
        List<Map<String, @Nullable Object>> changed = new ArrayList<>();
        after.forEach((month, row) -> {
            Map<String, @Nullable Object> columns = columns(row, figures.billed(month));
            MonthlyPeak stored = before.get(month);
            if (stored == null || !columns.equals(columns(stored, null))) {
                changed.add(columns);
            }
        });
        sql.write(Schema.PEAKS, changed);
    }

    /** Returns the values by column. @param bill the bill; null: that of the row stays */
    private Map<String, @Nullable Object> columns(MonthlyPeak row, @Nullable Long bill) {
        Map<String, @Nullable Object> columns = new HashMap<>(Map.of("day", row.month().atDay(1).toString(), "tariff", tariff.id(),
                "peak_w", row.watts(), "by_meter", row.byMeter() ? 1 : 0, "missing", row.missing()));
        columns.put("peak_ts", row.time() == null ? null : row.time().epochSecond());
        columns.put("bill_w", bill != null ? bill : row.billWatts());
        return columns;
    }

    private SortedMap<YearMonth, MonthlyPeak> rows(YearMonth first, YearMonth last) throws SQLException {
        SortedMap<YearMonth, MonthlyPeak> found = new TreeMap<>();
        sql.rows(Schema.PEAKS, Schema.PEAKS.all(), "tariff = ? AND day >= ? AND day <= ? AND peak_w IS NOT NULL", row -> {
            Long second = SqlTable.number(row, "peak_ts");
            YearMonth month = YearMonth.parse(row.getString("day").substring(0, 7));
            return found.put(month, new MonthlyPeak(month, row.getLong("peak_w"), second == null ? null : Stamp.of(second, calendar.zone()),
                    row.getLong("by_meter") == 1, row.getInt("missing"), SqlTable.number(row, "bill_w")));
        }, tariff.id(), first.atDay(1).toString(), last.atDay(1).toString());
        return found;
    }

    private long start(YearMonth month) {
        return calendar.start(month.atDay(1));
    }
}
