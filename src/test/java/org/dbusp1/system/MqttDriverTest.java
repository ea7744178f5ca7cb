package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.output.mqtt.Mosquitto;
import org.dbusp1.output.mqtt.Subscriber;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole driver with MQTT, as a separate process. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class MqttDriverTest {
    @TempDir
    private Path directory;

    private DriverProcess driver(Mosquitto broker, String... options) throws IOException {
        return DriverProcess.withoutVenus(directory, Map.of(), Stream.concat(Stream.of("simulate:dsmr50", "--meter.id=house",
                "--mqtt.url=tcp://127.0.0.1:" + broker.port()), Stream.of(options)).toArray(String[]::new));
    }

    private static long lines(DriverProcess driver, String text) {
        return driver.output().lines().filter(line -> line.contains(text)).count();
    }

    @Test
    void fromTheTelegramToTheBrokerUntilItIsKilled() throws Exception {
        String topic = "homeassistant/device/p1_house/config";
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, "#");
                DriverProcess driver = driver(broker)) {
            subscriber.await("dbus-p1/house/status", "online");
            assertThat(subscriber.await("dbus-p1/house/state").json().get("power_net_w").isNumber()).isTrue();
            subscriber.await(topic);
            broker.publish("homeassistant/status", "online", "--repeat", "500");
            subscriber.await(message -> subscriber.all(topic).size() > 1);
            assertThat(lines(driver, "Home Assistant has started")).as("many birth messages cost one line").isEqualTo(1);
            assertThat(driver.output().lines()).as("nothing was dropped before the first connection")
                    .contains("INFO mqtt: connected to tcp://127.0.0.1:" + broker.port());
            driver.signal("KILL");
            subscriber.await("dbus-p1/house/status", "offline");
        }
    }

    @Test
    void aBrokerThatRefusesIsReportedOnceAndThePasswordNever() throws Exception {
        Path password = Files.writeString(directory.resolve("password"), "Tr0ub4dor\n");
        try (Mosquitto broker = Mosquitto.with("allow_anonymous false", "log_type all");
                DriverProcess driver = driver(broker, "--mqtt.user=joe", "--mqtt.password.file=" + password, "--log.level=trace")) {
            Await.await("the refusal", () -> lines(driver, "the broker refuses this user") > 0);
            assertThat(lines(driver, "the broker refuses this user")).isEqualTo(1);
            assertThat(driver.output()).doesNotContain("Tr0ub4dor");
        }
    }

    /** One line, although the announcement of the gas meter and the subscription are refused too. */
    @Test
    void aRefusedAnnouncementThatNobodyAskedForIsOneLineThatNamesTheKey() throws Exception {
        Path rights = Files.writeString(directory.resolve("rights"), "topic readwrite dbus-p1/#\n");
        try (Mosquitto broker = Mosquitto.with("allow_anonymous true", "acl_file " + rights);
                Subscriber subscriber = Subscriber.on(broker, "#");
                DriverProcess driver = driver(broker)) {
            subscriber.await("dbus-p1/house/state");
            Await.await("the refusal", () -> lines(driver, "refuses") > 0 && broker.logged().contains("p1_house_gas/config"));
            driver.signal("TERM");
            assertThat(driver.status()).isZero();
            assertThat(driver.output().lines().filter(line -> line.contains("refuses"))).containsExactly("INFO mqtt: tcp://127.0.0.1:"
                    + broker.port() + " refuses the announcement to Home Assistant: the user has no right to it; add the right to the"
                    + " broker's access list, or set mqtt.ha.discovery=false");
        }
    }

    /** Anybody who may publish below the prefix may let the broker retain this. */
    @ParameterizedTest
    @Tag("slow")
    @Execution(ExecutionMode.SAME_THREAD)
    @ValueSource(ints = {8_000, 40_000_000})
    void whatStrangersRetainBelowThePrefixOfHomeAssistantEndsNothing(int bytes) throws Exception {
        String topic = "homeassistant/device/p1_house/config";
        try (Mosquitto broker = Mosquitto.with("allow_anonymous true", "log_type error")) {
            Mqtt5BlockingClient stranger = Mqtt5Client.builder().serverHost("127.0.0.1").serverPort(broker.port()).buildBlocking();
            stranger.connect();
            stranger.publishWith().topic(topic).qos(MqttQos.AT_LEAST_ONCE).retain(true).payload(new byte[bytes]).send();
            stranger.disconnect();
            try (DriverProcess driver = driver(broker, "--mqtt.ha.discovery=true");
                    Subscriber discovery = Subscriber.on(broker, topic); Subscriber states = Subscriber.on(broker, "dbus-p1/house/#")) {
                discovery.await(message -> message.topic().equals(topic) && message.bytes().length != bytes);
                states.await("dbus-p1/house/status", "online");
                states.await(message -> message.topic().endsWith("/state") && !message.retained());
                assertThat(driver.runs()).isTrue();
                driver.signal("TERM");
                assertThat(driver.status()).as(driver.output()).isZero();
            }
        }
    }

    /** The driver ends although the broker hangs, and the broker learns of it when it goes on. */
    @Test
    void stoppedWhileTheBrokerHangsItIsOfflineAfterwards() throws Exception {
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, "dbus-p1/#");
                DriverProcess driver = driver(broker, "--mqtt.interval-seconds=0")) {
            subscriber.await("dbus-p1/house/state");
            broker.freeze();
            Pattern received = Pattern.compile(String.format(":%04X [0-9A-F:]+ 01 [0-9A-F]{8}:(?!00000000)", broker.port()));
            Await.await("bytes that the broker has not read", () -> received.matcher(connections()).find());
            driver.signal("TERM");
            assertThat(driver.status()).isZero();
            broker.thaw();
            subscriber.await("dbus-p1/house/status", "offline");
            try (Subscriber late = Subscriber.on(broker, "dbus-p1/house/status")) {
                late.await("dbus-p1/house/status", "offline");
            }
        }
    }

    private static String connections() {
        try {
            return Files.readString(Path.of("/proc/net/tcp"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
