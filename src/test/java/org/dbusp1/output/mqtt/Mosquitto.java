package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.FreePort;

/** A real mosquitto with its configuration, directory and port. */
public final class Mosquitto implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** Debian's place for it is not in every user's path. */
    private static final String PROGRAM = Files.isExecutable(Path.of("/usr/sbin/mosquitto")) ? "/usr/sbin/mosquitto" : "mosquitto";

    private final int port;
    private final Path directory;
    private Process process;

    /** @param more lines of its configuration */
    private Mosquitto(List<String> more) {
        try {
            port = FreePort.next();
            directory = Files.createTempDirectory("mosquitto");
            Path config = directory.resolve("mosquitto.conf");
            List<String> lines = new ArrayList<>(List.of("listener " + port + " 127.0.0.1", "log_dest file " + log(),
                    "max_queued_messages 100000",
                    // Started as root it would become another user, who may not read a test's certificates.
                    "user root"));
            lines.addAll(more);
            Files.write(config, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Mosquitto open() {
        return with("allow_anonymous true");
    }

    public static Mosquitto with(String... more) {
        List<String> lines = new ArrayList<>(List.of("log_type all"));
        lines.addAll(List.of(more));
        return started(lines);
    }

    /** Without a log: for measuring. */
    public static Mosquitto quiet(String... more) {
        List<String> lines = new ArrayList<>(List.of("log_type none"));
        lines.addAll(List.of(more));
        return started(lines);
    }

    private static Mosquitto started(List<String> more) {
        Mosquitto broker = new Mosquitto(more);
        broker.start();
        return broker;
    }

    /** Not started yet. */
    public static Mosquitto asleep() {
        return new Mosquitto(List.of("allow_anonymous true"));
    }

    public int port() {
        return port;
    }

    /** Returns the number of the process. */
    public long pid() {
        return process.pid();
    }

    public Path log() {
        return directory.resolve("mosquitto.log");
    }

    /** Returns its log so far. */
    public String logged() {
        try {
            return Files.readString(log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void start() {
        try {
            process = new ProcessBuilder(PROGRAM, "-c", directory.resolve("mosquitto.conf").toString())
                    .redirectErrorStream(true).redirectOutput(directory.resolve("console").toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException("tests of MQTT need mosquitto (apt-get install mosquitto)", e);
        }
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!answers()) {
            assertThat(process.isAlive()).as("mosquitto on %d runs: %s", port, log()).isTrue();
            assertThat(System.nanoTime()).as("mosquitto answers in time").isLessThan(end);
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Publishes one message by mosquitto_pub; returns when the broker has it. */
    public void publish(String topic, String payload, String... options) {
        List<String> command = new ArrayList<>(List.of("mosquitto_pub", "-h", "127.0.0.1", "-p",
                Integer.toString(port), "-q", "1", "-t", topic, "-m", payload));
        command.addAll(List.of(options));
        run(command);
    }

    /** Ends the process without a last message to anybody, as a power cut does. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Stops the process: connections stay, but nothing is answered. Returns when it is stopped. */
    public void freeze() {
        signal("-STOP");
        Await.await("the broker's stop", this::isFrozen);
    }

    /** Returns whether the process is stopped, by the kernel's state T. */
    boolean isFrozen() {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat")).matches("(?s)\\d+ \\(.*\\) T .*");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets the process read its access list again. */
    void reload() {
        signal("-HUP");
    }

    /** Lets the process go on. */
    public void thaw() {
        signal("-CONT");
    }

    private void signal(String name) {
        run(List.of("kill", name, Long.toString(process.pid())));
    }

    private static void run(List<String> command) {
        try {
            assertThat(new ProcessBuilder(command).start().waitFor()).as("%s", command).isZero();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> assertThat(file.toFile().delete()).isTrue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
