package org.dbusp1.demand;

import java.time.LocalDate;

/**
 * The lowest highest quarter hour of a day that a battery makes possible for one who knows the day: full at midnight, with no
 * delay and no error. No rule can do better.
 */
final class PerfectForesight {
    private static final int QUARTER = 900;
    private static final int SAMPLE = 15;

    private PerfectForesight() {
    }

    /** Returns watts. */
    static double highest(HouseYear house, ShavedHouse.Battery battery, LocalDate date) {
        HouseYear.Day day = house.new Day(date.getDayOfYear());
        double[] means = new double[HouseYear.seconds() / QUARTER];
        double high = 0;
        for (int window = 0; window < means.length; window++) {
            for (int second = 0; second < QUARTER; second += SAMPLE) {
                means[window] += day.watts(window * QUARTER + second) * SAMPLE / QUARTER;
            }
            high = Math.max(high, means[window]);
        }
        double low = 0;
        while (high - low > 1) {
            double middle = (low + high) / 2;
            if (isKept(means, battery, middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    private static boolean isKept(double[] means, ShavedHouse.Battery battery, double limit) {
        double hours = QUARTER / 3600.0;
        double charge = battery.wattHours();
        for (double mean : means) {
            double given = mean - limit;
            if (given > battery.watts()) {
                return false;
            }
            charge -= given > 0 ? given * hours / battery.efficiency()
                    : Math.max(given, -battery.watts()) * hours * battery.efficiency();
            charge = Math.min(charge, battery.wattHours());
            if (charge < 0) {
                return false;
            }
        }
        return true;
    }
}
