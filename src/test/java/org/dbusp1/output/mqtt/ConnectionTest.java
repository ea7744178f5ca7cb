package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Gravity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.Output;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.Event;
import org.dbusp1.output.mqtt.Certificates.Validity;
import org.dbusp1.output.mqtt.MqttConfig.Broker;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class ConnectionTest {
    private static final String STATUS = "dbus-p1/house/status";

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
            subscriber.await("dbus-p1/house/state");
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
            subscriber.await("dbus-p1/house/state");
        }
    }

    @Test
    void anotherMeterThanTheExpectedOneHasTopicsOfItsOwn() {
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, "dbus-p1/#")) {
            Output output = outputs.open(TestSettings.of(broker.port(), TopicLayout.NATIVE), new MeterKey("other"));
            subscriber.await("dbus-p1/other/status", "offline");
            output.snapshot(house.next());
            subscriber.await(STATUS, "online");
            subscriber.await("dbus-p1/house/state");
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

    @Test
    void whatIsStaleIsOfflineUntilTheTelegramsReturn() {
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, "dbus-p1/#")) {
            Output output = output(TestSettings.of(broker.port(), TopicLayout.NATIVE));
            output.snapshot(house.next());
            subscriber.await("dbus-p1/house/mbus/1/state");
            output.offline();
            subscriber.await(STATUS, "offline");
            subscriber.clear();
            output.snapshot(house.next());
            subscriber.await(STATUS, "online");
            subscriber.await("dbus-p1/house/mbus/1/state");
        }
    }

    @Test
    void aLossThatTheBrokerMissedIsReportedWhenItIsBack() {
        try (Mosquitto broker = Mosquitto.open(); Relay relay = new Relay(broker.port());
                Subscriber subscriber = Subscriber.on(broker, "dbus-p1/#")) {
            Output output = output(TestSettings.of(relay.port(), TopicLayout.NATIVE));
            output.snapshot(house.next());
            subscriber.await(STATUS, "online");
            output.offline();
            subscriber.await(STATUS, "offline");
            subscriber.clear();
            relay.cut();
            subscriber.await(received -> received.topic().equals(STATUS) && received.payload().equals("offline")
                    && subscriber.all(STATUS).size() > 1);
            assertThat(subscriber.all("dbus-p1/house/state")).as("nothing that is no longer true").isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"tlsv1.2, false", "tlsv1.3, true"})
    void withTlsItIsSealedAndWithACertificateItIsKnown(String version, boolean certified) throws Exception {
        Certificates made = new Certificates(directory);
        Path server = made.server("server", "127.0.0.1", Validity.NOW);
        Path client = made.client("p1", Validity.NOW);
        try (Mosquitto broker = Mosquitto.with("cafile " + made.authority(), "certfile " + server,
                "keyfile " + made.key("server"), "tls_version " + version, "require_certificate " + certified,
                "use_identity_as_username " + certified, "allow_anonymous " + !certified);
                Subscriber subscriber = Subscriber.on(broker, STATUS, "--cafile", made.authority().toString(), "--cert",
                        client.toString(), "--key", made.key("p1").toString())) {
            MqttConfig plain = TestSettings.of(broker.port(), TopicLayout.NATIVE);
            TlsSettings tls = new TlsSettings(TlsSettings.authorities(made.authority()), certified
                    ? TlsSettings.clientCertificate(client, made.key("p1")) : null);
            output(TestSettings.to(plain, new Broker("127.0.0.1", broker.port(), true), tls, null)).snapshot(house.next());
            subscriber.await(STATUS, "online");
        }
    }
}
