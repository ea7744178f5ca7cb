package org.dbusp1.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FreshnessTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final Freshness freshness = new Freshness();

    private static long at(double seconds) {
        return (long) (seconds * 1e9);
    }

    @Test
    void isFreshFromTheFirstGoodMessageOn() {
        assertThat(freshness.fresh()).isFalse();
        freshness.good(at(7), SECOND);
        assertThat(freshness.fresh()).isTrue();
    }

    @Test
    void aFastMeterIsLostAfterFiveSeconds() {
        freshness.good(at(0), SECOND);
        freshness.check(at(5), SECOND);
        assertThat(freshness.fresh()).isTrue();
        freshness.check(at(5.1), SECOND);
        assertThat(freshness.fresh()).isFalse();
    }

    @Test
    void aTenSecondMeterIsLostAfterThirtySeconds() {
        freshness.good(at(0), TEN_SECONDS);
        freshness.check(at(30), TEN_SECONDS);
        assertThat(freshness.fresh()).isTrue();
        freshness.check(at(30.1), TEN_SECONDS);
        assertThat(freshness.fresh()).isFalse();
    }

    @Test
    void afterALossTheSecondGoodMessageMakesItFresh() {
        freshness.good(at(0), SECOND);
        freshness.lost();
        freshness.good(at(10), SECOND);
        assertThat(freshness.fresh()).isFalse();
        freshness.good(at(11), SECOND);
        assertThat(freshness.fresh()).isTrue();
    }

    @Test
    void aSecondMessageThatComesTooLateCountsAsAFirst() {
        freshness.good(at(0), SECOND);
        freshness.lost();
        freshness.good(at(10), SECOND);
        freshness.good(at(16), SECOND);
        assertThat(freshness.fresh()).isFalse();
        freshness.good(at(17), SECOND);
        assertThat(freshness.fresh()).isTrue();
    }

    @Test
    void aLossBeforeTheFirstMessageDelaysNothing() {
        freshness.lost();
        freshness.good(at(1), SECOND);
        assertThat(freshness.fresh()).isTrue();
    }

    @Test
    void aMessageThatTheNextOneConfirmsIsTheFirstAfterALoss() {
        freshness.unconfirmed(at(0));
        assertThat(freshness.fresh()).isFalse();
        freshness.good(at(1), SECOND);
        assertThat(freshness.fresh()).isTrue();
        freshness.lost();
        freshness.unconfirmed(at(10));
        assertThat(freshness.fresh()).isFalse();
        freshness.good(at(11), SECOND);
        assertThat(freshness.fresh()).as("the second").isTrue();
        freshness.unconfirmed(at(15.9));
        freshness.check(at(16.1), SECOND);
        assertThat(freshness.fresh()).as("it keeps nothing valid").isFalse();
    }

    @Test
    void aSecondLossWhileReturningStartsAnew() {
        freshness.good(at(0), SECOND);
        freshness.lost();
        freshness.good(at(10), SECOND);
        freshness.lost();
        freshness.good(at(11), SECOND);
        assertThat(freshness.fresh()).isFalse();
    }

    @Test
    void ageIsADifferenceWhateverTheClockReads() {
        for (double start : new double[] {-1_000, 1_000}) {
            Freshness one = new Freshness();
            one.good(at(start), SECOND);
            one.check(at(start + 5), SECOND);
            assertThat(one.fresh()).isTrue();
            one.check(at(start + 5.1), SECOND);
            assertThat(one.fresh()).isFalse();
        }
    }

    @Test
    void theSecondMessageMayComeAtTheLimit() {
        freshness.good(at(0), SECOND);
        freshness.lost();
        freshness.good(at(10), SECOND);
        freshness.good(at(15), SECOND);
        assertThat(freshness.fresh()).isTrue();
    }

    @Test
    void theLimitIsThreeIntervalsAndAtLeastFiveSeconds() {
        assertThat(Freshness.limitNanos(SECOND)).isEqualTo(Duration.ofSeconds(5).toNanos());
        assertThat(Freshness.limitNanos(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(6).toNanos());
    }
}
