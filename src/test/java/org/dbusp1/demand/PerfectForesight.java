package org.dbusp1.demand;

import java.time.LocalDate;

/**
 * The lowest level below which a battery can keep all quarter hours of some days for one who knows the whole load: with the
 * battery's power, capacity and efficiency, but without delay and error, with a full battery at the beginning, and with all of it
 * free for peaks. A level can be kept if the battery, which gives what a quarter hour needs above the level and takes what it
 * leaves below, is never empty; the lowest one is found by bisection. No rule can do better.
 *
 * <p>What is billed with it is not below the floor of the tariff, nor below the lowest limit that ESS offers, 5 A for each phase.
 */
final class PerfectForesight {
    private static final int QUARTER = 900;
    private static final int SAMPLE = 5;

    private PerfectForesight() {
    }

    /** Returns the level in watts. */
    private static double level(HouseYear house, ShavedHouse.Battery battery, LocalDate first, int days) {
        int windows = HouseYear.seconds() / QUARTER;
        double[] means = new double[days * windows];
        double high = 0;
        for (int index = 0; index < means.length; index++) {
            HouseYear.Day day = house.new Day(first.plusDays(index / windows).getDayOfYear());
            for (int second = 0; second < QUARTER; second += SAMPLE) {
                means[index] += day.watts(index % windows * QUARTER + second) * SAMPLE / QUARTER;
            }
            high = Math.max(high, means[index]);
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

    /** Returns the figure in watts with which these days would end under a tariff that bills the highest quarter hour. */
    static double figure(HouseYear house, ShavedHouse.Battery battery, int phases, Tariff tariff, LocalDate first, int days) {
        double lowest = ImportLimiter.LOWEST_AMPERES * ShavedHouse.VOLTS * phases;
        return Math.max(Math.max(tariff.floorWatts(), lowest), level(house, battery, first, days));
    }

    private static boolean isKept(double[] means, ShavedHouse.Battery battery, double level) {
        double hours = QUARTER / 3600.0;
        double charge = battery.usable();
        for (double mean : means) {
            double given = mean - level;
            if (given > battery.watts()) {
                return false;
            }
            charge -= given > 0 ? given * hours / battery.efficiency()
                    : Math.max(given, -battery.watts()) * hours * battery.efficiency();
            charge = Math.min(charge, battery.usable());
            if (charge < 0) {
                return false;
            }
        }
        return true;
    }
}
