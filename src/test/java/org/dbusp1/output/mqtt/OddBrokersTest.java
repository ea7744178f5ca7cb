package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Gravity;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.output.Output;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.Event;
import org.dbusp1.output.mqtt.MqttConfig.Discovery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Brokers that connect, and do not do their work. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class OddBrokersTest {
    /** In place of a minute. */
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** In place of an hour: a connection that lasts, for which the wait before the next one begins anew. */
    private static final Duration SHORT_HOUR = Duration.ofSeconds(12);

    private final SampleMeter meter = SampleMeter.usual();

    @Test
    void aBrokerThatAcknowledgesNothingDoesNotWork() throws Exception {
        try (OddBroker broker = OddBroker.thatAcknowledgesNothing()) {
            Output output = new OwnThread(new MqttOutput(TestSettings.of(broker.port(), TopicLayout.NATIVE), TestOutputs.NO_FEEDBACK,
                    () -> null, StateStore.NONE, Duration.ofMillis(200)));
            await("the fault", () -> {
                output.snapshot(meter.next());
                return output.fault().filter(fault -> fault.contains("topic dbus-p1/sample/status is not acknowledged")).isPresent();
            });
            output.close();
        }
    }

    /** It is sent again each minute, until the driver, or the broker, accepts no more messages that are not acknowledged. */
    @ParameterizedTest
    @ValueSource(ints = {1_000, 10})
    void aTopicThatIsNeverAcknowledgedDoesNotEndTheStates(int most) throws Exception {
        String topic = "dbus-p1/sample/status";
        Set<String> faults = new TreeSet<>();
        try (OddBroker broker = OddBroker.thatNeverAcknowledges(topic, most); TestOutputs outputs = new TestOutputs()) {
            Output output = outputs.openImpatient(TestSettings.of(broker.port(), TopicLayout.NATIVE), Duration.ofMillis(50));
            await("states over another connection", () -> {
                output.snapshot(meter.next());
                output.fault().ifPresent(faults::add);
                return broker.connections() > 1 && broker.topics().contains("dbus-p1/sample/state");
            });
        }
        assertThat(faults).anyMatch(fault -> fault.contains("topic " + topic + " is not acknowledged"))
                .allMatch(fault -> fault.contains(" is not acknowledged"));
    }

    /** The broker reports refusals of messages with QoS 1: of the status, the announcements and the events. */
    @Test
    void aRightThatIsGivenLaterBringsWhatWasRefusedAndEndsTheFault(@TempDir Path directory) throws Exception {
        Path rights = Files.writeString(directory.resolve("rights"), "topic read #\n");
        String announcement = "homeassistant/device/p1_sample/config";
        try (Mosquitto broker = Mosquitto.with("allow_anonymous true", "acl_file " + rights);
                Subscriber subscriber = Subscriber.on(broker, "#");
                TestOutputs outputs = new TestOutputs()) {
            Output output = outputs.openImpatient(TestSettings.announcing(broker.port()), Duration.ofSeconds(1));
            output.event(new Event(new Finding(Condition.LINE_SILENT, Gravity.ALARM, Map.of()), true, SampleMeter.START));
            await("status, announcement and event are refused", () -> {
                output.snapshot(meter.next());
                return broker.logged().matches("(?s).*Denied PUBLISH[^\n]*/status'.*") && broker.logged().contains("/event'")
                        && broker.logged().matches("(?s).*Denied PUBLISH[^\n]*'" + announcement + "'.*");
            });
            await("the fault of the status", () -> faultOf(output).matches(
                    ".* refuses topic dbus-p1/sample/status: the user has no right to it; add the right .*"));

            Files.writeString(rights, "topic readwrite dbus-p1/#\n");
            broker.reload();
            await("the fault of the announcement alone", () -> {
                output.snapshot(meter.next());
                return faultOf(output).contains("topic homeassistant/device/");
            });
            subscriber.await("dbus-p1/sample/status", "online");
            subscriber.await("dbus-p1/sample/event");

            Files.writeString(rights, "topic readwrite #\n");
            broker.reload();
            await("no fault", () -> {
                output.snapshot(meter.next());
                return output.fault().isEmpty();
            });
            subscriber.await(announcement);
            assertThat(subscriber.all("dbus-p1/sample/event")).as("once").hasSize(1);

            broker.publish("homeassistant/status", "online");
            await("the answer to a start of Home Assistant", () -> {
                output.snapshot(meter.next());
                return subscriber.all(announcement).size() > 1;
            });
        }
    }

    /** Who has not asked for discovery in words may have a broker without Home Assistant, and without a right for it. */
    @Test
    void aRefusedAnnouncementThatNobodyAskedForIsNoFault(@TempDir Path directory) throws Exception {
        Path rights = Files.writeString(directory.resolve("rights"), "topic readwrite dbus-p1/#\n");
        try (Mosquitto broker = Mosquitto.with("allow_anonymous true", "acl_file " + rights);
                Subscriber subscriber = Subscriber.on(broker, "#");
                TestOutputs outputs = new TestOutputs()) {
            Output output = outputs.openImpatient(TestSettings.announcing(broker.port(), Discovery.OPTIONAL), PAUSE);
            String announcement = "homeassistant/device/p1_sample/config";
            Pattern denied = Pattern.compile("Denied PUBLISH[^\n]*'" + announcement + "'");
            long end = System.nanoTime() + 5 * PAUSE.toNanos();
            await("some pauses after the refusal", () -> {
                output.snapshot(meter.next());
                assertThat(output.fault()).isEmpty();
                return System.nanoTime() - end > 0 && denied.matcher(broker.logged()).find();
            });
            assertThat(denied.matcher(broker.logged()).results()).as("not after each pause").hasSizeLessThan(5);
            assertThat(subscriber.all("dbus-p1/sample/state")).isNotEmpty();
        }
    }

    private static String faultOf(Output output) {
        return output.fault().orElse("");
    }

    @Test
    void aBrokerOfSmallPacketsIsNamedWithoutTheLengthOfEachMessage() {
        try (Mosquitto small = Mosquitto.with("allow_anonymous true", "max_packet_size 300");
                TestOutputs outputs = new TestOutputs()) {
            Output output = outputs.open(TestSettings.of(small.port(), TopicLayout.NATIVE));
            await("the fault", () -> {
                output.snapshot(meter.next());
                return faultOf(output).contains("longer than this broker accepts");
            });
            assertThat(faultOf(output)).doesNotContainPattern("\\d{3} bytes|size.*\\d|length.*\\d");
        }
    }

    /** Mosquitto from 2.0.6 on acknowledges a message above its message_size_limit with a code that only DISCONNECT has. */
    @Test
    void anAnnouncementThatEndsTheConnectionIsNamedUntilTheLimitIsRaised() throws Exception {
        String announcement = "homeassistant/device/p1_sample/config";
        try (Mosquitto small = Mosquitto.with("allow_anonymous true", "message_size_limit 8000");
                Subscriber subscriber = Subscriber.on(small, "dbus-p1/#");
                TestOutputs outputs = new TestOutputs()) {
            Output output = outputs.openImpatient(TestSettings.announcing(small.port()), PAUSE);
            long begun = System.nanoTime();
            await("the fault", () -> {
                output.snapshot(meter.next());
                return faultOf(output).contains(announcement);
            });
            assertThat(faultOf(output)).contains("topic " + announcement + " is not acknowledged", "message_size_limit")
                    .doesNotContain("MQTT 5");
            AtomicLong since = new AtomicLong(System.nanoTime());
            await("states over more than one pause without a change of the status", () -> {
                output.snapshot(meter.next());
                if (!subscriber.all("dbus-p1/sample/status").isEmpty()) {
                    subscriber.clear();
                    since.set(System.nanoTime());
                }
                return System.nanoTime() - since.get() > PAUSE.toNanos() * 3 / 2 && subscriber.all("dbus-p1/sample/state").size() > 20;
            });
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).as("online without values").isLessThan(Duration.ofMinutes(1));
            assertThat(faultOf(output)).contains("topic " + announcement + " is not acknowledged");
            try (Subscriber later = Subscriber.on(small, "dbus-p1/sample/status")) {
                later.await("dbus-p1/sample/status", "online");
            }
            small.kill();
            raiseLimit(small, 8000);
            small.start();
            try (Subscriber after = Subscriber.on(small, "homeassistant/#")) {
                await("the announcement", () -> {
                    output.snapshot(meter.next());
                    return !after.all(announcement).isEmpty() && output.fault().isEmpty();
                });
            }
        }
    }

    private static void raiseLimit(Mosquitto broker, int limit) throws IOException {
        Path config = broker.log().resolveSibling("mosquitto.conf");
        Files.writeString(config, Files.readString(config).replace("message_size_limit " + limit, ""));
    }

    @Test
    void atABrokerThatCutsTheConnectionBecauseOfAnAnnouncementStatesArrive() throws Exception {
        String announcement = "homeassistant/device/p1_sample/config";
        try (OddBroker broker = OddBroker.thatCutsLongerPackets(8_000); TestOutputs outputs = new TestOutputs()) {
            Output output = outputs.openImpatient(TestSettings.announcing(broker.port()), PAUSE);
            await("many states on one connection", () -> {
                output.snapshot(meter.next());
                return broker.topics().stream().filter("dbus-p1/sample/state"::equals).count() > 200;
            });
            await("the fault that names it", () -> faultOf(output).contains("topic " + announcement + " is not acknowledged"));
        }
    }

    /** The queue of the output calls it up to a second later. */
    @Test
    void connectionsThatWereLostBeforeTheyWereLookedAtSayNothingOfMessages() throws Exception {
        try (OddBroker broker = OddBroker.thatCutsFirstConnections(3)) {
            MqttOutput output = newOutput(broker);
            output.snapshot(meter.next());
            await("the connection that lasts", () -> broker.connections() == 4);
            await("the announcement", () -> {
                output.snapshot(meter.next());
                return broker.topics().contains("homeassistant/device/p1_sample/config");
            });
            staysWithoutFault(output);
            output.close();
        }
    }

    /** Without telegrams nobody publishes the state that the connection took with it. */
    @Test
    void aStateThatWasLostWithTheConnectionIsNotWantingWhileTheMeterIsSilent() throws Exception {
        try (OddBroker broker = OddBroker.thatCutsAtTheFirstMessage()) {
            MqttOutput output = newOutput(broker);
            await("the loss", () -> {
                output.snapshot(meter.next());
                return output.fault().isPresent();
            });
            output.offline();
            await("the connection that lasts", () -> {
                output.tick();
                return broker.topics().contains("dbus-p1/sample/status");
            });
            staysWithoutFault(output);
            output.close();
        }
    }

    private static MqttOutput newOutput(OddBroker broker) {
        return new MqttOutput(TestSettings.announcing(broker.port()), TestOutputs.NO_FEEDBACK, () -> null, StateStore.NONE, PAUSE);
    }

    private static void staysWithoutFault(MqttOutput output) {
        long end = System.nanoTime() + 3 * PAUSE.toNanos();
        await("some pauses", () -> {
            output.tick();
            assertThat(output.fault()).isEmpty();
            return System.nanoTime() - end > 0;
        });
    }

    /** Mosquitto drops a message with QoS 0 without a word. */
    @Test
    void whileAStateIsAboveTheLimitOfTheBrokerItIsNamedAndTheStatusIsOffline() throws Exception {
        try (Mosquitto small = Mosquitto.with("allow_anonymous true", "message_size_limit 500");
                Subscriber subscriber = Subscriber.on(small, "dbus-p1/#");
                TestOutputs outputs = new TestOutputs()) {
            Output output = outputs.openImpatient(TestSettings.of(small.port(), TopicLayout.NATIVE), PAUSE);
            await("the fault", () -> {
                output.snapshot(meter.next());
                return faultOf(output).contains("topic dbus-p1/sample/state is not acknowledged");
            });
            assertThat(faultOf(output)).contains("message_size_limit");
            subscriber.await("dbus-p1/sample/status", "offline");
            subscriber.await("dbus-p1/sample/mbus/1/state");
            assertThat(subscriber.all("dbus-p1/sample/state")).isEmpty();
            try (Subscriber later = Subscriber.on(small, "dbus-p1/sample/status")) {
                later.await("dbus-p1/sample/status", "offline");
            }
            small.kill();
            raiseLimit(small, 500);
            small.start();
            try (Subscriber after = Subscriber.on(small, "dbus-p1/#")) {
                await("the state", () -> {
                    output.snapshot(meter.next());
                    return !after.all("dbus-p1/sample/state").isEmpty() && output.fault().isEmpty();
                });
                after.await("dbus-p1/sample/status", "online");
            }
        }
    }

    /** @param limit of a message's length @param shown the status while the message is held back */
    @ParameterizedTest
    @CsvSource({"8000, homeassistant/device/p1_sample/config, online", "500, dbus-p1/sample/state, offline"})
    void afterAnHourAMessageThatWasTooLongArrivesAtABrokerThatNowTakesIt(int limit, String topic, String shown) throws Exception {
        try (Mosquitto small = Mosquitto.with("allow_anonymous true", "message_size_limit " + limit);
                Subscriber subscriber = Subscriber.on(small, "#");
                TestOutputs outputs = new TestOutputs()) {
            Output output = outputs.openImpatient(limit > 500 ? TestSettings.announcing(small.port())
                    : TestSettings.of(small.port(), TopicLayout.NATIVE), SHORT_HOUR.dividedBy(60));
            await("the fault on the second connection", () -> {
                output.snapshot(meter.next());
                return connections(small) > 1 && faultOf(output).contains("topic " + topic + " is not acknowledged")
                        && statusAt(small).equals(shown);
            });
            raiseLimit(small, limit);
            small.reload();
            subscriber.clear();
            await("the message", () -> {
                output.snapshot(meter.next());
                return output.fault().isEmpty() && !subscriber.all(topic).isEmpty() && statusAt(small).equals("online");
            });
            assertThat(connections(small)).as("over the same connection").isEqualTo(2);
        }
    }

    private static String statusAt(Mosquitto broker) {
        try (Subscriber later = Subscriber.on(broker, "dbus-p1/sample/status")) {
            return later.await("dbus-p1/sample/status").payload();
        }
    }

    private static long connections(Mosquitto broker) {
        return broker.logged().lines().filter(line -> line.contains(" as dbus-p1-sample (")).count();
    }

    /** Without a reason: the first time three losses in a row show that it is the announcement. */
    @Test
    void afterAnHourAnAnnouncementThatIsStillTooLongCostsOneConnection() throws Exception {
        try (OddBroker broker = OddBroker.thatCutsLongerPackets(8_000); TestOutputs outputs = new TestOutputs()) {
            Output output = outputs.openImpatient(TestSettings.announcing(broker.port()), SHORT_HOUR.dividedBy(60));
            int first = connectionsUntilStatesArrive(broker, output, 0);
            assertThat(connectionsUntilStatesArrive(broker, output, first)).isEqualTo(first + 1);
            assertThat(faultOf(output)).contains("homeassistant/device/p1_sample/config is not acknowledged");
        }
    }

    /** Returns the number of connections when states arrive over one that is later than some before it. */
    private int connectionsUntilStatesArrive(OddBroker broker, Output output, int before) {
        await("states over a connection after " + before, () -> {
            output.snapshot(meter.next());
            return broker.connections() > before && broker.topics().stream().filter("dbus-p1/sample/state"::equals).count() > 50
                    && !faultOf(output).isEmpty();
        });
        return broker.connections();
    }

    /** The log waits for a minute, because the next loss may come at once; the health does not. */
    @Test
    void afterALossTheOutputWorksAsSoonAsTheBrokerTakesItsStates() {
        try (Mosquitto broker = Mosquitto.open(); Subscriber before = Subscriber.on(broker, "dbus-p1/#");
                TestOutputs outputs = new TestOutputs()) {
            Output output = outputs.open(TestSettings.of(broker.port(), TopicLayout.NATIVE));
            output.snapshot(meter.next());
            before.await("dbus-p1/sample/status", "online");
            broker.kill();
            await("the fault", () -> output.fault().isPresent());
            broker.start();
            try (Subscriber subscriber = Subscriber.on(broker, "dbus-p1/#")) {
                await("some states", () -> {
                    output.snapshot(meter.next());
                    return subscriber.all("dbus-p1/sample/state").size() >= 5;
                });
                assertThat(output.fault()).isEmpty();
            }
        }
    }
}
