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
    private static final Pattern STEP = Pattern.compile("(\\d+)(?: (\\d+)(?:\\+([.\\d]+)%)?(?: -(\\d+))?(?: ([=!]))?)?");

    /**
     * A message a second. "10 30 =": from minute 10 until that of the next step the delay is 30 s, and all are live; !: none is. "20+1%"
     * is a delay of 20 s that rises by a hundredth of the time, -60 a clock that was set back by a minute.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a clock that is set back is believed after a minute | 0 0 =, 10 0 -90 !, 11 0 -90 =, 20
            each time                                           | 0 0 =, 10 0 -90 !, 11 0 -90 =, 13 0 -180 !, 14 0 -180 =, 20
            also one that is lost, set, and lost again          | 0 0 =, 10 0 -99999999 !, 11 0 -99999999 =, 20 0 =, 30 0 -99999999 !, \
                                                                  31 0 -99999999 =, 40
            what falls is live at once                          | 0 30 =, 10 0 =, 20
            what is late is old until it is as prompt as before | 0 0 =, 10 30 !, 3000 0, 3001 0 =, 3010
            also by six seconds                                 | 0 0 =, 10 6 !, 3000
            and in steps                                        | 0 0 =, 10 6 !, 20 12 !, 30 18 !, 40 12 !, 50 6 !, 60 0, 61 0 =, 70
            what creeps is old, also when it stands             | 0 0 =, 10 0+1% =, 18 5+1%, 20 6+1% !, 50 25 !, 3000 0, 3001 0 =, 3010
            and when a clock is set then                        | 0 0 =, 10 0+1% =, 18 5+1%, 20 6+1% !, 50 25 -99999999 !, 3000
            and after a clock was set                           | 0 0 =, 10 0 -3600 !, 11 0 -3600 =, 80 0+3% -3600, 84 7+3% -3600 !, 140
            a clock may be slow                                 | 0 0+0.09% =, 600
            """)
    void isBelievedWhereNoLineFallsBehind(String name, String text) {
        LeastDelay least = new LeastDelay();
        double arrival = 0;
        String[] steps = text.split(", +");
        for (int i = 0; i < steps.length - 1; i++) {
            Matcher step = matched(steps[i]);
            int from = 60 * Integer.parseInt(step.group(1));
            double slope = step.group(3) == null ? 0 : Double.parseDouble(step.group(3)) / 100;
            long setBack = step.group(4) == null ? 0 : Long.parseLong(step.group(4));
            for (int second = from; second < 60 * Integer.parseInt(matched(steps[i + 1]).group(1)); second++) {
                arrival = Math.max(arrival + 0.01, second + Integer.parseInt(step.group(2)) + slope * (second - from));
                boolean isLive = least.accept(CLOCK + second - setBack, Math.round(arrival * 1e9), ALLOWED) == Age.LIVE;
                assertThat(step.group(5) == null ? "=!" : step.group(5)).as("second %d in %s", second, text).contains(isLive ? "=" : "!");
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
            assertThat(isLive(least, CLOCK + clock, second)).as("second %d", second).isEqualTo(second < 100 || second >= 160);
        }
    }

    /** While it stands messages come, so that the line has not stalled. @param late by how much it is late when it goes on */
    @ParameterizedTest
    @CsvSource({"60", "20"})
    void aClockThatHasStoodIsBelievedAfterAMinute(int late) {
        LeastDelay least = new LeastDelay();
        for (int second = 0; second < 1_000; second++) {
            long shown = second < 100 ? second : second <= 160 ? 100 : second - late;
            assertThat(isLive(least, CLOCK + shown, second)).as("second %d", second).isEqualTo(second <= 160 || second >= 221);
        }
    }

    /** No bridge stores for that long. */
    @Test
    void aClockThatStoodInAPowerCutIsBelievedAfterAMinute() {
        LeastDelay least = new LeastDelay();
        for (int second = 0; second < 2_000; second++) {
            if (second < 100 || second >= 1_100) {
                boolean isLive = isLive(least, CLOCK + (second < 100 ? second : second - 1_000), second);
                assertThat(isLive).as("second %d", second).isEqualTo(second < 100 || second >= 1_160);
            }
        }
    }

    /** Not to the right time, before it is believed: a minute begins. */
    @Test
    void aClockThatWasLostAndSetWithinAMinuteIsBelievedAMinuteLater() {
        LeastDelay least = new LeastDelay();
        for (int second = 0; second < 400; second++) {
            long shown = second < 100 ? second : second < 155 ? second - 8_000 : second - 3_600;
            assertThat(isLive(least, CLOCK + shown, second)).as("second %d", second).isEqualTo(second < 100 || second >= 215);
        }
    }

    /** At twice the meter's pace: what makes up for its delay is no clock that was set. */
    @Test
    void whatIsSentAgainAndMakesUpIsOld() {
        LeastDelay least = new LeastDelay();
        for (int second = 0; second < 1_000; second++) {
            assertThat(isLive(least, CLOCK + second, second)).isTrue();
        }
        for (int message = 0; message < 990; message++) {
            assertThat(isLive(least, CLOCK + message, 1_000 + message / 2)).as("message %d", message).isFalse();
        }
    }

    /** Each time it may have been set, and a minute begins. */
    @Test
    void aClockThatIsSetBackAgainAndAgainIsToldAfterTwoMinutes() {
        LeastDelay least = new LeastDelay();
        for (int second = 0; second < 400; second++) {
            long clock = second < 100 ? second : second - 3_600 - 6 * ((second - 100) / 20);
            assertThat(least.accept(CLOCK + clock, second * 1_000_000_000L, ALLOWED)).as("second %d", second)
                    .isEqualTo(second < 100 ? Age.LIVE : second < 220 ? Age.OLD : Age.BEHIND);
        }
    }

    /** A bridge sends it again on a line that has become 20 s slower. */
    @Test
    void theLastLiveSecondIsOldOnceLaterOnesWere() {
        LeastDelay least = new LeastDelay();
        for (int second = 0; second < 1_000; second++) {
            boolean isAgain = second > 120 && second % 4 == 0;
            if (second < 100 || second >= 120) {
                long clock = second < 100 ? second : isAgain ? 99 : second - 20;
                assertThat(isLive(least, CLOCK + clock, second)).as("second %d", second).isEqualTo(second < 100);
            }
        }
    }

    /** An earlier second does not count. */
    @Test
    void aClockThatStandsIsLiveAlsoAfterAnOldMessage() {
        LeastDelay least = new LeastDelay();
        for (int second = 0; second < 1_000; second++) {
            boolean isOld = second == 200;
            assertThat(isLive(least, CLOCK + (isOld ? 50 : Math.min(99, second)), second)).as("second %d", second).isEqualTo(!isOld);
        }
    }

    /** It comes just when the line falls behind by more than is allowed. */
    @Test
    void anOldMessageMakesNoLineLiveThatFallsBehind() {
        LeastDelay least = new LeastDelay();
        for (int message = 0; message < 1_000; message++) {
            long arrived = Math.round((message + 0.1 * Math.max(0, message - 100)) * 1e9);
            if (message == 151) {
                assertThat(least.accept(CLOCK + 100, arrived - 1_000_000, ALLOWED)).isEqualTo(Age.OLD);
            }
            boolean isLive = least.accept(CLOCK + message, arrived, ALLOWED) == Age.LIVE;
            assertThat(isLive).as("message %d", message).isEqualTo(message <= 150);
        }
    }

    /** Of ten-second messages: one comes again, all of two minutes are lost, and the line delivers what it has stored. */
    @Test
    void anOldMessageAndASilenceAreNoMinuteOfOldMessages() {
        LeastDelay least = new LeastDelay();
        assertThat(least.accept(CLOCK + 120, 120_000_000_000L, 15)).isEqualTo(Age.LIVE);
        assertThat(least.accept(CLOCK, 120_040_000_000L, 15)).isEqualTo(Age.OLD);
        assertThat(least.accept(CLOCK + 150, 249_822_000_000L, 15)).isNotEqualTo(Age.LIVE);
        assertThat(least.accept(CLOCK + 160, 249_853_000_000L, 15)).isNotEqualTo(Age.LIVE);
        assertThat(least.accept(CLOCK + 250, 250_000_000_000L, 15)).isEqualTo(Age.LIVE);
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
        return least.accept(clock, second * 1_000_000_000L, ALLOWED) == Age.LIVE;
    }

    /** Its delay jumps with each message: a meter of 10 s whose bridge passes on a telegram each 25 s. */
    @Test
    void aLineThatFallsBehindByMoreThanItSendsIsNamed() {
        LeastDelay least = new LeastDelay();
        for (int message = 0; message < 100; message++) {
            Age age = least.accept(CLOCK + 10L * message, 25_000_000_000L * message, 15);
            assertThat(age).as("message %d", message).isEqualTo(message < 2 ? Age.LIVE : message < 5 ? Age.OLD : Age.BEHIND);
        }
    }

    private static Matcher matched(String step) {
        Matcher matcher = STEP.matcher(step);
        assertThat(matcher.matches()).as(step).isTrue();
        return matcher;
    }
}
