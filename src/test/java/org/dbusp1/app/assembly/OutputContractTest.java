package org.dbusp1.app.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dbusp1.FreePort;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.TestConfig;
import org.dbusp1.base.process.Health;
import org.dbusp1.base.state.InstallationSecret;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.output.OutputContext;
import org.dbusp1.output.OutputDefinition;
import org.dbusp1.output.QuickQueue;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.mqtt.Mosquitto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every output owes, as the configuration makes it: readings may come before its start, it may be told twice that the meter is
 * silent, neither a server that hangs nor a client that does not read delays a call, it ends in its time, after its end nothing happens,
 * and what keeps it from its work at first is tried again.
 */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class OutputContractTest {
    /** The most that a call may take that waits for nobody, on a busy machine. */
    private static final Duration AT_ONCE = Duration.ofSeconds(30);

    /** What a busy machine may add to the time in which an output ends. */
    private static final Duration SCHEDULING = Duration.ofSeconds(30);

    /** What a client of each server asks for; no answer is read. */
    private static final Map<String, byte[]> QUESTIONS = Map.of(
            "http", "GET /api/live HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
            "tcp", new byte[0],
            "modbus", new byte[] {0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 2});

    /** The keys that switch each output on; # is the port of the server that it uses or opens. */
    static final Map<String, List<String>> KEYS = Map.of(
            "http", List.of("http.enabled=true", "http.port=#"),
            "tcp", List.of("tcp.enabled=true", "tcp.port=#"),
            "modbus", List.of("modbus.enabled=true", "modbus.port=#"),
            "csv", List.of("csv.enabled=true"),
            "history", List.of("history.enabled=true"),
            "mqtt", List.of("mqtt.url=tcp://127.0.0.1:#", "meter.id=house"),
            "rows", List.of("history.enabled=true", "history.publish=true", "mqtt.url=tcp://127.0.0.1:#"));

    @TempDir
    private Path directory;
    private final DriverState driver = new DriverState(OwnerChoices.none());
    private final Snapshot snapshot = SampleMeter.usual().next();
    /** A server that takes a connection and never says a word, like one that was stopped. */
    private ServerSocket silent;

    @AfterEach
    void closeServer() throws Exception {
        silent.close();
    }

    @BeforeEach
    void listen() throws Exception {
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    static Stream<String> names() {
        return OutputRegistry.outputs().stream().map(OutputDefinition::name);
    }

    /** Makes the outputs of a row; a server that they connect to is the silent one. */
    private List<Output> made(String name) throws Exception {
        return made(KEYS.get(name), QUESTIONS.containsKey(name) ? FreePort.next() : silent.getLocalPort());
    }

    private List<Output> made(List<String> wanted, int port) throws Exception {
        String[] keys = wanted.stream().map(key -> key.replace("#", Integer.toString(port))).toArray(String[]::new);
        Config config = TestConfig.options(directory, keys);
        return new WantedOutputs(config, new OutputContext(directory, TestConfig.meter(config), driver, () -> null, (server, first) -> {
            throw new AssertionError("each port is configured");
        }, InstallationSecret.fixed(), (file, about) -> StateStore.NONE)).create("house", QuickQueue.NO_EXIT);
    }

    private static void soon(Runnable call) {
        assertThat(time(call)).isLessThan(AT_ONCE);
    }

    private static void inItsTime(Output output) {
        assertThat(time(output::close)).isLessThan(Duration.ofMillis(Output.CLOSE_MILLIS).plus(SCHEDULING));
    }

    private static Duration time(Runnable call) {
        long start = System.nanoTime();
        call.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void eachOutputHasItsKeysHere() {
        assertThat(names()).containsExactlyInAnyOrderElementsOf(KEYS.keySet());
    }

    @ParameterizedTest
    @MethodSource("names")
    void owesThisWhateverItsServerDoes(String name) throws Exception {
        List<Output> outputs = made(name);
        assertThat(driver.outputHealth()).extracting(Health::name).contains(name);
        owesThis(name, outputs, () -> { });
    }

    /** The server has accepted the connection and never answers; no call returns by its help. */
    @Test
    @Tag("slow")
    void aDatabaseThatHangsIsNeverInTheWay() throws Exception {
        List<Output> outputs = made(List.of("history.enabled=true", "history.url=jdbc:mariadb://127.0.0.1:#/p1", "history.user=p1"),
                silent.getLocalPort());
        List<Socket> accepted = new ArrayList<>();
        silent.setSoTimeout((int) Duration.ofMinutes(1).toMillis());
        owesThis("history", outputs, () -> accepted.add(silent.accept()));
        for (Socket connection : accepted) {
            connection.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "tcp", "modbus"})
    void aClientThatNeverReadsIsNeverInTheWay(String name) throws Exception {
        int port = FreePort.next();
        List<Output> outputs = made(KEYS.get(name), port);
        List<Socket> clients = new ArrayList<>();
        owesThis(name, outputs, () -> {
            await("its port", () -> connects(port, clients));
            for (int i = 0; i < 20; i++) {
                clients.get(0).getOutputStream().write(QUESTIONS.get(name));
            }
        });
        clients.get(0).close();
    }

    /** Adds a connection with a small buffer, or returns false where the port is not open yet. */
    private static boolean connects(int port, List<Socket> clients) {
        try {
            Socket client = new Socket();
            client.setReceiveBufferSize(1024);
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            clients.add(client);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "tcp", "modbus"})
    void aPortThatIsTakenIsTriedAgain(String name) throws Exception {
        try (ServerSocket taken = new ServerSocket(FreePort.next(), 1, InetAddress.getLoopbackAddress())) {
            List<Output> outputs = made(KEYS.get(name), taken.getLocalPort());
            outputs.forEach(Output::start);
            await("its fault", () -> !health(name).works() && health(name).fault() != null);
            taken.close();
            await("its work", () -> health(name).works());
            outputs.forEach(OutputContractTest::inItsTime);
        }
    }

    /** The directory is a file, the file is a directory, the broker is not there. */
    @ParameterizedTest
    @ValueSource(strings = {"csv", "history", "mqtt", "rows"})
    void whatIsNotThereAtFirstIsTriedAgain(String name) throws Exception {
        Mosquitto broker = Mosquitto.asleep();
        List<Output> outputs = made(KEYS.get(name), broker.port());
        Path file = switch (name) {
            case "csv" -> Files.createFile(directory.resolve("csv"));
            case "history" -> Files.createDirectory(directory.resolve("history.db"));
            default -> directory.resolve("none");
        };
        try {
            outputs.forEach(Output::start);
            await("its fault", () -> {
                outputs.forEach(output -> output.snapshot(snapshot));
                return !health(name).works() && health(name).fault() != null;
            });
            if (Files.exists(file)) {
                Files.delete(file);
            } else {
                broker.start();
            }
            await("its work", () -> {
                outputs.forEach(output -> output.snapshot(snapshot));
                return health(name).works();
            });
        } finally {
            outputs.forEach(OutputContractTest::inItsTime);
            broker.close();
        }
    }

    private Health health(String name) {
        return driver.outputHealth().stream().filter(health -> health.name().equals(name)).findFirst().orElseThrow();
    }

    /** @param running what happens while the output runs */
    private void owesThis(String name, List<Output> outputs, Attempt running) throws Exception {
        for (Output output : outputs) {
            soon(() -> output.snapshot(snapshot));
            soon(output::start);
        }
        await("the start", () -> outputs.stream().allMatch(Output::isReady));
        running.run();
        for (Output output : outputs) {
            for (int i = 0; i < 100; i++) {
                soon(() -> output.snapshot(snapshot));
                soon(output::offline);
                soon(output::offline);
                soon(() -> output.rejected(new RejectedFrame(new byte[0], 0, snapshot.arrival().machineTime(), RejectCause.CRC)));
            }
            inItsTime(output);
            soon(() -> output.snapshot(snapshot));
            soon(output::offline);
            soon(output::start);
            soon(output::close);
        }
        await("the end of its threads", () -> threads(name).isEmpty());
    }

    /** What a client does. */
    private interface Attempt {
        void run() throws Exception;
    }

    private static List<Thread> threads(String name) {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals(name + " house")).toList();
    }
}
