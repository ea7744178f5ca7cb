package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.dbusp1.Await;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.output.Output;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.TestDriverState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Everything is set up again on each new connection: this broker keeps nothing over a restart. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class BrokerRestartTest {
    private static final String DEVICE = "homeassistant/device/p1_house/config";
    private static final String STATUS = "dbus-p1/house/status";

    private final SampleMeter house = SampleMeter.house("dsmr50");
    private Mosquitto broker;
    private Output output;

    @BeforeEach
    void startBroker() {
        broker = Mosquitto.open();
    }

    @AfterEach
    void close() {
        output.close();
        broker.close();
    }

    private void connect() {
        output = new OwnThread(new MqttOutput(TestSettings.announcing(broker.port()), TestDriverState.empty(), () -> null, StateStore.NONE,
                Duration.ofSeconds(1)));
        output.snapshot(house.next());
        awaitAnnounced();
    }

    /** The discovery message of this connection is at the broker. */
    private void awaitAnnounced() {
        try (Subscriber subscriber = Subscriber.on(broker, "#")) {
            subscriber.await(STATUS, "online");
            Await.await("the announcement", () -> {
                output.snapshot(house.next());
                return !subscriber.all(DEVICE).isEmpty();
            });
        }
    }

    private void restart() {
        broker.kill();
        broker.start();
    }

    private void assertBirthIsAnswered() {
        try (Subscriber subscriber = Subscriber.on(broker, "#")) {
            subscriber.await(DEVICE);
            subscriber.clear();
            // Again and again: after a connection the announcement may be there before the subscription to the birth message.
            Await.await("the answer", () -> {
                broker.publish("homeassistant/status", "online");
                output.snapshot(house.next());
                return !subscriber.all(DEVICE).isEmpty();
            });
            assertThat(subscriber.await(DEVICE).retained()).as("published now, not kept by the broker").isFalse();
            subscriber.await("dbus-p1/house/mbus/1/state");
        }
    }

    @Test
    void theBirthMessageIsAnsweredAfterARestartAndAfterSeveral() {
        connect();
        assertBirthIsAnswered();
        for (int restarts : new int[] {1, 4}) {
            for (int i = 0; i < restarts; i++) {
                restart();
            }
            awaitAnnounced();
            assertBirthIsAnswered();
        }
    }

    @Test
    void aBrokerThatLostWhatItRetainedGetsEverythingAgain() {
        connect();
        Await.await("everything", () -> retained().containsAll(List.of(STATUS, DEVICE)));
        List<String> before = retained();
        restart();
        awaitAnnounced();
        Await.await("everything again", () -> retained().containsAll(before));
        output.offline();
        try (Subscriber subscriber = Subscriber.on(broker, STATUS)) {
            subscriber.await(STATUS, "offline");
            restart();
        }
        try (Subscriber subscriber = Subscriber.on(broker, STATUS)) {
            subscriber.await(STATUS, "offline");
        }
    }

    /** The topics that the broker retains: delivered before a message that is published after the subscription. */
    private List<String> retained() {
        try (Subscriber subscriber = Subscriber.on(broker, "#")) {
            broker.publish("end", "of the retained messages");
            subscriber.await("end");
            return subscriber.all().stream().filter(Subscriber.Delivered::retained).map(Subscriber.Delivered::topic).toList();
        }
    }
}
