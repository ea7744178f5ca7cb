package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Origin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A D0 meter: such meters send every 4 s, at most 10 s. */
class IntervalTest {
    /**
     * The seconds of good messages, 7x12 for twelve more with gaps of 7 s, * for a damaged one, and the interval.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            that of the dialect until five gaps are known     | 0 1 2 3 4                                  | PT4S
            or the shortest gap if it is longer               | 0 12 20 29                                 | PT8S
            and such meters have it                           | 0 12 25                                    | PT10S
            then that of the meter                            | 0 1 2 3 4 5                                | PT1S
            a pause and a lost telegram do not change it      | 0 1 2 3 4 5 7 3607                         | PT1S
            a meter that became faster is followed            | 0 10 20 30 40 50 51 52 53                  | PT1S
            the median is of size and not of order            | 0 1 3 7 8 10                               | PT2S
            the clock may start below zero                    | -10 -8 -6 -4 -2 0                          | PT2S
            the shortest gap that counts is 0.4 s             | 0 0.4 0.8 1.2 1.6 2.0                      | PT0.4S
            what comes in a burst shows none                  | 0 0.05 0.1 0.15 0.2 0.25 0.3 0.35          | PT4S
            nor does it later                                 | 0 0.05 0.1 0.15 1 2 3 4 5                  | PT1S
            a gap in which something was lost is none         | 0 4 8 12 16 20 * 150 * 250 * 350 * 450     | PT4S
            five gaps go on after a damaged message           | 0 1 2 3 * 13 14 15                         | PT1S
            also if each fifth message is damaged             | 0 1x3 * 1x4 * 1x4                          | PT1S
            a faster one is proved later                      | 0 4x5 1x5 4x5                              | PT1S
            a meter is no clock: the slowest within a fifth   | 0 10.02x5                                  | PT10S
            but not more than a fifth                         | 0 12.1x11                                  | PT10S
            nor does it become slower by a fifth              | 0 8x5 9.5x11                               | PT8S
            a slower one than such meters have is none        | 0 40x5                                     | PT10S
            but six gaps over three minutes prove it          | 0 40x6                                     | PT40S
            not six over less                                 | 0 1x5 25x7                                 | PT1S
            as many as last three minutes                     | 0 1x5 25x8                                 | PT25S
            or twelve                                         | 0 12.1x12                                  | PT12.1S
            also one that is slower than before               | 0 1x5 7x12                                 | PT7S
            equal is within a fifth                           | 0 1x5 7x6 8.3x6                            | PT8.3S
            and not more                                      | 0 1x5 7x6 8.5x6                            | PT1S
            without a damaged message between them            | 0 1x5 7x6 * 7x12                           | PT1S
            of which a line may let one of eight through      | 0 1x5 7x5 * 7x5 * 7x5 * 7x5 * 7x5 * 7x5    | PT1S
            at most a minute                                  | 0 1x5 61x12                                | PT1M
            of which even three are too short here            | 0 1x5 181x30                               | PT1S
            """)
    void theIntervalIsTheMedianOfTheLastGaps(String name, String seconds, Duration expected) {
        assertThat(Duration.ofMillis(Math.round(played(seconds).now().toNanos() / 1e6))).isEqualTo(expected);
    }

    private Interval played(String seconds) {
        Interval interval = new Interval(null, Origin.LINE);
        double now = 0;
        for (String part : seconds.split(" ")) {
            if (part.equals("*")) {
                interval.breakGap();
                continue;
            }
            String[] gaps = part.split("x");
            for (int i = 0; i < (gaps.length == 1 ? 1 : Integer.parseInt(gaps[1])); i++) {
                now = Double.parseDouble(gaps[0]) + (gaps.length == 1 ? 0 : now);
                interval.good(Dialect.D0, Math.round(now * 1e9));
            }
        }
        return interval;
    }
}
