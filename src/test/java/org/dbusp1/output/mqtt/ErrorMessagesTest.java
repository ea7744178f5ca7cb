package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.dbusp1.FreePort;
import org.dbusp1.output.mqtt.Certificates.Validity;
import org.dbusp1.output.mqtt.MqttConfig.Broker;
import org.dbusp1.output.mqtt.MqttConfig.Credentials;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way in which a connection fails has its own message. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class ErrorMessagesTest {
    private static final String EXPIRED = "the broker's certificate has expired; install a new one on the broker";
    private static final String NOT_YET = "the broker's certificate is not valid yet; check the clock of this machine";
    private static final String OTHER_HOST =
            "the broker's certificate is for another host; set the host in mqtt.url to the name in the certificate";
    private static final String NO_ADDRESS = "the broker's certificate has no subjectAltName, and for an address its common name does"
            + " not count; make one with subjectAltName=IP:ADDRESS, or set a host name in mqtt.url";

    @TempDir
    private static Path directory;
    private static Certificates made;

    private static synchronized Certificates certificates() {
        if (made == null) {
            made = new Certificates(directory);
        }
        return made;
    }

    private final List<MqttConnection> connections = new ArrayList<>();
    /** The thread of the connections' owner. */
    private final ScheduledExecutorService owner = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void disconnect() {
        owner.shutdownNow();
        connections.forEach(MqttConnection::disconnect);
    }

    /** A queue of what happens on a new connection: "connected", or the message for the owner. */
    private BlockingQueue<String> events(MqttConfig settings) {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        MqttConnection connection = new MqttConnection(settings, "test", null, new ReconnectSchedule(),
                () -> events.add("connected"), loss -> events.add(
                        ErrorMessages.ofConnection(settings.broker(), loss).substring((settings.broker() + ": ").length())));
        connections.add(connection);
        connection.connect();
        owner.scheduleWithFixedDelay(connection::deliver, 10, 10, TimeUnit.MILLISECONDS);
        return events;
    }

    private String first(MqttConfig settings) throws Exception {
        return events(settings).poll(60, TimeUnit.SECONDS);
    }

    private static MqttConfig settings(int port, boolean tls, TlsSettings tlsSettings,
                                         @Nullable Credentials credentials) {
        return TestSettings.to(TestSettings.of(port, TopicLayout.NATIVE), new Broker("127.0.0.1", port, tls), tlsSettings, credentials);
    }

    private static MqttConfig plain(int port) {
        return settings(port, false, TestSettings.TLS, null);
    }

    private static MqttConfig secure(int port, TlsSettings tls) {
        return settings(port, true, tls, null);
    }

    private static TlsSettings ours() throws Exception {
        return trusting(certificates().authority());
    }

    private static TlsSettings trusting(Path authority) throws Exception {
        return new TlsSettings(TlsSettings.authorities(authority), null);
    }

    private static Mosquitto secureBroker(String name, String host, Validity validity, String... more) {
        List<String> lines = new ArrayList<>(List.of("allow_anonymous true", "cafile " + certificates().authority(),
                "certfile " + certificates().server(name, host, validity), "keyfile " + certificates().key(name)));
        lines.addAll(List.of(more));
        return Mosquitto.with(lines.toArray(String[]::new));
    }

    @Test
    void nobodyListens() throws Exception {
        assertThat(first(plain(FreePort.next())))
                .isEqualTo("no program listens on this port; start the broker, or check mqtt.url");
    }

    @Test
    void noSuchHost() throws Exception {
        MqttConfig plain = plain(1883);
        assertThat(first(TestSettings.to(plain, new Broker("no-such-host.invalid", 1883, false), TestSettings.TLS,
                null))).startsWith("the host name is unknown; check mqtt.url");
    }

    @Test
    void wrongUserOrPassword() throws Exception {
        Path users = directory.resolve("users");
        assertThat(new ProcessBuilder("mosquitto_passwd", "-b", "-c", users.toString(), "joe", "s3cret").start().waitFor()).isZero();
        try (Mosquitto broker = Mosquitto.with("allow_anonymous false", "password_file " + users)) {
            String words = "the broker refuses this user; check mqtt.user and mqtt.password.file";
            assertThat(first(plain(broker.port()))).isEqualTo(words);
            assertThat(first(settings(broker.port(), false, TestSettings.TLS,
                    new Credentials("joe", "wrong")))).isEqualTo(words);
        }
    }

    @Test
    void tlsWhereThereIsNone() throws Exception {
        try (Mosquitto broker = Mosquitto.open()) {
            assertThat(first(secure(broker.port(), ours())))
                    .isEqualTo("the server closes the connection during the TLS handshake; check whether this port has TLS");
        }
    }

    @Test
    void noTlsWhereThereIs() throws Exception {
        try (Mosquitto broker = secureBroker("good", "127.0.0.1", Validity.NOW)) {
            assertThat(first(plain(broker.port()))).startsWith("the server closes the connection before it answers;");
        }
    }

    @Test
    void aCertificateThatNobodySigned() throws Exception {
        try (Mosquitto broker = secureBroker("unknown", "127.0.0.1", Validity.NOW)) {
            assertThat(first(secure(broker.port(), TestSettings.TLS)))
                    .startsWith("the broker's certificate is not signed by a trusted CA; set mqtt.ca.file");
        }
    }

    /** The broker's certificate is signed by our CA, or is its own CA: the file that mqtt.ca.file names. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "NOW     | 127.0.0.1         | connected",
        "EXPIRED | 127.0.0.1         | " + EXPIRED,
        "NOT_YET | 127.0.0.1         | " + NOT_YET,
        "NOW     | elsewhere.example | " + OTHER_HOST,
        "EXPIRED | elsewhere.example | " + EXPIRED})
    void aCertificateOfAValidityForAHost(Validity validity, String host, String message) throws Exception {
        String name = validity + "-" + host;
        try (Mosquitto broker = secureBroker(name, host, validity)) {
            assertThat(first(secure(broker.port(), ours()))).isEqualTo(message);
        }
        Path certificate = certificates().selfSigned("self-" + name, host, validity);
        try (Mosquitto broker = Mosquitto.with("allow_anonymous true", "certfile " + certificate,
                "keyfile " + certificates().key("self-" + name))) {
            assertThat(first(secure(broker.port(), trusting(certificate)))).isEqualTo(host.equals("127.0.0.1") ? "connected" : OTHER_HOST);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "localhost | localhost | basicConstraints=CA:FALSE                  | connected",
        "localhost | localhost | subjectAltName=IP:127.0.0.1                | connected",
        "localhost | localhost | subjectAltName=DNS:elsewhere.example       | " + OTHER_HOST,
        "localhost | localhost | subjectAltName=DNS:localhost               | connected",
        "localhost | localhost | subjectAltName=IP:127.0.0.2,DNS:localhost  | connected",
        "localhost | elsewhere | basicConstraints=CA:FALSE                  | " + OTHER_HOST,
        "localhost | elsewhere | subjectAltName=IP:127.0.0.1                | " + OTHER_HOST,
        "127.0.0.1 | 127.0.0.1 | basicConstraints=CA:FALSE                  | " + NO_ADDRESS,
        "127.0.0.1 | 127.0.0.1 | subjectAltName=DNS:elsewhere.example       | " + OTHER_HOST,
        "127.0.0.1 | 127.0.0.1 | subjectAltName=IP:127.0.0.2                | " + OTHER_HOST,
        "127.0.0.1 | 127.0.0.1 | subjectAltName=IP:127.0.0.1                | connected"})
    void aCommonNameIsAHostNameButNoAddress(String host, String common, String extension, String message) throws Exception {
        String name = (host + common + extension).replaceAll("\\W", "-");
        Path server = certificates().named(name, common, extension);
        try (Mosquitto broker = Mosquitto.with("allow_anonymous true", "certfile " + server, "keyfile " + certificates().key(name))) {
            MqttConfig secure = secure(broker.port(), ours());
            assertThat(first(TestSettings.to(secure, new Broker(host, broker.port(), true), secure.tls(), null))).isEqualTo(message);
        }
    }

    /** What the owner names is trusted, whatever its dates. */
    @Test
    void anAuthorityThatExpiredIsTrustedAndTheBrokersOwnCertificateIsChecked() throws Exception {
        Certificates old = new Certificates(Files.createDirectories(directory.resolve("old-ca")), Validity.EXPIRED);
        for (Validity validity : List.of(Validity.NOW, Validity.EXPIRED)) {
            Path server = old.server(validity.name(), "127.0.0.1", validity);
            try (Mosquitto broker = Mosquitto.with("allow_anonymous true", "certfile " + server, "keyfile " + old.key(validity.name()))) {
                assertThat(first(secure(broker.port(), trusting(old.authority()))))
                        .isEqualTo(validity == Validity.NOW ? "connected" : EXPIRED);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"none, mqtt.cert.file and mqtt.key.file", "foreign, mqtt.cert.file and mqtt.key.file",
        "expired, the client certificate in mqtt.cert.file has expired;"})
    void aBrokerThatRequiresAnotherCertificateOfOurs(String ours, String message) throws Exception {
        Certificates signer = ours.equals("foreign") ? new Certificates(Files.createDirectories(directory.resolve("strangers")))
                : certificates();
        Path client = signer.client(ours, ours.equals("expired") ? Validity.EXPIRED : Validity.NOW);
        try (Mosquitto broker = secureBroker("requires-" + ours, "127.0.0.1", Validity.NOW, "require_certificate true")) {
            assertThat(first(secure(broker.port(), new TlsSettings(ours().authorities(), ours.equals("none") ? null
                    : TlsSettings.clientCertificate(client, signer.key(ours)))))).contains(message);
        }
    }

    @Test
    void tlsThatIsTooOld() throws Exception {
        Path server = certificates().server("antique", "127.0.0.1", Validity.NOW);
        Process old = new ProcessBuilder("openssl", "s_server", "-accept", "0", "-tls1_1", "-cipher",
                "ALL:@SECLEVEL=0", "-cert", server.toString(), "-key", certificates().key("antique").toString())
                .redirectErrorStream(true).start();
        try (var lines = old.inputReader()) {
            String accept = lines.lines().filter(line -> line.startsWith("ACCEPT")).findFirst().orElseThrow();
            int port = Integer.parseInt(accept.replaceAll(".*:", "").strip());
            assertThat(first(secure(port, ours()))).isEqualTo("the broker supports neither TLS 1.3 nor TLS 1.2; update the broker");
        } finally {
            old.destroyForcibly();
        }
    }

    @Test
    void somethingElseListens() throws Exception {
        try (ServerSocket web = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> {
                try {
                    while (true) {
                        try (Socket client = web.accept()) {
                            client.getInputStream().read();
                            client.getOutputStream().write(("HTTP/1.1 400 Bad Request\r\n\r\n"
                                    + "<p>no</p>".repeat(50)).getBytes(StandardCharsets.US_ASCII));
                            client.getInputStream().readAllBytes();
                        }
                    }
                } catch (IOException e) {
                    Thread.currentThread().interrupt();
                }
            });
            server.setDaemon(true);
            server.start();
            assertThat(first(plain(web.getLocalPort()))).startsWith("the server does not speak MQTT 5; use a broker that does");
        }
    }

    /** A broker that speaks only MQTT 3.1.1, such as mosquitto 1.5: its CONNACK says that the version is not acceptable. */
    @Test
    void aBrokerThatDoesNotSpeakMqtt5IsNamedInOneLine() throws Exception {
        try (ServerSocket old = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> {
                try {
                    while (true) {
                        try (Socket client = old.accept()) {
                            client.getInputStream().read();
                            client.getOutputStream().write(new byte[] {0x20, 2, 0, 1});
                            client.getInputStream().readAllBytes();
                        }
                    }
                } catch (IOException e) {
                    Thread.currentThread().interrupt();
                }
            });
            server.setDaemon(true);
            server.start();
            BlockingQueue<String> events = events(plain(old.getLocalPort()));
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThat(events.poll(60, TimeUnit.SECONDS)).isEqualTo(
                        "the server does not speak MQTT 5; use a broker that does, such as mosquitto from 1.6 on, or check mqtt.url");
            }
        }
    }

    @Test
    @Tag("slow")
    void aBrokerThatHangs() throws Exception {
        try (Mosquitto broker = Mosquitto.open()) {
            broker.freeze();
            assertThat(first(plain(broker.port())))
                    .isEqualTo("the server has not answered for 10 s: is it a broker? check mqtt.url");
            broker.thaw();
        }
    }

    /** mosquitto closes the connection of the first one, in old versions without a reason. */
    @Test
    void twoProgramsWithOneClientIdAreNamedAsTheLikelyCause() throws Exception {
        try (Mosquitto broker = Mosquitto.open()) {
            MqttConfig settings = TestSettings.of(broker.port(), TopicLayout.NATIVE);
            BlockingQueue<String> events = events(settings);
            events(settings);
            List<String> heard = new ArrayList<>();
            while (heard.stream().noneMatch(event -> event.matches("(?s).*another program (probably )?uses the same client id.*"))) {
                heard.add(events.poll(60, TimeUnit.SECONDS));
                assertThat(heard).doesNotContainNull().hasSizeLessThan(20);
            }
            assertThat(heard).filteredOn(event -> event.startsWith("the connection was lost")).hasSizeLessThan(3);
        }
    }

    /** An address that logs in wrongly every second is banned by many brokers. */
    @Test
    void aBrokerThatRefusesTheUserIsLeftInPeaceWhileOneThatIsAwayIsTriedAgain() throws Exception {
        try (Mosquitto strict = Mosquitto.with("allow_anonymous false", "log_type all"); Mosquitto away = Mosquitto.asleep()) {
            BlockingQueue<String> refused = events(TestSettings.of(strict.port(), TopicLayout.NATIVE));
            assertThat(refused.poll(60, TimeUnit.SECONDS)).contains("the broker refuses this user");
            BlockingQueue<String> other = events(TestSettings.of(away.port(), TopicLayout.NATIVE));
            for (int i = 0; i < 4; i++) {
                assertThat(other.poll(60, TimeUnit.SECONDS)).contains("no program listens on this port");
            }
            assertThat(refused).isEmpty();
            assertThat(strict.logged().lines().filter(line -> line.contains("not authorised"))).hasSize(1);
        }
    }
}
