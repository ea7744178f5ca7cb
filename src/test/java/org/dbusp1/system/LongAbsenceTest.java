package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.dbusp1.TestTelegram;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.output.ChildJvm;
import org.dbusp1.output.QueuedOutput;
import org.dbusp1.output.mqtt.OddBroker;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What the driver needs is absent, or hangs, for long by the driver's clock, which is fast: it is tried again as the manual says. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class LongAbsenceTest {
    private static final Instant START = Instant.parse("2026-06-15T10:00:00Z");
    private static final int TIMES_AS_FAST = 60;
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    /** The manual's row of this test, in its list of faults. */
    private static final Pattern ROW = Pattern.compile("\\| [^|]+ \\| ([^|]+) \\| `LongAbsenceTest` \\|");
    private static final Pattern WAIT = Pattern.compile("every (?:(\\d+) s|minute): ([a-z, ]+)");
    /** Attempts after which each wait is the longest: each is twice as long as the one before. */
    private static final int GROWING = 9;
    private static final int JUDGED = 5;
    /** Half a second of a busy machine. */
    private static final double BUSY_SECONDS = 0.5 * TIMES_AS_FAST;

    @TempDir
    private Path directory;
    /** The longest wait before the next attempt, in seconds, by what is absent. */
    private final Map<String, Integer> longestWaits = new HashMap<>();

    @BeforeEach
    void readTheManual() throws IOException {
        Matcher row = ROW.matcher(Files.readString(Path.of("src/site/markdown/developers/faults.md")));
        assertThat(row.find()).isTrue();
        for (MatchResult wait : WAIT.matcher(row.group(1)).results().toList()) {
            for (String absent : wait.group(2).split(", ")) {
                longestWaits.put(absent, wait.group(1) == null ? 60 : Integer.parseInt(wait.group(1)));
            }
        }
        assertThat(longestWaits).containsOnlyKeys("bridge", "broker", "database", "port", "output");
    }

    /** Returns the median of as many as are judged. */
    private static double usual(DoubleStream seconds) {
        return seconds.sorted().skip(JUDGED / 2).findFirst().orElseThrow();
    }

    /** Times of attempts, in seconds of the driver. */
    private static final class Attempts {
        private final List<Double> times = new CopyOnWriteArrayList<>();

        void add() {
            times.add(System.nanoTime() / 1e9 * TIMES_AS_FAST);
        }

        int count() {
            return times.size();
        }

        /** The median of the last gaps: a pause of this machine lengthens one, and shortens the next. */
        double usualWait() {
            return usual(IntStream.range(count() - JUDGED, count()).mapToDouble(i -> times.get(i) - times.get(i - 1)));
        }
    }

    /** What a program does with a client. */
    private interface Answer {
        Answer NONE = client -> { };
        Answer NEVER = client -> client.getInputStream().readAllBytes();
        /** The beginning of MariaDB's long first packet, and every few seconds a byte. */
        Answer BYTE_BY_BYTE = client -> {
            OutputStream out = client.getOutputStream();
            out.write(new byte[] {(byte) 0xFF, (byte) 0xFF, 0, 0});
            while (true) {
                out.write(10);
                LockSupport.parkNanos(50_000_000L);
            }
        };

        void to(Socket client) throws IOException;
    }

    /** A program in the place of another. */
    private static final class Peer implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 64, HERE);
        private final Attempts attempts = new Attempts();
        /** How long the driver waited for an answer, in its seconds. */
        private final List<Double> patience = new CopyOnWriteArrayList<>();

        Peer(Answer answer) throws IOException {
            Thread thread = new Thread(() -> {
                while (!server.isClosed()) {
                    try (Socket client = server.accept()) {
                        attempts.add();
                        long began = System.nanoTime();
                        answer.to(client);
                        patience.add((System.nanoTime() - began) / 1e9 * TIMES_AS_FAST);
                    } catch (IOException e) {
                        // The client or the test has ended.
                    }
                }
            }, "peer");
            thread.setDaemon(true);
            thread.start();
        }

        double usualPatience() {
            return usual(patience.stream().mapToDouble(seconds -> seconds));
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

    private void expectWait(String absent, Attempts attempts) {
        int longest = longestWaits.get(absent);
        assertThat(attempts.usualWait()).as("seconds between two attempts: " + absent).isBetween(0.9 * longest, longest + BUSY_SECONDS);
    }

    @Test
    void whatIsAbsentIsTriedAgainEverMoreSeldomUpToALongestWait() throws Exception {
        try (Peer bridge = new Peer(Answer.NONE); Peer broker = new Peer(Answer.NONE); Peer database = new Peer(Answer.NONE);
                ServerSocket other = new ServerSocket(0, 1, HERE);
                DriverProcess driver = driver("tcp://" + bridge.address(), "--mqtt.url=tcp://" + broker.address(), "--history.enabled=true",
                        "--history.url=postgresql://" + database.address() + "/p1", "--history.user=p1", "--http.enabled=true",
                        "--http.port=" + other.getLocalPort())) {
            Map<String, Peer> peers = Map.of("bridge", bridge, "broker", broker, "database", database);
            peers.forEach((absent, peer) -> {
                await("attempts: " + absent, () -> peer.attempts.count() > GROWING + JUDGED);
                expectWait(absent, peer.attempts);
            });

            other.close();
            int before = database.attempts.count();
            await("the port", () -> driver.output().contains("web server on http://"));
            assertThat(database.attempts.count() - before).as("attempts at the database meanwhile, each " + longestWaits.get("port") + " s")
                    .isLessThanOrEqualTo(10);
            assertThat(driver.runs()).as(driver.output()).isTrue();
        }
    }

    /** Prints a number when an output is started that cannot be. */
    static final class Starting {
        private Starting() {
        }

        public static void main(String[] arguments) throws InterruptedException {
            new QueuedOutput("output", () -> {
                System.out.println(1);
                throw new IllegalStateException("for this test");
            }, (status, reason) -> { }).start();
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    @Test
    void anOutputThatCannotStartIsStartedAgain() throws Exception {
        Attempts attempts = new Attempts();
        try (ChildJvm child = new ChildJvm(Starting.class, directory.resolve("messages"), FakeTime.from(START, TIMES_AS_FAST))) {
            while (attempts.count() <= GROWING + JUDGED) {
                assertThat(child.next()).isOne();
                attempts.add();
            }
        }
        expectWait("output", attempts);
    }

    /** Packets to the bridge are dropped: its queue of connections is full, and nobody accepts them. */
    @Test
    void whatNeverAnswersIsGivenUpAndTriedAgain() throws Exception {
        try (Peer broker = new Peer(Answer.NEVER); Peer database = new Peer(Answer.NEVER);
                ServerSocket bridge = new ServerSocket(0, 1, HERE);
                Socket first = new Socket(HERE, bridge.getLocalPort()); Socket second = new Socket(HERE, bridge.getLocalPort());
                DriverProcess driver = driver("tcp://127.0.0.1:" + bridge.getLocalPort(), "--wait", "--mqtt.url=tcp://" + broker.address(),
                        "--history.enabled=true", "--history.url=postgresql://" + database.address() + "/p1", "--history.user=p1")) {
            await("attempts", () -> broker.patience.size() >= JUDGED && database.patience.size() >= JUDGED);
            assertThat(broker.usualPatience()).isBetween(9.0, 10 + BUSY_SECONDS);
            assertThat(database.usualPatience()).isBetween(4.0, 10 + BUSY_SECONDS);
            assertThat(driver.output()).contains(bridge.getLocalPort() + ": no answer; is the bridge switched on, and in this network?");
        }
    }

    /** Nothing is owed to a log: it can be played again. */
    @Test
    void theEndOfALogIsNotAwaitedForEver() throws Exception {
        Path log = Files.writeString(directory.resolve("p1.log"), TestTelegram.dsmr5("1-0:1.7.0(00.866*kW)"));
        try (Peer database = new Peer(Answer.BYTE_BY_BYTE); DriverProcess driver = driver(log.toString(), "--speed=max",
                "--history.enabled=true", "--history.url=mariadb://" + database.address() + "/p1", "--history.user=p1")) {
            assertThat(driver.status()).isEqualTo(ExitStatus.BUSY.code());
            assertThat(driver.output()).contains("the end of the log is not written, although the driver waited 60 s: history");
        }
    }

    @Test
    void aBrokerThatAcknowledgesNothingIsNamed() throws Exception {
        try (OddBroker broker = OddBroker.thatAcknowledgesNothing();
                DriverProcess driver = driver("simulate:dsmr50", "--mqtt.url=tcp://127.0.0.1:" + broker.port())) {
            await("the line", () -> driver.output().contains("topic dbus-p1/house/status is not acknowledged"));
        }
    }
}
