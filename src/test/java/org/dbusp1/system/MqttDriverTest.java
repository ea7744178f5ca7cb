package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.dbusp1.JavaCommand;
import org.dbusp1.output.mqtt.Mosquitto;
import org.dbusp1.output.mqtt.Subscriber;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole driver with MQTT, as a separate process. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class MqttDriverTest {
    @TempDir
    private Path directory;

    private final List<Process> drivers = new ArrayList<>();

    @AfterEach
    void close() {
        drivers.forEach(driver -> driver.destroyForcibly().onExit().join());
    }

    private Process driver(List<String> machine, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of("run", "--simulate", "dsmr50", "--venus.enabled=false",
                "--meter.id=house", "--config", Files.writeString(config(), "").toString()));
        words.addAll(List.of(options));
        return process(machine, words);
    }

    private Process process(List<String> machine, List<String> arguments) throws IOException {
        List<String> words = new ArrayList<>(JavaCommand.with(machine.toArray(String[]::new)));
        words.add("org.dbusp1.Main");
        words.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log().toFile());
        builder.environment().put("STATE_DIRECTORY", directory.resolve("state").toString());
        builder.environment().put("RUNTIME_DIRECTORY", directory.resolve("run").toString());
        Process process = builder.start();
        drivers.add(process);
        return process;
    }

    private Path config() {
        return directory.resolve("p1.properties");
    }

    private Path log() {
        return directory.resolve("driver.log");
    }

    private static List<String> await(Path file, Predicate<List<String>> wanted) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            if (wanted.test(lines)) {
                return lines;
            }
            assertThat(System.nanoTime()).as("in time: %s", lines).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    @Test
    void fromTheTelegramToTheBrokerUntilItIsKilled() throws Exception {
        String topic = "homeassistant/device/p1_house/config";
        try (Mosquitto broker = Mosquitto.open()) {
            try (Subscriber subscriber = Subscriber.on(broker, "#")) {
                Process driver = driver(List.of(), "--mqtt.enabled=true", "--mqtt.url=tcp://127.0.0.1:" + broker.port(),
                        "--mqtt.ha.discovery=true");
                subscriber.await("dbus-p1/house/status", "online");
                assertThat(subscriber.await("dbus-p1/house/state").json().get("power_net_w").isNumber()).isTrue();
                subscriber.await(topic);
                broker.publish("homeassistant/status", "online", "--repeat", "500");
                subscriber.await(message -> subscriber.all(topic).size() > 1);
                assertThat(Files.readAllLines(log()).stream().filter(line -> line.contains("Home Assistant has started")))
                        .as("many birth messages cost one line").hasSize(1);
                assertThat(Files.readAllLines(log())).as("nothing was dropped before the first connection")
                        .contains("INFO mqtt: connected to tcp://127.0.0.1:" + broker.port());
                driver.destroyForcibly();
                subscriber.await("dbus-p1/house/status", "offline");
            }
        }
    }

    @Test
    void aBrokerThatRefusesIsReportedOnceAndThePasswordNever() throws Exception {
        Path password = Files.writeString(directory.resolve("password"), "Tr0ub4dor\n");
        try (Mosquitto broker = Mosquitto.with("allow_anonymous false", "log_type all")) {
            driver(List.of(), "--mqtt.enabled=true", "--mqtt.url=tcp://127.0.0.1:" + broker.port(),
                    "--mqtt.user=joe", "--mqtt.password.file=" + password, "--log.level=trace");
            List<String> printed = await(log(), lines -> lines.stream().anyMatch(line -> line.contains("the broker refuses this user")));
            assertThat(printed.stream().filter(line -> line.contains("the broker refuses this user"))).hasSize(1);
            assertThat(printed).noneMatch(line -> line.contains("Tr0ub4dor"));
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
            Process driver = driver(List.of("-Xmx32m", "-XX:+UseSerialGC"), "--mqtt.enabled=true",
                    "--mqtt.url=tcp://127.0.0.1:" + broker.port(), "--mqtt.ha.discovery=true");
            try (Subscriber subscriber = Subscriber.on(broker, topic)) {
                subscriber.await(message -> message.topic().equals(topic) && message.bytes().length != bytes);
            }
            try (Subscriber subscriber = Subscriber.on(broker, "dbus-p1/house/#")) {
                subscriber.await("dbus-p1/house/status", "online");
                subscriber.await(message -> message.topic().endsWith("/state") && !message.retained());
            }
            assertThat(driver.isAlive()).isTrue();
            driver.destroy();
            assertThat(driver.waitFor()).as("%s", Files.readAllLines(log())).isZero();
            assertThat(Files.readAllLines(log()).stream().filter(line -> line.contains("retained below")))
                    .as("the broker leaves out what is too long").isEmpty();
        }
    }

    /** The driver ends although the broker hangs, and the broker learns of it when it goes on. */
    @Test
    void stoppedWhileTheBrokerHangsItIsOfflineAfterwards() throws Exception {
        try (Mosquitto broker = Mosquitto.open();
                Subscriber subscriber = Subscriber.on(broker, "dbus-p1/#")) {
            Process driver = driver(List.of(), "--mqtt.enabled=true", "--mqtt.interval-seconds=0",
                    "--mqtt.url=tcp://127.0.0.1:" + broker.port());
            subscriber.await("dbus-p1/house/state");
            broker.freeze();
            String received = String.format(":%04X [0-9A-F:]+ 01 [0-9A-F]{8}:(?!00000000)", broker.port());
            await(Path.of("/proc/net/tcp"), lines -> lines.stream().anyMatch(line -> Pattern.compile(received).matcher(line).find()));
            driver.destroy();
            assertThat(driver.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(driver.exitValue()).isZero();
            broker.thaw();
            subscriber.await("dbus-p1/house/status", "offline");
            try (Subscriber late = Subscriber.on(broker, "dbus-p1/house/status")) {
                late.await("dbus-p1/house/status", "offline");
            }
        }
    }
}
