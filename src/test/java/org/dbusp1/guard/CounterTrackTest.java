package org.dbusp1.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.dbusp1.guard.CounterTrack.Behaviour;
import org.junit.jupiter.api.Test;

class CounterTrackTest {
    private static final Optional<Plausibility.Reason> BELIEVED = Optional.empty();
    private static final Optional<Plausibility.Reason> FALLS = Optional.of(Plausibility.Reason.FALLS);
    private static final Optional<Plausibility.Reason> JUMPS = Optional.of(Plausibility.Reason.JUMPS);

    /** 3600 an hour is one a second; five of slack; wraps at a million; three to confirm, ten for a 0. */
    private final CounterTrack track = new CounterTrack(new Behaviour(3600, 5, 1_000_000, 3, 10));
    private double now;

    private Optional<Plausibility.Reason> judge(long value) {
        return track.judge(value, now++);
    }

    @Test
    void believesTheFirstValueAndWhatRisesSlowly() {
        assertThat(judge(100)).isEqualTo(BELIEVED);
        assertThat(judge(100)).isEqualTo(BELIEVED);
        assertThat(judge(106)).isEqualTo(BELIEVED);
    }

    @Test
    void withholdsAValueThatFallsOnce() {
        judge(100);
        assertThat(judge(99)).isEqualTo(FALLS);
        assertThat(judge(101)).isEqualTo(BELIEVED);
    }

    @Test
    void withholdsAJumpAndMeasuresItFromTheLastBelievedValue() {
        judge(100);
        assertThat(judge(107)).isEqualTo(JUMPS);
        now += 100;
        assertThat(judge(207)).isEqualTo(BELIEVED);
    }

    @Test
    void believesALowerCounterThatStaysForSeveralMessages() {
        judge(100);
        assertThat(judge(7)).isEqualTo(FALLS);
        assertThat(judge(7)).isEqualTo(FALLS);
        assertThat(judge(8)).isEqualTo(FALLS);
        assertThat(judge(8)).isEqualTo(BELIEVED);
        assertThat(judge(9)).isEqualTo(BELIEVED);
    }

    @Test
    void doesNotBelieveSuspiciousValuesThatDifferEachTime() {
        judge(100);
        for (int i = 0; i < 20; i++) {
            assertThat(judge(i % 2 == 0 ? 40 : 10)).isEqualTo(FALLS);
        }
    }

    @Test
    void aZeroHasToStayLonger() {
        judge(100);
        for (int i = 0; i < 10; i++) {
            assertThat(judge(0)).isEqualTo(FALLS);
        }
        assertThat(judge(0)).isEqualTo(BELIEVED);
    }

    @Test
    void oneSaneValueEndsTheSuspicion() {
        judge(100);
        judge(7);
        judge(7);
        judge(7);
        assertThat(judge(101)).isEqualTo(BELIEVED);
        assertThat(judge(7)).isEqualTo(FALLS);
    }

    @Test
    void aValueThatTheLastAloneContradictsHasToComeTwice() {
        judge(100);
        judge(101);
        assertThat(judge(105)).as("a digit that arrived as another").isEqualTo(BELIEVED);
        assertThat(judge(102)).isEqualTo(FALLS);
        assertThat(judge(103)).isEqualTo(BELIEVED);
        assertThat(judge(102)).as("one message alone proves nothing").isEqualTo(FALLS);
        assertThat(judge(104)).isEqualTo(BELIEVED);
    }

    @Test
    void aValueThatCameTwiceIsNotGivenUpForTwoLowerOnes() {
        judge(100);
        judge(105);
        judge(105);
        for (int i = 0; i < 3; i++) {
            assertThat(judge(102)).isEqualTo(FALLS);
        }
        assertThat(judge(102)).isEqualTo(BELIEVED);
    }

    @Test
    void aLookAtAValueChangesNothing() {
        assertThat(track.believes(7, now)).isTrue();
        judge(100);
        for (int i = 0; i < 9; i++) {
            assertThat(track.believes(7, now)).isFalse();
            assertThat(track.believes(101, now)).isTrue();
        }
        assertThat(judge(100)).isEqualTo(BELIEVED);
    }

    @Test
    void rollsOver() {
        judge(999_999);
        assertThat(judge(2)).isEqualTo(BELIEVED);
    }

    @Test
    void timeIsCountedFromTheLastBelievedValue() {
        now = 1_000;
        judge(100);
        assertThat(judge(107)).isEqualTo(JUMPS);
        now = 2_000;
        assertThat(judge(1_105)).as("5 of slack and one a second").isEqualTo(BELIEVED);
        now = 3_000;
        assertThat(judge(2_111)).isEqualTo(JUMPS);
    }

    @Test
    void aClockThatGoesBackAllowsTheSlackAlone() {
        now = 100;
        judge(100);
        now = 0;
        assertThat(judge(105)).isEqualTo(BELIEVED);
        now = 0;
        assertThat(judge(111)).isEqualTo(JUMPS);
    }

    @Test
    void rollsOverInTheLastAndToTheFirstThousandthOnly() {
        assertThat(rollOver(999_001, 999)).isEqualTo(BELIEVED);
        assertThat(rollOver(999_000, 999)).isEqualTo(FALLS);
        assertThat(rollOver(1_000_000, 999)).isEqualTo(FALLS);
        assertThat(rollOver(999_999, 1_000)).isEqualTo(FALLS);
    }

    private static Optional<Plausibility.Reason> rollOver(long from, long to) {
        CounterTrack one = new CounterTrack(new Behaviour(3600, 5, 1_000_000, 3, 10));
        one.judge(from, 0);
        return one.judge(to, 1);
    }
}
