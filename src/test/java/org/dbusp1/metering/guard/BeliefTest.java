package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.dbusp1.metering.guard.Belief.Seen;
import org.dbusp1.metering.guard.Belief.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BeliefTest {
    /** A number that may rise by ten. */
    private record Number(int value) implements Seen<Number> {
        @Override
        public boolean mayFollow(Number before) {
            return value >= before.value && value <= before.value + 10;
        }

        @Override
        public boolean repeats(Number doubted) {
            return value == doubted.value;
        }

        @Override
        public Number renewed(Number before) {
            return value % 2 == 1 ? before : this;
        }
    }

    private final Belief<Number> inTheFirst = Belief.inTheFirst();

    /**
     * Numbers that are seen 20 s apart, @ at a second; = is believed, ! is doubted, ~ replaces a belief, ~100 does so and restores one.
     * {@code doubt} and {@code forget} are what they say.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            believes the first, and what may follow it             | 100= 104= 114= 125! 116=
            four in a row over a minute replace a belief           | 100= 6! 6! 6! 6~ 6=
            three do not, however long                             | 100= 6!@1 6!@100 6!@300 6~@301
            nor do four in less than a minute                      | 100= 6!@1 6!@2 6!@3 6!@60.9 6~@61
            each the same as the one before                        | 100= 6! 6! 8! 6! 6! 6! 6~
            one that may follow the belief ends the doubt          | 100= 6! 6! 6! 104= 6! 6! 6! 6~
            one that says nothing new leaves the belief            | 100= 105= 111! 110=
            a belief that was wrong is restored                    | 100= 110= 102! 102! 102! 102~100 102=
            not one that was renewed since                         | 100= 110= 110= 102! 102! 102! 102~
            not the one before two that were wrong                 | 100= 104= 110= 102! 102! 102! 102~ 104=
            though the second of them alone would be               | 100= 104= 110= 106! 106! 106! 106~104 108=
            nor one that what is seen cannot follow                | 100= 110= 6! 6! 6! 6~ 16= 8! 8! 8! 8~6
            without a belief what lasts is believed                | 100= doubt 100! 100! 100! 100=
            what was forgotten is nothing                          | 100= 6! 6! 6! forget 6=
            """)
    void believesTheFirstAndWhatLasts(String name, String numbers) {
        accept(inTheFirst, numbers);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the first waits for the second                         | 100! 100=
            two that differ are not believed                       | 100! 90! 90=
            what the next confirms replaces a belief               | 100! 100= 6! 6~ 6=
            one that may follow the belief ends the doubt          | 100! 100= 6! 102= 6! 6~
            what was forgotten is nothing                          | 100! 100= forget 100! 100=
            """)
    void believesWhatTheNextConfirms(String name, String numbers) {
        accept(Belief.inTwo(), numbers);
    }

    private static void accept(Belief<Number> belief, String numbers) {
        double second = -20;
        for (String word : numbers.split(" ")) {
            if (word.equals("doubt")) {
                belief.doubt();
            } else if (word.equals("forget")) {
                belief.forget();
                assertThat(belief.isNew()).isTrue();
            } else {
                String[] parts = word.split("@");
                second = parts.length == 1 ? second + 20 : Double.parseDouble(parts[1]);
                String[] seen = parts[0].split("(?=[=!~])|(?<=[=!~])");
                Number number = new Number(Integer.parseInt(seen[0]));
                boolean contradicts = belief.believed() != null && !belief.agrees(number);
                Verdict<Number> verdict = belief.accept(number, Math.round(second * 1e9));
                assertThat(verdict.isBelieved()).as("believed: %s in %s", word, numbers).isEqualTo(!seen[1].equals("!"));
                assertThat(verdict.isBelieved() && contradicts).as("turned: %s in %s", word, numbers).isEqualTo(seen[1].equals("~"));
                assertThat(verdict.restored()).as("%s in %s", word, numbers)
                        .isEqualTo(seen.length == 2 ? null : new Number(Integer.parseInt(seen[2])));
                assertThat(belief.isNew()).isFalse();
            }
        }
    }

    @Test
    void aLookChangesNothing() {
        assertThat(inTheFirst.agrees(new Number(6))).isTrue();
        inTheFirst.accept(new Number(100), 0);
        for (int i = 0; i < 9; i++) {
            assertThat(inTheFirst.agrees(new Number(6))).isFalse();
            assertThat(inTheFirst.agrees(new Number(102))).isTrue();
        }
        assertThat(inTheFirst.believed()).isEqualTo(new Number(100));
    }
}
