package org.dbusp1.output.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dbusp1.TestTelegram;
import org.dbusp1.output.venus.TestBus;
import org.dbusp1.source.PtyPair;

/**
 * The way of a telegram through the whole driver, a process of its own with the D-Bus service running: from its last
 * byte on the serial line to the state at a reader of the broker.
 *
 * <p>Argument: telegrams (200).
 */
public final class PathBench {
    private static final long PAUSE_MILLIS = 200;
    /** A digit and the line's end. */
    private static final int LAST = 3;

    private PathBench() {
    }

    public static void main(String[] arguments) throws Exception {
        int telegrams = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
        Path directory = Files.createTempDirectory("dbus-p1-path");
        System.out.printf("%d telegrams, five a second, serial line to MQTT message, D-Bus service running%n", telegrams);
        System.out.printf("%-24s%10s%7s%s%n", "", "telegrams", "lost", Latencies.headings());
        try (TestBus bus = new TestBus(); Mosquitto broker = Mosquitto.quiet("allow_anonymous true", "set_tcp_nodelay true")) {
            bus.localsettings();
            run(telegrams, directory, bus, broker);
        }
        System.exit(0);
    }

    private static void run(int telegrams, Path directory, TestBus bus, Mosquitto broker) throws Exception {
        Path port = directory.resolve("ttyUSB0");
        Latencies latencies = new Latencies();
        long[] sent = new long[telegrams + 1];
        try (PtyPair cable = new PtyPair(port)) {
            Process driver = driver(directory, bus, port, broker);
            MqttConnection reader = reader(broker, sent, latencies);
            for (int warm = 0; warm < 20; warm++) {
                send(cable, 0);
            }
            for (int i = 1; i <= telegrams; i++) {
                byte[] telegram = telegram(i);
                // The checksum's last digit ends it; what comes before it may wait in the driver.
                cable.send(Arrays.copyOf(telegram, telegram.length - LAST));
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS / 2);
                sent[i] = System.nanoTime();
                cable.send(Arrays.copyOfRange(telegram, telegram.length - LAST, telegram.length));
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS / 2);
            }
            reader.disconnect();
            driver.destroy();
            driver.onExit().join();
        }
        System.out.printf("%-24s%10d%7d%s%n", "driver", telegrams, telegrams - latencies.count(),
                latencies.cells());
    }

    private static void send(PtyPair cable, int number) throws Exception {
        cable.send(telegram(number));
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }

    /** A telegram that carries its number as its power. */
    private static byte[] telegram(int number) {
        return TestTelegram.dsmr5("0-0:96.1.1(4530303437303030)", "1-0:1.8.1(000100.000*kWh)",
                String.format("1-0:1.7.0(%02d.%03d*kW)", number / 1_000, number % 1_000), "1-0:2.7.0(00.000*kW)",
                "1-0:32.7.0(230.1*V)", "1-0:52.7.0(231.2*V)", "1-0:72.7.0(232.3*V)")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static MqttConnection reader(Mosquitto broker, long[] sent, Latencies latencies) {
        MqttConnection[] connection = new MqttConnection[1];
        connection[0] = new MqttConnection(TestSettings.of(broker.port(), Profile.NATIVE), "reader", null,
                () -> connection[0].subscribe(List.of("dbus-p1/house/state"), message -> {
                    long now = System.nanoTime();
                    int number = number(message.payload());
                    if (!message.retained() && number > 0 && sent[number] > 0) {
                        latencies.add(now - sent[number]);
                    }
                }), loss -> {
                    throw new IllegalStateException(loss.cause());
                });
        connection[0].connect();
        return connection[0];
    }

    private static int number(byte[] payload) {
        try {
            JsonNode state = new ObjectMapper().readTree(payload);
            return state.get("power_import_w").asInt();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Process driver(Path directory, TestBus bus, Path port, Mosquitto broker) throws IOException {
        List<String> words = new ArrayList<>(List.of("venus/dbus-p1", "run", "--serial", port.toString(),
                "--serial.settings=115200-8N1", "--config", "/dev/null", "--meter.id=house", "--mqtt.enabled=true",
                "--mqtt.interval-seconds=0", "--mqtt.url=tcp://127.0.0.1:" + broker.port()));
        ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
        builder.environment().put("DBUS_SESSION_BUS_ADDRESS", bus.address());
        builder.environment().put("STATE_DIRECTORY", directory.resolve("state").toString());
        return builder.start();
    }
}
