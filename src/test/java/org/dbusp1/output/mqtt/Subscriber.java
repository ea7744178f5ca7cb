package org.dbusp1.output.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.dbusp1.Await;

/** The messages that a broker delivers to an independent client, mosquitto_sub. */
public final class Subscriber implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param retained whether the broker had retained it: it was published before the subscription */
    public record Delivered(String topic, String payload, byte[] bytes, int qos, boolean retained) {
        public JsonNode json() {
            try {
                return JSON.readTree(payload);
            } catch (IOException e) {
                throw new UncheckedIOException(payload, e);
            }
        }
    }

    private final Process process;
    private final List<Delivered> delivered = new ArrayList<>();

    /** @param options of mosquitto_sub besides port and format */
    private Subscriber(int port, List<String> options) {
        List<String> command = new ArrayList<>(List.of("stdbuf", "-oL", "mosquitto_sub", "-h", "127.0.0.1", "-p",
                Integer.toString(port), "-V", "5", "-q", "1", "-F", "%r %q %x %t", "-d"));
        command.addAll(options);
        try {
            // stdbuf would start, and end without a program to run.
            if (Stream.of(System.getenv("PATH").split(":")).noneMatch(folder -> Files.isExecutable(Path.of(folder, "mosquitto_sub")))) {
                throw new IOException("mosquitto_sub is not in PATH");
            }
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException("tests of MQTT need mosquitto_sub (apt-get install mosquitto-clients)", e);
        }
        Thread reader = new Thread(this::read, "mosquitto_sub");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                line(line);
            }
        } catch (IOException e) {
            line("");
        }
    }

    /** Subscribes; returns when every message from now on will be delivered. */
    public static Subscriber on(Mosquitto broker, String filter, String... options) {
        List<String> all = new ArrayList<>(List.of("-t", filter));
        all.addAll(List.of(options));
        Subscriber subscriber = new Subscriber(broker.port(), all);
        subscriber.await(message -> message.topic().equals("SUBACK"));
        return subscriber;
    }

    private synchronized void line(String line) {
        if (line.startsWith("Subscribed")) {
            delivered.add(new Delivered("SUBACK", "", new byte[0], 0, false));
        }
        if (line.matches("[01] [012] [0-9a-f]* .*")) {
            String[] parts = line.split(" ", 4);
            byte[] bytes = HexFormat.of().parseHex(parts[2]);
            delivered.add(new Delivered(parts[3], new String(bytes, StandardCharsets.UTF_8), bytes,
                    Integer.parseInt(parts[1]), parts[0].equals("1")));
        }
    }

    /** Waits for a message that was delivered already or will be. */
    public Delivered await(Predicate<Delivered> condition) {
        AtomicReference<Delivered> found = new AtomicReference<>();
        Await.await(() -> "a message; delivered until now: " + topics(), () -> {
            first(condition).ifPresent(found::set);
            return found.get() != null;
        });
        return found.get();
    }

    private synchronized Optional<Delivered> first(Predicate<Delivered> condition) {
        return delivered.stream().filter(condition).findFirst();
    }

    private synchronized List<String> topics() {
        return delivered.stream().map(Delivered::topic).toList();
    }

    public Delivered await(String topic) {
        return await(message -> message.topic().equals(topic));
    }

    public Delivered await(String topic, String payload) {
        return await(message -> message.topic().equals(topic) && message.payload().equals(payload));
    }

    /** All messages delivered on a topic until now. */
    public synchronized List<Delivered> all(String topic) {
        return delivered.stream().filter(message -> message.topic().equals(topic)).toList();
    }

    /** All messages delivered until now. */
    public synchronized List<Delivered> all() {
        return delivered.stream().filter(message -> !message.topic().equals("SUBACK")).toList();
    }

    /** Takes out the messages delivered until now, so that a long test keeps none. */
    public synchronized List<Delivered> take() {
        List<Delivered> taken = all();
        delivered.clear();
        return taken;
    }

    /** Drops what was delivered until now. */
    synchronized void clear() {
        delivered.clear();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
