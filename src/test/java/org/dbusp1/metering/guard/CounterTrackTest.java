package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.dbusp1.metering.guard.CounterTrack.Behaviour;
import org.dbusp1.metering.guard.Rule.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CounterTrackTest {
    /** 3600 an hour is one a second; five of slack; wraps at a million; three to confirm, ten for a 0. */
    private final CounterTrack track = new CounterTrack(new Behaviour(3600, 5, 1_000_000, 3, 10));

    /** One value a second, believed unless it is marked: < falls, > jumps. @ sets the time of the next value, in seconds. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "believes the first value and what rises slowly               | 100 100 106",
        "withholds a value that falls once                            | 100 99< 101",
        "withholds a jump, and measures it from the believed value    | 100 107> @102 207",
        "believes a lower counter that stays for several messages     | 100 7< 7< 8< 8 9",
        "does not believe suspicious values that differ each time     | 100 40< 10< 40< 10< 40< 10< 40< 10< 40< 10< 40< 10<",
        "a zero has to stay longer                                    | 100 0< 0< 0< 0< 0< 0< 0< 0< 0< 0< 0",
        "one sane value ends the suspicion                            | 100 7< 7< 7< 101 7<",
        "a value that the last alone contradicts has to come twice    | 100 101 105 102< 103 102< 104",
        "a value that came twice is not given up for two lower ones   | 100 105 105 102< 102< 102< 102",
        "rolls over                                                   | 999999 2",
        "rolls over in the last thousandth                            | 999001 999",
        "not before it                                                | 999000 999<",
        "not beyond the end                                           | 1000000 999<",
        "rolls over to the first thousandth only                      | 999999 1000<",
        "counts the time from the last believed value                 | @1000 100 107> @2000 1105 @3000 2111>",
        "a clock that goes back allows the slack alone                | @100 100 @0 105 @0 111>"})
    void judgesEachValue(String name, String values) {
        double now = 0;
        for (String word : values.split(" ")) {
            if (word.startsWith("@")) {
                now = Double.parseDouble(word.substring(1));
                continue;
            }
            Reason expected = word.endsWith("<") ? Reason.FALLS : word.endsWith(">") ? Reason.JUMPS : null;
            assertThat(track.accept(Long.parseLong(word.replaceAll("[<>]", "")), now++)).as("%s of %s", word, values).isEqualTo(expected);
        }
    }

    @Test
    void aLookAtAValueChangesNothing() {
        assertThat(track.believes(7, 0)).isTrue();
        track.accept(100, 0);
        for (int i = 0; i < 9; i++) {
            assertThat(track.believes(7, 1)).isFalse();
            assertThat(track.believes(101, 1)).isTrue();
        }
        assertThat(track.accept(100, 1)).isNull();
    }
}
