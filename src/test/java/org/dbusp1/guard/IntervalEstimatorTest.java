package org.dbusp1.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalEstimatorTest {
    /** The seconds of good messages of a meter whose dialect promises 10 s, * for a damaged one, and the interval that they show. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            that of the dialect until five gaps are known     | 0 1 2 3 4                                  | PT10S
            then that of the meter                            | 0 1 2 3 4 5                                | PT1S
            a pause and a lost telegram do not change it      | 0 1 2 3 4 5 7 3607                         | PT1S
            a meter that became faster is followed            | 0 10 20 30 40 50 51 52 53                  | PT1S
            the median is of size and not of order            | 0 1 10 12 20 23                            | PT3S
            the clock may start below zero                    | -10 -8 -6 -4 -2 0                          | PT2S
            the shortest gap that counts is 30 ms             | 0 0.03 0.06 0.09 0.12 0.15                 | PT0.03S
            what comes in a burst shows none                  | 0 0.009 0.018 0.027 0.036 0.045 0.054      | PT10S
            nor does it later                                 | 0 0.009 0.018 0.027 0.036 0.045 1 2 3 4 5  | PT1S
            a gap in which something was lost is none         | 0 10 20 30 40 50 * 150 * 250 * 350 * 450   | PT10S
            five gaps in five seconds prove an interval       | 0 1 2 3 4 5 25 45 65 85 105                | PT1S
            a faster one is proved later                      | 0 4 8 12 16 20 21 22 23 24 25 29 33 37 41 45 | PT1S
            gaps beside a lost telegram prove none            | 0 1 2 3 * 13 14 15 35 55 75 95 115         | PT20S
            nor do gaps beside a pause                        | 0 4 8 12 16 20 21 22 23 53 54 55 59 63 67 71 75 | PT4S
            what came undamaged counts                        | 0 10 20 30 40 50 * 150 * 250 251 252 253   | PT1S
            """)
    void theIntervalIsTheMedianOfTheLastGaps(String name, String seconds, Duration interval) {
        IntervalEstimator pace = new IntervalEstimator();
        for (String second : seconds.split(" ")) {
            if (second.equals("*")) {
                pace.telegramLost();
            } else {
                pace.good(Math.round(Double.parseDouble(second) * 1e9));
            }
        }
        assertThat(pace.interval(Duration.ofSeconds(10))).isEqualTo(interval);
    }
}
