package org.dbusp1.output;

import java.math.BigDecimal;
import java.util.List;
import java.util.StringJoiner;
import org.dbusp1.metering.Demand;

/** Parts of a demand tariff as text. JSON is made here without a library: a driver that serves only the D-Bus does not load one. */
public final class DemandText {
    private DemandText() {
    }

    /** Returns {@code counted}, {@code not counted}, or for a counted window after a gap {@code start not seen}. */
    public static String status(Demand demand, Demand.Bill bill) {
        if (!bill.counted()) {
            return "not counted";
        }
        return demand.meanWatts() != null ? "counted" : "start not seen";
    }

    /** Returns a step of the price list: {@code 5-10 kW}, {@code over 100 kW}. */
    public static String step(Demand.Bill.Step step) {
        return step.toWatts() != null ? kilowatts(step.fromWatts()) + "-" + kilowatts(step.toWatts()) + " kW"
                : "over " + kilowatts(step.fromWatts()) + " kW";
    }

    private static String kilowatts(long watts) {
        return BigDecimal.valueOf(watts, 3).stripTrailingZeros().toPlainString();
    }

    /** Returns the peaks as JSON, the highest first: {@code [{"time":"2026-11-03T17:00:00+01:00","w":4161,"counted_w":4161}]}. */
    public static String peaks(List<Demand.Peak> peaks) {
        StringJoiner json = new StringJoiner(",", "[", "]");
        for (Demand.Peak peak : peaks) {
            json.add("{\"time\":\"" + peak.start() + "\",\"w\":" + peak.watts() + ",\"counted_w\":" + peak.countedWatts() + "}");
        }
        return json.toString();
    }

    /**
     * Returns the months as JSON:
     * {@code [{"month":"2026-10","w":4161,"time":"2026-10-03T17:00:00+02:00","by":"meter","missing":0,"bill_w":3920}]},
     * the oldest first; {@code by} is meter or driver; {@code time} and {@code bill_w} may be absent.
     */
    public static String months(List<Demand.MonthlyPeak> months) {
        StringJoiner json = new StringJoiner(",", "[", "]");
        for (Demand.MonthlyPeak month : months) {
            StringBuilder one = new StringBuilder("{\"month\":\"").append(month.month()).append("\",\"w\":").append(month.watts());
            if (month.time() != null) {
                one.append(",\"time\":\"").append(month.time()).append('"');
            }
            one.append(",\"by\":\"").append(month.byMeter() ? "meter" : "driver").append("\",\"missing\":").append(month.missing());
            if (month.billWatts() != null) {
                one.append(",\"bill_w\":").append(month.billWatts());
            }
            json.add(one.append('}'));
        }
        return json.toString();
    }
}
