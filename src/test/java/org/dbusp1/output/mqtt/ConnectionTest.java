package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ConnectionTest {
    private static final String STATUS = "dbus-p1/house/status";

    @TempDir
    private Path directory;

    private final House house = House.of("dsmr50");
    private final List<MqttOutput> outputs = new ArrayList<>();

    @AfterEach
    void close() {
        outputs.forEach(MqttOutput::close);
    }

    private MqttOutput output(MqttSettings settings) {
        MqttOutput output = new MqttOutput(settings, Optional.empty());
        outputs.add(output);
        return output;
    }

    private static MqttSettings secure(int port, Trust trust) {
        MqttSettings plain = Settings.of(port, Profile.NATIVE);
        return Settings.to(plain, new Broker("127.0.0.1", port, true), trust, Optional.empty());
    }

    @Test
    void itConnectsWithTheFirstGoodTelegramUnderTheMetersKey() throws Exception {
        try (Mosquitto broker = Mosquitto.open(); Listener listener = Listener.on(broker, STATUS)) {
            MqttOutput output = output(Settings.of(broker.port(), Profile.NATIVE));
            output.offline();
            assertThat(Files.readString(broker.log())).doesNotContain("dbus-p1-house");
            output.snapshot(house.next());
            listener.await(STATUS, "online");
            assertThat(Files.readString(broker.log())).contains("as dbus-p1-house (p5, c1, k15)");
        }
    }

    @Test
    void bothVersionsAreSpoken() throws Exception {
        try (Mosquitto broker = Mosquitto.open(); Listener listener = Listener.on(broker, "dbus-p1/#")) {
            output(Settings.speaking(Settings.of(broker.port(), Profile.NATIVE), Version.MQTT_3_1_1))
                    .snapshot(house.next());
            listener.await("dbus-p1/house/state");
            assertThat(Files.readString(broker.log())).contains("as dbus-p1-house (p2, c1, k15)");
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void whenItVanishesTheBrokerSaysSo(Version version) {
        try (Mosquitto broker = Mosquitto.open(); Relay relay = new Relay(broker.port());
                Listener listener = Listener.on(broker, STATUS)) {
            MqttOutput output = output(Settings.speaking(Settings.of(relay.port(), Profile.NATIVE), version));
            output.snapshot(house.next());
            listener.await(STATUS, "online");
            listener.forget();
            relay.cut();
            listener.await(STATUS, "offline");
            listener.await(STATUS, "online");
            try (Listener late = Listener.on(broker, STATUS)) {
                assertThat(late.await(STATUS, "online").retained()).isTrue();
            }
        }
    }

    @Test
    void whatIsStaleIsOfflineUntilTheTelegramsReturn() {
        try (Mosquitto broker = Mosquitto.open(); Listener listener = Listener.on(broker, "dbus-p1/#")) {
            MqttOutput output = output(Settings.of(broker.port(), Profile.NATIVE));
            output.snapshot(house.next());
            listener.await("dbus-p1/house/power_failures");
            output.offline();
            listener.await(STATUS, "offline");
            listener.forget();
            output.snapshot(house.next());
            listener.await(STATUS, "online");
            listener.await("dbus-p1/house/power_failures");
        }
    }

    @Test
    void aLossThatTheBrokerMissedIsToldWhenItIsBack() {
        try (Mosquitto broker = Mosquitto.open(); Relay relay = new Relay(broker.port());
                Listener listener = Listener.on(broker, "dbus-p1/#")) {
            MqttOutput output = output(Settings.of(relay.port(), Profile.NATIVE));
            output.snapshot(house.next());
            listener.await(STATUS, "online");
            output.offline();
            listener.await(STATUS, "offline");
            listener.forget();
            relay.cut();
            listener.await(said -> said.topic().equals(STATUS) && said.payload().equals("offline")
                    && listener.all(STATUS).size() > 1);
            assertThat(listener.all("dbus-p1/house/state")).as("nothing that is no longer true").isEmpty();
        }
    }

    @Test
    void theGoodByeIsSaidInTime() {
        try (Mosquitto broker = Mosquitto.open(); Listener listener = Listener.on(broker, STATUS)) {
            MqttOutput output = new MqttOutput(Settings.of(broker.port(), Profile.NATIVE), Optional.empty());
            output.snapshot(house.next());
            listener.await(STATUS, "online");
            output.close();
            listener.await(STATUS, "offline");
            assertThat(broker.log()).content().contains("Received DISCONNECT from dbus-p1-house");
        }
    }

    @Test
    void aBrokerThatHangsDoesNotDelayTheEnd() {
        try (Mosquitto broker = Mosquitto.open(); Listener listener = Listener.on(broker, STATUS)) {
            MqttOutput output = new MqttOutput(Settings.of(broker.port(), Profile.NATIVE), Optional.empty());
            output.snapshot(house.next());
            listener.await(STATUS, "online");
            broker.freeze();
            long start = System.nanoTime();
            output.close();
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.MILLISECONDS.toNanos(1_400));
            broker.thaw();
        }
    }

    @Test
    void withUserAndPasswordItIsLetIn() throws Exception {
        Path users = directory.resolve("users");
        assertThat(new ProcessBuilder("mosquitto_passwd", "-b", "-c", users.toString(), "joe", "s3cret").start()
                .waitFor()).isZero();
        try (Mosquitto broker = Mosquitto.with("allow_anonymous false", "password_file " + users);
                Listener listener = Listener.on(broker, STATUS, "-u", "joe", "-P", "s3cret")) {
            MqttSettings plain = Settings.of(broker.port(), Profile.NATIVE);
            output(Settings.to(plain, plain.broker(), Trust.SYSTEM, Optional.of(
                    new Login("joe", Optional.of("s3cret"))))).snapshot(house.next());
            listener.await(STATUS, "online");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tlsv1.2", "tlsv1.3"})
    void withTlsItIsSealed(String version) throws Exception {
        Certificates made = new Certificates(directory);
        Path server = made.server("server", "127.0.0.1", 30);
        try (Mosquitto broker = Mosquitto.with("allow_anonymous true", "cafile " + made.authority(),
                "certfile " + server, "keyfile " + made.key("server"), "tls_version " + version);
                Listener listener = Listener.on(broker, STATUS, "--cafile", made.authority().toString())) {
            output(secure(broker.port(), new Trust(Optional.of(Trust.authorities(made.authority())),
                    Optional.empty()))).snapshot(house.next());
            listener.await(STATUS, "online");
        }
    }

    @Test
    void withACertificateItIsKnown() throws Exception {
        Certificates made = new Certificates(directory);
        Path server = made.server("server", "127.0.0.1", 30);
        Path client = made.client("p1");
        made.openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "old.key");
        try (Mosquitto broker = Mosquitto.with("cafile " + made.authority(), "certfile " + server,
                "keyfile " + made.key("server"), "require_certificate true", "use_identity_as_username true",
                "allow_anonymous false");
                Listener listener = Listener.on(broker, STATUS, "--cafile", made.authority().toString(), "--cert",
                        client.toString(), "--key", made.key("p1").toString())) {
            output(secure(broker.port(), new Trust(Optional.of(Trust.authorities(made.authority())),
                    Optional.of(Trust.identity(client, made.key("p1")))))).snapshot(house.next());
            listener.await(STATUS, "online");
        }
    }
}
