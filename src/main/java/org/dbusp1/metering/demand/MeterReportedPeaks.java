package org.dbusp1.metering.demand;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.CounterRule;
import org.dbusp1.metering.demand.MonthPeaks.MeterPeak;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The month peaks that a meter prints itself: of the running month (1.6.0) and of up to 13 past months (98.1.0; e-MUCS P1),
 * for the bill. Times and past months are in the details of the telegram, parsed only when the peak or the window changes. Stored
 * over restarts as {@code 2026-11=4000@SECOND+OFFSET}.
 */
final class MeterReportedPeaks {
    private static final Logger LOG = LoggerFactory.getLogger(MeterReportedPeaks.class);
    /** The meter's quarter hours and the ledger's may differ by the resolution of the meter's counters. */
    private static final long TOLERANCE_WATTS = 20;
    private static final BigDecimal MOST_WATTS = BigDecimal.valueOf(CounterRule.MOST_WATTS);

    private final MonthFigures figures;
    private final StateStore store;
    private final String name;
    private final Map<YearMonth, MeterPeak> stored = new TreeMap<>();
    /** Start of the window of the last message, in seconds since 1970. */
    private long lastWindowStart = Long.MIN_VALUE;
    /** The last printed peak of the running month, in mW; null if the last message has none. */
    private @Nullable Long lastPeakMilliwatts;
    /** The last month with a printed peak that was logged as too low; null before the first. */
    private @Nullable YearMonth loggedMonth;

    /** @param figures receive the peaks of earlier runs at once */
    MeterReportedPeaks(MonthFigures figures, StateStore store, String name) {
        this.figures = figures;
        this.store = store;
        this.name = name;
        store.recall(name, MeterReportedPeaks::parse).ifPresent(stored::putAll);
        stored.forEach(figures::acceptMeterPeak);
    }

    /** @param start of the running window, in seconds since 1970 */
    void accept(Reading reading, Values values, YearMonth current, long start) {
        Long peak = values.has(Quantity.PEAK_IMPORT) ? values.scaled(Quantity.PEAK_IMPORT) : null;
        if (lastWindowStart == start && Objects.equals(peak, lastPeakMilliwatts)) {
            return;
        }
        lastWindowStart = start;
        lastPeakMilliwatts = peak;
        Map<YearMonth, MeterPeak> before = new TreeMap<>(stored);
        // Those of months to come are of a clock that was ahead.
        stored.keySet().stream().filter(month -> month.isAfter(current)).forEach(month -> figures.acceptMeterPeak(month, null));
        stored.keySet().removeIf(month -> figures.peaks(month).meterPeak() == null);
        Details details = reading.message().details();
        if (details.peakHistory() != null) {
            details.peakHistory().forEach(past -> acceptPast(past, current));
        }
        if (peak != null) {
            acceptRunning(Math.round(values.number(Quantity.PEAK_IMPORT)),
                    details.peakImport() == null ? null : details.peakImport().time(), current);
        } else {
            retract(start);
        }
        if (!stored.equals(before)) {
            store.remember(name, text());
        }
    }

    /**
     * Accepts the peak of a past month. With neither power nor time, the meter measured no peaks in that month. A month
     * long ago, or an impossible peak, comes from a wrong clock or a fault of the meter.
     */
    private void acceptPast(Details.MonthPeak past, YearMonth current) {
        if (past.monthEnd() == null || past.time() == null && past.watts().signum() == 0 || past.watts().signum() < 0
                || past.watts().compareTo(MOST_WATTS) > 0) {
            return;
        }
        YearMonth month = figures.calendar().month(past.monthEnd().epochSecond() - 1);
        long watts = past.watts().setScale(0, RoundingMode.HALF_UP).longValue();
        if (month.isBefore(current) && month.isAfter(current.minusMonths(MonthFigures.MOST_MONTHS))) {
            put(month, new MeterPeak(watts, past.time()));
        }
    }

    /**
     * Accepts the peak of the running month. Just after midnight a meter may still print the previous month's peak. The time
     * of a quarter hour is its end, so the last quarter hour of a month has the time at which the next month begins. A
     * peak of 0 W has not happened yet, and has the time of the reset.
     */
    private void acceptRunning(long watts, @Nullable Stamp time, YearMonth current) {
        YearMonth printed = time == null || watts <= 0 ? current : figures.calendar().month(time.epochSecond() - 1);
        YearMonth month = printed.isAfter(current) ? current : printed;
        MonthPeaks before = figures.peaks(month);
        if (before.meterPeak() != null && before.meterPeak().watts() > watts) {
            // A replaced meter begins again at 0; the previous meter's peak is still billed.
            return;
        }
        put(month, new MeterPeak(watts, time));
        if (!before.peaks().isEmpty() && before.peaks().get(0).watts() > watts + TOLERANCE_WATTS
                && !month.equals(loggedMonth)) {
            loggedMonth = month;
            LOG.warn("the meter's month peak is {} W, but the window of {} had {} W by its counters: the meter's figure"
                    + " is used, the other one is kept", watts, before.peaks().get(0).start(),
                    before.peaks().get(0).watts());
        }
    }

    private void put(YearMonth month, MeterPeak peak) {
        stored.put(month, peak);
        if (!peak.equals(figures.peaks(month).meterPeak())) {
            figures.acceptMeterPeak(month, peak);
        }
    }

    /** If the meter no longer prints its peak, a finished window that is higher than the last printed peak replaces it. */
    private void retract(long windowEnd) {
        YearMonth month = figures.calendar().month(windowEnd - 1);
        MonthPeaks peaks = figures.peaks(month);
        if (peaks.peaks().stream().anyMatch(peak -> peak.start().epochSecond()
                == windowEnd - Tariff.QUARTER_PEAK.windowSeconds()
                && peaks.meterPeak() != null && peaks.meterPeak().watts() < peak.watts())) {
            figures.acceptMeterPeak(month, null);
            stored.remove(month);
        }
    }

    private String text() {
        return stored.entrySet().stream().map(month -> month.getKey() + "=" + month.getValue().watts()
                + (month.getValue().time() == null ? ""
                : "@" + month.getValue().time().epochSecond() + "+" + month.getValue().time().offsetSeconds()))
                .collect(Collectors.joining(" "));
    }

    /** @throws IllegalArgumentException if the text is not of the stored form */
    static Map<YearMonth, MeterPeak> parse(String text) {
        Map<YearMonth, MeterPeak> peaks = new TreeMap<>();
        try {
            // The text is empty if the only peak was retracted.
            for (String part : text.isEmpty() ? new String[0] : text.split(" ")) {
                String[] fields = part.split("[=@+]");
                long watts = Long.parseLong(fields[1]);
                if (watts < 0 || watts > CounterRule.MOST_WATTS) {
                    throw new IllegalArgumentException("no power of a house: " + part);
                }
                peaks.put(YearMonth.parse(fields[0]), new MeterPeak(watts, fields.length == 2 ? null
                        : new Stamp(Long.parseLong(fields[2]), ZoneOffset.ofTotalSeconds(Integer.parseInt(fields[3])).getTotalSeconds())));
            }
        } catch (DateTimeException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(e);
        }
        return peaks;
    }
}
