package org.dbusp1.simulator;

/** The height of the sun over central Europe (52 degrees north, 5 east), and the power of solar panels. */
final class Sun {
    private static final double LATITUDE = StrictMath.toRadians(52);
    private static final double LONGITUDE_HOURS = 5 / 15.0;
    private static final double DAY = 86_400;
    private static final double YEAR_DAYS = 365.2425;

    private Sun() {
    }

    /** Returns the sine of the sun's height; below 0 at night. */
    static double height(long epochSecond) {
        double day = epochSecond / DAY;
        // Days are counted from 1970-01-01; the winter solstice is 10 days before the start of a year.
        double declination = StrictMath.toRadians(-23.44)
                * StrictMath.cos(2 * Math.PI * ((day % YEAR_DAYS) + 10) / YEAR_DAYS);
        double hours = day % 1 * 24 + LONGITUDE_HOURS;
        double hourAngle = Math.PI * (hours - 12) / 12;
        return StrictMath.sin(LATITUDE) * StrictMath.sin(declination)
                + StrictMath.cos(LATITUDE) * StrictMath.cos(declination) * StrictMath.cos(hourAngle);
    }

    /** Returns the share of the panels' peak power, 0 to 1; clouds pass by on two scales, and some days are overcast. */
    static double power(long epochSecond, Chance chance) {
        double height = height(epochSecond);
        if (height <= 0) {
            return 0;
        }
        double dull = 0.5 + 0.5 * chance.curve("overcast", epochSecond, 86_400);
        double cloud = 0.5 + 0.35 * chance.curve("clouds", epochSecond, 900)
                + 0.15 * chance.curve("wisps", epochSecond, 45);
        return Math.min(1, 1.1 * height) * (1 - 0.75 * dull * Math.max(0, cloud));
    }

    /** Returns the coldness of the season: 1 in January to 0 in July. */
    static double cold(long epochSecond) {
        double day = epochSecond / DAY % YEAR_DAYS;
        return 0.5 + 0.5 * StrictMath.cos(2 * Math.PI * (day - 20) / YEAR_DAYS);
    }
}
