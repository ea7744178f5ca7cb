package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dbusp1.output.mqtt.Certificates.Validity;
import org.dbusp1.output.mqtt.MqttSettings.Broker;
import org.dbusp1.output.mqtt.MqttSettings.Version;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ConnectionTest {
    private static final String STATUS = "dbus-p1/house/status";

    @TempDir
    private Path directory;

    private final House house = House.of("dsmr50");
    @AutoClose
    private final TestOutputs outputs = new TestOutputs();

    private MqttOutput output(MqttSettings settings) {
        return outputs.open(settings);
    }

    private static MqttSettings secure(int port, TlsSettings tls) {
        MqttSettings plain = TestSettings.of(port, Profile.NATIVE);
        return TestSettings.to(plain, new Broker("127.0.0.1", port, true), tls, Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({"MQTT_5, p5", "MQTT_3_1_1, p2"})
    void itConnectsWithTheFirstGoodTelegramUnderTheMetersKeyInEachVersion(Version version, String inTheLog) throws Exception {
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, "dbus-p1/#")) {
            MqttOutput output = output(TestSettings.speaking(TestSettings.of(broker.port(), Profile.NATIVE), version));
            output.offline();
            assertThat(Files.readString(broker.log())).doesNotContain("dbus-p1-house");
            output.snapshot(house.next());
            subscriber.await(STATUS, "online");
            subscriber.await("dbus-p1/house/state");
            assertThat(Files.readString(broker.log())).contains("as dbus-p1-house (" + inTheLog + ", c1, k15)");
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void whenItVanishesTheBrokerReportsIt(Version version) {
        try (Mosquitto broker = Mosquitto.open(); Relay relay = new Relay(broker.port());
                Subscriber subscriber = Subscriber.on(broker, STATUS)) {
            MqttOutput output = output(TestSettings.speaking(TestSettings.of(relay.port(), Profile.NATIVE), version));
            output.snapshot(house.next());
            subscriber.await(STATUS, "online");
            subscriber.clear();
            relay.cut();
            subscriber.await(STATUS, "offline");
            subscriber.await(STATUS, "online");
            try (Subscriber late = Subscriber.on(broker, STATUS)) {
                assertThat(late.await(STATUS, "online").retained()).isTrue();
            }
        }
    }

    @Test
    void whatIsStaleIsOfflineUntilTheTelegramsReturn() {
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, "dbus-p1/#")) {
            MqttOutput output = output(TestSettings.of(broker.port(), Profile.NATIVE));
            output.snapshot(house.next());
            subscriber.await("dbus-p1/house/power_failures");
            output.offline();
            subscriber.await(STATUS, "offline");
            subscriber.clear();
            output.snapshot(house.next());
            subscriber.await(STATUS, "online");
            subscriber.await("dbus-p1/house/power_failures");
        }
    }

    @Test
    void aLossThatTheBrokerMissedIsReportedWhenItIsBack() {
        try (Mosquitto broker = Mosquitto.open(); Relay relay = new Relay(broker.port());
                Subscriber subscriber = Subscriber.on(broker, "dbus-p1/#")) {
            MqttOutput output = output(TestSettings.of(relay.port(), Profile.NATIVE));
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

    @Test
    void eachChangeOfTheConnectionIsReported() throws Exception {
        BlockingQueue<Boolean> changes = new LinkedBlockingQueue<>();
        try (Mosquitto broker = Mosquitto.open(); Relay relay = new Relay(broker.port())) {
            MqttOutput output = new MqttOutput(TestSettings.of(relay.port(), Profile.NATIVE), changes::add);
            output.snapshot(house.next());
            assertThat(changes.poll(20, TimeUnit.SECONDS)).isTrue();
            relay.cut();
            assertThat(changes.poll(20, TimeUnit.SECONDS)).isFalse();
            assertThat(changes.poll(20, TimeUnit.SECONDS)).isTrue();
            output.close();
            assertThat(changes.poll(20, TimeUnit.SECONDS)).isFalse();
        }
    }

    @Test
    void theGoodByeIsSentInTime() {
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, STATUS)) {
            MqttOutput output = new MqttOutput(TestSettings.of(broker.port(), Profile.NATIVE));
            output.snapshot(house.next());
            subscriber.await(STATUS, "online");
            output.close();
            subscriber.await(STATUS, "offline");
            assertThat(broker.log()).content().contains("Received DISCONNECT from dbus-p1-house");
        }
    }

    @Test
    void aBrokerThatHangsDoesNotStopTheEnd() {
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, STATUS)) {
            MqttOutput output = new MqttOutput(TestSettings.of(broker.port(), Profile.NATIVE));
            output.snapshot(house.next());
            subscriber.await(STATUS, "online");
            broker.freeze();
            output.close();
            assertThat(broker.isFrozen()).as("close has returned while the broker is stopped").isTrue();
            broker.thaw();
            subscriber.await(STATUS, "offline");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tlsv1.2", "tlsv1.3"})
    void withTlsItIsSealed(String version) throws Exception {
        Certificates made = new Certificates(directory);
        Path server = made.server("server", "127.0.0.1", Validity.NOW);
        try (Mosquitto broker = Mosquitto.with("allow_anonymous true", "cafile " + made.authority(),
                "certfile " + server, "keyfile " + made.key("server"), "tls_version " + version);
                Subscriber subscriber = Subscriber.on(broker, STATUS, "--cafile", made.authority().toString())) {
            output(secure(broker.port(), new TlsSettings(TlsSettings.authorities(made.authority()),
                    Optional.empty()))).snapshot(house.next());
            subscriber.await(STATUS, "online");
        }
    }

    @Test
    void withACertificateItIsKnown() throws Exception {
        Certificates made = new Certificates(directory);
        Path server = made.server("server", "127.0.0.1", Validity.NOW);
        Path client = made.client("p1", Validity.NOW);
        try (Mosquitto broker = Mosquitto.with("cafile " + made.authority(), "certfile " + server,
                "keyfile " + made.key("server"), "require_certificate true", "use_identity_as_username true",
                "allow_anonymous false");
                Subscriber subscriber = Subscriber.on(broker, STATUS, "--cafile", made.authority().toString(), "--cert",
                        client.toString(), "--key", made.key("p1").toString())) {
            output(secure(broker.port(), new TlsSettings(TlsSettings.authorities(made.authority()),
                    Optional.of(TlsSettings.clientCertificate(client, made.key("p1")))))).snapshot(house.next());
            subscriber.await(STATUS, "online");
        }
    }
}
