package org.dbusp1.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Up to where windows are known, by clocks that go back. */
class WindowEndsTest {
    private static final long DAY = 86_400;
    private static final long END = 1_767_225_600;

    private final WindowEnds ends = new WindowEnds(OptionalLong.of(END), new TreeSet<>());

    @Test
    void thereIsNoEndBeforeTheFirstWindow() {
        WindowEnds fresh = new WindowEnds(OptionalLong.empty(), new TreeSet<>());
        fresh.begin(END);
        assertThat(fresh.until()).isEmpty();
        fresh.reach(END);
        assertThat(fresh.until()).hasValue(END);
    }

    @Test
    void anEndNeverFallsByWhatIsReached() {
        ends.reach(END - 900);
        assertThat(ends.until()).hasValue(END);
        ends.reach(END + 900);
        assertThat(ends.until()).hasValue(END + 900);
    }

    @Test
    void aClockThatIsSetBackByADayChangesNothing() {
        ends.begin(END - DAY);
        assertThat(ends.until()).hasValue(END);
        assertThat(ends.ahead()).isEmpty();
    }

    @Test
    void aClockThatWentBackAndIsRightAgainGoesOnWhereItWas() {
        ends.begin(END - 80 * DAY);
        assertThat(ends.until()).hasValue(END - 80 * DAY);
        assertThat(ends.ahead()).containsExactly(END);
        ends.reach(END - 80 * DAY + 900);
        ends.begin(END + 3_600);
        assertThat(ends.until()).as("the windows from there on were missed").hasValue(END);
        assertThat(ends.ahead()).isEmpty();
    }

    @Test
    void anEndThatLiesAheadOfTheClockHidesNoGap() {
        ends.begin(END - 2 * DAY);
        ends.reach(END - 2 * DAY + 900);
        ends.begin(END - DAY);
        assertThat(ends.until()).hasValue(END - 2 * DAY + 900);
        assertThat(ends.ahead()).containsExactly(END);
    }

    @Test
    void ofManyEndsThoseFarAheadStay() {
        for (int days = 2; days <= 10; days += 2) {
            ends.begin(END - days * DAY);
        }
        assertThat(ends.ahead()).containsExactly(END - 8 * DAY, END - 4 * DAY, END - 2 * DAY, END);
    }

    @Test
    void whatIsKeptOfThemDoesNotChangeWithThem() {
        SortedSet<Long> ahead = ends.ahead();
        ends.begin(END - 2 * DAY);
        assertThat(ahead).isEmpty();
    }
}
