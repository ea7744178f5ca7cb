package org.dbusp1.demand;

import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dbusp1.demand.ImportEnergy.Counter;
import org.dbusp1.demand.ImportEnergy.Point;
import org.dbusp1.demand.MonthPeaks.MetersPeak;
import org.dbusp1.energy.CounterRule;
import org.dbusp1.meter.DemandPeak;
import org.dbusp1.meter.Stamp;

/**
 * What is kept of a meter's peaks over restarts, and its form as text: {@code until=SECOND}, {@code ends=SECOND,SECOND}
 * where the clock went back, the running window as
 * {@code running=METER,border,energy,last,energy,counter,reading}, then for each month
 * {@code 2026-11;missing;meter's peak;window;window}, each peak as {@code watts/counted@second+offset}.
 *
 * @param until   up to where windows were either seen whole or counted as missing; absent before the first
 * @param ends    the same of a clock that was ahead of the present one, so that the windows between count once
 * @param meter   tells the meter from another that takes its place
 * @param running the running window; absent where its start is unknown
 * @param months  what is known of each month
 */
record PeakState(OptionalLong until, SortedSet<Long> ends, int meter, Optional<RunningWindow.Kept> running,
                  SortedMap<YearMonth, MonthPeaks> months) {
    private static final String UNTIL = "until=";
    private static final String ENDS = "ends=";
    private static final String RUNNING = "running=";

    static PeakState none() {
        return new PeakState(OptionalLong.empty(), new TreeSet<>(), 0, Optional.empty(), new TreeMap<>());
    }

    String text() {
        StringBuilder text = new StringBuilder();
        until.ifPresent(second -> text.append(UNTIL).append(second));
        if (!ends.isEmpty()) {
            text.append(text.isEmpty() ? "" : " ").append(ENDS)
                    .append(ends.stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
        running.ifPresent(kept -> text.append(text.isEmpty() ? "" : " ").append(RUNNING).append(meter)
                .append(',').append(kept.border().second()).append(',').append(kept.border().energy())
                .append(',').append(kept.last().second()).append(',').append(kept.last().energy())
                .append(',').append(kept.counter().second()).append(',').append(kept.counter().shown()));
        for (MonthPeaks month : months.values()) {
            text.append(text.isEmpty() ? "" : " ").append(month.month()).append(';').append(month.missing())
                    .append(';');
            month.meters().ifPresent(peak -> {
                text.append(peak.watts());
                peak.time()
                        .ifPresent(time -> text.append('@').append(time.epochSecond()).append('+')
                                .append(time.offsetSeconds()));
            });
            for (DemandPeak peak : month.peaks()) {
                text.append(';').append(peak.watts()).append('/').append(peak.countedWatts()).append('@')
                        .append(peak.start().epochSecond()).append('+').append(peak.start().offsetSeconds());
            }
        }
        return text.toString();
    }

    /** @throws IllegalArgumentException when this is no such text */
    static PeakState parse(String text) {
        try {
            return parsed(text);
        } catch (DateTimeException | IndexOutOfBoundsException garbled) {
            throw new IllegalArgumentException(garbled);
        }
    }

    private static PeakState parsed(String text) {
        OptionalLong until = OptionalLong.empty();
        SortedSet<Long> ends = new TreeSet<>();
        int meter = 0;
        Optional<RunningWindow.Kept> running = Optional.empty();
        SortedMap<YearMonth, MonthPeaks> months = new TreeMap<>();
        for (String part : text.split(" ")) {
            if (part.startsWith(UNTIL)) {
                until = OptionalLong.of(Long.parseLong(part.substring(UNTIL.length())));
            } else if (part.startsWith(ENDS)) {
                Arrays.stream(part.substring(ENDS.length()).split(",")).map(Long::valueOf).forEach(ends::add);
            } else if (part.startsWith(RUNNING)) {
                long[] numbers = Arrays.stream(part.substring(RUNNING.length()).split(","))
                        .mapToLong(Long::parseLong).toArray();
                meter = (int) numbers[0];
                running = Optional.of(new RunningWindow.Kept(new Point(numbers[1], numbers[2], 0),
                        new Point(numbers[3], numbers[4], 0), new Counter(numbers[5], numbers[6], 0, 0)));
            } else {
                MonthPeaks month = month(part);
                months.put(month.month(), month);
            }
        }
        return new PeakState(until, ends, meter, running, months);
    }

    private static MonthPeaks month(String part) {
        String[] fields = part.split(";", -1);
        List<DemandPeak> peaks = new ArrayList<>();
        for (int i = 3; i < fields.length; i++) {
            int slash = fields[i].indexOf('/');
            int at = fields[i].indexOf('@');
            peaks.add(new DemandPeak(stamp(fields[i].substring(at + 1)), watts(fields[i].substring(0, slash)),
                    watts(fields[i].substring(slash + 1, at))));
        }
        int missing = Integer.parseInt(fields[1]);
        if (missing < 0) {
            throw new IllegalArgumentException("less than no window: " + part);
        }
        return new MonthPeaks(YearMonth.parse(fields[0]), peaks, missing, meters(fields[2]));
    }

    private static Optional<MetersPeak> meters(String field) {
        if (field.isEmpty()) {
            return Optional.empty();
        }
        int at = field.indexOf('@');
        return Optional.of(at < 0 ? new MetersPeak(watts(field), Optional.empty())
                : new MetersPeak(watts(field.substring(0, at)), Optional.of(stamp(field.substring(at + 1)))));
    }

    private static Stamp stamp(String text) {
        int plus = text.indexOf('+');
        int offset = Integer.parseInt(text.substring(plus + 1));
        if (Math.abs(offset) > 18 * 3600) {
            throw new IllegalArgumentException("no offset from UTC: " + text);
        }
        return new Stamp(Long.parseLong(text.substring(0, plus)), offset);
    }

    private static long watts(String text) {
        long watts = Long.parseLong(text);
        if (watts < 0 || watts > CounterRule.MOST_WATTS) {
            throw new IllegalArgumentException("no power of a house: " + text);
        }
        return watts;
    }
}
