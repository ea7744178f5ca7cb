package org.dbusp1.output.mqtt;

import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.output.Output;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.TestDriverState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** After each connection everything is published once: this broker keeps nothing over a restart. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class BrokerRestartTest {
    private static final String DEVICE = "homeassistant/device/p1_house/config";
    private static final String STATUS = "dbus-p1/house/status";
    private static final String STATE = "dbus-p1/house/state";

    private final SampleMeter house = SampleMeter.house("dsmr50");
    @AutoClose
    private final Mosquitto broker = Mosquitto.open();
    private final Output output = new OwnThread(new MqttOutput(TestSettings.announcing(broker.port()), TestDriverState.empty(), () -> null,
            StateStore.NONE));

    @AfterEach
    void close() {
        output.close();
    }

    /** Messages that the broker has received, also where no client of the test was there yet. */
    private long received(String topic) {
        return broker.logged().lines().filter(line -> line.contains("PUBLISH from dbus-p1-house ") && line.contains("'" + topic + "'"))
                .count();
    }

    /** Without another reading: the newest one is sent again, and works as soon as the broker takes it. */
    private void awaitAll(int connections) {
        Await.await("everything, once with each connection", () -> Stream.of(DEVICE, STATE)
                .allMatch(topic -> received(topic) == connections) && received(STATUS) == 2L * connections);
        Await.await("no fault", () -> output.fault().isEmpty());
    }

    @Test
    void afterARestartOfTheBrokerEverythingIsThereAgainOnce() {
        output.snapshot(house.next());
        awaitAll(1);
        for (int restarts = 1; restarts <= 3; restarts++) {
            broker.kill();
            Await.await("the fault", () -> output.fault().isPresent());
            broker.start();
            awaitAll(restarts + 1);
        }
        try (Subscriber subscriber = Subscriber.on(broker, "#")) {
            subscriber.await(STATUS, "online");
            subscriber.await(DEVICE);
            subscriber.clear();
            // Again and again: the subscription to the birth message may come later.
            Await.await("the answer to a start of Home Assistant", () -> {
                broker.publish("homeassistant/status", "online");
                output.snapshot(house.next());
                return !subscriber.all(DEVICE).isEmpty();
            });
            subscriber.await("dbus-p1/house/mbus/1/state");
            output.offline();
            subscriber.await(STATUS, "offline");
        }
        broker.kill();
        broker.start();
        try (Subscriber subscriber = Subscriber.on(broker, STATUS)) {
            subscriber.await(STATUS, "offline");
        }
    }
}
