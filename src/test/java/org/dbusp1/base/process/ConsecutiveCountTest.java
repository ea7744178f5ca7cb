package org.dbusp1.base.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConsecutiveCountTest {
    private final ConsecutiveCount two = new ConsecutiveCount(2);

    @Test
    void isReachedBySoManyInARowAndStaysSo() {
        assertThat(two.accept(true)).isFalse();
        assertThat(two.accept(true)).isTrue();
        assertThat(two.accept(true)).isTrue();
        assertThat(two.isReached()).isTrue();
    }

    @Test
    void oneThatDoesNotHappenBeginsTheRowAnew() {
        two.accept(true);
        two.accept(true);
        assertThat(two.accept(false)).isFalse();
        assertThat(two.isReached()).isFalse();
        assertThat(two.accept(true)).isFalse();
        assertThat(two.accept(true)).isTrue();
    }

    @Test
    void aResetBeginsTheRowAnew() {
        two.accept(true);
        two.reset();
        assertThat(two.accept(true)).isFalse();
        two.accept(true);
        two.reset();
        assertThat(two.isReached()).isFalse();
    }

    @Test
    void aCountOfOneIsReachedEachTime() {
        ConsecutiveCount one = new ConsecutiveCount(1);
        assertThat(one.accept(true)).isTrue();
        assertThat(one.accept(false)).isFalse();
        assertThat(one.accept(true)).isTrue();
    }
}
