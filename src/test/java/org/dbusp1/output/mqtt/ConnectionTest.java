package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Gravity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.Event;
import org.dbusp1.output.mqtt.Certificates.Validity;
import org.dbusp1.output.mqtt.MqttConfig.Broker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ConnectionTest {
    private static final String STATUS = "dbus-p1/house/status";
    private static final String STATE = "dbus-p1/house/state";

    @TempDir
    private Path directory;

    private static final String EVENT = "dbus-p1/house/event";
    private static final Event SILENT =
            new Event(new Finding(Condition.LINE_SILENT, Gravity.ALARM, Map.of()), true, SampleMeter.START);
    private static final Event BACK =
            new Event(new Finding(Condition.LINE_SILENT, Gravity.ALARM, Map.of()), false, SampleMeter.START);

    private final SampleMeter house = SampleMeter.house("dsmr50");
    @AutoClose
    private final TestOutputs outputs = new TestOutputs();

    private Output output(MqttConfig settings) {
        return outputs.open(settings);
    }

    @Test
    void itConnectsWithTheFirstGoodTelegramUnderTheMetersKey() throws Exception {
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, "dbus-p1/#")) {
            Output output = output(TestSettings.of(broker.port(), TopicLayout.NATIVE));
            output.offline();
            assertThat(broker.logged()).doesNotContain("dbus-p1-house");
            output.snapshot(house.next());
            subscriber.await(STATUS, "online");
            subscriber.await(STATE);
            assertThat(broker.logged()).contains("as dbus-p1-house (p5, c1, k15)");
        }
    }

    /** A driver that starts at a dead cable: its owner has to learn that the meter is silent. */
    @Test
    void aKnownMeterIsOfflineBeforeItsFirstTelegramAndItsEventsArrive() {
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, "dbus-p1/#")) {
            Output output = outputs.open(TestSettings.of(broker.port(), TopicLayout.NATIVE), new MeterKey("house"));
            subscriber.await(STATUS, "offline");
            output.event(SILENT);
            subscriber.await(EVENT);
            output.snapshot(house.next());
            subscriber.await(STATUS, "online");
            subscriber.await(STATE);
        }
    }

    @Test
    void anotherMeterThanTheExpectedOneHasTopicsOfItsOwn() {
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, "dbus-p1/#")) {
            Output output = outputs.open(TestSettings.of(broker.port(), TopicLayout.NATIVE), new MeterKey("other"));
            subscriber.await("dbus-p1/other/status", "offline");
            output.snapshot(house.next());
            subscriber.await(STATUS, "online");
            subscriber.await(STATE);
        }
    }

    @Test
    void anEventThatTheBrokerHasNotAcknowledgedIsPublishedOnTheNextConnection() {
        try (Mosquitto broker = Mosquitto.open(); Relay relay = new Relay(broker.port());
                Subscriber subscriber = Subscriber.on(broker, "dbus-p1/#")) {
            Output output = output(TestSettings.of(relay.port(), TopicLayout.NATIVE));
            output.snapshot(house.next());
            subscriber.await(STATUS, "online");
            relay.pull();
            output.event(SILENT);
            relay.cut();
            relay.plug();
            subscriber.await(EVENT);
            subscriber.clear();
            // The broker ends a connection after its acknowledgements, when another client has the same name.
            broker.publish("elsewhere", "hello", "-i", "dbus-p1-house");
            subscriber.await(STATUS, "online");
            output.event(BACK);
            subscriber.await(EVENT);
            assertThat(subscriber.all(EVENT)).as("events, without the one that was acknowledged").singleElement()
                    .matches(event -> event.payload().contains("false"));
        }
    }

    /** Who reads the state alone keeps no value, whatever the interval; the other topics stay as they are. */
    @Test
    void theLastStateOfASilentMeterHasNoValues() throws Exception {
        MqttConfig plain = TestSettings.of(1, TopicLayout.NATIVE, TopicLayout.P1METER2MQTT);
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, "#")) {
            Output output = output(new MqttConfig(new Broker("127.0.0.1", broker.port(), false), plain.tls(), null, plain.base(),
                    plain.profiles(), Duration.ofHours(1), plain.discovery(), plain.version()));
            Snapshot last = house.next();
            output.snapshot(last);
            assertThat(subscriber.await(STATE).json().has("power_net_w")).isTrue();
            subscriber.await("dbus-p1/house/mbus/1/state");
            output.offline();
            assertThat(subscriber.await(message -> isWithoutValues(message, last)).retained()).isFalse();
            List<String> topics = subscriber.all().stream().map(Subscriber.Delivered::topic).toList();
            assertThat(topics.subList(topics.size() - 2, topics.size())).as("after offline").containsExactly(STATUS, STATE);
            assertThat(subscriber.all(STATUS)).last().matches(status -> status.payload().equals("offline"));
            subscriber.clear();
            output.offline();
            output.snapshot(house.next());
            assertThat(subscriber.await(STATE).json().has("power_net_w")).as("at once").isTrue();
            assertThat(subscriber.all(STATUS)).singleElement().matches(status -> status.payload().equals("online"));
        }
    }

    /** The broker has accepted the first state when the meter is silent already. */
    @Test
    void aLateAcknowledgementEndsTheValuesNoSecondTime() {
        try (Mosquitto broker = Mosquitto.open(); Relay relay = new Relay(broker.port()); Subscriber subscriber = Subscriber.on(broker, "#")) {
            Output output = outputs.open(TestSettings.of(relay.port(), TopicLayout.NATIVE), new MeterKey("house"));
            subscriber.await(STATUS, "offline");
            relay.holdAnswers(true);
            Snapshot last = house.next();
            output.snapshot(last);
            subscriber.await(STATE);
            output.offline();
            subscriber.await(message -> isWithoutValues(message, last));
            relay.holdAnswers(false);
            output.event(SILENT);
            subscriber.await(EVENT);
            output.event(BACK);
            subscriber.await(message -> message.topic().equals(EVENT) && message.payload().contains("false"));
            assertThat(subscriber.all(STATE)).filteredOn(message -> isWithoutValues(message, last)).hasSize(1);
        }
    }

    private static boolean isWithoutValues(Subscriber.Delivered message, Snapshot last) {
        return message.topic().equals(STATE)
                && message.payload().equals("{\"arrival\":\"" + last.arrival().machineTime() + "\"}");
    }

    @Test
    void soIsThatOfADriverThatEnds() throws Exception {
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, "dbus-p1/#")) {
            Output output = output(TestSettings.of(broker.port(), TopicLayout.NATIVE));
            Snapshot last = house.next();
            output.snapshot(last);
            assertThat(subscriber.await(STATE).json().has("power_net_w")).isTrue();
            outputs.close(output);
            subscriber.await(message -> isWithoutValues(message, last));
            assertThat(subscriber.all(STATUS)).last().matches(status -> status.payload().equals("offline"));
            await("its orderly end", () -> broker.logged().contains("Received DISCONNECT from dbus-p1-house"));
        }
    }

    /** Of a state that the connection took with it nobody knows whether it arrived. */
    @Test
    void theLastStateIsPublishedUntilTheBrokerHasIt() throws Exception {
        try (Mosquitto broker = Mosquitto.open(); Relay relay = new Relay(broker.port());
                Subscriber subscriber = Subscriber.on(broker, "dbus-p1/#")) {
            Output output = output(TestSettings.of(relay.port(), TopicLayout.NATIVE));
            Snapshot last = house.next();
            output.snapshot(last);
            subscriber.await(STATE);
            relay.pull();
            output.offline();
            relay.cut();
            relay.plug();
            subscriber.await(message -> isWithoutValues(message, last));
        }
    }

    /** Before the first telegram, or in layouts of others, there is no such state to end. */
    @Test
    void withoutAStateThereIsNoneToEnd() throws Exception {
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, "#")) {
            Output known = outputs.open(TestSettings.of(broker.port(), TopicLayout.NATIVE), new MeterKey("known"));
            subscriber.await("dbus-p1/known/status", "offline");
            outputs.close(known);
            Output raw = output(TestSettings.of(broker.port(), TopicLayout.RAW));
            raw.snapshot(house.next());
            subscriber.await("dbus-p1/house/telegram");
            outputs.close(raw);
            await("its orderly end", () -> broker.logged().contains("Received DISCONNECT from dbus-p1-house"));
            subscriber.await(STATUS, "offline");
            assertThat(subscriber.all()).extracting(Subscriber.Delivered::topic).doesNotContain("dbus-p1/known/state", STATE);
        }
    }

    /** TLS 1.3, and a broker that asks for no certificate: ErrorMessagesTest. */
    @Test
    void withTls12AndACertificateItIsKnown() throws Exception {
        Certificates made = new Certificates(directory);
        Path server = made.server("server", "127.0.0.1", Validity.NOW);
        Path client = made.client("p1", Validity.NOW);
        try (Mosquitto broker = Mosquitto.with("cafile " + made.authority(), "certfile " + server, "keyfile " + made.key("server"),
                "tls_version tlsv1.2", "require_certificate true", "use_identity_as_username true", "allow_anonymous false");
                Subscriber subscriber = Subscriber.on(broker, STATUS, "--cafile", made.authority().toString(), "--cert",
                        client.toString(), "--key", made.key("p1").toString())) {
            MqttConfig plain = TestSettings.of(broker.port(), TopicLayout.NATIVE);
            TlsSettings tls = new TlsSettings(TlsSettings.authorities(made.authority()), TlsSettings.clientCertificate(client, made.key("p1")));
            output(TestSettings.to(plain, new Broker("127.0.0.1", broker.port(), true), tls, null)).snapshot(house.next());
            subscriber.await(STATUS, "online");
        }
    }
}
