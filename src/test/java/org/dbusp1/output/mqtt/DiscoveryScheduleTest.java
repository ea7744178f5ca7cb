package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DiscoveryScheduleTest {
    private static final long SECOND = 1_000_000_000L;

    private final HomeAssistantDiscovery.Schedule schedule = new HomeAssistantDiscovery.Schedule(most -> most / 2);

    /** Returns how often messages are published in some seconds, with a number of birth messages in each. */
    private int published(long fromSecond, long seconds, int birthsASecond) {
        int published = 0;
        for (long second = fromSecond; second < fromSecond + seconds; second++) {
            for (int i = 0; i < birthsASecond; i++) {
                schedule.born(second * SECOND);
            }
            published += schedule.due(second * SECOND) ? 1 : 0;
        }
        return published;
    }

    @Test
    void aConnectionIsAnsweredAtOnceAndOnce() {
        schedule.connected();
        assertThat(schedule.due(SECOND)).isTrue();
        assertThat(schedule.due(2 * SECOND)).isFalse();
    }

    @Test
    void aBirthMessageIsAnsweredAfterARandomDelay() {
        assertThat(schedule.born(0)).isTrue();
        assertThat(schedule.due(SECOND)).isFalse();
        assertThat(schedule.due(2 * SECOND)).isTrue();
    }

    @Test
    void manyBirthMessagesAreAnsweredOnceAndOnceAtTheEnd() {
        assertThat(published(0, 10, 50)).as("500 birth messages").isEqualTo(1);
        assertThat(published(10, 600, 0)).as("those after the first answer").isEqualTo(1);
    }

    @Test
    void birthMessagesWithoutAnEndAreAnsweredOnceAMinute() {
        assertThat(published(0, 3_600, 5)).isBetween(59, 60);
    }

    @Test
    void onlyTheFirstBirthMessageAfterAQuietMinuteIsReported() {
        assertThat(schedule.born(0)).isTrue();
        assertThat(schedule.born(SECOND)).isFalse();
        assertThat(schedule.due(2 * SECOND)).isTrue();
        assertThat(schedule.born(3 * SECOND)).isFalse();
        assertThat(schedule.due(62 * SECOND)).isTrue();
        assertThat(schedule.born(200 * SECOND)).isTrue();
    }

    @Test
    void aNewConnectionAnswersEarlierBirthMessages() {
        schedule.born(0);
        schedule.connected();
        assertThat(schedule.due(SECOND)).isTrue();
        assertThat(published(4, 100, 0)).isZero();
    }

    @Test
    void aBirthMessageDoesNotDelayTheMessagesOfAConnection() {
        schedule.born(0);
        schedule.due(2 * SECOND);
        schedule.connected();
        schedule.born(4 * SECOND);
        assertThat(schedule.due(4 * SECOND)).isTrue();
    }
}
