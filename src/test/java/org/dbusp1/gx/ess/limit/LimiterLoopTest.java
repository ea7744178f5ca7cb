package org.dbusp1.gx.ess.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.gx.ess.limit.LimitedHouse.Law;
import org.dbusp1.gx.ess.limit.LimitedHouse.Plant;
import org.dbusp1.metering.ImportLimit;
import org.dbusp1.metering.ImportLimit.Basis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The limiter, ESS and an inverter in a loop: with a constant load the grid's power stands still. */
class LimiterLoopTest {
    private static final double STEP = 0.1;
    private static final long ALLOWED = 2_462;
    private static final double CHARGE = 40;
    private static final double SETTLED = 150;

    private double grid;
    private double steepest;
    private double furthest;

    private static ImportLimit window() {
        return new ImportLimit(ALLOWED, Basis.BILL, false, null, false, null);
    }

    /**
     * Plays five minutes of 6 kW.
     *
     * @param interval seconds between telegrams
     * @param first    the second of the first telegram; the limiter's timer looks at 0, 5, 10 s
     * @param begins   the second from which on the load is 6 kW, and 1 kW before
     */
    private void play(Plant plant, double interval, double first, double begins) {
        LimitedHouse house = new LimitedHouse(plant, STEP, 20, new Reserve(null, 30));
        double next = first;
        double given = 0;
        double before = Double.NaN;
        steepest = 0;
        furthest = 0;
        for (int step = 0; step * STEP < begins + 450; step++) {
            double now = step * STEP;
            double load = now < begins ? 1_000 : 6_000;
            grid = load - given;
            if (now + 1e-6 >= next) {
                next += interval;
                house.telegram(Math.round(grid), window(), CHARGE);
            }
            given = house.step(CHARGE, -plant.most(), plant.most());
            if (now >= begins + SETTLED && step % 10 == 0) {
                steepest = Double.isNaN(before) ? steepest : Math.max(steepest, Math.abs(grid - before));
                furthest = Math.max(furthest, Math.abs(grid - ALLOWED));
                before = grid;
            }
        }
    }

    static Stream<Arguments> plants() {
        return Stream.of(Law.values()).flatMap(law -> Stream.of(1.0, 0.94).flatMap(share -> Stream.of(400.0, 1_000.0)
                .flatMap(ramp -> Stream.of(0.0, 1.0, 2.0).flatMap(age -> Stream.of(0.0, 1.0, 2.0)
                        .map(dead -> Arguments.of(law, share, ramp, age, dead))))));
    }

    /** Hub4 that gives 94 % of what is asked, and reports that are older than the telegram, made it swing by 200 to 3,000 W. */
    @ParameterizedTest(name = "{0}, ESS gives {1}, {2} W/s, reports {3} s old, dead time {4} s")
    @MethodSource("plants")
    void aConstantLoadLeavesTheGridSteady(Law law, double share, double ramp, double age, double dead) {
        play(new Plant(law, 8_000, share, ramp, dead, age, true), 1, 0, 0);
        assertThat(steepest).as("W in a second").isLessThan(5);
        assertThat(furthest).as("W from the allowed import").isLessThan(10);
    }

    @ParameterizedTest(name = "a meter of {0} s, the first telegram at {1} s")
    @CsvSource({"1, 0", "1, 0.5", "5, 0.1", "5, 4.9", "5, 2.5", "10, 0", "10, 7.3", "30, 0", "30, 13"})
    void aStepOfTheLoadSettles(double interval, double first) {
        for (Law law : Law.values()) {
            for (double share : new double[] {1, 0.94}) {
                for (double ramp : new double[] {400, 1_000}) {
                    for (double begins : new double[] {60, 63.7}) {
                        play(new Plant(law, 8_000, share, ramp, 2, 1, true), interval, first, begins);
                        String plant = law + ", " + share + ", " + ramp + " W/s, from " + begins + " s";
                        assertThat(steepest).as("W in a second, " + plant).isLessThan(5);
                        assertThat(furthest).as("W from the allowed import, " + plant).isLessThan(10);
                    }
                }
            }
        }
    }

    /** What is limited gives less, so that the charge that the battery shows rises by a point, and sags again. */
    @Test
    void aChargeThatSagsUnderLoadSwitchesNothing() {
        LimitedHouse house = new LimitedHouse(new Plant(Law.INTEGRAL, 8_000, 1, 400, 2, 1, true), STEP, 20, new Reserve(null, 30));
        double given = 0;
        int changes = 0;
        Condition before = null;
        for (int step = 0; step < 6_000; step++) {
            double shown = given > 4_500 ? 49 : given > 3_000 ? 50 : 51;
            if (step % 10 == 0) {
                house.telegram(Math.round(6_000 - given), window(), shown);
            }
            given = house.step(shown, -8_000, 8_000);
            changes += step > 300 && house.state() != before ? 1 : 0;
            before = house.state();
        }
        assertThat(changes).isZero();
        assertThat(6_000 - given).isBetween(ALLOWED - 10.0, ALLOWED + 10.0);
    }
}
