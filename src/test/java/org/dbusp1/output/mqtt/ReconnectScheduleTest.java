package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dbusp1.output.mqtt.ReconnectSchedule.Loss;
import org.junit.jupiter.api.Test;

class ReconnectScheduleTest {
    private final ReconnectSchedule schedule = new ReconnectSchedule();
    private long now = -7;

    private long pauseAfterLoss() {
        schedule.lost(new IOException(), now);
        return schedule.pauseMillis();
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
        schedule.lost(new CertificateException("No name matching broker found"), now);
        assertThat(schedule.pauseMillis()).isEqualTo(TimeUnit.HOURS.toMillis(1));
        schedule.lost(new CertificateNotYetValidException(), now);
        assertThat(schedule.pauseMillis()).as("the clock is set soon").isLessThan(60_000);
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
}
