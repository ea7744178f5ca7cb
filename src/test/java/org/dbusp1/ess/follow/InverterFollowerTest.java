package org.dbusp1.ess.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.dbusp1.ess.InverterPower;
import org.dbusp1.ess.PhaseWatts;
import org.dbusp1.output.MapMemory;
import org.dbusp1.problem.Condition;
import org.dbusp1.state.FileStateStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A meter that sends each ten seconds, a house, and an inverter that moves twice a minute. */
class InverterFollowerTest {
    private static final double RATING = 3_000;
    private static final double HOUSE = 400;
    private static final int INTERVAL = 10;

    private final MapMemory memory = new MapMemory();
    private InverterFollower follow = new InverterFollower(memory);
    private final Random random = new Random(7);
    private String services = "com.victronenergy.vebus.ttyS4 L1";
    private String meter = "house";
    private boolean on = true;
    private boolean regulating = true;
    private boolean onGrid = true;
    /** The part of the inverters' power that is reported, the age of a telegram, and the time whose mean it is. */
    private double seen = 1;
    private double age = 1;
    private double mean;
    private int interval = INTERVAL;
    private double second = 1_000;
    /** What PV inverters on the grid report, which no telegram shows. */
    private boolean pv;
    /** What the house takes at most on a phase without an inverter; 0 where the meter has no such phase. */
    private double otherPhase;

    /** Each of its levels holds for 27 s, so that some moves end, and some begin, between two telegrams. */
    private static double acIn(double second) {
        long step = (long) Math.floor(second / 27);
        double level = 1_500 * Math.sin(step * 1.7);
        double before = 1_500 * Math.sin((step - 1) * 1.7);
        return before + (level - before) * Math.min(1, (second - step * 27) / 4);
    }

    private double grid(double at) {
        double sum = 0;
        int parts = mean > 0 ? 100 : 1;
        for (int i = 0; i < parts; i++) {
            sum += HOUSE + acIn(at - mean * i / parts);
        }
        return sum / parts;
    }

    private void telegram() {
        follow.accept(new InverterFollower.Telegram(meter, new PhaseWatts(grid(second - age),
                otherPhase == 0 ? Double.NaN : otherPhase * random.nextDouble(), Double.NaN), nanos(), on, regulating));
    }

    private long nanos() {
        return (long) (second * 1e9);
    }

    private void inverter(double watts) {
        follow.accept(new InverterPower(services, "", onGrid, new PhaseWatts(watts, Double.NaN, Double.NaN),
                pv ? new PhaseWatts(1_000 + 700 * Math.sin(Math.floor((second + 5) / 10)), 0, 0) : PhaseWatts.ZERO,
                PhaseWatts.UNKNOWN, RATING, nanos()));
    }

    /** Time passes with what the inverter reports twice a second, and a telegram each ten seconds. */
    private void run(int seconds) {
        for (int half = 0; half < 2 * seconds; half++) {
            second += 0.5;
            inverter(seen * acIn(second));
            if (second % interval == 0) {
                telegram();
            }
        }
    }

    private Condition state() {
        return follow.status().orElseThrow().state();
    }

    @Test
    void afterSomeMovesThePowerFollowsTheInverter() {
        run(120);
        assertThat(state()).isEqualTo(Condition.FOLLOW_WATCHING);
        assertThat(follow.correction()).isEqualTo(PhaseWatts.ZERO);
        run(780);
        assertThat(state()).isEqualTo(Condition.FOLLOW_ACTING);
        assertThat(follow.status().orElseThrow().ageMillis().orElseThrow()).isBetween(0L, 1_000L);
        assertThat(follow.status().orElseThrow().gains().get(0).orElseThrow()).isBetween(95L, 105L);
        double telegram = grid(second - age);
        for (int half = 0; half < 18; half++) {
            second += 0.5;
            inverter(acIn(second));
            assertThat(telegram + follow.correction().l1()).isCloseTo(HOUSE + acIn(second), within(250.0));
        }
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,0", "2.5,0", "4,0", "6,0", "0.5,10"})
    void theAgeIsFoundAndTakenASmallerOne(double trueAge, double trueMean) {
        age = trueAge;
        mean = trueMean;
        run(1_800);
        assertThat(state()).isEqualTo(Condition.FOLLOW_ACTING);
        double used = follow.status().orElseThrow().ageMillis().orElseThrow() / 1_000.0;
        double whole = trueAge + trueMean / 2;
        assertThat(used).isLessThanOrEqualTo(whole + 0.01).isGreaterThanOrEqualTo(whole - 1.01);
    }

    /** Of ten telegrams three are lost, so that each gap has one, two or three intervals. */
    @Test
    void lostTelegramsForgetNoMoves() {
        run(900);
        for (int telegrams = 0; telegrams < 300; telegrams++) {
            for (int half = 0; half < 2 * INTERVAL; half++) {
                second += 0.5;
                inverter(acIn(second));
            }
            if (random.nextInt(10) >= 3) {
                telegram();
                assertThat(follow.status().orElseThrow().moves()).isEqualTo(FollowProof.ENOUGH);
            }
        }
        assertThat(state()).isEqualTo(Condition.FOLLOW_ACTING);
    }

    /** As a line does that was noisy for a while. */
    @Test
    void aMeterThatSendsMoreOftenAndLaterIsProvedAgain() {
        age = 8;
        interval = 20;
        run(3_600);
        assertThat(state()).isEqualTo(Condition.FOLLOW_ACTING);
        age = 1;
        interval = 5;
        run(1_800);
        assertThat(state()).isEqualTo(Condition.FOLLOW_ACTING);
    }

    @ParameterizedTest
    @CsvSource({"-1", "0.5", "0"})
    void anInverterThatTheTelegramsDoNotShowIsNotFollowed(double reported) {
        seen = reported;
        run(1_800);
        assertThat(state()).isIn(Condition.FOLLOW_NOT_FOLLOWED, Condition.FOLLOW_WATCHING);
        assertThat(follow.correction()).isEqualTo(PhaseWatts.ZERO);
    }

    /**
     * ESS follows the telegrams and hunts, and a hob switches every few seconds: half a period before, or at another age, the inverter's
     * moves look as if they had the right sign.
     */
    @ParameterizedTest
    @CsvSource({"10, 0.5", "10, 1", "5, 1", "5, 3"})
    void aWrongSignIsNeverFollowedInALoop(int pace, double old) {
        Deque<Double> commands = new ArrayDeque<>(List.of(0.0, 0.0, 0.0));
        Deque<Double> grids = new ArrayDeque<>();
        double setPoint = 0;
        double given = 0;
        double seenByEss = 0;
        for (int half = 0; half < 2 * 4 * 3_600; half++) {
            second += 0.5;
            commands.addLast(setPoint);
            given += Math.max(-200, Math.min(200, commands.removeFirst() - given));
            double house = 300 + (second % 3_600 < 1_500 ? 900 : 0) + (second % 7_200 < 1_800 && second % 8 < 3.4 ? 1_800 : 0)
                    + 15 * random.nextGaussian();
            grids.addFirst(house - given);
            inverter(given);
            if (second % pace == 0) {
                seenByEss = grids.stream().skip((long) (2 * old)).findFirst().orElse(0.0);
                PhaseWatts powers = new PhaseWatts(seenByEss, Double.NaN, Double.NaN);
                follow.accept(new InverterFollower.Telegram(meter, powers, nanos(), on, true));
                assertThat(state()).isNotEqualTo(Condition.FOLLOW_ACTING);
            }
            setPoint = Math.max(-RATING, Math.min(RATING, setPoint + 0.15 * seenByEss));
        }
    }

    /** A meter, and what is wrong: the part of the telegrams that is lost, and of the inverter's power that is seen. */
    @ParameterizedTest
    @CsvSource({"10, 0, 1, false", "10, 0.3, 1, false", "10, 0, 1, true", "10, 0, 0.5, false", "20, 0, 1, false"})
    void noHourIsMuchWorseThanPlainWithAHobAndWithFaults(int pace, double lost, double part, boolean frozen) {
        double[] plain = errors(pace, lost, part, frozen, false);
        double[] followed = errors(pace, lost, part, frozen, true);
        for (int hour = 0; hour < plain.length; hour++) {
            assertThat(Math.sqrt(followed[hour] / plain[hour])).as("hour %d", hour).isLessThanOrEqualTo(1.05);
        }
        assertThat(Arrays.stream(followed).sum() < Arrays.stream(plain).sum()).as("all is better").isEqualTo(part == 1);
    }

    /**
     * ESS moves half of the way to the house's power every 2.5 s. A hob switches every few seconds in every other hour, and in one of two
     * hours the reports may be frozen. Returns the sum of the squares of the grid's error for each of twelve hours.
     */
    private double[] errors(int pace, double lost, double part, boolean frozen, boolean corrected) {
        Random chance = new Random(11);
        InverterFollower follower = new InverterFollower(new MapMemory());
        Deque<Double> commands = new ArrayDeque<>(List.of(0.0, 0.0));
        Deque<Double> grids = new ArrayDeque<>(List.of(0.0, 0.0));
        double[] errors = new double[12];
        double setPoint = 0;
        double given = 0;
        double last = 0;
        double reported = 0;
        for (int half = 1; half <= 2 * 3_600 * errors.length; half++) {
            double now = 1_000 + half / 2.0;
            int hour = (half - 1) / 7_200;
            commands.addLast(setPoint);
            given += Math.max(-200, Math.min(200, 0.956 * commands.removeFirst() - given));
            double house = 300 + (now % 3_600 < 1_500 ? 900 : 0) + (hour % 2 == 1 && now % 8 < 3.4 ? 1_800 : 0)
                    + (now % 1_700 < 150 ? 2_000 : 0) + 15 * chance.nextGaussian();
            errors[hour] += (house - given) * (house - given);
            grids.addLast(house - given);
            double measured = grids.removeFirst();
            reported = frozen && hour % 4 > 1 ? reported : -part * given;
            follower.accept(new InverterPower(services, "", true, new PhaseWatts(reported, Double.NaN, Double.NaN), PhaseWatts.ZERO,
                    PhaseWatts.UNKNOWN, RATING, (long) (now * 1e9)));
            if (now % pace == 0 && chance.nextDouble() >= lost) {
                last = measured;
                follower.accept(new InverterFollower.Telegram(meter, new PhaseWatts(last, Double.NaN, Double.NaN), (long) (now * 1e9),
                        corrected, true));
            }
            if (half % 5 == 0) {
                double target = last + follower.correction().l1() + given;
                setPoint = Math.max(-RATING, Math.min(RATING, setPoint + 0.5 * (target - setPoint)));
            }
        }
        return errors;
    }

    /** The other phases of the house are no error of the inverter's. */
    @Test
    void aPhaseWithoutInverterDoesNotCountAgainstThePlainTelegrams() {
        run(900);
        long plain = follow.status().orElseThrow().missedByPlainWatts().orElseThrow();
        otherPhase = 5_000;
        run(900);
        assertThat(state()).isEqualTo(Condition.FOLLOW_ACTING);
        assertThat(follow.status().orElseThrow().missedByPlainWatts().orElseThrow()).isBetween(plain / 2, plain * 2);
    }

    @ParameterizedTest
    @CsvSource({"-1", "0.5"})
    void whatChangesLaterEndsItAndLeavesTheTelegramAsItIs(double reported) {
        run(900);
        assertThat(state()).isEqualTo(Condition.FOLLOW_ACTING);
        seen = reported;
        run(900);
        assertThat(state()).isIn(Condition.FOLLOW_NOT_FOLLOWED, Condition.FOLLOW_RESTING);
        assertThat(follow.correction()).isEqualTo(PhaseWatts.ZERO);
    }

    @Test
    void whatIsProvedIsRememberedForTheMeterAndTheInverters() {
        run(900);
        follow = new InverterFollower(memory);
        run(70);
        assertThat(state()).isEqualTo(Condition.FOLLOW_ACTING);
        services = "com.victronenergy.vebus.ttyS5 L1";
        run(30);
        assertThat(state()).isEqualTo(Condition.FOLLOW_WATCHING);
        follow = new InverterFollower(memory);
        run(70);
        assertThat(state()).isEqualTo(Condition.FOLLOW_WATCHING);
    }

    @ParameterizedTest
    @CsvSource({"-1", "0.5"})
    void whatWasRefutedIsNotUsedAfterARestartNorWhenTheInvertersReturn(double reported) {
        run(900);
        seen = reported;
        run(900);
        follow = new InverterFollower(memory);
        run(70);
        assertThat(state()).isEqualTo(Condition.FOLLOW_WATCHING);
        services = "com.victronenergy.vebus.ttyS4 L1 L2";
        run(10);
        services = "com.victronenergy.vebus.ttyS4 L1";
        run(30);
        assertThat(state()).isEqualTo(Condition.FOLLOW_WATCHING);
    }

    @Test
    void theHoursRestOutlastsInvertersThatAreGoneForAMoment() {
        run(900);
        seen = -1;
        while (state() != Condition.FOLLOW_RESTING) {
            run(INTERVAL);
        }
        String known = services;
        services = "com.victronenergy.vebus.ttyS4 L1 L2";
        run(10);
        services = known;
        run(30);
        assertThat(state()).isEqualTo(Condition.FOLLOW_RESTING);
        run(3_600);
        assertThat(state()).isNotEqualTo(Condition.FOLLOW_RESTING);
    }

    @Test
    void thatTelegramsDoNotShowThePvInvertersIsRememberedWithTheProof() {
        pv = true;
        run(3_600);
        assertThat(state()).isEqualTo(Condition.FOLLOW_ACTING);
        follow = new InverterFollower(memory);
        run(70);
        assertThat(state()).isEqualTo(Condition.FOLLOW_ACTING);
        double telegram = grid(second - age);
        for (int half = 0; half < 18; half++) {
            second += 0.5;
            inverter(acIn(second));
            assertThat(telegram + follow.correction().l1()).isCloseTo(HOUSE + acIn(second), within(250.0));
        }
    }

    /** At a change of the inverters the samples of before, without the PV inverters' power, are no base for those with it. */
    @Test
    void samplesWithAndWithoutPvInvertersAreNotMixed() {
        run(900);
        pv = true;
        run(3_600);
        assertThat(state()).isEqualTo(Condition.FOLLOW_ACTING);
        meter = "house L2,L3,L1";
        memory.kept.put(meter + " " + services, "500 1");
        telegram();
        second += 0.5;
        inverter(acIn(second));
        assertThat(follow.correction()).isEqualTo(PhaseWatts.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "500", "500 0", "500 4", "x 1", "500 0 1", "500 1 2", "99999999999999999999 1"})
    void aDamagedFactIsNotUsed(String fact, @TempDir Path directory) {
        FileStateStore file = new FileStateStore(directory.resolve("facts"), "facts");
        file.remember("house " + services, fact);
        follow = new InverterFollower(file);
        run(70);
        assertThat(state()).isEqualTo(Condition.FOLLOW_WATCHING);
        run(900);
        assertThat(state()).isEqualTo(Condition.FOLLOW_ACTING);
    }

    /** A telegram with a power that is withheld, or a short list, tells what the inverters did only in part. */
    @Test
    void aTelegramWithoutAllPowersIsPlainUntilTheNextOne() {
        run(900);
        follow.accept(new InverterFollower.Telegram(meter, PhaseWatts.UNKNOWN, nanos(), on, regulating));
        second += 1;
        inverter(2_000);
        assertThat(follow.correction()).isEqualTo(PhaseWatts.ZERO);
        second += 9;
        inverter(acIn(second));
        telegram();
        assertThat(state()).isEqualTo(Condition.FOLLOW_ACTING);
    }

    @Test
    void anInverterThatFailsLeavesTheLastCorrectionUntilTheNextTelegram() {
        run(900);
        second += 9;
        inverter(acIn(second));
        PhaseWatts last = follow.correction();
        onGrid = false;
        inverter(-1_500);
        assertThat(follow.correction()).isEqualTo(last);
        second += 1;
        telegram();
        assertThat(follow.correction()).isEqualTo(PhaseWatts.ZERO);
        assertThat(state()).isEqualTo(Condition.FOLLOW_NOT_ON_GRID);
        onGrid = true;
        run(20);
        assertThat(state()).isEqualTo(Condition.FOLLOW_ACTING);
    }

    @Test
    void aSilentInverterAndALostTelegramChangeNothingBetweenTelegrams() {
        run(900);
        double telegram = grid(second - age);
        for (int half = 0; half < 39; half++) {
            second += 0.5;
            inverter(acIn(second));
        }
        assertThat(telegram + follow.correction().l1()).as("after a lost telegram").isCloseTo(HOUSE + acIn(second), within(250.0));
        PhaseWatts last = follow.correction();
        second += 9;
        assertThat(follow.correction()).isEqualTo(last);
        telegram();
        assertThat(state()).isEqualTo(Condition.FOLLOW_NO_INVERTER);
        assertThat(follow.correction()).isEqualTo(PhaseWatts.ZERO);
    }

    @Test
    void aPvInverterThatOwesAnAnswerIsNotGuessed() {
        run(900);
        PhaseWatts last = follow.correction();
        PhaseWatts moved = new PhaseWatts(acIn(second) + 1_000, Double.NaN, Double.NaN);
        for (int half = 0; half < 20; half++) {
            second += 0.5;
            assertThat(follow.accept(new InverterPower(services, "", onGrid, moved, PhaseWatts.UNKNOWN, PhaseWatts.UNKNOWN, RATING,
                    nanos()))).isFalse();
        }
        assertThat(follow.correction()).isEqualTo(last);
        telegram();
        assertThat(state()).isEqualTo(Condition.FOLLOW_NO_INVERTER);
        assertThat(follow.correction()).isEqualTo(PhaseWatts.ZERO);
    }

    @Test
    void itEndsWithTheOwnersSwitchWithTheRegulationAndWithTheMeter() {
        run(900);
        follow.offline();
        assertThat(follow.correction()).isEqualTo(PhaseWatts.ZERO);
        run(70);
        assertThat(state()).isEqualTo(Condition.FOLLOW_ACTING);
        regulating = false;
        run(10);
        assertThat(state()).isEqualTo(Condition.FOLLOW_NOT_REGULATING);
        assertThat(follow.correction()).isEqualTo(PhaseWatts.ZERO);
        regulating = true;
        on = false;
        run(10);
        assertThat(state()).isEqualTo(Condition.FOLLOW_OFF);
        assertThat(follow.correction()).isEqualTo(PhaseWatts.ZERO);
        assertThat(follow.status()).as("it can be switched on").isPresent();
    }

    /** Whatever the inverter's data do, a power differs from the telegram's by its rating at most; wrong data end within two telegrams. */
    @Property(tries = 200)
    void neverMoreThanTheRatingAwayAndPlainAfterTwoTelegrams(
            @ForAll @Size(max = 200) List<@DoubleRange(min = -1e6, max = 1e6) Double> watts,
            @ForAll @IntRange(max = 3) int kind, @ForAll @IntRange(min = 1, max = 40) int steps) {
        run(900);
        for (double reported : watts) {
            second += kind == 3 ? 2.0 * steps : 0.1;
            inverter(switch (kind) {
                case 0 -> reported;
                case 1 -> random.nextBoolean() ? Double.NaN : reported;
                case 2 -> random.nextInt(steps) == 0 ? Double.POSITIVE_INFINITY : acIn(second - steps * 60);
                default -> -acIn(second);
            });
            assertThat(follow.correction().amount()).isLessThanOrEqualTo(RATING + 1e-6);
            assertThat(follow.correction().knows(1)).isTrue();
        }
        second += 30;
        telegram();
        second += INTERVAL;
        telegram();
        assertThat(follow.correction()).as("the inverter is silent").isEqualTo(PhaseWatts.ZERO);
    }
}
