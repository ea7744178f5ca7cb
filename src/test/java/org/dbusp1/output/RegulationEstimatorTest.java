package org.dbusp1.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.dbusp1.SimulatedEss;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.LineQuality;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.PlainMessage;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Snapshot.Implausible;
import org.dbusp1.meter.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The estimate beside the truth of a simulated house, and what must not be taken for regulation. */
class RegulationEstimatorTest {
    private static final double NOISE_WATTS = 20;

    private static final MeterIdentity METER = new MeterIdentity(Dialect.DSMR5, "XMX5LGF0000000001", Optional.empty(), Optional.of("50"));
    private static final PlainMessage MESSAGE = new PlainMessage(Details.NONE);
    private static final Instant START = Instant.parse("2026-05-01T00:00:00Z");

    private final RegulationEstimator estimator = new RegulationEstimator();

    private static Snapshot snapshot(double second, double watts, double interval) {
        Values values = new Values.Builder().set(Quantity.POWER_NET, Math.round(watts) * 1_000).build();
        Reading reading = new Reading(METER, Optional.empty(), values, List.of(), MESSAGE);
        Duration spacing = Duration.ofMillis(Math.round(interval * 1_000));
        return new Snapshot(MeterKey.of("house"), reading, values, List.of(), Implausible.NOTHING, Optional.empty(),
                START.plusMillis(Math.round(second * 1_000)), spacing, spacing.multipliedBy(3), 0, LineQuality.NONE);
    }

    private void accept(double second, double watts) {
        estimator.accept(snapshot(second, watts, 1), 0);
    }

    private OptionalDouble accepted(double second, double watts, double interval) {
        estimator.accept(snapshot(second, watts, interval), 0);
        return OptionalDouble.of(watts);
    }

    private SimulatedEss day(double interval, double dead, double haste, double inverter) {
        SimulatedEss ess = new SimulatedEss(interval, dead, haste, inverter, NOISE_WATTS);
        ess.run((second, watts) -> accepted(second, watts, interval), (second, house, grid) -> { });
        return ess;
    }

    private EssVerdict.Regulation found() {
        return estimator.regulation().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"0.2, 0", "1, 0.3"})
    void theEstimateByAMeterOfEachSecondIsTheTruth(double dead, double haste) {
        SimulatedEss truth = day(1, dead, haste, SimulatedEss.INVERTER_WATTS);

        assertThat(found().steps()).isGreaterThan(100);
        assertThat(found().delayMillis() / 1_000.0).isCloseTo(truth.delay(), within(0.3));
        assertThat((double) found().overshootPercent()).isCloseTo(truth.overshoot(), within(5.0));
        assertThat(found().wattHoursADay().orElseThrow() / 1_000.0).isCloseTo(truth.lost(), within(0.03 * truth.lost()));
    }

    @Test
    void theDelayByAMeterOfTenSecondsIsTheTruthWithinHalfAnInterval() {
        SimulatedEss truth = day(10, 4, 0, SimulatedEss.INVERTER_WATTS);

        assertThat(found().delayMillis() / 1_000.0).isCloseTo(truth.delay(), within(5.0));
        assertThat(found().delayMillis() % 1_000).isZero();
        assertThat(found().wattHoursADay()).isEmpty();
    }

    @Test
    void aHouseWhoseBatteryRestsShowsNothing() {
        day(1, 1, 0, 0);

        assertThat(estimator.regulation()).isEmpty();
    }

    @Test
    void noiseIsNoStep() {
        Random random = new Random(1);
        for (int second = 0; second < 20_000; second++) {
            double burst = second % 97 == 0 ? 450 * Math.signum(random.nextDouble() - 0.5) : 0;
            accept(second, 40 * random.nextGaussian() + burst);
        }
        assertThat(estimator.regulation()).isEmpty();
    }

    @Test
    void loadsOfSomeSecondsWhoseEndIsAnsweredDoNotCount() {
        // On for 2 s; ESS answers 3 s later and has to take it back.
        double[] shape = {1_500, 1_500, 0, -1_500, -1_500, -700, 0};
        for (int second = 0; second < 6_000; second++) {
            int at = second % 60;
            accept(second, at < shape.length ? shape[at] : 0);
        }
        assertThat(estimator.regulation()).isEmpty();
    }

    /** Plays 40 s of a change, then the same in the other direction, again and again. */
    private void play(double seconds, DoubleUnaryOperator change) {
        for (int second = 0; second < seconds; second++) {
            int at = second % 40;
            accept(second, (second / 40 % 2 == 0 ? 1 : -1) * change.applyAsDouble(at));
        }
    }

    @Test
    void aLoadThatRisesSlowlyOrAnotherOneBeforeTheAnswerDoesNotCount() {
        play(2_000, at -> at < 10 ? 0 : at < 20 ? 300 * (at - 9) : 0);
        assertThat(estimator.regulation()).isEmpty();
        play(2_000, at -> at < 12 ? 0 : at < 14 ? 1_000 : at < 16 ? 2_500 : 0);
        assertThat(estimator.regulation()).isEmpty();
    }

    @Test
    void threeStepsInEachDirectionAreEnoughAndFewerAreNot() {
        DoubleUnaryOperator answered = at -> at < 12 ? 0 : at < 15 ? 1_000 : at == 15 ? -80 : 0;
        play(5 * 40 + 11, answered);
        assertThat(estimator.regulation()).isEmpty();
        play(6 * 40 + 12, answered);
        assertThat(found()).isEqualTo(new EssVerdict.Regulation(6, 3_000, 0, OptionalLong.empty()));
        assertThat(found().text()).isEqualTo("ESS answers after 3 s (median of 6 steps of load)");
    }

    @Test
    void aMeterThatSendsMeansShowsAStepInTwoTelegrams() {
        play(1_000, at -> at < 12 ? 0 : at == 12 ? 400 : at < 15 ? 1_000 : at == 15 ? 600 : at == 16 ? -200 : 0);

        assertThat(found().delayMillis()).isBetween(2_900L, 3_100L);
        assertThat(found().overshootPercent()).isEqualTo(20);
        assertThat(found().text()).contains("overshoots by 20 %");
    }

    @Test
    void whatIsOlderThanADayIsForgotten() {
        play(1_000, at -> at < 12 ? 0 : at < 15 ? 1_000 : 0);
        assertThat(found().delayMillis()).isEqualTo(3_000);
        for (int second = 1_000; second < 92_000; second += 2) {
            accept(second, 0);
        }
        assertThat(estimator.regulation()).isEmpty();
    }

    @Test
    void aPauseEndsTheStepThatWasFollowedAndAClockThatIsSetBackStartsAgain() {
        play(2_000, at -> at < 12 ? 0 : at < 15 ? 1_000 : 0);
        int steps = found().steps();
        for (int second = 2_000; second < 2_015; second++) {
            accept(second, second < 2_013 ? 0 : 1_000);
        }
        for (int second = 2_020; second < 2_040; second++) {
            accept(second, 0);
        }
        assertThat(found().steps()).isEqualTo(steps);
        play(200, at -> at < 12 ? 0 : at < 15 ? 1_000 : 0);
        assertThat(estimator.regulation()).isEmpty();
    }

    @Test
    void energyThatIsBoughtAndSoldWithinAMinuteIsCountedOnce() {
        for (int second = 0; second < 75_000; second++) {
            // 5 Wh bought, 3 Wh sold again 27 s later; and 2 Wh bought minutes later.
            int at = second % 600;
            accept(second, at >= 100 && at < 105 || at >= 400 && at < 402 ? 3_600 : at >= 130 && at < 133 ? -3_600 : 0);
        }
        // 144 times 3 Wh.
        assertThat(found().wattHoursADay().orElseThrow()).isCloseTo(432L, within(4L));
        assertThat(found().text()).endsWith("Bought and sold again within a minute, a day: 0.43 kWh");
    }
}
