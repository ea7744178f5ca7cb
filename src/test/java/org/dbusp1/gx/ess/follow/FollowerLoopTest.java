package org.dbusp1.gx.ess.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.stream.Stream;
import org.dbusp1.gx.ess.follow.FollowedHouse.Correction;
import org.dbusp1.gx.ess.follow.FollowedHouse.Day;
import org.dbusp1.gx.ess.follow.FollowedHouse.Law;
import org.dbusp1.gx.ess.follow.FollowedHouse.Meter;
import org.dbusp1.gx.ess.follow.FollowedHouse.Reports;
import org.dbusp1.gx.ess.follow.FollowedHouse.Shown;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong reports of the inverter cost little more than telegrams without a correction. */
class FollowerLoopTest {
    /** What the correction costs at most in a year, above plain telegrams. */
    private static final double MOST_EUROS_A_YEAR = 13;
    /** The same of a meter of 5 s by Victron's law, which gains nothing there that would pay for a wrong report. */
    private static final double MOST_EUROS_WITHOUT_GAIN = 25;
    /** No hour may use up what the year's bound leaves for a day. */
    private static final double MOST_EUROS_AN_HOUR = MOST_EUROS_A_YEAR / 365;

    /** With a 10 s meter, for which the correction was made, right reports save what makes it worth while. */
    @ParameterizedTest
    @EnumSource
    void aMeterOfTenSecondsGainsByRightReportsAndLosesLittleByWrongOnes(Law law) {
        assertLittleIsLost(Meter.of(10), law);
        assertThat(FollowedHouse.play(Meter.of(10), law, Reports.RIGHT, Correction.NONE).eurosOfYear()
                - FollowedHouse.play(Meter.of(10), law, Reports.RIGHT, Correction.FOLLOWED).eurosOfYear())
                .as("euro a year that are gained").isGreaterThan(27);
    }

    /** A meter that sends more often than every 4 s is regulated as without the correction. */
    @ParameterizedTest
    @EnumSource
    void aFastMeterIsPlain(Law law) {
        assertThat(FollowedHouse.play(Meter.of(2.5), law, Reports.RIGHT, Correction.FOLLOWED).euros())
                .isEqualTo(FollowedHouse.play(Meter.of(2.5), law, Reports.RIGHT, Correction.NONE).euros());
    }

    static Stream<Arguments> otherMeters() {
        return Stream.of(Meter.of(2.5), Meter.of(5), Meter.of(20), new Meter(10, 0.5, 10, 0), new Meter(10, 1, 0, 0.3))
                .flatMap(meter -> Arrays.stream(Law.values()).map(law -> Arguments.of(meter, law)));
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("otherMeters")
    void otherMetersLoseLittleByWrongReports(Meter meter, Law law) {
        assertLittleIsLost(meter, law);
    }

    private static double rms(Meter meter, Correction correction) {
        return FollowedHouse.play(meter, Law.VICTRON_2016, Reports.RIGHT, correction).rms();
    }

    /** By Victron's law a meter of 5 s gains nothing, and slower ones hunt without a correction. */
    @ParameterizedTest
    @CsvSource({"5, 0.97, 1.03", "10, 1.1, 2", "60, 3, 10"})
    void victronsLawHuntsWithASlowMeterUnlessItIsFollowed(double interval, double least, double most) {
        assertThat(rms(Meter.of(interval), Correction.NONE) / rms(Meter.of(interval), Correction.FOLLOWED)).isBetween(least, most);
    }

    /** It hunts because it repeats a step between telegrams: with a timer longer than the interval there is nothing to correct. */
    @Test
    void victronsLawThatWaitsForTheMeterDoesNotHunt() {
        double followed = FollowedHouse.playWithTimer(12, Meter.of(10), Correction.FOLLOWED).rms();
        assertThat(FollowedHouse.playWithTimer(12, Meter.of(10), Correction.NONE).rms()).isCloseTo(followed, withinPercentage(3));
        assertThat(followed).isCloseTo(rms(Meter.of(10), Correction.FOLLOWED), withinPercentage(3));
    }

    /** Its inverters cover their own phases: with a total on L1 two of three stand still. */
    @Test
    void victronsLawBuysMoreWithATotalOnL1ThanInThirds() {
        Meter meter = new Meter(1, 0.2, 0, 0);
        double thirds = FollowedHouse.playThree(meter, Shown.THIRDS, Correction.NONE).bought();
        assertThat(FollowedHouse.playThree(meter, Shown.TOTAL_ON_L1, Correction.NONE).bought()).isGreaterThan(1.3 * thirds);
        assertThat(FollowedHouse.playThree(meter, Shown.THREE_PHASES, Correction.NONE).bought()).isGreaterThan(thirds);
    }

    private static void assertLittleIsLost(Meter meter, Law law) {
        // Three phases are played for exchanged reports, and one for all others.
        Day plainOfOne = FollowedHouse.play(meter, law, Reports.RIGHT, Correction.NONE);
        Day plainOfThree = FollowedHouse.play(meter, law, Reports.EXCHANGED, Correction.NONE);
        double most = law == Law.VICTRON_2016 && meter.interval() == 5 ? MOST_EUROS_WITHOUT_GAIN : MOST_EUROS_A_YEAR;
        for (Reports reports : Reports.values()) {
            Day plain = reports == Reports.EXCHANGED ? plainOfThree : plainOfOne;
            Day followed = FollowedHouse.play(meter, law, reports, Correction.FOLLOWED);
            assertThat(followed.eurosOfYear() - plain.eurosOfYear()).as("euro a year above plain, reports " + reports)
                    .isLessThanOrEqualTo(most);
            // An integral that gets its power each 10 s swings by itself, in hours that any move chooses: none is worse than its worst.
            double swinging = law == Law.INTEGRAL && meter.interval() >= 10 ? Arrays.stream(plain.euros()).max().orElseThrow() : 0;
            for (int hour = 0; hour < FollowedHouse.HOURS; hour++) {
                assertThat(followed.euros()[hour]).as("euro in hour " + hour + ", reports " + reports)
                        .isLessThanOrEqualTo(Math.max(plain.euros()[hour] + MOST_EUROS_AN_HOUR, swinging));
            }
        }
    }
}
