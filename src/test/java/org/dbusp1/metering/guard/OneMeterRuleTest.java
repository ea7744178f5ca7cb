package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OneMeterRuleTest {
    private final OneMeterRule rule = new OneMeterRule(() -> { });

    private @Nullable Outcome at(double second, Reading reading) {
        return rule.check(new GuardedReading(reading, (long) (second * 1e9)));
    }

    /**
     * The numbers of meters with the second of their message, and its outcome where it matters: = same, ! foreign, x mixed; r is a
     * repaired message, d one without a number.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "the one that stays is taken after a minute alone        | A=0 B!1 A=2 Bx3 A!4 A!30 A!63.9 A=64 B!65 A=66",
        "an exchanged meter is taken over after a minute         | A0 A1 B!2 Bx3 B!61 B!61.9 B=62",
        "an exchanged meter is taken over at once after a loss   | A0 lost B=300 B=301 A!302",
        "a loss forgets a foreign message                        | A0 B1 lost A10 B!11",
        "a loss of a mixed line decides nothing                  | A0 B1 B2 lost A!3",
        "a single damaged number changes nothing                 | A0 C!1 A=2",
        "two in 60 s are another meter                           | A0 C1 A2 Dx61",
        "not later                                               | A0 C1 A2 D!61.1",
        "two meters that alternate are both rejected             | A=0 B!1 A=2 Bx3 A!4 B!5 A!6 B!7 A!8 B!9 A!10 B!11",
        "one that comes seldom keeps the line in doubt           | A0 B9 A10 B19 A!20 A!48 B!49 A!50 A!98 B!99 A!100 A!148 B!149 A!198",
        "a repaired message proves no change                     | rB=0 A=1 rB!2 rA=3 rB!4 rA=5",
        "nor does it on a line with two meters                   | A0 A1 B!10 Bx11 rA!12",
        "four of another one in a minute are too few              | A0 B!1 Bx2 B!3 B!4 B!5 B!60.9 B=61",
        "a number may be missing                                 | A0 A1 d=2 B!3"})
    void judgesTheSenderOfEachMessage(String name, String messages) {
        for (String message : messages.split(" ")) {
            if (message.equals("lost")) {
                rule.lineLost();
                continue;
            }
            String id = message.replaceAll("[^A-Z]", "");
            Reading plain = !message.startsWith("d") ? Telegrams.of(id, Values.NONE)
                    : Telegrams.reading(Dialect.DSMR5, "/meter", Optional.empty(), Values.NONE);
            Outcome outcome = at(Double.parseDouble(message.replaceAll("[^0-9.]", "")),
                    message.startsWith("r") ? Telegrams.repaired(plain) : plain);
            String expected = message.replaceAll("[^=!x]", "");
            assertThat(expected.isEmpty() || expected.equals(outcome == null ? "=" : ((Outcome.Foreign) outcome).several() ? "x" : "!"))
                    .as("%s in %s", message, messages).isTrue();
        }
    }

    @Test
    void withoutANumberTheFirstLineCounts() {
        assertThat(at(0, unnumbered(Dialect.AUSTRIA, "/one"))).isNull();
        assertThat(at(1, unnumbered(Dialect.AUSTRIA, "/one"))).isNull();
        assertThat(at(2, unnumbered(Dialect.AUSTRIA, "/two"))).isEqualTo(new Outcome.Foreign(false));
    }

    @Test
    void aBinaryMetersListsHaveDifferentNames() {
        at(0, Telegrams.reading(Dialect.KAIFA, "KFM_001", Optional.of("A"), Values.NONE));
        assertThat(at(1, unnumbered(Dialect.KAIFA, ""))).isNull();
        assertThat(at(2, Telegrams.reading(Dialect.KAIFA, "KFM_001", Optional.of("B"), Values.NONE)))
                .isEqualTo(new Outcome.Foreign(false));
    }

    private static Reading unnumbered(Dialect dialect, String line) {
        return Telegrams.reading(dialect, line, Optional.empty(), Values.NONE);
    }
}
