package org.dbusp1.gx.ess;

import java.util.Arrays;

/**
 * The control loop of ESS that Victron published until 2016 (dbus-cgwacs before commit 0b60898), by its rules. Later ones are closed. In
 * watts, of the set points from the grid to the inverter.
 * <pre>
 *                 one inverter, on L1                     three: phase compensation
 * a step is made  power and AC-in have changed            total power, total AC-in and AC-in of each phase have changed
 *                 after 5 s also with what is there       after 6 s all but the total AC-in count as changed
 * is asked        AC-in + set point - power               the same of the totals, covered by L1, L2, L3 in this order:
 *                                                         of each at most its own AC-in - power, nothing in the other direction
 * </pre>
 * It asks all at once. Where a power is NaN, nothing is written. A set point that stays is written less 1 W, because an inverter resets
 * one that has not changed for 10 s.
 */
public final class VictronLoop2016 {
    private static final double KEPT_SECONDS = 10;
    private static final long MOST_WATTS = 32_700;

    private final double timerSeconds;
    private final double setPoint;
    private final double[] powers;
    private final double[] acIn;
    private double total = Double.NaN;
    private boolean isTotalNew;
    private boolean isTotalAcInNew;
    private final boolean[] isAcInNew;
    private double lastStep;
    private final long[] written;
    /** The second in which each set point was written. */
    private final double[] writtenAt;

    /** @param setPoint to which the owner lets ESS regulate the grid */
    public VictronLoop2016(int inverters, double timerSeconds, double setPoint) {
        this.timerSeconds = timerSeconds;
        this.setPoint = setPoint;
        this.powers = new double[inverters];
        this.acIn = new double[inverters];
        this.isAcInNew = new boolean[inverters];
        this.written = new long[inverters];
        this.writtenAt = new double[inverters];
        Arrays.fill(writtenAt, Double.NEGATIVE_INFINITY);
    }

    /** Returns its own timer, in seconds. */
    public static double timerSeconds(int inverters) {
        return inverters > 1 ? 6 : 5;
    }

    /** Accepts what the meter shows. @param byPhase NaN where it shows none */
    public void accept(double totalWatts, double... byPhase) {
        double regulated = powers.length > 1 ? totalWatts : byPhase[0];
        isTotalNew |= Double.compare(total, regulated) != 0;
        total = regulated;
        System.arraycopy(byPhase, 0, powers, 0, powers.length);
    }

    public void acceptAcIn(double... watts) {
        isTotalAcInNew |= sum(watts) != sum(acIn);
        for (int i = 0; i < acIn.length; i++) {
            isAcInNew[i] |= watts[i] != acIn[i];
            acIn[i] = watts[i];
        }
    }

    private static double sum(double[] watts) {
        double sum = 0;
        for (double each : watts) { // no stream: for each step of a day
            sum += each;
        }
        return sum;
    }

    /** Makes a step where it is time for one. */
    public void run(double second) {
        if (second - lastStep >= timerSeconds) {
            isTotalNew = true;
            isTotalAcInNew |= acIn.length == 1;
            Arrays.fill(isAcInNew, true);
        }
        boolean isDue = isTotalNew && isTotalAcInNew;
        for (boolean isNew : isAcInNew) {
            isDue &= isNew;
        }
        if (!isDue) {
            return;
        }
        lastStep = second;
        isTotalNew = false;
        isTotalAcInNew = false;
        Arrays.fill(isAcInNew, false);
        double rest = sum(acIn) + setPoint - total;
        for (int i = 0; i < acIn.length && !Double.isNaN(rest); i++) {
            double part = acIn.length == 1 ? rest : acIn[i] - powers[i];
            if (!Double.isNaN(part)) {
                double asked = part * rest <= 0 ? 0 : Math.signum(rest) * Math.min(Math.abs(part), Math.abs(rest));
                write(i, Math.round(asked), second);
                rest -= asked;
            }
        }
    }

    private void write(int inverter, long asked, double second) {
        long watts = Math.max(-MOST_WATTS, Math.min(MOST_WATTS, asked));
        boolean isSame = watts == written[inverter] && Double.isFinite(writtenAt[inverter]);
        written[inverter] = isSame ? watts - 1 : watts;
        writtenAt[inverter] = second;
    }

    /** Returns what an inverter obeys. @param inverter from 0 */
    public long asked(int inverter, double second) {
        return second - writtenAt[inverter] > KEPT_SECONDS ? 0 : written[inverter];
    }
}
