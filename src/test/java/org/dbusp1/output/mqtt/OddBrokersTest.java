package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Gravity;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.output.Output;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.Event;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Brokers that connect, and refuse something, or do not do their work. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class OddBrokersTest {
    /** In place of ten minutes. */
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final String STATUS = "dbus-p1/sample/status";
    private static final String STATE = "dbus-p1/sample/state";
    private static final String EVENT = "dbus-p1/sample/event";
    private static final String ANNOUNCEMENT = "homeassistant/device/p1_sample/config";
    private static final String NO_RIGHT = ": the user has no right to it; add the right to the broker's access list";

    private final SampleMeter meter = SampleMeter.usual();
    @TempDir
    private Path directory;
    @AutoClose
    private final TestOutputs outputs = new TestOutputs();

    private static String faultOf(Output output) {
        return output.fault().orElse("");
    }

    private static Event silent(boolean begins) {
        return new Event(new Finding(Condition.LINE_SILENT, Gravity.ALARM, Map.of()), begins, SampleMeter.START);
    }

    private Mosquitto withRights(String lines) throws IOException {
        return Mosquitto.with("allow_anonymous true", "acl_file " + Files.writeString(directory.resolve("rights"), lines));
    }

    private void change(Mosquitto broker, String rights) throws IOException {
        Files.writeString(directory.resolve("rights"), rights);
        broker.reload();
    }

    private static long denied(Mosquitto broker, String topic) {
        return Pattern.compile("Denied PUBLISH[^\n]*'" + topic + "'").matcher(broker.logged()).results().count();
    }

    /** Awaits a condition while the meter sends. */
    private void awaitSending(Output output, String what, Callable<Boolean> condition) {
        await(what, () -> {
            output.snapshot(meter.next());
            return condition.call();
        });
    }

    /** The access list is changed twice. */
    @Test
    void whatIsRefusedIsTheFaultUntilARoundBringsIt() throws Exception {
        try (Mosquitto broker = withRights("topic read #\n"); Subscriber subscriber = Subscriber.on(broker, "#")) {
            Output output = outputs.openImpatient(TestSettings.announcing(broker.port()), ROUND);
            awaitSending(output, "the fault of the status", () -> faultOf(output).contains(" refuses topic " + STATUS + NO_RIGHT));
            output.event(silent(true));
            awaitSending(output, "some rounds", () -> denied(broker, STATUS) > 2 && denied(broker, ANNOUNCEMENT) > 2);
            assertThat(denied(broker, EVENT)).as("an event is not published again").isEqualTo(1);

            change(broker, "topic readwrite dbus-p1/#\n");
            awaitSending(output, "the fault of the announcement alone",
                    () -> faultOf(output).contains(" refuses topic homeassistant/device/"));
            subscriber.await(STATUS, "online");

            change(broker, "topic readwrite #\n");
            awaitSending(output, "no fault", () -> output.fault().isEmpty());
            subscriber.await(ANNOUNCEMENT);
            assertThat(subscriber.all(EVENT)).as("the refused event").isEmpty();
            output.event(silent(false));
            subscriber.await(EVENT);

            broker.publish("homeassistant/status", "online");
            awaitSending(output, "the answer to a start of Home Assistant", () -> subscriber.all(ANNOUNCEMENT).size() > 1);
        }
    }

    /** Of a message with QoS 0 nobody would learn that it is refused. */
    @Test
    void aRefusedStateIsTheFaultAlthoughTheStatusIsAccepted() throws Exception {
        try (Mosquitto broker = withRights("topic readwrite " + STATUS + "\n");
                Subscriber subscriber = Subscriber.on(broker, "dbus-p1/#")) {
            Output output = outputs.openImpatient(TestSettings.of(broker.port(), TopicLayout.NATIVE), ROUND);
            awaitSending(output, "the fault, over some rounds", () -> subscriber.all(STATUS).size() > 2
                    && faultOf(output).contains(" refuses topic " + STATE + NO_RIGHT));
            assertThat(subscriber.all(STATUS)).extracting(Subscriber.Delivered::payload).containsOnly("offline");
            change(broker, "topic readwrite dbus-p1/#\n");
            awaitSending(output, "no fault", () -> output.fault().isEmpty() && subscriber.all(STATE).size() > 10);
            assertThat(subscriber.all(STATE)).extracting(Subscriber.Delivered::qos).as("the first of a round").contains(1);
            subscriber.await(STATUS, "online");
        }
    }

    @Test
    void withoutAFaultNothingIsPublishedAgain() {
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, "#")) {
            Output output = outputs.openImpatient(TestSettings.announcing(broker.port()), Duration.ofMillis(100));
            long end = System.nanoTime() + ROUND.toNanos();
            awaitSending(output, "many rounds", () -> System.nanoTime() > end && subscriber.all(STATE).size() > 10);
            assertThat(subscriber.all(STATUS)).extracting(Subscriber.Delivered::payload).containsExactly("offline", "online");
            assertThat(subscriber.all(ANNOUNCEMENT).size()).as("of ten rounds; an entity may be added").isBetween(1, 3);
            assertThat(subscriber.all(STATE)).extracting(Subscriber.Delivered::qos).startsWith(1, 0).containsOnlyOnce(1);
        }
    }

    @Test
    void aBrokerOfSmallPacketsIsNamedWithoutTheLengthOfEachMessage() {
        try (Mosquitto small = Mosquitto.with("allow_anonymous true", "max_packet_size 300")) {
            Output output = outputs.open(TestSettings.of(small.port(), TopicLayout.NATIVE));
            awaitSending(output, "the fault", () -> faultOf(output).contains("longer than this broker accepts"));
            assertThat(faultOf(output)).doesNotContainPattern("\\d{3} bytes|size.*\\d|length.*\\d");
        }
    }

    /**
     * Mosquitto from 2.0.6 on acknowledges a message above its message_size_limit with a code that only DISCONNECT has. It publishes no
     * will after a DISCONNECT that says so.
     */
    @ParameterizedTest
    @CsvSource({"1000, true, " + ANNOUNCEMENT, "20, false, " + STATE})
    void theLongestMessageIsNamedAndTheStatusIsOfflineUntilTheLimitIsRaised(int limit, boolean announces, String longest)
            throws Exception {
        try (Mosquitto small = Mosquitto.with("allow_anonymous true", "message_size_limit " + limit);
                Subscriber subscriber = Subscriber.on(small, "#")) {
            Output output = outputs.openImpatient(announces ? TestSettings.announcing(small.port())
                    : TestSettings.of(small.port(), TopicLayout.NATIVE), ROUND);
            String named = "each connection is lost before topic " + longest + " is acknowledged; raise the broker's limit of a message,"
                    + " such as message_size_limit of mosquitto";
            awaitSending(output, "the fault, also after the wait", () -> connections(small) > 4 && faultOf(output).endsWith(named));
            assertThat(subscriber.all(STATUS)).extracting(Subscriber.Delivered::payload).containsOnly("offline");

            Path config = small.log().resolveSibling("mosquitto.conf");
            Files.writeString(config, Files.readString(config).replace("message_size_limit " + limit, ""));
            small.kill();
            small.start();
            try (Subscriber after = Subscriber.on(small, "#")) {
                awaitSending(output, "the message", () -> !after.all(longest).isEmpty() && output.fault().isEmpty());
                after.await(STATUS, "online");
            }
        }
    }

    private static long connections(Mosquitto broker) {
        return broker.logged().lines().filter(line -> line.contains(" as dbus-p1-sample (")).count();
    }

    /** The fourth connection comes after ten minutes: ReconnectScheduleTest. */
    @Test
    void aBrokerThatCutsTheConnectionAtALongMessageWithoutAWordIsNamedAfterThree() throws Exception {
        try (OddBroker broker = OddBroker.thatCutsLongerPackets(8_000)) {
            Output output = outputs.open(TestSettings.announcing(broker.port()));
            awaitSending(output, "the fault", () -> faultOf(output).contains("before topic " + ANNOUNCEMENT + " is acknowledged"));
            assertThat(broker.connections()).isEqualTo(3);
        }
    }

    /** The queue of the output calls it up to a second later. */
    @Test
    void connectionsThatWereLostBeforeTheyWereLookedAtSayNothingOfMessages() throws Exception {
        try (OddBroker broker = OddBroker.thatCutsFirstConnections(3)) {
            MqttOutput output = new MqttOutput(TestSettings.announcing(broker.port()), TestOutputs.NO_FEEDBACK, () -> null,
                    StateStore.NONE);
            output.snapshot(meter.next());
            await("the connection that lasts", () -> broker.connections() == 4);
            await("the announcement", () -> {
                output.snapshot(meter.next());
                return broker.topics().contains(ANNOUNCEMENT);
            });
            assertThat(output.fault()).isEmpty();
            output.close();
        }
    }

    /** Each message is published once, until the driver, or the broker, accepts no more messages that are not acknowledged. */
    @ParameterizedTest
    @ValueSource(ints = {1_000, 10})
    void aTopicThatIsNeverAcknowledgedDoesNotEndTheStates(int most) throws Exception {
        try (OddBroker broker = OddBroker.thatNeverAcknowledges(STATUS, most)) {
            Output output = outputs.openImpatient(TestSettings.of(broker.port(), TopicLayout.NATIVE), ROUND);
            await("states over another connection", () -> {
                output.snapshot(meter.next());
                boolean isBack = broker.connections() > 1 && broker.topics().contains(STATE);
                output.offline();
                return isBack;
            });
        }
    }
}
