package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.dbusp1.output.mqtt.ReconnectSchedule.Loss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReconnectScheduleTest {
    private final ReconnectSchedule schedule = new ReconnectSchedule();
    private long now = -7;

    private long pauseAfterLoss() {
        return schedule.lost(new IOException(), now).pause().toMillis();
    }

    private void connectedFor(long seconds) {
        schedule.connected(now);
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void theFirstSecondsBringSeveralAttemptsAndADayBringsOneEachMinute() {
        long away = 0;
        List<Long> pauses = new ArrayList<>();
        while (away < TimeUnit.DAYS.toMillis(1)) {
            pauses.add(pauseAfterLoss());
            away += pauses.get(pauses.size() - 1);
        }
        assertThat(pauses).startsWith(500L, 1_000L).isSorted().endsWith(60_000L).hasSizeLessThan(1_500);
        assertThat(pauses.stream().limit(4).mapToLong(Long::longValue).sum()).isLessThan(10_000);
    }

    /** A wrong name of the host may be a name server that is not there yet; a certificate stays as it is. */
    @Test
    void whatTheOwnerHasToChangeIsTriedOnceAnHour() {
        assertThat(schedule.lost(new CertificateException("No name matching broker found"), now).pause()).isEqualTo(Duration.ofHours(1));
        assertThat(schedule.lost(new CertificateNotYetValidException(), now).pause()).as("the clock is set soon")
                .isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void aConnectionThatLastsBeginsAnew() {
        for (int i = 0; i < 20; i++) {
            pauseAfterLoss();
        }
        connectedFor(60);
        assertThat(pauseAfterLoss()).isEqualTo(500);
    }

    @Test
    void aConnectionThatIsLostAtOnceDoesNot() {
        for (int i = 0; i < 20; i++) {
            connectedFor(1);
            pauseAfterLoss();
        }
        connectedFor(1);
        assertThat(pauseAfterLoss()).isEqualTo(60_000);
    }

    @Test
    void severalLossesWithinSecondsOfConnectingAreContestedAndOneIsNot() {
        List<Boolean> contested = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            connectedFor(2);
            Loss loss = schedule.lost(new IOException(), now);
            assertThat(loss.wasConnected()).isTrue();
            contested.add(loss.contested());
        }
        assertThat(contested).containsExactly(false, false, true, true);
        assertThat(schedule.lost(new IOException(), now)).as("not connected").matches(loss -> !loss.wasConnected() && !loss.contested());
        connectedFor(60);
        assertThat(schedule.lost(new IOException(), now).contested()).isFalse();
        connectedFor(2);
        assertThat(schedule.lost(new IOException(), now).contested()).as("one loss after a lasting connection").isFalse();
    }

    @Test
    void aBrokerThatRestartsThreeTimesIsAwayBetweenItsConnectionsAndNotContested() {
        for (int i = 0; i < 5; i++) {
            connectedFor(2);
            assertThat(schedule.lost(new IOException(), now).contested()).isFalse();
            assertThat(schedule.lost(new ConnectException("Connection refused"), now).contested()).isFalse();
        }
    }

    private static Publication message(int qos, int length) {
        return new Publication("topic/" + qos + "/" + length, new byte[length], qos, false);
    }

    private Loss lostAfter(long seconds, Publication... unanswered) {
        connectedFor(seconds);
        return schedule.lost(new IOException(), List.of(unanswered), now);
    }

    @Test
    void threeShortConnectionsEachWithAMessageThatWasNotAcknowledgedAreFollowedByTenMinutesAndTheLongestIsNamed() {
        Publication status = message(1, 6);
        Publication announcement = message(1, 8_000);
        for (int i = 0; i < 2; i++) {
            assertThat(lostAfter(9, status, announcement)).matches(loss -> loss.unacknowledged() == null)
                    .matches(loss -> loss.pause().toSeconds() < 10);
        }
        for (int i = 0; i < 3; i++) {
            Loss named = lostAfter(9, status, announcement, message(1, 400), message(0, 9_000));
            assertThat(named.unacknowledged()).isSameAs(announcement);
            assertThat(named.pause()).isEqualTo(Duration.ofMinutes(10));
        }
    }

    /** @param other the loss between two and two by a message: seconds of its connection, and what was not acknowledged */
    @ParameterizedTest
    @CsvSource({"10, 1", "3600, 1", "2, 0", "2, -1"})
    void aConnectionThatLastedOrThatLostNothingBeginsTheCountAnew(long seconds, int qos) {
        Publication announcement = message(1, 8_000);
        lostAfter(1, announcement);
        lostAfter(1, announcement);
        assertThat(qos < 0 ? lostAfter(seconds) : lostAfter(seconds, message(qos, 9_000))).matches(loss -> loss.unacknowledged() == null);
        assertThat(lostAfter(1, announcement).unacknowledged()).isNull();
        assertThat(lostAfter(1, announcement).unacknowledged()).isNull();
        assertThat(lostAfter(1, announcement).unacknowledged()).isSameAs(announcement);
    }

    @Test
    void aBrokerThatCannotBeReachedBetweenItsConnectionsIsNotBlamed() {
        for (int i = 0; i < 5; i++) {
            assertThat(lostAfter(2, message(1, 8_000)).unacknowledged()).isNull();
            assertThat(schedule.lost(new ConnectException("Connection refused"), now).pause()).isLessThanOrEqualTo(Duration.ofMinutes(1));
        }
    }
}
