package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.dbusp1.Await;
import org.dbusp1.FreePort;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.output.QueuedOutput;
import org.dbusp1.output.QuickQueue;
import org.dbusp1.output.SampleMeter;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A broker that is away, hangs, is slow or refuses never makes a caller wait, and then gets the newest reading. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class NeverInTheWayTest {
    private static final String STATE = "dbus-p1/house/state";
    private static final String STATUS = "dbus-p1/house/status";

    private final SampleMeter house = SampleMeter.house("dsmr50");
    @AutoClose
    private final TestOutputs outputs = new TestOutputs();

    private Output output(int port) {
        return outputs.open(TestSettings.of(port, TopicLayout.NATIVE, TopicLayout.RAW));
    }

    private static String time(Snapshot snapshot) {
        return "\"time\":\"" + snapshot.reading().time() + "\"";
    }

    /** Hands over many readings; returns only if no call waits for the broker. */
    private void readings(Output output, int number) {
        for (int i = 0; i < number; i++) {
            output.snapshot(house.next());
        }
    }

    private static void assertNewestArrives(Subscriber subscriber, Snapshot newest) {
        subscriber.await(message -> message.topic().equals(STATE) && message.payload().contains(time(newest)));
    }

    @Test
    void whileTheBrokerIsAwayNothingWaits() {
        int port = FreePort.next();
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, STATE)) {
            Output output = output(port);
            readings(output, 200);
            Snapshot newest = house.next();
            output.snapshot(newest);
            try (Relay back = new Relay(port, broker.port())) {
                assertNewestArrives(subscriber, newest);
                assertThat(back.begins()).as("what came through it").isNotEmpty();
                assertThat(subscriber.all(STATE)).as("all others were dropped").hasSize(1);
            }
        }
    }

    /** More readings than the buffers of the kernel and of the client hold. */
    @Test
    void whileTheBrokerHangsNoCallWaits() {
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, "dbus-p1/#")) {
            Output output = output(broker.port());
            output.snapshot(house.next());
            subscriber.await(STATE);
            broker.freeze();
            readings(output, 10_000);
            output.offline();
            Snapshot newest = house.next();
            output.snapshot(newest);
            assertThat(broker.isFrozen()).as("every call has returned while the broker is stopped").isTrue();
            broker.thaw();
            assertNewestArrives(subscriber, newest);
            assertThat(subscriber.all(STATE)).as("no message waits for the broker").hasSizeLessThan(10_002);
            assertOnline(broker);
        }
    }

    /** The keep-alive time passes, and many attempts to connect wait in the kernel's queue of the broker's port. */
    @Test
    @Tag("slow")
    void theStateIsRightAfterTheBrokerHungForAMinute() throws Exception {
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, STATUS)) {
            Output output = output(broker.port());
            output.snapshot(house.next());
            subscriber.await(STATUS, "online");
            broker.freeze();
            for (int second = 0; second < 60; second++) {
                output.snapshot(house.next());
                TimeUnit.SECONDS.sleep(1);
            }
            assertThat(broker.isFrozen()).isTrue();
            broker.thaw();
            try (Subscriber late = Subscriber.on(broker, "dbus-p1/#")) {
                Snapshot newest = house.next();
                output.snapshot(newest);
                assertNewestArrives(late, newest);
            }
            assertOnline(broker);
        }
    }

    /** The broker retains "online"; a stale will that comes late would be the last message otherwise. */
    private static void assertOnline(Mosquitto broker) {
        try (Subscriber late = Subscriber.on(broker, STATUS)) {
            late.await(STATUS, "online");
        }
    }

    /** The next connection counts no message that was not acknowledged when this one broke, whenever their results come. */
    @Test
    void aResultCountsOnItsOwnConnectionAlone() {
        try (Mosquitto broker = Mosquitto.open(); Relay relay = new Relay(broker.port());
                Subscriber subscriber = Subscriber.on(broker, STATE)) {
            Output output = output(relay.port());
            output.snapshot(house.next());
            subscriber.await(STATE);
            // After three short connections that each lost a message the next one would come after ten minutes.
            for (int i = 0; i < 2; i++) {
                relay.pull();
                readings(output, 200);
                relay.plug();
                Snapshot newest = house.next();
                output.snapshot(newest);
                assertNewestArrives(subscriber, newest);
            }
        }
    }

    @Test
    void aHostThatDidNotAnswerIsFoundWhenItDoes() throws Exception {
        List<Socket> fill = new ArrayList<>();
        int port = FreePort.next();
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, STATE)) {
            ServerSocket full = new ServerSocket();
            full.setReuseAddress(true);
            full.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            for (int i = 0; i < 4; i++) {
                Socket socket = new Socket();
                fill.add(socket);
                connect(socket, port);
            }
            Output output = output(port);
            Snapshot newest = house.next();
            output.snapshot(newest);
            Await.await("an attempt to connect in vain", () -> output.fault().orElse("").contains("the host does not answer; "));
            full.close();
            try (Relay answers = new Relay(port, broker.port())) {
                assertNewestArrives(subscriber, newest);
                assertThat(answers.begins()).isNotEmpty();
            }
        } finally {
            for (Socket socket : fill) {
                socket.close();
            }
        }
    }

    private static void connect(Socket socket, int port) throws IOException {
        try {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
        } catch (IOException e) {
            socket.close();
        }
    }

    @Test
    @Tag("slow")
    void aCableThatWasPulledIsNoticedAndTheNewestSentWhenItIsBack() throws Exception {
        try (Mosquitto broker = Mosquitto.open(); Relay relay = new Relay(broker.port());
                Subscriber subscriber = Subscriber.on(broker, "dbus-p1/#")) {
            Output output = output(relay.port());
            output.snapshot(house.next());
            subscriber.await(STATE);
            relay.pull();
            subscriber.await("dbus-p1/house/status", "offline");
            Snapshot newest = house.next();
            output.snapshot(newest);
            relay.plug();
            assertNewestArrives(subscriber, newest);
        }
    }

    /** All is delivered, whatever the time; an orderly end needs the broker's acknowledgements in time, which a busy machine may delay. */
    @Test
    void itsQueueDeliversAllBeforeItCloses() {
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, "dbus-p1/#")) {
            CompletableFuture<Long> closing = new CompletableFuture<>();
            QueuedOutput queued = new QueuedOutput("mqtt test",
                    () -> new TimedOutput(outputs.open(TestSettings.of(broker.port(), TopicLayout.NATIVE)), closing), QuickQueue.NO_EXIT);
            queued.start();
            queued.snapshot(house.next());
            subscriber.await(STATE);
            queued.close();
            subscriber.await(STATUS, "offline");
            if (closing.join() < MqttOutput.CLOSE_MILLIS) {
                Await.await("its orderly end", () -> broker.logged().contains("Received DISCONNECT from dbus-p1-house"));
            }
        }
    }

    /** Measures how many milliseconds an output closes. */
    private record TimedOutput(Output output, CompletableFuture<Long> closing) implements Output {
        @Override
        public void snapshot(Snapshot snapshot) {
            output.snapshot(snapshot);
        }

        @Override
        public void offline() {
            output.offline();
        }

        @Override
        public void close() {
            long begin = System.nanoTime();
            output.close();
            closing.complete(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        }
    }
}
