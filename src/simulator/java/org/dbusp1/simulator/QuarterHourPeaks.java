package org.dbusp1.simulator;

import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Mean power of quarter hours in one direction, and its monthly peaks, as capacity tariffs need them (e-MUCS P1
 * 1.7, registers 1.4.0, 1.6.0 and 98.1.0).
 */
final class QuarterHourPeaks {
    private static final int QUARTER = 900;
    private static final int MONTHS = 13;
    private static final int WATT_SECONDS_A_WATT_HOUR = 3600;

    private final PrintedClock clock;

    /** Watt seconds since the running quarter hour began. */
    private long quarter;
    /** Watt seconds of the last finished quarter hour. */
    private long last;
    private long lastEnd;
    private Peak peak;
    /** The peaks of past months, the oldest first. */
    private final Deque<MonthPeak> months = new ArrayDeque<>();

    /** The mean power of a quarter hour. @param time end of the quarter hour, in epoch seconds */
    record Peak(long time, int watts) {
    }

    /** @param end end of the month, in epoch seconds */
    record MonthPeak(long end, Peak peak) {
    }

    /** Begins with the peaks of a meter that was installed more than a year before. @param what seed of its random numbers */
    QuarterHourPeaks(PrintedClock clock, long start, String what, Chance chance) {
        this.clock = clock;
        ZonedDateTime month = clock.local(clock.monthOf(start));
        for (int back = MONTHS; back > 0; back--) {
            long from = month.minusMonths(back).toEpochSecond();
            long end = month.minusMonths(back - 1).toEpochSecond();
            months.add(new MonthPeak(end, past(from, end, what, chance)));
        }
        peak = past(month.toEpochSecond(), start, what, chance);
        lastEnd = Math.floorDiv(start, QUARTER) * QUARTER;
        last = chance.between(100, 400, what + " quarter", lastEnd) * QUARTER;
    }

    /** Returns the load profile 1-0:99.1.0 with the last quarter hour of both directions, as Kaifa prints it in Israel. */
    static String loadProfile(QuarterHourPeaks imported, QuarterHourPeaks exported) {
        return "(1)(0-0:96.10.7)(1-0:1.29.0)(1-0:2.29.0)(" + imported.clock.stamp(imported.lastEnd) + ")(00)("
                + imported.lastEnergy() + ")(" + exported.lastEnergy() + ")";
    }

    private String lastEnergy() {
        return Mask.parse("000000.000").print(last / WATT_SECONDS_A_WATT_HOUR) + "*kWh";
    }

    private static Peak past(long from, long to, String what, Chance chance) {
        long quarters = (to - from) / QUARTER;
        return quarters == 0
                ? new Peak(from, 0)
                : new Peak(from + chance.between(1, quarters, what + " peak", from) * QUARTER,
                        (int) chance.between(2_300, 5_900, what, from));
    }

    void count(long second, int watts) {
        quarter += watts;
        if (second % QUARTER == 0) {
            if (running() > peak.watts()) {
                peak = new Peak(second, running());
            }
            last = quarter;
            lastEnd = second;
            quarter = 0;
            if (clock.monthOf(second) == second) {
                months.addLast(new MonthPeak(second, peak));
                months.removeFirst();
                peak = new Peak(second, 0);
            }
        }
    }

    /** Returns the energy of the running quarter hour so far, as mean watts over the whole quarter hour. */
    int running() {
        return (int) (quarter / QUARTER);
    }

    Peak peak() {
        return peak;
    }

    /** Returns the peaks of past months: {@code (13)(1-0:1.6.0)(1-0:1.6.0)(end of month)(time)(value)...} */
    String history() {
        StringBuilder text = new StringBuilder("(" + months.size() + ")(1-0:1.6.0)(1-0:1.6.0)");
        for (MonthPeak month : months) {
            text.append('(').append(clock.stamp(month.end())).append(")(").append(clock.stamp(month.peak().time()))
                    .append(")(").append(Mask.parse("00.000").print(month.peak().watts())).append("*kW)");
        }
        return text.toString();
    }
}
