package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.dbusp1.TestTelegram;
import org.dbusp1.base.process.ExitStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What the driver needs is absent, or hangs, for long by the driver's clock, which is fast: it is tried again. How long each wait is, the
 * tests of the classes that wait count by a clock of their own.
 */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class LongAbsenceTest {
    private static final Instant START = Instant.parse("2026-06-15T10:00:00Z");
    private static final int TIMES_AS_FAST = FakeTime.timesAsFast(60, 10);
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int ATTEMPTS = 5;
    /** The sum of the waits between these attempts, the shortest of all: half a second, and each twice as long as the one before. */
    private static final double WAITED_SECONDS = 7.5;
    private static final int JUDGED = 3;
    /** Half a second of a machine that is fast, and three of one that is slow. */
    private static final double BUSY_SECONDS = 30;

    @TempDir
    private Path directory;

    /** What a program does with a client. */
    private interface Answer {
        Answer NONE = client -> { };
        Answer NEVER = client -> client.getInputStream().readAllBytes();

        void to(Socket client) throws IOException;
    }

    /** A program in the place of another. */
    private static final class Peer implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 64, HERE);
        /** When the driver connected, in its seconds. */
        private final List<Double> attempts = new CopyOnWriteArrayList<>();
        /** How long the driver waited for an answer, in its seconds. */
        private final List<Double> patience = new CopyOnWriteArrayList<>();

        Peer(Answer answer) throws IOException {
            Thread thread = new Thread(() -> {
                while (!server.isClosed()) {
                    try (Socket client = server.accept()) {
                        double began = seconds();
                        attempts.add(began);
                        answer.to(client);
                        patience.add(seconds() - began);
                    } catch (IOException e) {
                        // The client or the test has ended.
                    }
                }
            }, "peer");
            thread.setDaemon(true);
            thread.start();
        }

        private static double seconds() {
            return System.nanoTime() / 1e9 * TIMES_AS_FAST;
        }

        /** Whether clients have waited, and were seen: a busy machine accepts one when its driver has already given up. */
        boolean hasSeenPatience() {
            return patience.size() >= JUDGED && patience.stream().anyMatch(seconds -> seconds >= 1);
        }

        double usualPatience() {
            return patience.stream().sorted().skip(JUDGED / 2).findFirst().orElseThrow();
        }

        String address() {
            return "127.0.0.1:" + server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private DriverProcess driver(String source, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of(source, "--meter.id=house"));
        words.addAll(List.of(more));
        return DriverProcess.withoutVenus(directory, FakeTime.from(START, TIMES_AS_FAST), words.toArray(String[]::new));
    }

    @Test
    void whatIsAbsentIsTriedAgainEverMoreSeldom() throws Exception {
        try (Peer bridge = new Peer(Answer.NONE); Peer broker = new Peer(Answer.NONE); Peer database = new Peer(Answer.NONE);
                ServerSocket other = new ServerSocket(0, 1, HERE);
                DriverProcess driver = driver("tcp://" + bridge.address(), "--wait", "--mqtt.url=tcp://" + broker.address(),
                        "--history.enabled=true", "--history.url=postgresql://" + database.address() + "/p1", "--history.user=p1",
                        "--http.enabled=true", "--http.port=" + other.getLocalPort())) {
            Map.of("bridge", bridge, "broker", broker, "database", database).forEach((absent, peer) -> {
                await("attempts: " + absent, () -> peer.attempts.size() >= ATTEMPTS);
                // The machine may have been busy at the first of them.
                assertThat(peer.attempts.get(ATTEMPTS - 1) - peer.attempts.get(0)).as("seconds of the attempts: " + absent)
                        .isGreaterThan(WAITED_SECONDS / 2);
            });

            other.close();
            await("the port", () -> driver.output().contains("web server on http://"));
            assertThat(driver.runs()).as(driver.output()).isTrue();
        }
    }

    /** Packets to the bridge are dropped: its queue of connections is full, and nobody accepts them. */
    @Test
    void whatNeverAnswersIsGivenUpAndTriedAgain() throws Exception {
        try (Peer broker = new Peer(Answer.NEVER); Peer database = new Peer(Answer.NEVER);
                ServerSocket bridge = new ServerSocket(0, 1, HERE);
                Socket first = new Socket(HERE, bridge.getLocalPort()); Socket second = new Socket(HERE, bridge.getLocalPort());
                DriverProcess driver = driver("tcp://127.0.0.1:" + bridge.getLocalPort(), "--wait", "--mqtt.url=tcp://" + broker.address(),
                        "--history.enabled=true", "--history.url=postgresql://" + database.address() + "/p1", "--history.user=p1")) {
            await("attempts", () -> broker.hasSeenPatience() && database.hasSeenPatience());
            assertThat(broker.usualPatience()).isLessThan(10 + BUSY_SECONDS);
            assertThat(database.usualPatience()).isLessThan(10 + BUSY_SECONDS);
            assertThat(driver.output()).contains(bridge.getLocalPort() + ": no answer; is the bridge switched on, and in this network?");
        }
    }

    /**
     * Nothing is owed to a log: it can be played again. The database answers nothing, and is awaited for ever: a limit of the machine's
     * time, such as that for an answer, would be a moment by a fast clock.
     */
    @Test
    void theEndOfALogIsNotAwaitedForEver() throws Exception {
        Path log = Files.writeString(directory.resolve("p1.log"), TestTelegram.dsmr5("1-0:1.7.0(00.866*kW)"));
        try (Peer database = new Peer(Answer.NEVER); DriverProcess driver = driver(log.toString(), "--speed=max",
                "--history.enabled=true", "--history.url=mariadb://" + database.address() + "/p1?connectTimeout=0&socketTimeout=0",
                "--history.user=p1")) {
            assertThat(driver.status()).isEqualTo(ExitStatus.BUSY.code());
            assertThat(driver.output()).contains("not all of the log is written, although the driver waited 60 s: history");
        }
    }
}
