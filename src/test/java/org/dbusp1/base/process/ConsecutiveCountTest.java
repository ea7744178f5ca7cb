package org.dbusp1.base.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsecutiveCountTest {
    /** Each letter is a time: y it happens, n it does not, r the count is reset. Capitals in the answer: often enough. */
    @ParameterizedTest
    @CsvSource({"1, yny, YnY", "2, yyyn, yYYn", "3, yyyyyyny, yyYYYYny", "3, yynyyny, yynyyny", "3, yyryyy, yyryyY", "2, yyry, yYry"})
    void isReachedBySoManyInARow(int enough, String times, String answers) {
        ConsecutiveCount count = new ConsecutiveCount(enough);
        StringBuilder seen = new StringBuilder();
        for (char time : times.toCharArray()) {
            if (time == 'r') {
                count.reset();
            }
            boolean isEnough = time != 'r' && count.accept(time == 'y');
            assertThat(count.isReached()).isEqualTo(isEnough);
            seen.append(isEnough ? Character.toUpperCase(time) : time);
        }
        assertThat(seen).hasToString(answers);
    }
}
