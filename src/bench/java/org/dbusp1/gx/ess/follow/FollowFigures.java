package org.dbusp1.gx.ess.follow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.gx.ess.InverterPower;
import org.dbusp1.gx.ess.PhaseWatts;

/**
 * What a slow meter costs a house with a battery of 4 kW, plain and corrected between its telegrams: a day in virtual time, with a
 * model of the inverter (one second of dead time, 0.6 s of lag, 400 W/s, 95.6 % of its set point) and two laws of control:
 * A moves half of the way to target + AC-in - grid every 2.4 s, B integrates 0.3 of the error every second.
 */
public final class FollowFigures {
    private static final double STEP = 0.2;
    private static final int DAY = 86_400;
    private static final int HOUR = 3_600;
    private static final double MOST = 4_000;
    private static final String[] LAWS = {"A", "B"};

    /** What is added to the power of a telegram until the next one. */
    private enum Correction {
        NONE, FOLLOWED, EXACT
    }

    /**
     * A meter, and what is wrong with what the inverter reports.
     *
     * @param seen the part of the inverter's power that is reported
     * @param late seconds by which the reports are later than usual
     * @param turns whether their sign turns at noon
     */
    private record Setting(String name, double interval, double age, double meanOf, double seen, double noise, double lost, double frozen,
            double late, boolean turns) {
        Setting(String name, double interval, double age, double meanOf, double seen, double noise, double lost, double frozen) {
            this(name, interval, age, meanOf, seen, noise, lost, frozen, 0, false);
        }

        static Setting of(double interval, double age) {
            return new Setting("", interval, age, 0, 1, 0, 0, 0);
        }
    }

    private final Setting setting;
    private final boolean integral;
    private final Correction correction;
    private final Random random = new Random(46);
    private final InverterFollower follow = new InverterFollower();
    private final Deque<double[]> grids = new ArrayDeque<>();
    private final Deque<double[]> inputs = new ArrayDeque<>();
    private final Deque<double[]> houses = new ArrayDeque<>();
    private double bought;
    private double sold;
    private double squares;
    private final double[] ofHours = new double[DAY / HOUR];
    private long signals;
    private double shown;
    private int acting;
    private int telegrams;

    private FollowFigures(Setting setting, String law, Correction correction) {
        this.setting = setting;
        this.integral = law.equals("B");
        this.correction = correction;
    }

    public static void main(String[] arguments) {
        System.out.println("A slow meter, plain and corrected between its telegrams; bought + sold kWh a day, rms error W, telegrams with a"
                + " correction; the rms error of the hour in which the correction was worst, in percent of the plain one, and the euro"
                + " a year that the correction costs more than plain (0.30 bought, 0.03 sold)."
                + " Exact: the rms error of a correction that knows age and inverter exactly, so that only the house is seen late:");
        System.out.printf("%-42s %24s %24s %5s %6s %5s %24s %24s %5s %6s %5s%n",
                "meter (age)", "A plain", "A corrected", "exact", "worst", "euro", "B plain", "B corrected", "exact", "worst", "euro");
        Setting[] settings = {Setting.of(1, 0.2), Setting.of(2.4, 0.6), Setting.of(5, 1), Setting.of(10, 1), Setting.of(10, 3),
            Setting.of(10, 5), Setting.of(20, 1), Setting.of(60, 1),
            new Setting("mean of its interval", 10, 0.5, 10, 1, 0, 0, 0),
            new Setting("AC-in with noise of 3 %", 10, 1, 0, 1, 0.03, 0, 0),
            new Setting("30 % of telegrams lost", 10, 1, 0, 1, 0, 0.3, 0),
            new Setting("AC-in frozen for an hour of two", 10, 1, 0, 1, 0, 0, 1),
            new Setting("AC-in with the wrong sign", 10, 1, 0, -1, 0, 0, 0),
            new Setting("half of the inverters seen", 10, 1, 0, 0.5, 0, 0, 0),
            new Setting("AC-in 1.5 times too large", 10, 1, 0, 1.5, 0, 0, 0),
            new Setting("AC-in 2 s late", 10, 1, 0, 1, 0, 0, 0, 2, false),
            new Setting("the sign of AC-in turns at noon", 10, 1, 0, 1, 0, 0, 0, 0, true)};
        for (Setting setting : settings) {
            StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-42s", String.format(Locale.ROOT, "%.1f s (%.1f s) %s",
                    setting.interval, setting.age, setting.name)));
            for (String law : LAWS) {
                FollowFigures plain = new FollowFigures(setting, law, Correction.NONE);
                FollowFigures corrected = new FollowFigures(setting, law, Correction.FOLLOWED);
                FollowFigures exact = new FollowFigures(setting, law, Correction.EXACT);
                row.append(' ').append(plain.run()).append(' ').append(corrected.run());
                exact.run();
                row.append(String.format(Locale.ROOT, " %5.0f %5.0f%% %+5.0f", exact.rms(), 100 * corrected.worstHour(plain),
                        corrected.euros() - plain.euros()));
            }
            System.out.println(row);
        }
    }

    /** The house: a base load, a heat pump, an oven with its thermostat, a hob, kettles. */
    private static double house(double t, Random random, double[] kettle) {
        double hour = t / 3600 % 24;
        double watts = 250 + 60 * Math.sin(t / 700);
        watts += t % 3600 < 1500 ? 900 : 0;
        boolean cooking = hour > 7 && hour < 7.5 || hour > 12 && hour < 12.6 || hour > 17.5 && hour < 18.8;
        watts += cooking && t % 8 < 3.4 ? 1800 : 0;
        watts += hour > 17.8 && hour < 19 && t % 95 < 38 ? 2200 : 0;
        if (random.nextDouble() < STEP / 1800) {
            kettle[0] = t + 60 + 120 * random.nextDouble();
        }
        watts += t < kettle[0] ? 2000 : 0;
        return watts + 15 * random.nextGaussian();
    }

    private String run() {
        Random loads = new Random(17);
        double[] kettle = new double[1];
        Deque<Double> commands = new ArrayDeque<>();
        double setPoint = 0;
        double given = 0;
        double delayed = 0;
        double nextTelegram = 0;
        double nextControl = 0;
        double nextReport = 0;
        double nextPoll = 0;
        double reported = 0;
        double telegram = 0;
        double ofTelegram = 0;
        boolean any = false;
        for (long step = 0; step * STEP < DAY; step++) {
            double t = step * STEP;
            long nanos = 1_000_000_000_000L + (long) (t * 1e9);
            commands.addLast(setPoint);
            double command = commands.size() > 5 ? commands.removeFirst() : 0;
            delayed += (command - delayed) * STEP / 0.6;
            double wanted = Math.max(-MOST, Math.min(MOST, delayed)) * 0.956;
            given += Math.max(-400 * STEP, Math.min(400 * STEP, wanted - given));
            double acIn = -given;
            double house = house(t, loads, kettle);
            double grid = house + acIn;
            bought += Math.max(0, grid) * STEP / 3.6e6;
            sold += Math.max(0, -grid) * STEP / 3.6e6;
            double error = grid - Math.max(0, house - MOST * 0.956);
            squares += error * error;
            ofHours[(int) (t / HOUR)] += error * error;
            remember(grids, t, grid);
            remember(inputs, t, acIn);
            remember(houses, t, house);
            if (t >= nextReport) {
                nextReport += 0.6;
                reported = at(inputs, t - 0.3 - setting.late) * (1 + setting.noise * random.nextGaussian());
            }
            boolean frozen = setting.frozen > 0 && t % 7200 < 3600;
            if (t >= nextPoll && !frozen) {
                nextPoll = t + 0.5;
                double sign = setting.turns && t >= DAY / 2.0 ? -1 : 1;
                PhaseWatts watts = new PhaseWatts(reported * setting.seen * sign, Double.NaN, Double.NaN);
                follow.accept(new InverterPower("vebus", "", true, watts, PhaseWatts.ZERO, PhaseWatts.UNKNOWN, MOST, nanos));
            } else if (t >= nextPoll) {
                nextPoll = t + 0.5;
                follow.accept(new InverterPower("vebus", "", true, frozen(), PhaseWatts.ZERO, PhaseWatts.UNKNOWN, MOST, nanos));
            }
            if (t >= nextTelegram) {
                nextTelegram += setting.interval;
                if (random.nextDouble() >= setting.lost) {
                    telegram = shown(grids, t);
                    ofTelegram = shown(houses, t);
                    follow.accept(new InverterFollower.Telegram("meter", false, new PhaseWatts(telegram, Double.NaN, Double.NaN), 0, nanos,
                            correction == Correction.FOLLOWED, Finding.of(Condition.ESS_USED)));
                    any = true;
                    telegrams++;
                    acting += follow.status() != null && follow.status().is(Condition.FOLLOW_FOLLOWED) ? 1 : 0;
                }
            }
            double seen = correction == Correction.EXACT ? ofTelegram + acIn : telegram + follow.correction().l1();
            signals += seen == shown ? 0 : 1;
            shown = seen;
            if (any && integral && t >= nextControl) {
                nextControl += 1;
                setPoint = Math.max(-MOST, Math.min(MOST, setPoint + 0.3 * seen));
            } else if (any && !integral && t >= nextControl) {
                nextControl += 2.4;
                // AC-in - grid: what the house uses more than the inverter gives has to come from it.
                double target = seen - reported;
                setPoint = Math.max(-MOST, Math.min(MOST, setPoint + 0.5 * (target - setPoint)));
            }
        }
        return String.format(Locale.ROOT, "%6.2f + %5.2f %5.0f %3d%%", bought, sold, rms(),
                telegrams == 0 ? 0 : 100 * acting / telegrams);
    }

    /** Returns what the meter shows of a power in a telegram that arrives now. */
    private double shown(Deque<double[]> past, double t) {
        return setting.meanOf > 0 ? mean(past, t - setting.age - setting.meanOf, t - setting.age) : at(past, t - setting.age);
    }

    private double rms() {
        return Math.sqrt(squares * STEP / DAY);
    }

    private double euros() {
        return 365 * (0.30 * bought - 0.03 * sold);
    }

    private double worstHour(FollowFigures plain) {
        return IntStream.range(0, ofHours.length).mapToDouble(hour -> Math.sqrt(ofHours[hour] / plain.ofHours[hour])).max().orElseThrow();
    }

    private double lastFrozen;
    private boolean wasFrozen;

    private PhaseWatts frozen() {
        if (!wasFrozen) {
            wasFrozen = true;
            lastFrozen = inputs.getLast()[1];
        }
        return new PhaseWatts(lastFrozen, Double.NaN, Double.NaN);
    }

    private static void remember(Deque<double[]> past, double t, double watts) {
        past.addLast(new double[] {t, watts});
        if (past.size() > 400) {
            past.removeFirst();
        }
    }

    private static double at(Deque<double[]> past, double t) {
        double found = past.getFirst()[1];
        for (double[] each : past) {
            if (each[0] > t) {
                break;
            }
            found = each[1];
        }
        return found;
    }

    private static double mean(Deque<double[]> past, double from, double to) {
        double sum = 0;
        int count = 0;
        for (double[] each : past) {
            if (each[0] > from && each[0] <= to) {
                sum += each[1];
                count++;
            }
        }
        return count == 0 ? 0 : sum / count;
    }
}
