package org.dbusp1.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.guard.SingleMeterCheck.Verdict.FOREIGN;
import static org.dbusp1.guard.SingleMeterCheck.Verdict.MIXED;
import static org.dbusp1.guard.SingleMeterCheck.Verdict.SAME;

import java.util.Optional;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Values;
import org.dbusp1.meter.dialect.Austria;
import org.dbusp1.meter.dialect.BinaryMeters;
import org.dbusp1.meter.dialect.Germany;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SingleMeterCheckTest {
    private final SingleMeterCheck meters = new SingleMeterCheck();

    private SingleMeterCheck.Verdict at(double second, String id) {
        return at(second, Telegrams.of(id, Values.NONE));
    }

    private SingleMeterCheck.Verdict at(double second, Reading reading) {
        return meters.judge(reading, (long) (second * 1e9));
    }

    /** The numbers of meters with the second of their message, and its verdict where it matters: = same, ! foreign, x mixed. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "the one that stays is taken after a minute alone        | A=0 B!1 A=2 Bx3 A!4 A!63 A=63.1 B!64 A=65",
        "an exchanged meter is taken over after a minute         | A0 A1 B!2 Bx3 B!61 B=61.5 B=62",
        "an exchanged meter is taken over at once after a loss   | A0 lost B=300 B=301 A!302",
        "a loss forgets a foreign message                        | A0 B1 lost A10 B!11",
        "a loss of a mixed line decides nothing                  | A0 B1 B2 lost A!3",
        "a single damaged number changes nothing                 | A0 C!1 A=2",
        "two in 60 s are another meter                           | A0 C1 A2 Dx61",
        "not later                                               | A0 C1 A2 D!61.1",
        "two meters that alternate are both rejected             | A=0 B!1 A=2 Bx3 A!4 B!5 A!6 B!7 A!8 B!9 A!10 B!11",
        "one that comes seldom keeps the line in doubt           | A0 B9 A10 B19 A!20 A!48 B!49 A!50 A!98 B!99 A!100 A!148 B!149 A!198"})
    void judgesTheSenderOfEachMessage(String name, String messages) {
        for (String message : messages.split(" ")) {
            if (message.equals("lost")) {
                meters.lost();
                continue;
            }
            SingleMeterCheck.Verdict verdict = at(Double.parseDouble(message.replaceAll("[^0-9.]", "")), message.substring(0, 1));
            String expected = message.replaceAll("[^=!x]", "");
            assertThat(expected.isEmpty() || expected.equals(verdict == SAME ? "=" : verdict == FOREIGN ? "!" : "x"))
                    .as("%s in %s", message, messages).isTrue();
        }
    }

    @Test
    void aRepairedMessageProvesNoChange() {
        Reading foreign = Telegrams.repaired(Telegrams.of("B", Values.NONE));
        Reading own = Telegrams.repaired(Telegrams.of("A", Values.NONE));
        assertThat(at(0, foreign)).as("nobody is known yet").isEqualTo(SAME);
        assertThat(at(1, "A")).isEqualTo(SAME);
        for (int second = 2; second < 10; second++) {
            assertThat(at(second, foreign)).isEqualTo(FOREIGN);
            assertThat(at(second, own)).isEqualTo(SAME);
        }
        at(10, "B");
        at(11, "B");
        assertThat(at(12, own)).as("two meters on the line").isEqualTo(FOREIGN);
    }

    @Test
    void withoutANumberTheFirstLineCounts() {
        assertThat(at(0, unnumbered(Austria.P1, "/one"))).isEqualTo(SAME);
        assertThat(at(1, unnumbered(Austria.P1, "/one"))).isEqualTo(SAME);
        assertThat(at(2, unnumbered(Austria.P1, "/two"))).isEqualTo(FOREIGN);
    }

    @Test
    void aTelegramWithoutTheNumberIsTheSameMeters() {
        at(-1, d0("A"));
        at(0, d0("A"));
        assertThat(at(1, unnumbered(Germany.D0, "/meter"))).isEqualTo(SAME);
        assertThat(at(2, d0("B"))).as("the number is still known").isEqualTo(FOREIGN);
    }

    private static Reading d0(String id) {
        return Telegrams.reading(Germany.D0, "/meter", Optional.of(id), Values.NONE);
    }

    @Test
    void withoutAChecksumADamagedNumberIsNoMeter() {
        assertThat(at(0, d0("A?"))).as("the first one may be damaged").isEqualTo(SAME);
        for (int second = 1; second < 10; second++) {
            assertThat(at(second, d0("A"))).isEqualTo(SAME);
        }
        for (int second = 10; second < 50; second += 2) {
            assertThat(at(second, d0("A" + second))).as("damaged each time in another way").isEqualTo(FOREIGN);
            assertThat(at(second + 1, d0("A"))).isEqualTo(SAME);
        }
        assertThat(at(50, d0("A?"))).isEqualTo(FOREIGN);
        assertThat(at(51, d0("A"))).isEqualTo(SAME);
        assertThat(at(52, d0("A?"))).as("twice in the same way").isEqualTo(FOREIGN);
        assertThat(at(53, d0("A"))).isEqualTo(SAME);
        assertThat(meters.severalMeters()).isFalse();
    }

    @Test
    void withoutAChecksumTwoMetersAreFoundToo() {
        for (int second = 0; second < 4; second++) {
            at(second, d0(second % 2 == 0 ? "A" : "B"));
        }
        assertThat(at(4, d0("A"))).isEqualTo(SAME);
        assertThat(at(5, d0("B"))).isEqualTo(MIXED);
        for (int second = 6; second < 600; second++) {
            assertThat(at(second, d0(second % 2 == 0 ? "A" : "B"))).isEqualTo(FOREIGN);
        }
        assertThat(at(600, d0("damaged"))).isEqualTo(FOREIGN);
        for (int second = 601; second < 660; second++) {
            assertThat(at(second, d0("A"))).isEqualTo(FOREIGN);
        }
        assertThat(at(660, d0("A"))).as("a minute after B's last").isEqualTo(SAME);
    }

    @Test
    void aBinaryMetersListsHaveDifferentNames() {
        at(0, Telegrams.reading(BinaryMeters.KAIFA, "KFM_001", Optional.of("A"), Values.NONE));
        assertThat(at(1, unnumbered(BinaryMeters.KAIFA, ""))).isEqualTo(SAME);
        assertThat(at(2, Telegrams.reading(BinaryMeters.KAIFA, "KFM_001", Optional.of("B"), Values.NONE))).isEqualTo(FOREIGN);
    }

    private static Reading unnumbered(Dialect dialect, String line) {
        return Telegrams.reading(dialect, line, Optional.empty(), Values.NONE);
    }
}
