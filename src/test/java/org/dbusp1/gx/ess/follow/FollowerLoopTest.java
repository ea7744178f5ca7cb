package org.dbusp1.gx.ess.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.dbusp1.gx.ess.follow.FollowedHouse.Correction;
import org.dbusp1.gx.ess.follow.FollowedHouse.Day;
import org.dbusp1.gx.ess.follow.FollowedHouse.Law;
import org.dbusp1.gx.ess.follow.FollowedHouse.Meter;
import org.dbusp1.gx.ess.follow.FollowedHouse.Reports;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong reports of the inverter cost little more than telegrams without a correction. */
class FollowerLoopTest {
    /** What the correction costs at most in a year, above plain telegrams. */
    private static final double MOST_EUROS_A_YEAR = 13;
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

    private static void assertLittleIsLost(Meter meter, Law law) {
        // Three phases are played for exchanged reports, and one for all others.
        Day plainOfOne = FollowedHouse.play(meter, law, Reports.RIGHT, Correction.NONE);
        Day plainOfThree = FollowedHouse.play(meter, law, Reports.EXCHANGED, Correction.NONE);
        for (Reports reports : Reports.values()) {
            Day plain = reports == Reports.EXCHANGED ? plainOfThree : plainOfOne;
            Day followed = FollowedHouse.play(meter, law, reports, Correction.FOLLOWED);
            assertThat(followed.eurosOfYear() - plain.eurosOfYear()).as("euro a year above plain, reports " + reports)
                    .isLessThanOrEqualTo(MOST_EUROS_A_YEAR);
            // An integral that gets its power each 10 s swings by itself, in hours that any move chooses: none is worse than its worst.
            double swinging = law == Law.INTEGRAL && meter.interval() >= 10 ? Arrays.stream(plain.euros()).max().orElseThrow() : 0;
            for (int hour = 0; hour < FollowedHouse.HOURS; hour++) {
                assertThat(followed.euros()[hour]).as("euro in hour " + hour + ", reports " + reports)
                        .isLessThanOrEqualTo(Math.max(plain.euros()[hour] + MOST_EUROS_AN_HOUR, swinging));
            }
        }
    }
}
