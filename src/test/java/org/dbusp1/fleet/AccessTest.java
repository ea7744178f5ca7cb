package org.dbusp1.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.dbusp1.Await;
import org.dbusp1.FreePort;
import org.dbusp1.output.mqtt.Certificates;
import org.dbusp1.output.mqtt.Certificates.Validity;
import org.dbusp1.output.mqtt.Mosquitto;
import org.dbusp1.output.mqtt.TlsSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of mosquitto next to the manual: client certificates, and a meter that may write only under its own key. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AccessTest {
    @TempDir
    private Path directory;

    /** A file of settings of the broker, next to the manual. */
    static String settings(String name) throws IOException {
        return Files.readString(Path.of("src/site/markdown/brokers", name));
    }

    private List<String> lines(Certificates certificates, int port) throws Exception {
        Path server = certificates.server("server", "127.0.0.1", Validity.NOW);
        Path acl = Files.writeString(directory.resolve("fleet.acl"), settings("fleet.acl"));
        return new ArrayList<>(settings("fleet.conf").replace("listener 8883", "listener " + port + " 127.0.0.1")
                .replace("/etc/mosquitto/ca.crt", certificates.authority().toString())
                .replace("/etc/mosquitto/server.crt", server.toString())
                .replace("/etc/mosquitto/server.key", certificates.key("server").toString())
                .replace("/etc/mosquitto/fleet.acl", acl.toString()).replace("/var/lib/mosquitto/", directory + "/").lines().toList());
    }

    private Mqtt5BlockingClient client(Certificates certificates, String name, int port) throws Exception {
        certificates.client(name, Validity.NOW);
        Mqtt5BlockingClient client = Mqtt5Client.builder().identifier(name).serverHost("127.0.0.1").serverPort(port)
                .sslConfig(MqttClientSslConfig.builder().trustManagerFactory(TlsSettings.authorities(certificates.authority()))
                        .keyManagerFactory(TlsSettings.clientCertificate(directory.resolve(name + ".crt"), certificates.key(name)))
                        .build()).buildBlocking();
        client.connect();
        return client;
    }

    private static Mqtt5PubAckReasonCode publish(Mqtt5BlockingClient client, String key) {
        try {
            client.publishWith().topic("dbus-p1/" + key + "/rows").qos(MqttQos.AT_LEAST_ONCE)
                    .payload(SimulatedFleet.minute(1, 1).json()).send();
            return Mqtt5PubAckReasonCode.SUCCESS;
        } catch (Mqtt5PubAckException e) {
            return e.getMqttMessage().getReasonCode();
        }
    }

    @Test
    void aMeterWritesUnderItsOwnKeyAndReadsNothing() throws Exception {
        Certificates certificates = new Certificates(directory);
        int port = FreePort.next();
        String fleet = "sqlite:" + directory.resolve("fleet.db");
        String url = "jdbc:" + fleet;
        certificates.client("collector", Validity.NOW);
        TlsSettings tls = new TlsSettings(TlsSettings.authorities(certificates.authority()),
                TlsSettings.clientCertificate(directory.resolve("collector.crt"), certificates.key("collector")));
        Collector.Settings settings = new Collector.Settings(TestCollector.broker(port, true, tls, null),
                TestCollector.database(fleet), "dbus-p1", "a", null);
        try (Mosquitto broker = Mosquitto.with(lines(certificates, port).toArray(String[]::new));
                TestCollector collector = TestCollector.started(settings)) {
            Await.await("subscribed", () -> Files.readString(broker.log()).contains("$share/dbus-p1"));
            Mqtt5BlockingClient meter = client(certificates, "E0034007410", port);
            assertThat(publish(meter, "E0034007410")).isEqualTo(Mqtt5PubAckReasonCode.SUCCESS);
            assertThat(publish(meter, "E0034007411")).isEqualTo(Mqtt5PubAckReasonCode.NOT_AUTHORIZED);
            // A wildcard in the name of a certificate opens nothing.
            Mqtt5BlockingClient wild = client(certificates, "plus", port);
            assertThat(publish(wild, "E0034007410")).isEqualTo(Mqtt5PubAckReasonCode.NOT_AUTHORIZED);
            Await.await("its row",
                    () -> CollectorTest.number(url, "SELECT COUNT(*) FROM p1_minutes WHERE meter = 'E0034007410'") == 1);
            assertThat(CollectorTest.number(url, "SELECT COUNT(*) FROM p1_minutes")).isEqualTo(1);
            Mqtt5BlockingClient reader = client(certificates, "E0034007412", port);
            try (var received = reader.publishes(MqttGlobalPublishFilter.ALL)) {
                try {
                    reader.subscribeWith().topicFilter("dbus-p1/+/rows").qos(MqttQos.AT_LEAST_ONCE).send();
                } catch (Mqtt5SubAckException e) {
                    assertThat(e.getMqttMessage().getReasonCodes()).isNotEmpty();
                }
                assertThat(publish(reader, "E0034007412")).isEqualTo(Mqtt5PubAckReasonCode.SUCCESS);
                assertThat(received.receive(1, TimeUnit.SECONDS)).as("not even its own").isEmpty();
            }
            reader.disconnect();
            // Without a certificate there is no connection.
            Assertions.assertThatThrownBy(() -> Mqtt5Client.builder().serverHost("127.0.0.1").serverPort(port)
                    .sslConfig(MqttClientSslConfig.builder().trustManagerFactory(TlsSettings.authorities(certificates.authority())).build())
                    .buildBlocking().connect()).isInstanceOf(RuntimeException.class);
        }
    }
}
