package org.dbusp1.gx.ess.follow;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.gx.ess.follow.FollowedHouse.Correction;
import org.dbusp1.gx.ess.follow.FollowedHouse.Day;
import org.dbusp1.gx.ess.follow.FollowedHouse.Law;
import org.dbusp1.gx.ess.follow.FollowedHouse.Meter;
import org.dbusp1.gx.ess.follow.FollowedHouse.Reports;
import org.dbusp1.gx.ess.follow.FollowedHouse.Shown;

/** What a slow meter costs a house with a battery of 4 kW, plain and corrected between its telegrams. */
public final class FollowFigures {
    private static final double NEAR_WATTS = 200;
    private static final double NOISE_WATTS = 50;
    private static final double LOAD_WATTS = 2_000;
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
                + " - grid every 2.4 s, B integrates 0.3 of the error every second, V is Victron's loop of 2016."
                + " Exact: the rms error of a correction that knows age and inverter exactly, so that only the house is seen late:");
        System.out.printf("%-42s%s%n", "meter (age)", Stream.of("A", "B", "V").map(law -> String.format(" %24s %24s %5s %6s %5s",
                law + " plain", law + " corrected", "exact", "worst", "euro")).collect(Collectors.joining()));
        double[][] meters = {{1, 0.2}, {1, 2.5}, {2.4, 0.6}, {5, 1}, {10, 1}, {10, 3}, {10, 5}, {20, 1}, {60, 1}};
        for (double[] meter : meters) {
            row("", new Meter(meter[0], meter[1], 0, 0), Reports.RIGHT);
        }
        row("export in each 4th", new Meter(2.5, 0.6, 0, 0, 4), Reports.RIGHT);
        row("mean of its interval", new Meter(10, 0.5, 10, 0), Reports.RIGHT);
        row("30 % of telegrams lost", new Meter(10, 1, 0, 0.3), Reports.RIGHT);
        for (Reports reports : Reports.values()) {
            if (WRONG.containsKey(reports)) {
                row(WRONG.get(reports), Meter.of(10), reports);
            }
        }
        System.out.printf(Locale.ROOT, "10.0 s (1.0 s) a V that waits for 12 s: %s, %s%n",
                euros(FollowedHouse.playWithTimer(12, Meter.of(10), Correction.NONE)),
                euros(FollowedHouse.playWithTimer(12, Meter.of(10), Correction.FOLLOWED)));
        System.out.println("Three inverters, V, as rows above:");
        for (Meter meter : new Meter[] {new Meter(1, 0.2, 0, 0), Meter.of(10)}) {
            for (Shown powers : new Shown[] {Shown.THREE_PHASES, Shown.TOTAL_ON_L1, Shown.THIRDS}) {
                System.out.printf(Locale.ROOT, "%.1f s %-12s %s %s%n", meter.interval(), powers,
                        euros(FollowedHouse.playThree(meter, powers, Correction.NONE)),
                        euros(FollowedHouse.playThree(meter, powers, Correction.FOLLOWED)));
            }
        }
        System.out.println("2 kW are switched each 92 s: rms W / overshoot %, median / s until it stays within 200 W, median / changes of"
                + " sign in 10 min:");
        for (double[] meter : new double[][] {{1, 0.2}, {1, 2.5}, {5, 1}, {10, 1}, {10, 3}, {60, 1}}) {
            for (Correction correction : new Correction[] {Correction.NONE, Correction.FOLLOWED}) {
                System.out.printf(Locale.ROOT, "%.1f s (%.1f s) %-8s%s%n", meter[0], meter[1], correction, Stream.of(Law.values())
                        .map(law -> switched(FollowedHouse.playSwitched(new Meter(meter[0], meter[1], 0, 0), law, correction)))
                        .collect(Collectors.joining(" | ", " ", "")));
            }
        }
    }

    private static String euros(Day day) {
        return String.format(Locale.ROOT, "%s %5.0f euro", text(day), day.eurosOfYear());
    }

    /** The first six minutes, in which a correction begins, are left out. */
    private static String switched(double[] grid) {
        int steps = (int) (FollowedHouse.SWITCHED_SECONDS / FollowedHouse.STEP);
        List<Double> overshoots = new ArrayList<>();
        List<Double> settled = new ArrayList<>();
        double squares = 0;
        double side = 0;
        int changes = 0;
        int first = 4 * steps;
        for (int step = first; step < grid.length; step++) {
            squares += grid[step] * grid[step];
            if (Math.abs(grid[step]) > NOISE_WATTS) {
                changes += grid[step] * side < 0 ? 1 : 0;
                side = grid[step];
            }
        }
        for (int begin = first; begin + steps <= grid.length; begin += steps) {
            int sign = begin / steps % 2 == 1 ? 1 : -1;
            double most = 0;
            int last = 0;
            for (int step = 0; step < steps; step++) {
                most = Math.max(most, -sign * grid[begin + step]);
                last = Math.abs(grid[begin + step]) > NEAR_WATTS ? step + 1 : last;
            }
            overshoots.add(100 * most / LOAD_WATTS);
            settled.add(last * FollowedHouse.STEP);
        }
        return String.format(Locale.ROOT, "%5.0f / %3.0f / %4.1f / %3.0f", Math.sqrt(squares / (grid.length - first)), median(overshoots),
                median(settled), changes / ((grid.length - first) * FollowedHouse.STEP / 600));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
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
