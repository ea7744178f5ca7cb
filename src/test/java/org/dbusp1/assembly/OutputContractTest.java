package org.dbusp1.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.output.venus.TestBus.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dbusp1.FreePort;
import org.dbusp1.config.Config;
import org.dbusp1.config.TestConfig;
import org.dbusp1.feedback.DriverState;
import org.dbusp1.feedback.OutputSettings;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Fact;
import org.dbusp1.output.Output;
import org.dbusp1.output.QuickQueue;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.process.Health;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every output owes, as the configuration makes it: readings may come before its start, it may be told twice that the meter is
 * silent, a server that hangs delays no call, it ends in its time, and after its end nothing happens.
 */
@Timeout(120)
class OutputContractTest {
    /** The most that a call may take that waits for nobody, on a busy machine. */
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    /** The keys that switch each output on; # is the port of the server that it uses or opens. */
    private static final Map<String, List<String>> KEYS = Map.of(
            "http", List.of("http.enabled=true", "http.port=#"),
            "tcp", List.of("tcp.enabled=true", "tcp.port=#"),
            "modbus", List.of("modbus.enabled=true", "modbus.port=#"),
            "csv", List.of("csv.enabled=true"),
            "history", List.of("history.enabled=true"),
            "mqtt", List.of("mqtt.enabled=true", "mqtt.url=tcp://127.0.0.1:#", "meter.id=house"),
            "rows", List.of("history.enabled=true", "history.publish=true", "mqtt.url=tcp://127.0.0.1:#"));

    @TempDir
    private Path directory;
    private final DriverState driver = new DriverState(OutputSettings.none());
    private final Snapshot snapshot = SampleMeter.usual().next();
    /** A server that takes a connection and never says a word, like one that was stopped. */
    private ServerSocket silent;

    @BeforeEach
    void listen() throws Exception {
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    static Stream<String> names() {
        return Fact.OUTPUTS.stream();
    }

    /** Makes the outputs of a row; the port of a server that they connect to is the silent one's. */
    private List<Output> made(String name) throws Exception {
        boolean connects = KEYS.get(name).stream().anyMatch(key -> key.startsWith("mqtt"));
        int port = connects ? silent.getLocalPort() : FreePort.next();
        String[] keys = KEYS.get(name).stream().map(key -> key.replace("#", Integer.toString(port))).toArray(String[]::new);
        Config config = TestConfig.options(directory, keys);
        return new Outputs(config, directory, () -> {
            throw new AssertionError("each port is configured");
        }, driver, Optional::empty).all("house", false, QuickQueue.NO_EXIT);
    }

    private static void soon(Runnable call) {
        long start = System.nanoTime();
        call.run();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
    }

    @Test
    void eachOutputHasItsFacts() {
        assertThat(KEYS.keySet()).containsExactlyInAnyOrderElementsOf(Fact.OUTPUTS);
    }

    @ParameterizedTest
    @MethodSource("names")
    void owesThisWhateverItsServerDoes(String name) throws Exception {
        List<Output> outputs = made(name);
        assertThat(driver.outputs()).extracting(Health::name).contains(name);
        for (Output output : outputs) {
            soon(() -> output.snapshot(snapshot));
            soon(output::start);
        }
        await("the start", () -> outputs.stream().allMatch(Output::isReady));
        for (Output output : outputs) {
            for (int i = 0; i < 100; i++) {
                soon(() -> output.snapshot(snapshot));
                soon(output::offline);
                soon(output::offline);
                soon(() -> output.rejected(new Rejected(new byte[0], 0, snapshot.arrival(), RejectCause.CRC)));
            }
            soon(output::close);
            soon(() -> output.snapshot(snapshot));
            soon(output::offline);
            soon(output::start);
            soon(output::close);
        }
        await("the end of its threads", () -> threads(name).isEmpty());
        silent.close();
    }

    private static List<Thread> threads(String name) {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals(name + " house")).toList();
    }
}
