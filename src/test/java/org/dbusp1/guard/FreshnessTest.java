package org.dbusp1.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreshnessTest {
    /** The steps are calls with a time in seconds, and the state that follows them. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "fresh from the first good message on                    | 1  | stale, good 7, fresh",
        "a fast meter is lost after five seconds                 | 1  | good 0, check 5, fresh, check 5.1, stale",
        "a ten-second meter is lost after thirty seconds         | 10 | good 0, check 30, fresh, check 30.1, stale",
        "a meter of two seconds is lost after six                | 2  | good 0, check 6, fresh, check 6.1, stale",
        "a clock that reads less than 0                          | 1  | good -1000, check -995, fresh, check -994.9, stale",
        "a clock that reads any time                             | 1  | good 1000, check 1005, fresh, check 1005.1, stale",
        "after a loss the second good message makes it fresh     | 1  | good 0, lost, good 10, stale, good 11, fresh",
        "the second message may come at the limit                | 1  | good 0, lost, good 10, good 15, fresh",
        "a second message that comes too late counts as a first  | 1  | good 0, lost, good 10, good 16, stale, good 17, fresh",
        "a loss before the first message delays nothing          | 1  | lost, good 1, fresh",
        "a second loss while returning starts anew               | 1  | good 0, lost, good 10, lost, good 11, stale",
        "a message that the next one confirms is the first       | 1  | unconfirmed 0, stale, good 1, fresh",
        "after a loss too                                        | 1  | good 1, lost, unconfirmed 10, stale, good 11, fresh",
        "such a message keeps nothing valid                      | 1  | good 11, unconfirmed 15.9, check 16.1, stale"})
    void isFreshAfterTheseSteps(String name, int interval, String steps) {
        Freshness freshness = new Freshness();
        for (String step : steps.split(", ")) {
            String[] words = step.split(" ");
            long nanos = words.length == 1 ? 0 : (long) (Double.parseDouble(words[1]) * 1e9);
            switch (words[0]) {
                case "good" -> freshness.good(nanos, Duration.ofSeconds(interval));
                case "check" -> freshness.check(nanos, Duration.ofSeconds(interval));
                case "unconfirmed" -> freshness.unconfirmed(nanos);
                case "lost" -> freshness.lost();
                default -> assertThat(freshness.fresh()).as(steps).isEqualTo(step.equals("fresh"));
            }
        }
    }
}
