package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.metering.guard.LeastDelay.Age;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a delay is believed that is longer than the one before. */
class LeastDelayTest {
    private static final long CLOCK = 1_772_366_407;
    private static final double ALLOWED = 5;
    private static final Pattern STEP = Pattern.compile("(\\d+)(?: (\\d+)(?:\\+([.\\d]+)%)?(?: ([=!]))?)?");

    /**
     * A message a second. "10 30 =": from minute 10 until that of the next step the delay is 30 s, and all are live; !: none is. "20+1%"
     * is a delay of 20 s that rises by a hundredth of the time.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a jump stands for a minute                          | 0 0 =, 10 30 !, 11 30 =, 20
            also one of six seconds                             | 0 0 =, 10 6 !, 11 6 =, 20
            what falls is live at once                          | 0 30 =, 10 0 =, 20
            a second jump waits until the hour is over          | 0 0 =, 10 30 !, 11 30 =, 20 60 !, 70 60, 71 60 =, 80
            one that comes after the hour waits for a minute    | 0 0 =, 10 30 !, 11 30 =, 80 60 !, 81 60 =, 90
            the third waits for two hours                       | 0 0 =, 10 30 !, 11 30 =, 80 60 !, 81 60 =, 90 90 !, 200 90, 201 90 =, 210
            after the delay has fallen back it is an hour again | 0 0 =, 10 30 !, 11 30 =, 80 60 !, 81 60 =, 90 0 =, 210 90 !, 211 90 =, \
                                                                  220 120 !, 270 120, 271 120 =, 280
            what was believed is believed again                 | 0 0 =, 10 30 !, 11 30 =, 20 0 =, 25 30 !, 26 30 =, 30
            a jump while another one waits is not believed      | 0 0 =, 10 30 !, 11 30 =, 20 60 !, 30 90 !, 3000
            but what was believed is                            | 0 0 =, 10 30 !, 11 30 =, 20 60 !, 30 90 !, 90 30, 92 30 =, 95
            what creeps is old, also when it stands             | 0 0 =, 10 0+1% =, 18 5+1%, 20 6+1% !, 50 25 !, 3000 0, 3001 0 =, 3010
            and when a clock is set then                        | 0 0 =, 10 0+1% =, 18 5+1%, 20 6+1% !, 50 3600 !, 3000
            and after a jump                                    | 0 0 =, 10 3600 !, 11 3600 =, 80 3600+3%, 84 3607+3% !, 140
            a clock may be slow                                 | 0 0+0.09% =, 600
            """)
    void isBelievedWhereItJumped(String name, String text) {
        LeastDelay least = new LeastDelay();
        double arrival = 0;
        String[] steps = text.split(", +");
        for (int i = 0; i < steps.length - 1; i++) {
            Matcher step = matched(steps[i]);
            int from = 60 * Integer.parseInt(step.group(1));
            double slope = step.group(3) == null ? 0 : Double.parseDouble(step.group(3)) / 100;
            for (int second = from; second < 60 * Integer.parseInt(matched(steps[i + 1]).group(1)); second++) {
                arrival = Math.max(arrival + 0.01, second + Integer.parseInt(step.group(2)) + slope * (second - from));
                Age age = least.accept(CLOCK + second, Math.round(arrival * 1e9), ALLOWED);
                boolean isLive = age == Age.LIVE || age == Age.LIVE_FROM_NOW_ON;
                assertThat(step.group(4) == null ? "=!" : step.group(4)).as("second %d in %s", second, text).contains(isLive ? "=" : "!");
            }
        }
    }

    /** As a clock that begins anew after a power cut and is not set: the values are those of now. */
    @Test
    void aClockThatStandsAfterAJumpIsBelievedAfterAMinute() {
        LeastDelay least = new LeastDelay();
        for (int second = 0; second < 1_000; second++) {
            boolean hasJumped = second >= 100;
            assertThat(isLive(least, hasJumped ? CLOCK - 500_000_000 : CLOCK + second, second)).as("second %d", second)
                    .isEqualTo(!hasJumped || second >= 160);
        }
        assertThat(least.lateNanos()).isZero();
    }

    /** A line does not set a clock: the second time does not wait for an hour. */
    @Test
    void aClockThatIsSetBackIsBelievedAfterAMinuteEachTime() {
        LeastDelay least = new LeastDelay();
        for (int second = 0; second < 4_000; second++) {
            int times = second / 1_000;
            boolean isLive = isLive(least, CLOCK + second - 30L * times, second);
            if (times == 0 || second % 1_000 < 29 || second % 1_000 >= 60) {
                assertThat(isLive).as("second %d", second).isEqualTo(times == 0 || second % 1_000 >= 60);
            }
        }
    }

    /** Its delay rises while it stands: that is no line that falls behind. */
    @Test
    void aClockThatIsSetBackAndThenStandsForAMomentIsBelieved() {
        LeastDelay least = new LeastDelay();
        for (int second = 0; second < 400; second++) {
            long clock = second < 100 ? second : Math.max(101, second - 3) - 500;
            assertThat(isLive(least, CLOCK + clock, second)).as("second %d", second).isEqualTo(second < 100 || second >= 165);
        }
    }

    /** A line that falls behind at second 100 makes other rises wait for an hour; a clock that is seen to go back waits for a minute. */
    @Test
    void aClockThatIsSetBackAndThenStandsIsBelievedAlsoAfterARise() {
        LeastDelay least = new LeastDelay();
        for (int second = 0; second < 1_200; second += second == 99 ? 21 : 1) {
            long late = second < 100 ? second : second - 20;
            long clock = second < 1_000 ? late : Math.max(1_001, second - 3) - 520;
            boolean isLive = isLive(least, CLOCK + clock, second);
            if (second < 100 || second > 900 && second < 1_000 || second > 1_070) {
                assertThat(isLive).as("second %d", second).isTrue();
            } else if (second > 1_000 && second < 1_060) {
                assertThat(isLive).as("second %d", second).isFalse();
            }
        }
    }

    /** Of a meter that sends twice a second, one message waits with the line. */
    @Test
    void aSecondThatALineInterruptsIsOld() {
        LeastDelay least = new LeastDelay();
        assertThat(isLive(least, CLOCK, 0)).isTrue();
        assertThat(isLive(least, CLOCK + 1, 31)).isFalse();
        assertThat(isLive(least, CLOCK + 1, 101)).isFalse();
    }

    private static boolean isLive(LeastDelay least, long clock, int second) {
        return least.isClock(clock) || switch (least.accept(clock, second * 1_000_000_000L, ALLOWED)) {
            case LIVE, LIVE_FROM_NOW_ON -> true;
            case OLD, BEHIND -> false;
        };
    }

    /** Its delay jumps with each message: a meter of 10 s whose bridge passes on a telegram each 25 s. */
    @Test
    void aLineThatFallsBehindByMoreThanItSendsIsNamed() {
        LeastDelay least = new LeastDelay();
        for (int message = 0; message < 100; message++) {
            Age age = least.accept(CLOCK + 10L * message, 25_000_000_000L * message, 15);
            assertThat(age).as("message %d", message).isEqualTo(message < 2 ? Age.LIVE : message < 7 ? Age.OLD : Age.BEHIND);
        }
    }

    private static Matcher matched(String step) {
        Matcher matcher = STEP.matcher(step);
        assertThat(matcher.matches()).as(step).isTrue();
        return matcher;
    }
}
