package org.dbusp1.gx.ess.follow;

/** A house of 400 W with an inverter whose power moves twice a minute. */
public final class MovingInverter {
    public static final double HOUSE = 400;

    private MovingInverter() {
    }

    /** Each of its levels holds for 27 s, so that some moves end, and some begin, between two telegrams of ten seconds. */
    public static double acIn(double second) {
        long step = (long) Math.floor(second / 27);
        double level = 1_500 * Math.sin(step * 1.7);
        double before = 1_500 * Math.sin((step - 1) * 1.7);
        return before + (level - before) * Math.min(1, (second - step * 27) / 4);
    }

    /** Returns a power, or the telegram's where the power is on the other side of it than the set point. */
    public static double between(double telegram, double setPoint, double power) {
        return Math.max(Math.min(telegram, setPoint), Math.min(Math.max(telegram, setPoint), power));
    }
}
