package org.dbusp1.gx.ess.follow;

import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.dbusp1.gx.ess.follow.FollowedHouse.Correction;
import org.dbusp1.gx.ess.follow.FollowedHouse.Day;
import org.dbusp1.gx.ess.follow.FollowedHouse.Law;
import org.dbusp1.gx.ess.follow.FollowedHouse.Meter;
import org.dbusp1.gx.ess.follow.FollowedHouse.Reports;

/** What a slow meter costs a house with a battery of 4 kW, plain and corrected between its telegrams. */
public final class FollowFigures {
    private static final Map<Reports, String> WRONG = Map.of(Reports.NOISY, "AC-in with noise of 3 %",
            Reports.FROZEN, "AC-in frozen for an hour of two", Reports.TURNED, "AC-in with the wrong sign",
            Reports.HALVED, "half of the inverters seen", Reports.ONE_AND_A_HALF, "AC-in 1.5 times too large",
            Reports.LATE, "AC-in 2 s late", Reports.TURNED_AT_NOON, "the sign of AC-in turns at noon");

    private FollowFigures() {
    }

    public static void main(String[] arguments) {
        System.out.println("A slow meter, plain and corrected between its telegrams; bought + sold kWh a day, rms error W, telegrams with a"
                + " correction; the rms error of the hour in which the correction was worst, in percent of the plain one, and the euro"
                + " a year that the correction costs more than plain (0.30 bought, 0.03 sold). A moves half of the way to target + AC-in"
                + " - grid every 2.4 s, B integrates 0.3 of the error every second."
                + " Exact: the rms error of a correction that knows age and inverter exactly, so that only the house is seen late:");
        System.out.printf("%-42s %24s %24s %5s %6s %5s %24s %24s %5s %6s %5s%n",
                "meter (age)", "A plain", "A corrected", "exact", "worst", "euro", "B plain", "B corrected", "exact", "worst", "euro");
        double[][] meters = {{1, 0.2}, {2.4, 0.6}, {5, 1}, {10, 1}, {10, 3}, {10, 5}, {20, 1}, {60, 1}};
        for (double[] meter : meters) {
            row("", new Meter(meter[0], meter[1], 0, 0), Reports.RIGHT);
        }
        row("mean of its interval", new Meter(10, 0.5, 10, 0), Reports.RIGHT);
        row("30 % of telegrams lost", new Meter(10, 1, 0, 0.3), Reports.RIGHT);
        for (Reports reports : Reports.values()) {
            if (WRONG.containsKey(reports)) {
                row(WRONG.get(reports), Meter.of(10), reports);
            }
        }
    }

    private static void row(String name, Meter meter, Reports reports) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-42s", String.format(Locale.ROOT, "%.1f s (%.1f s) %s",
                meter.interval(), meter.age(), name)));
        for (Law law : Law.values()) {
            Day plain = FollowedHouse.play(meter, law, reports, Correction.NONE);
            Day corrected = FollowedHouse.play(meter, law, reports, Correction.FOLLOWED);
            Day exact = FollowedHouse.play(meter, law, reports, Correction.EXACT);
            double worst = IntStream.range(0, FollowedHouse.HOURS)
                    .mapToDouble(hour -> Math.sqrt(corrected.squares()[hour] / plain.squares()[hour])).max().orElseThrow();
            row.append(' ').append(text(plain)).append(' ').append(text(corrected));
            row.append(String.format(Locale.ROOT, " %5.0f %5.0f%% %+5.0f", exact.rms(), 100 * worst,
                    corrected.eurosOfYear() - plain.eurosOfYear()));
        }
        System.out.println(row);
    }

    private static String text(Day day) {
        return String.format(Locale.ROOT, "%6.2f + %5.2f %5.0f %3.0f%%", day.bought(), day.sold(), day.rms(), 100 * day.corrected());
    }
}
