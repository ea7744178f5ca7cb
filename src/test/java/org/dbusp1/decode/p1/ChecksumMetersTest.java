package org.dbusp1.decode.p1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChecksumMetersTest {
    private final ChecksumMeters meters = new ChecksumMeters();

    @Test
    void remembersTheLastSixteen() {
        add(0, 16);
        assertThat(meters.contains("meter 0")).isTrue();

        meters.add("meter 16");
        assertThat(meters.contains("meter 0")).isFalse();
        assertThat(meters.contains("meter 1")).isTrue();
        assertThat(meters.contains("meter 16")).isTrue();
    }

    @Test
    void aMeterThatIsSeenAgainIsAmongTheLast() {
        add(0, 16);
        meters.add("meter 0");
        meters.add("meter 0");
        add(16, 31);

        assertThat(meters.contains("meter 0")).isTrue();
        assertThat(meters.contains("meter 15")).isFalse();
    }

    private void add(int from, int to) {
        for (int i = from; i < to; i++) {
            meters.add("meter " + i);
        }
    }
}
