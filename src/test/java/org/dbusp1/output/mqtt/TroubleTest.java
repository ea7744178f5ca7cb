package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every way in which a connection fails has its own words. */
@Timeout(180)
class TroubleTest {
    @TempDir
    private static Path directory;
    private static Certificates made;

    private static synchronized Certificates certificates() {
        if (made == null) {
            made = new Certificates(directory);
        }
        return made;
    }

    /** What is said of the first attempt, and of the end of a connection that was made. */
    private static BlockingQueue<String> told(MqttSettings settings, List<Wire> wires) {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Wire wire = Wires.make(settings, "test", Optional.empty(), new Wire.Events() {
            private boolean connected;

            @Override
            public void connected() {
                connected = true;
                told.add("connected");
            }

            @Override
            public void disconnected(Throwable why) {
                told.add(Trouble.ofConnection(why, connected, settings.broker().tls()));
            }

            @Override
            public void received(String topic, byte[] payload, boolean retained) {
                told.add(topic);
            }
        });
        wires.add(wire);
        wire.connect();
        return told;
    }

    private static String first(MqttSettings settings) throws Exception {
        List<Wire> wires = new ArrayList<>();
        try {
            return told(settings, wires).poll(60, TimeUnit.SECONDS);
        } finally {
            wires.forEach(Wire::disconnect);
        }
    }

    private static MqttSettings settings(Version version, int port, boolean tls, Trust trust, Optional<Login> login) {
        return Settings.speaking(Settings.to(Settings.of(port, Profile.NATIVE),
                new Broker("127.0.0.1", port, tls), trust, login), version);
    }

    private static MqttSettings plain(Version version, int port) {
        return settings(version, port, false, Trust.SYSTEM, Optional.empty());
    }

    private static MqttSettings sealed(int port, Trust trust) {
        return settings(Version.MQTT_5, port, true, trust, Optional.empty());
    }

    private static Trust ours() throws Exception {
        return new Trust(Optional.of(Trust.authorities(certificates().authority())), Optional.empty());
    }

    private static Mosquitto sealedBroker(String name, String host, int days, String... more) {
        List<String> lines = new ArrayList<>(List.of("allow_anonymous true", "cafile " + certificates().authority(),
                "certfile " + certificates().server(name, host, days), "keyfile " + certificates().key(name)));
        lines.addAll(List.of(more));
        return Mosquitto.with(lines.toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void nobodyListens(Version version) throws Exception {
        assertThat(first(plain(version, Mosquitto.freePort())))
                .isEqualTo("nothing listens there; start the broker, or check mqtt.url");
    }

    @Test
    void noSuchHost() throws Exception {
        MqttSettings plain = plain(Version.MQTT_5, 1883);
        assertThat(first(Settings.to(plain, new Broker("no-such-host.invalid", 1883, false), Trust.SYSTEM,
                Optional.empty()))).startsWith("there is no such host; check mqtt.url");
    }

    @Test
    void theHostDoesNotAnswer() throws Exception {
        List<Socket> fill = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 8; i++) {
                Socket socket = new Socket();
                fill.add(socket);
                try {
                    socket.connect(new InetSocketAddress("127.0.0.1", full.getLocalPort()), 200);
                } catch (IOException nowFull) {
                    break;
                }
            }
            assertThat(first(plain(Version.MQTT_5, full.getLocalPort()))).startsWith("the host does not answer;");
        } finally {
            for (Socket socket : fill) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void wrongUserOrPassword(Version version) throws Exception {
        Path users = directory.resolve("users" + version);
        assertThat(new ProcessBuilder("mosquitto_passwd", "-b", "-c", users.toString(), "joe", "s3cret").start()
                .waitFor()).isZero();
        try (Mosquitto broker = Mosquitto.with("allow_anonymous false", "password_file " + users)) {
            String words = "it does not let this user in; check mqtt.user and mqtt.password.file";
            assertThat(first(plain(version, broker.port()))).isEqualTo(words);
            assertThat(first(settings(version, broker.port(), false, Trust.SYSTEM,
                    Optional.of(new Login("joe", Optional.of("wrong")))))).isEqualTo(words);
        }
    }

    @Test
    void tlsWhereThereIsNone() throws Exception {
        try (Mosquitto broker = Mosquitto.open()) {
            assertThat(first(sealed(broker.port(), ours())))
                    .isEqualTo("it hangs up while the connection is being sealed; is this its port for TLS?");
        }
    }

    @Test
    void noTlsWhereThereIs() throws Exception {
        try (Mosquitto broker = sealedBroker("good", "127.0.0.1", 30)) {
            assertThat(first(plain(Version.MQTT_5, broker.port())))
                    .isEqualTo("it hangs up before it answers; it may want TLS (ssl://), or be no MQTT broker");
        }
    }

    @Test
    void aCertificateThatNobodySigned() throws Exception {
        try (Mosquitto broker = sealedBroker("unknown", "127.0.0.1", 30)) {
            assertThat(first(sealed(broker.port(), Trust.SYSTEM))).startsWith("nobody whom we trust has signed");
        }
    }

    @Test
    void aCertificateForAnotherHost() throws Exception {
        try (Mosquitto broker = sealedBroker("other", "elsewhere.example", 30)) {
            assertThat(first(sealed(broker.port(), ours())))
                    .startsWith("the broker's certificate is for another host;");
        }
    }

    @Test
    void aCertificateThatExpired() throws Exception {
        try (Mosquitto broker = sealedBroker("old", "127.0.0.1", -1)) {
            assertThat(first(sealed(broker.port(), ours())))
                    .isEqualTo("the broker's certificate has expired; give it a new one");
        }
    }

    @Test
    void aBrokerThatWantsOurCertificate() throws Exception {
        try (Mosquitto broker = sealedBroker("wants", "127.0.0.1", 30, "require_certificate true")) {
            assertThat(first(sealed(broker.port(), ours()))).contains("mqtt.cert.file and mqtt.key.file");
        }
    }

    @Test
    void aBrokerThatDoesNotKnowOurCertificate() throws Exception {
        Path strangers = Files.createDirectories(directory.resolve("strangers"));
        Certificates foreign = new Certificates(strangers);
        Path me = foreign.client("me");
        try (Mosquitto broker = sealedBroker("strict", "127.0.0.1", 30, "require_certificate true")) {
            Trust trust = new Trust(ours().authorities(), Optional.of(Trust.identity(me, foreign.key("me"))));
            assertThat(first(sealed(broker.port(), trust))).contains("mqtt.cert.file and mqtt.key.file");
        }
    }

    @Test
    void tlsThatIsTooOld() throws Exception {
        Path server = certificates().server("antique", "127.0.0.1", 30);
        Process old = new ProcessBuilder("openssl", "s_server", "-accept", "0", "-tls1_1", "-cipher",
                "ALL:@SECLEVEL=0", "-cert", server.toString(), "-key", certificates().key("antique").toString())
                .redirectErrorStream(true).start();
        try (var lines = old.inputReader()) {
            String accept = lines.lines().filter(line -> line.startsWith("ACCEPT")).findFirst().orElseThrow();
            int port = Integer.parseInt(accept.replaceAll(".*:", "").strip());
            assertThat(first(sealed(port, ours()))).isEqualTo("it speaks neither TLS 1.3 nor 1.2; update it");
        } finally {
            old.destroyForcibly();
        }
    }

    @Test
    void somethingElseListens() throws Exception {
        try (ServerSocket web = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> {
                try (Socket client = web.accept()) {
                    client.getInputStream().read();
                    client.getOutputStream().write(("HTTP/1.1 400 Bad Request\r\n\r\n"
                            + "<p>no</p>".repeat(50)).getBytes(StandardCharsets.US_ASCII));
                    client.getInputStream().readAllBytes();
                } catch (IOException gone) {
                    Thread.currentThread().interrupt();
                }
            });
            server.setDaemon(true);
            server.start();
            assertThat(first(plain(Version.MQTT_5, web.getLocalPort())))
                    .startsWith("what answers there does not speak MQTT of this version;");
        }
    }

    @Test
    @Tag("slow")
    void aBrokerThatHangs() throws Exception {
        try (Mosquitto broker = Mosquitto.open()) {
            broker.freeze();
            assertThat(first(plain(Version.MQTT_5, broker.port())))
                    .isEqualTo("it does not answer; it hangs, or is no MQTT broker");
            broker.thaw();
        }
    }

    @Test
    void anotherProgramWithOurName() throws Exception {
        List<Wire> wires = new ArrayList<>();
        try (Mosquitto broker = Mosquitto.open()) {
            BlockingQueue<String> told = told(plain(Version.MQTT_5, broker.port()), wires);
            assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("connected");
            told(plain(Version.MQTT_5, broker.port()), wires);
            assertThat(told.poll(30, TimeUnit.SECONDS)).startsWith("the connection was lost (");
        } finally {
            wires.forEach(Wire::disconnect);
        }
    }

    @Test
    void aTopicThatWeMayNotPublish() throws Exception {
        Path rights = Files.writeString(directory.resolve("rights"), "topic read #\n");
        List<Wire> wires = new ArrayList<>();
        try (Mosquitto broker = Mosquitto.with("allow_anonymous true", "acl_file " + rights)) {
            told(plain(Version.MQTT_5, broker.port()), wires).poll(30, TimeUnit.SECONDS);
            assertThatThrownBy(() -> wires.get(0).publish(Message.of("a/b", "x", 1, false)).get(30, TimeUnit.SECONDS))
                    .satisfies(why -> assertThat(Trouble.ofMessage(why.getCause())).startsWith("we are not allowed to;"));
        } finally {
            wires.forEach(Wire::disconnect);
        }
    }
}
