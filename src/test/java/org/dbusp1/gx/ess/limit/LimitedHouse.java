package org.dbusp1.gx.ess.limit;

import org.dbusp1.base.problem.Condition;
import org.dbusp1.gx.ess.VictronLoop2016;
import org.dbusp1.metering.ImportLimit;
import org.jspecify.annotations.Nullable;

/**
 * ESS with the rule of the peak limiter, in simulated time: ESS regulates the meter's power to 0 W, the inverter follows after a dead
 * time by a ramp, and the limiter looks each five seconds and at telegrams, as {@link PeakLimiter} does.
 */
public final class LimitedHouse {
    private static final double LOOK_SECONDS = 5;
    private static final double LEAST_LOOK_SECONDS = 1;
    /** How much of the grid's power an integral corrects in a second. */
    private static final double GAIN = 0.2;

    /** What ESS does with the meter's power. */
    public enum Law {
        INTEGRAL,
        /** {@link VictronLoop2016}. */
        VICTRON_2016
    }

    /**
     * An inverter and what regulates it.
     *
     * @param most       watts that it gives and takes
     * @param share      of what ESS asks that it gives
     * @param ramp       watts by which it changes in a second at most
     * @param dead       seconds from what is asked to its first move
     * @param reportAge  seconds by which its reports are older than the telegram
     * @param limited    whether the limiter is on
     */
    public record Plant(Law law, double most, double share, double ramp, double dead, double reportAge, boolean limited) {
    }

    private final Plant plant;
    private final double step;
    private final WattsRule watts;
    private final VictronLoop2016 victron = new VictronLoop2016(1, VictronLoop2016.timerSeconds(1), 0);
    /** What ESS asked, and what the inverter gave, in the last steps; the newest at {@link #at}. */
    private final double[] asked;
    private final double[] given;
    private int at;
    private double setPoint;
    private double power;
    private double seconds;
    private double lastLook = Double.NEGATIVE_INFINITY;
    private double nextLook;
    private double nextControl;
    private boolean isLess;
    private @Nullable Double limit;
    private double telegramWatts;

    /** @param step length of a step, in seconds */
    public LimitedHouse(Plant plant, double step, double minimumPercent, Reserve reserve) {
        this.plant = plant;
        this.step = step;
        this.watts = new WattsRule(minimumPercent, reserve);
        this.asked = new double[(int) Math.round(plant.dead / step) + 1];
        this.given = new double[(int) Math.round(plant.reportAge / step) + 1];
    }

    /** The first look by the timer is so many seconds after the start. */
    LimitedHouse looksAt(double second) {
        nextLook = second;
        return this;
    }

    /** Accepts a telegram with the power of now. */
    public void telegram(double gridWatts, ImportLimit window, double charge) {
        telegramWatts = gridWatts;
        victron.accept(gridWatts, gridWatts);
        boolean mayChange = watts.accept(window, gridWatts, nanos());
        if (plant.limited && mayChange && seconds - lastLook >= LEAST_LOOK_SECONDS) {
            look(charge);
        }
    }

    /**
     * Plays a step.
     *
     * @param least watts that the battery lets the inverter give, below 0 for charging
     * @param most  watts that the battery lets it give
     * @return what the inverter gives, in watts
     */
    public double step(double charge, double least, double most) {
        if (plant.limited && seconds + 1e-6 >= nextLook) {
            nextLook += LOOK_SECONDS;
            look(charge);
        }
        if (seconds + 1e-6 >= nextControl) {
            nextControl += 1;
            victron.acceptAcIn(-given[(at + 1) % given.length]);
            victron.run(seconds);
            double asks = plant.law == Law.INTEGRAL ? setPoint + GAIN * telegramWatts : -victron.asked(0, seconds);
            double highest = Math.min(plant.most, limit == null ? Double.MAX_VALUE : limit - (isLess ? 1 : 0));
            setPoint = Math.max(-plant.most, Math.min(highest, asks));
        }
        at++;
        asked[at % asked.length] = setPoint;
        double wanted = plant.share * asked[(at + 1) % asked.length];
        power += Math.max(-plant.ramp * step, Math.min(plant.ramp * step, wanted - power));
        power = Math.max(Math.max(-plant.most, least), Math.min(Math.min(plant.most, most), power));
        // What the battery cannot give or take is no part of the sum.
        setPoint = Math.max(least / plant.share, Math.min(most / plant.share, setPoint));
        given[at % given.length] = power;
        seconds += step;
        return power;
    }

    private long nanos() {
        return Math.round(seconds * 1e9);
    }

    private void look(double charge) {
        if (!watts.hasTelegram()) {
            return;
        }
        lastLook = seconds;
        isLess = !isLess;
        limit = watts.decide(given[(at + 1) % given.length], plant.most, Math.round(charge), false, nanos());
    }

    public Condition state() {
        return watts.state();
    }
}
