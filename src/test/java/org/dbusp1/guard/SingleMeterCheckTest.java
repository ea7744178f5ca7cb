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

class SingleMeterCheckTest {
    private final SingleMeterCheck meters = new SingleMeterCheck();

    private SingleMeterCheck.Verdict at(double second, String id) {
        return at(second, Telegrams.of(id, Values.NONE));
    }

    private SingleMeterCheck.Verdict at(double second, Reading reading) {
        return meters.judge(reading, (long) (second * 1e9));
    }

    @Test
    void twoMetersThatAlternateAreBothRejected() {
        assertThat(at(0, "A")).isEqualTo(SAME);
        assertThat(at(1, "B")).isEqualTo(FOREIGN);
        assertThat(at(2, "A")).isEqualTo(SAME);
        assertThat(at(3, "B")).isEqualTo(MIXED);
        for (int second = 4; second < 600; second++) {
            assertThat(at(second, second % 2 == 0 ? "A" : "B")).isEqualTo(FOREIGN);
        }
    }

    @Test
    void theOneThatStaysIsTakenAfterAMinuteAlone() {
        at(0, "A");
        at(1, "B");
        at(2, "A");
        at(3, "B");
        assertThat(at(4, "A")).isEqualTo(FOREIGN);
        assertThat(at(63, "A")).as("60 s after B's last").isEqualTo(FOREIGN);
        assertThat(at(63.1, "A")).isEqualTo(SAME);
        assertThat(at(64, "B")).isEqualTo(FOREIGN);
        assertThat(at(65, "A")).isEqualTo(SAME);
    }

    @Test
    void aMeterThatComesSeldomKeepsTheLineInDoubt() {
        for (int second = 0; second < 20; second++) {
            at(second, second % 10 == 9 ? "B" : "A");
        }
        for (int second = 20; second < 200; second++) {
            assertThat(at(second, second % 50 == 49 ? "B" : "A")).isEqualTo(FOREIGN);
        }
    }

    @Test
    void anExchangedMeterIsTakenOverAfterAMinute() {
        at(0, "A");
        at(1, "A");
        assertThat(at(2, "B")).isEqualTo(FOREIGN);
        assertThat(at(3, "B")).isEqualTo(MIXED);
        assertThat(at(61, "B")).isEqualTo(FOREIGN);
        assertThat(at(61.5, "B")).isEqualTo(SAME);
        assertThat(at(62, "B")).isEqualTo(SAME);
    }

    @Test
    void anExchangedMeterIsTakenOverAtOnceAfterALoss() {
        at(0, "A");
        meters.lost();
        assertThat(at(300, "B")).isEqualTo(SAME);
        assertThat(at(301, "B")).isEqualTo(SAME);
        assertThat(at(302, "A")).isEqualTo(FOREIGN);
    }

    @Test
    void aLossForgetsAForeignMessage() {
        at(0, "A");
        at(1, "B");
        meters.lost();
        at(10, "A");
        assertThat(at(11, "B")).isEqualTo(FOREIGN);
    }

    @Test
    void aLossOfAMixedLineDecidesNothing() {
        at(0, "A");
        at(1, "B");
        at(2, "B");
        meters.lost();
        assertThat(at(3, "A")).isEqualTo(FOREIGN);
    }

    @Test
    void aSingleDamagedNumberChangesNothing() {
        at(0, "A");
        assertThat(at(1, "A?")).isEqualTo(FOREIGN);
        assertThat(at(2, "A")).isEqualTo(SAME);
        assertThat(at(61, "A!")).as("60 s later").isEqualTo(MIXED);
        SingleMeterCheck other = new SingleMeterCheck();
        other.judge(Telegrams.of("A", Values.NONE), 0);
        other.judge(Telegrams.of("A?", Values.NONE), 1_000_000_000L);
        other.judge(Telegrams.of("A", Values.NONE), 2_000_000_000L);
        assertThat(other.judge(Telegrams.of("A!", Values.NONE), 61_000_000_001L)).isEqualTo(FOREIGN);
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
