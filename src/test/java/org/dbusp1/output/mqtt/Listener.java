package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What a broker says to an independent client, mosquitto_sub. */
public final class Listener implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param retained whether the broker had kept it */
    public record Heard(String topic, String payload, byte[] bytes, int qos, boolean retained) {
        public JsonNode json() {
            try {
                return JSON.readTree(payload);
            } catch (IOException e) {
                throw new UncheckedIOException(payload, e);
            }
        }
    }

    private final Process process;
    private final List<Heard> heard = new ArrayList<>();

    /** @param options of mosquitto_sub beside port and format */
    private Listener(int port, List<String> options) {
        List<String> command = new ArrayList<>(List.of("stdbuf", "-oL", "mosquitto_sub", "-h", "127.0.0.1", "-p",
                Integer.toString(port), "-V", "5", "-q", "1", "-F", "%r %q %x %t", "-d"));
        command.addAll(options);
        try {
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
        } catch (IOException closed) {
            line("");
        }
    }

    /** Listens, and is sure to hear everything from now on. */
    public static Listener on(Mosquitto broker, String filter, String... options) {
        List<String> all = new ArrayList<>(List.of("-t", filter));
        all.addAll(List.of(options));
        Listener listener = new Listener(broker.port(), all);
        listener.await(said -> said.topic().equals("SUBACK"));
        return listener;
    }

    private synchronized void line(String line) {
        if (line.startsWith("Subscribed")) {
            heard.add(new Heard("SUBACK", "", new byte[0], 0, false));
        }
        if (line.matches("[01] [012] [0-9a-f]* .*")) {
            String[] parts = line.split(" ", 4);
            byte[] bytes = HexFormat.of().parseHex(parts[2]);
            heard.add(new Heard(parts[3], new String(bytes, StandardCharsets.UTF_8), bytes,
                    Integer.parseInt(parts[1]), parts[0].equals("1")));
        }
        notifyAll();
    }

    /** Waits for something, heard already or yet to come. */
    public synchronized Heard await(Predicate<Heard> wanted) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            Optional<Heard> found = heard.stream().filter(wanted).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            assertThat(left).as("heard in time; heard so far: %s", heard.stream().map(Heard::topic).toList())
                    .isPositive();
            try {
                wait(left);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    public Heard await(String topic) {
        return await(said -> said.topic().equals(topic));
    }

    public Heard await(String topic, String payload) {
        return await(said -> said.topic().equals(topic) && said.payload().equals(payload));
    }

    /** All that was heard under a topic so far. */
    public synchronized List<Heard> all(String topic) {
        return heard.stream().filter(said -> said.topic().equals(topic)).toList();
    }

    /** Everything heard so far. */
    public synchronized List<Heard> all() {
        return heard.stream().filter(said -> !said.topic().equals("SUBACK")).toList();
    }

    synchronized void forget() {
        heard.clear();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
