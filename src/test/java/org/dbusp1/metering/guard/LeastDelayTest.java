package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.metering.guard.LeastDelay.Age;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a delay is believed that is longer than the one before. */
class LeastDelayTest {
    private static final long CLOCK = 1_772_366_407;
    private static final Pattern STEP = Pattern.compile("(\\d+)(?: (\\d+)(?:([-+][.\\d]+)%)?(?: -(\\d+))?(?: ([=!]))?)?");

    /** A meter and its line. */
    private static final class Line {
        private double interval;
        private @Nullable LeastDelay delay;

        Line(double interval) {
            this.interval = interval;
        }

        Age accept(double shown, double arrival) {
            long clock = CLOCK + (long) Math.floor(shown);
            if (delay == null) {
                delay = new LeastDelay(clock, Math.round(arrival * 1e9));
                return Age.LIVE;
            }
            return delay.accept(clock, Math.round(arrival * 1e9), interval);
        }

        boolean isLive(double shown, double arrival) {
            Age age = accept(shown, arrival);
            return age == Age.LIVE || age == Age.LIVE_FROM_NOW_ON;
        }
    }

    /**
     * A message a second. "10 30 =": from minute 10 until that of the next step the delay is 30 s, and all are live; !: none is. "20+1%"
     * is a delay of 20 s that rises by a hundredth of the time, -30 a clock that was set back by 30 s.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            what falls is live at once                          | 0 30 =, 10 0 =, 20
            a clock that is set back is believed after a minute | 0 0 =, 10 0 -30 !, 11 0 -30 =, 20
            also by six seconds                                 | 0 0 =, 10 0 -6 !, 11 0 -6 =, 20
            and twice in twenty minutes                         | 0 0 =, 10 0 -30 !, 11 0 -30 =, 20 0 -60 !, 21 0 -60 =, 80
            and lost three times                                | 0 0 =, 10 0 -99999999 !, 11 0 -99999999 =, 20 0 =, 30 0 -99999999 !, \
                                                                  31 0 -99999999 =, 40 0 -999999999 !, 41 0 -999999999 =, 80
            by three seconds, again and again                   | 0 0 =, 10 0 -3, 11 0 -3 =, 20 0 -6, 21 0 -6 =, 30 0 -9, 31 0 -9 =, 40
            a line that stalls is believed after a minute       | 0 0 =, 10 30 !, 11 30 =, 20
            also by six seconds more                            | 0 0 =, 10 6 !, 11 6 =, 20
            the second time after an hour                       | 0 0 =, 10 30 !, 11 30 =, 20 60 !, 80 60 =, 90
            from then on after a day                            | 0 0 =, 10 30 !, 11 30 =, 20 60 !, 80 60 =, 90 90 !, 1530 90 =, 1540 120 !, \
                                                                  2980 120 =, 2990
            when it is as prompt as before it is the first time | 0 0 =, 10 30 !, 11 30 =, 20 60 !, 80 60 =, 90 0 =, 100 30 !, 101 30 =, 110
            also after a clock was set                          | 0 0 =, 10 30 !, 11 30 =, 20 30 -30 !, 21 30 -30 =, 30 0 -30 =, 40 30 -30 !, \
                                                                  41 30 -30 =, 50
            a clock that is set meanwhile is believed           | 0 0 =, 10 30 !, 11 30 =, 20 60 !, 30 60 -30 !, 31 60 -30 =, 40
            a stall while another one waits is not believed     | 0 0 =, 10 30 !, 11 30 =, 20 60 !, 30 90 !, 3000
            but the first one is                                | 0 0 =, 10 30 !, 11 30 =, 20 60 !, 30 90 !, 90 60, 92 60 =, 95
            what makes up for its delay is old until it has     | 0 0 =, 10 40-10% !, 15 10-10%, 16 4 =, 20
            what creeps is old, also when it stands             | 0 0 =, 10 0+1% =, 18 5+1%, 20 6+1% !, 50 25 !, 3000 0, 3001 0 =, 3010
            and when a clock is set then                        | 0 0 =, 10 0+1% =, 18 5+1%, 20 6+1% !, 50 25 -3600 !, 3000
            and after a clock was set                           | 0 0 =, 10 0 -60 !, 11 0 -60 =, 80 0+3% -60, 84 7+3% -60 !, 140
            a clock may be slow                                 | 0 0+0.09% =, 600
            """)
    void isBelievedWhereNoLineFallsBehind(String name, String text) {
        Line line = new Line(1);
        double arrival = 0;
        String[] steps = text.split(", +");
        for (int i = 0; i < steps.length - 1; i++) {
            Matcher step = matched(steps[i]);
            int from = 60 * Integer.parseInt(step.group(1));
            double slope = step.group(3) == null ? 0 : Double.parseDouble(step.group(3)) / 100;
            long setBack = step.group(4) == null ? 0 : Long.parseLong(step.group(4));
            for (int second = from; second < 60 * Integer.parseInt(matched(steps[i + 1]).group(1)); second++) {
                arrival = Math.max(arrival + 0.01, second + Integer.parseInt(step.group(2)) + slope * (second - from));
                boolean isLive = line.isLive(second - setBack, arrival);
                assertThat(step.group(5) == null ? "=!" : step.group(5)).as("second %d in %s", second, text).contains(isLive ? "=" : "!");
            }
        }
    }

    private static Matcher matched(String step) {
        Matcher matcher = STEP.matcher(step);
        assertThat(matcher.matches()).as(step).isTrue();
        return matcher;
    }

    /** The jitter of a bridge, 4 s, takes most of what is allowed. */
    @Test
    void aClockMayBeSlowBesideJitter() {
        Line line = new Line(1);
        Random random = new Random(1);
        double arrival = 0;
        for (int second = 0; second < 21_600; second++) {
            arrival = Math.max(arrival + 0.01, second + 4 * random.nextDouble());
            assertThat(line.isLive(second * 0.9991, arrival)).as("second %d", second).isTrue();
        }
    }

    /** As a clock that begins anew after a power cut and is not set: the values are those of now. */
    @Test
    void aClockThatStandsAfterAJumpIsBelievedAfterAMinute() {
        Line line = new Line(1);
        for (int second = 0; second < 1_000; second++) {
            boolean hasJumped = second >= 100;
            assertThat(line.isLive(hasJumped ? -500_000_000 : second, second)).as("second %d", second)
                    .isEqualTo(!hasJumped || second >= 160);
        }
    }

    /** While it stands messages come, so the line has not stalled: also the second time it is a minute. */
    @Test
    void aClockThatHasStoodIsBelievedAfterAMinute() {
        Line line = new Line(1);
        for (int second = 0; second < 2_000; second++) {
            int shown = second < 1_000 ? Math.min(second, Math.max(100, second - 60)) : Math.max(940, second - 120);
            boolean isLive = second <= 160 || second > 220 && second <= 1_060 || second > 1_120;
            assertThat(line.isLive(shown, second)).as("second %d", second).isEqualTo(isLive);
        }
    }

    /** The clock of a meter of 10 s is set back by 10 s: it shows a second twice, and is never late enough to be doubted. */
    @Test
    void aClockOfASlowMeterThatIsSetBackByAnIntervalIsBelieved() {
        Line line = new Line(10);
        Random random = new Random(1);
        for (int second = 0; second < 10_800; second += 10) {
            int set = second < 3_600 ? 0 : second < 4_800 ? 10 : 20;
            assertThat(line.isLive(second - set, second + 4 * random.nextDouble())).as("second %d", second).isTrue();
        }
    }

    /** Beside jitter some messages are late by that, and some are not. */
    @Test
    void aClockThatIsSetBackByWhatIsAllowedIsBelievedAfterAMinute() {
        Line line = new Line(1);
        Random random = new Random(1);
        double arrival = 0;
        for (int second = 0; second < 10_800; second++) {
            arrival = Math.max(arrival + 0.01, second + random.nextDouble());
            boolean isLive = line.isLive(second < 3_600 ? second : second - 5, arrival);
            assertThat(isLive || second >= 3_600 && second < 3_661).as("second %d", second).isTrue();
        }
    }

    /** A meter of 2 s, of those that usually send each 10 s: its line stalls while 15 s are allowed. */
    @Test
    void aLineThatStallsBeforeTheIntervalIsKnownIsBelievedAfterAMinute() {
        Line line = new Line(10);
        for (int second = 0; second < 1_000; second += 2) {
            line.interval = second < 20 ? 10 : 2;
            assertThat(line.isLive(second, second < 4 ? second : second + 8)).as("second %d", second)
                    .isEqualTo(second < 20 || second >= 80);
        }
    }

    /** A meter of 10 s: each step alone is less than what is allowed. */
    @Test
    void aLineThatFallsBehindBySmallStepsIsOld() {
        assertThat(oldest(new Line(10), 10, second -> second, second -> 6 * Math.floor(second / 1_200))).isEqualTo(12);
    }

    /** A clock that moves each 10 s stands always; and of a meter that sends twice a second a line interrupts some seconds. */
    @ParameterizedTest
    @ValueSource(ints = {1_200, 1_201, 1_202, 1_203, 1_204})
    void aLineThatStallsIsNoClockThatWasSet(int each) {
        DoubleUnaryOperator delay = second -> 30 * Math.floor(second / each);
        assertThat(oldest(new Line(1), 1, second -> 10 * Math.floor(second / 10), delay)).isBetween(30.0, 62.0);
        assertThat(oldest(new Line(0.5), 0.5, second -> second, second -> delay.applyAsDouble(second + 0.5))).isBetween(30.0, 62.0);
    }

    /** @return the age of the oldest message that is live within four hours, in seconds */
    private static double oldest(Line line, double interval, DoubleUnaryOperator clock, DoubleUnaryOperator delay) {
        double oldest = 0;
        for (double second = 0; second < 14_400; second += interval) {
            if (line.isLive(clock.applyAsDouble(second), second + delay.applyAsDouble(second))) {
                oldest = Math.max(oldest, delay.applyAsDouble(second));
            }
        }
        return oldest;
    }

    /** Its delay jumps with each message: a meter of 10 s whose bridge passes on a message each 25 s. */
    @Test
    void aLineThatFallsBehindByMoreThanItSendsIsNamed() {
        Line line = new Line(10);
        for (int message = 0; message < 1_000; message++) {
            assertThat(line.accept(10 * message, 25 * message)).as("message %d", message)
                    .isEqualTo(message < 2 ? Age.LIVE : message < 5 ? Age.OLD : Age.BEHIND);
        }
    }
}
