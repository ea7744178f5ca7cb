package org.dbusp1.simulator;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;

/**
 * The power between house and grid in one second, by phase, positive for import. In whole watts, so that counters add it up
 * without rounding.
 */
final class Supply {
    private static final int ONE_PHASE_INVERTER = 3_680;
    private static final double[] ANGLES = {0, -2 * Math.PI / 3, 2 * Math.PI / 3};

    private final House house;
    private final ZoneId zone;
    private final Chance chance;
    private DayPlan plan;

    final int[] watts = new int[3];
    final int[] vars = new int[3];
    final int[] millivolts = new int[3];
    final int[] milliamps = new int[3];
    int neutralMilliamps;
    int millihertz;

    Supply(House house, ZoneId zone) {
        this.house = house;
        this.zone = zone;
        this.chance = new Chance(house.seed());
        plan = planFor(house.start().getEpochSecond());
    }

    private DayPlan planFor(long second) {
        return DayPlan.of(Instant.ofEpochSecond(second).atZone(zone).toLocalDate(), zone, chance);
    }

    /** Calculates the powers of a second. */
    void at(long second) {
        if (!plan.covers(second)) {
            plan = planFor(second);
        }
        Arrays.fill(watts, 0);
        Arrays.fill(vars, 0);
        alwaysOn(second);
        plan.addTo(watts, vars, second);
        solar(second);
        wire();
        for (int phase = 0; phase < 3; phase++) {
            millivolts[phase] = volts(phase, second);
            milliamps[phase] = current(phase);
        }
        if (house.wiring() == Wiring.THREE_BY_230) {
            // The meter's two measuring systems measure against L2, which has a current, but neither voltage nor power.
            millivolts[1] = 0;
            double a = milliamps[0];
            double c = milliamps[2];
            milliamps[1] = (int) Math.round(Math.sqrt(a * a + c * c - a * c));
        }
        neutralMilliamps = house.wiring() == Wiring.THREE_PHASES ? neutral() : 0;
        millihertz = 50_000 + (int) Math.round(30 * chance.curve("frequency", second, 240));
    }

    private void alwaysOn(long second) {
        watts[0] += 112 + wander("standby L1", second, 14);
        watts[1] += 63 + wander("standby L2", second, 9);
        watts[2] += 47 + wander("standby L3", second, 7);
        vars[0] -= 41;
        vars[1] -= 22;
        vars[2] -= 18;
        if (Math.floorMod(second + chance.between(0, 2_699, "fridge", 0), 2_700) < 900) {
            watts[0] += 84;
            vars[0] += 46;
        }
        double share = 0.08 + 0.55 * Sun.cold(second);
        if (Math.floorMod(second, 3_600) < share * 3_600) {
            // A heat pump.
            watts[2] += 1_480 + wander("heat pump", second, 25);
            vars[2] += 610;
        }
    }

    private int wander(String what, long second, int amplitude) {
        return (int) Math.round(amplitude * chance.curve(what, second, 600) + 2 * chance.curve(what, second, 2));
    }

    private void solar(long second) {
        int power = (int) Math.round(house.solarWatts() * Sun.power(second, chance));
        if (house.solarWatts() <= ONE_PHASE_INVERTER) {
            watts[0] -= power;
        } else {
            for (int phase = 0; phase < 3; phase++) {
                watts[phase] -= power / 3;
            }
        }
    }

    /** Moves loads of missing phases to those that the house has. */
    private void wire() {
        switch (house.wiring()) {
            case THREE_PHASES -> { }
            case ONE_PHASE -> {
                join(watts);
                join(vars);
            }
            case THREE_BY_230 -> {
                spread(watts);
                spread(vars);
            }
        }
    }

    private static void join(int[] phases) {
        phases[0] += phases[1] + phases[2];
        phases[1] = phases[2] = 0;
    }

    private static void spread(int[] phases) {
        int half = phases[1] / 2;
        phases[0] += half;
        phases[2] += phases[1] - half;
        phases[1] = 0;
    }

    /**
     * Returns millivolts, with about a quarter ohm between house and transformer: loads lower the voltage, solar power
     * raises it.
     */
    private int volts(int phase, long second) {
        double idle = 231.2 + 2.1 * chance.curve("voltage", second, 1_800)
                + 0.4 * chance.curve("voltage L" + (phase + 1), second, 120);
        return (int) Math.round(1_000 * (idle - watts[phase] * 0.25 / 230));
    }

    private int current(int phase) {
        double apparent = Math.sqrt((double) watts[phase] * watts[phase] + (double) vars[phase] * vars[phase]);
        return (int) Math.round(apparent * 1e6 / millivolts[phase]);
    }

    private int neutral() {
        double real = 0;
        double imaginary = 0;
        for (int phase = 0; phase < 3; phase++) {
            double cos = StrictMath.cos(ANGLES[phase]);
            double sin = StrictMath.sin(ANGLES[phase]);
            real += (watts[phase] * cos + vars[phase] * sin) / millivolts[phase];
            imaginary += (watts[phase] * sin - vars[phase] * cos) / millivolts[phase];
        }
        return (int) Math.round(1e6 * Math.sqrt(real * real + imaginary * imaginary));
    }
}
