package org.dbusp1.gx.ess.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.dbusp1.gx.ess.follow.MovingInverter.acIn;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.dbusp1.Scenario;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.gx.ess.InverterPower;
import org.dbusp1.gx.ess.PhaseWatts;
import org.dbusp1.gx.service.GxWorld;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A meter that sends each ten seconds, a house, and an inverter that moves twice a minute. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class InverterFollowerTest {
    private static final double RATING = 3_000;
    private static final int INTERVAL = 10;
    private static final double START = 1_000;

    private final InverterFollower follow = new InverterFollower();
    private final Random random = new Random(7);
    private boolean inTotal;
    private double setPoint;
    /** The inverters' parts of the power on L1 to L3; NaN for a phase without an inverter. */
    private PhaseWatts shares = new PhaseWatts(1, Double.NaN, Double.NaN);
    /** The age of a telegram. */
    private double age;
    private double second = START;
    /** The last telegram's power. */
    private double sent;

    private static double grid(double at) {
        return MovingInverter.HOUSE + acIn(at);
    }

    private void telegram() {
        sent = grid(second - age);
        telegram(new PhaseWatts(sent, Double.NaN, Double.NaN));
    }

    private void telegram(PhaseWatts powers) {
        follow.accept(new InverterFollower.Telegram("house", inTotal, powers, setPoint, nanos(), true, Finding.of(Condition.ESS_USED)));
    }

    private long nanos() {
        return (long) (second * 1e9);
    }

    private void inverter(double watts) {
        PhaseWatts before = follow.correction();
        boolean changed = follow.accept(new InverterPower("com.victronenergy.vebus.ttyS4 L1", "", true, shares.times(watts),
                PhaseWatts.ZERO, PhaseWatts.UNKNOWN, RATING, nanos()));
        assertThat(changed).isEqualTo(!follow.correction().equals(before));
    }

    /** Time passes with what the inverter reports twice a second, and a telegram each ten seconds. @param always holds at each report */
    private void runTo(double end, Runnable always) {
        while (second < end) {
            second += 0.5;
            inverter(acIn(second));
            if (second % INTERVAL == 0) {
                telegram();
            }
            always.run();
        }
    }

    private Condition state() {
        return follow.status().condition();
    }

    /** A total beside inverters on one phase or three. */
    @ParameterizedTest
    @CsvSource({"1, NaN, NaN", "NaN, 1, NaN", "0.333333, 0.333333, 0.333334", "0.7, 0.4, -0.1"})
    void aTotalIsFollowedByTheSumOfTheInverters(double l1, double l2, double l3) {
        shares = new PhaseWatts(l1, l2, l3);
        inTotal = true;
        setPoint = farBeyond();

        runTo(START + 300, () -> { });

        assertThat(state()).isEqualTo(Condition.FOLLOW_FOLLOWED);
        runTo(START + 600, () -> assertThat(sent + follow.correction().sum())
                .isCloseTo(MovingInverter.between(sent, setPoint, grid(second)), within(250.0)));

        inTotal = false;
        telegram();
        assertThat(follow.status().number("moves")).isZero();
        assertThat(follow.correction()).isEqualTo(PhaseWatts.ZERO);
    }

    /** A set point that no power of this house comes near, on its side of the telegram. */
    private double farBeyond() {
        return -100_000;
    }

    /** Each phase by itself: on L2 the reports have the wrong sign, and only L1 is corrected. */
    @Test
    void aPhaseWhoseMovesTheMeterDoesNotShowIsNotCorrected() {
        shares = new PhaseWatts(1, -0.5, Double.NaN);
        for (int telegram = 0; telegram < 40; telegram++) {
            for (int half = 0; half < 2 * INTERVAL; half++) {
                second += 0.5;
                inverter(acIn(second));
            }
            telegram(new PhaseWatts(grid(second), MovingInverter.HOUSE + 0.5 * acIn(second), Double.NaN));
        }
        setPoint = farBeyond();
        assertThat(state()).isEqualTo(Condition.FOLLOW_FOLLOWED);
        telegram(new PhaseWatts(grid(second), MovingInverter.HOUSE + 0.5 * acIn(second), Double.NaN));
        second += 1;
        inverter(acIn(second) - 600);
        assertThat(follow.correction().l1()).isLessThan(-300);
        assertThat(follow.correction().l2()).isZero();
    }

    /** The correction never crosses the set point of ESS, and never leaves the other side of the telegram. */
    @ParameterizedTest
    @CsvSource({"1000, 0, -600, 400", "1000, 0, -1500, 0", "1000, 50, -1500, 50", "1000, 0, 700, 1000", "-800, 0, 500, -300",
            "-800, 0, 1200, 0", "-800, 50, 1200, 50", "-800, 0, -500, -800"})
    void thePowerStaysBetweenTheTelegramAndTheSetPoint(double telegram, double target, double moved, double shown) {
        runTo(START + 300, () -> { });
        setPoint = target;
        inverter(100);
        telegram(new PhaseWatts(telegram, Double.NaN, Double.NaN));
        second += 1;
        inverter(100 + moved);
        assertThat(telegram + follow.correction().l1()).isEqualTo(shown);
    }

    /** A report that is two seconds older than the telegram has the right sign, and a correction that is bounded. */
    @Test
    void lateReportsNeverTakeThePowerBeyondTheSetPoint() {
        age = -2; // the telegram is newer than the reports
        runTo(START + 600, () -> { });
        assertThat(state()).isEqualTo(Condition.FOLLOW_FOLLOWED);
        runTo(START + 1_800, () -> assertThat(sent + follow.correction().l1())
                .isBetween(Math.min(0, sent) - 1e-6, Math.max(0, sent) + 1e-6));
    }

    static Stream<Scenario> scenarios() throws IOException {
        return Scenario.of(InverterFollowerTest.class);
    }

    static Stream<Scenario> slowScenarios() throws IOException {
        return Scenario.slow(InverterFollowerTest.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void followsTheInverter(Scenario scenario) throws IOException {
        GxWorld.play(scenario, Subject.FOLLOW);
    }

    /** For longer. */
    @Tag("slow")
    @ParameterizedTest(name = "{0}")
    @MethodSource("slowScenarios")
    void followsTheInverterForLong(Scenario scenario) throws IOException {
        GxWorld.play(scenario, Subject.FOLLOW);
    }

    /** The end of the telegrams ends the correction before the meter has left the bus. */
    @Test
    void withoutTelegramsThePowersAreNotCorrected() {
        runTo(START + 919, () -> { });
        assertThat(follow.correction()).isNotEqualTo(PhaseWatts.ZERO);
        follow.offline();
        assertThat(follow.correction()).isEqualTo(PhaseWatts.ZERO);
    }

    /** Whatever the inverter's data do, a power differs from the telegram's by its rating at most; wrong data end within two telegrams. */
    @Property(tries = 200)
    void neverMoreThanTheRatingAwayAndPlainAfterTwoTelegrams(
            @ForAll @Size(max = 200) List<@DoubleRange(min = -1e6, max = 1e6) Double> watts,
            @ForAll @IntRange(max = 3) int kind, @ForAll @IntRange(min = 1, max = 40) int steps) {
        runTo(START + 900, () -> { });
        for (double reported : watts) {
            second += kind == 3 ? 2.0 * steps : 0.1;
            inverter(switch (kind) {
                case 0 -> reported;
                case 1 -> random.nextBoolean() ? Double.NaN : reported;
                case 2 -> random.nextInt(steps) == 0 ? Double.POSITIVE_INFINITY : acIn(second - steps * 60);
                default -> -acIn(second);
            });
            assertThat(follow.correction().absoluteSum()).isLessThanOrEqualTo(RATING + 1e-6);
            assertThat(sent + follow.correction().l1()).isBetween(Math.min(0, sent) - 1e-6, Math.max(0, sent) + 1e-6);
            assertThat(follow.correction().knows(1)).isTrue();
        }
        second += 30;
        telegram();
        second += INTERVAL;
        telegram();
        assertThat(follow.correction()).as("the inverter is silent").isEqualTo(PhaseWatts.ZERO);
    }
}
