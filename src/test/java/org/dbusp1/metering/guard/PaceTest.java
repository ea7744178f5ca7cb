package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
    private static final Duration USUAL = Duration.ofSeconds(10);
    private static final Duration SLOWEST = Duration.ofSeconds(30);

    /**
     * The seconds of good messages, 7x12 for twelve more with gaps of 7 s, stored for one with a gap of 2 s that a bridge stored,
     * * for a damaged one, and the interval of a meter whose dialect promises 10 s, and 30 s at most.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            that of the dialect until five gaps are known     | 0 1 2 3 4                                  | PT10S
            or the shortest gap if it is longer               | 0 12 25 36                                 | PT11S
            then that of the meter                            | 0 1 2 3 4 5                                | PT1S
            a pause and a lost telegram do not change it      | 0 1 2 3 4 5 7 3607                         | PT1S
            a meter that became faster is followed            | 0 10 20 30 40 50 51 52 53                  | PT1S
            the median is of size and not of order            | 0 1 10 12 20 23                            | PT3S
            the clock may start below zero                    | -10 -8 -6 -4 -2 0                          | PT2S
            the shortest gap that counts is 30 ms             | 0 0.03 0.06 0.09 0.12 0.15                 | PT0.03S
            what comes in a burst shows none                  | 0 0.009 0.018 0.027 0.036 0.045 0.054      | PT10S
            nor does it later                                 | 0 0.009 0.018 0.027 0.036 0.045 1 2 3 4 5  | PT1S
            a gap in which something was lost is none         | 0 10 20 30 40 50 * 150 * 250 * 350 * 450   | PT10S
            five gaps in five seconds prove an interval       | 0 1x5 20x11                                | PT1S
            a faster one is proved later                      | 0 4x5 1x5 4x5                              | PT1S
            gaps beside a lost telegram prove none            | 0 1 2 3 * 13 14 15 35 55 75 95 115         | PT20S
            nor do gaps beside a pause                        | 0 4x5 1x3 30x1 1x2 4x5                     | PT4S
            what came undamaged counts                        | 0 10 20 30 40 50 * 150 * 250 251 252 253   | PT1S
            a slower one than the dialect's is none           | 0 40x11                                    | PT30S
            but twelve gaps that are equal prove it           | 0 40x12                                    | PT40S
            also one that is slower than before               | 0 1x5 7x12                                 | PT7S
            equal is within a fifth                           | 0 1x5 7x6 8.3x6                            | PT8.3S
            and not more                                      | 0 1x5 7x6 8.5x6                            | PT1S
            without a loss between them                       | 0 1x5 7x6 * 7x12                           | PT1S
            at most a minute                                  | 0 1x5 61x12                                | PT1M
            of which even three are too short here            | 0 1x5 181x30                               | PT1S
            """)
    void theIntervalIsTheMedianOfTheLastGaps(String name, String seconds, Duration interval) {
        assertThat(Duration.ofMillis(Math.round(pace(seconds).interval(USUAL, SLOWEST, null).toNanos() / 1e6))).isEqualTo(interval);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            four gaps prove nothing                           | 0 10x4                                     |
            five prove the longest of them                    | 0 10x4 11x1                                | PT11S
            a meter is no clock: the slowest within a fifth   | 0 30.02x5                                  | PT30S
            of gaps that are not equal                        | 0 30.02x1 29.9x1 24x1 30.05x1 30x1         | PT30S
            but not more than a fifth                         | 0 36.1x11                                  |
            nor does it become slower by a fifth              | 0 10x5 11.9x30                             | PT10S
            the gap before a stored message is left out       | 0 10x3 stored 10x2                         | PT10S
            and counts as no gap                              | 0 10x3 stored 10x1                         |
            """)
    void gapsProveAnInterval(String name, String seconds, Duration proved) {
        assertThat(pace(seconds).proved()).isEqualTo(proved);
    }

    private static Pace pace(String seconds) {
        Pace pace = new Pace();
        double now = 0;
        for (String part : seconds.split(" ")) {
            if (part.equals("*")) {
                pace.breakGap();
                continue;
            }
            if (part.equals("stored")) {
                now += 2;
                pace.stored(Math.round(now * 1e9));
                continue;
            }
            String[] gaps = part.split("x");
            for (int i = 0; i < (gaps.length == 1 ? 1 : Integer.parseInt(gaps[1])); i++) {
                now = Double.parseDouble(gaps[0]) + (gaps.length == 1 ? 0 : now);
                pace.good(Math.round(now * 1e9));
                pace.prove(SLOWEST);
            }
        }
        return pace;
    }
}
