package org.dbusp1.line.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.line.source.Obstacles.assertObstacle;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.dbusp1.SimulatedLog;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.line.decode.TestPipeline;
import org.dbusp1.line.source.HttpSource.Endpoint;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.SimulatedDialect;
import org.dbusp1.simulator.SimulatedMeter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every dialect over the network, the binary ones too. */
@Timeout(60)
class NetworkDialectsTest {
    private static final Instant START = Instant.parse("2026-06-15T10:00:00Z");

    static Stream<String> dialects() {
        // The meter of the last one encrypts.
        return Dialects.all().stream().map(SimulatedDialect::name).filter(name -> !name.equals("han-kaifa-at"));
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void isReadFromAPortOnTheNetwork(String name) throws Exception {
        SimulatedMeter meter = SimulatedLog.meter(name, START);
        try (ServerSocket bridge = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Source source = new ParityDetectingSource(new TcpSource("127.0.0.1", bridge.getLocalPort(), null))) {
            source.open();
            try (Socket link = bridge.accept()) {
                for (int i = 0; i < 4; i++) {
                    link.getOutputStream().write(meter.next());
                }
            }
            assertThat(readings(source)).isGreaterThanOrEqualTo(3);
        }
    }

    private static int readings(Source source) throws IOException {
        TestPipeline pipeline = new TestPipeline();
        byte[] buffer = new byte[1_000];
        try {
            for (int count = source.read(buffer, 1_000); count >= 0; count = source.read(buffer, 1_000)) {
                pipeline.accept(Arrays.copyOf(buffer, count), () -> buffer.length);
            }
        } catch (IOException e) {
            pipeline.idle();
        }
        return pipeline.end().readings().size();
    }

    /** A Tibber bridge: the same message several times, half of one, and a password with blanks. */
    @ParameterizedTest
    @ValueSource(strings = {"sml-iskra", "sml-emh", "d0"})
    void aBridgeOfTibberGivesTheMetersMessagesAndHalfOfOneIsNone(String name) throws Exception {
        SimulatedMeter meter = SimulatedLog.meter(name, START);
        byte[][] answers = {meter.next(), meter.next(), meter.next()};
        answers[1] = Arrays.copyOf(answers[1], answers[1].length / 2);
        HttpServer bridge = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        int[] asked = {0};
        bridge.createContext("/data.json", exchange -> {
            boolean known = ("Basic " + Base64.getEncoder().encodeToString("admin:a b c".getBytes(StandardCharsets.UTF_8)))
                    .equals(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = answers[Math.min(asked[0]++ / 3, 2)];
            exchange.sendResponseHeaders(known ? 200 : 401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        bridge.start();
        try {
            String host = "127.0.0.1:" + bridge.getAddress().getPort();
            HttpSource source = new HttpSource(Endpoint.tibber(host, 1, "a b c"), new FakeClock(), 60_000);
            source.open();
            TestPipeline pipeline = new TestPipeline();
            byte[] buffer = new byte[20_000];
            while (asked[0] < 12) {
                int count = source.read(buffer, 1_000);
                pipeline.accept(Arrays.copyOf(buffer, count), () -> buffer.length);
                if (count == 0) {
                    pipeline.idle();
                }
            }
            assertThat(pipeline.end().readings()).hasSize(2);
            assertObstacle(new HttpSource(Endpoint.tibber(host, 1, "other")), Condition.LINE_FORBIDDEN, "refuses the password");
        } finally {
            bridge.stop(0);
        }
    }

    /** A Pulse that was paired again has another number at its bridge. */
    @Test
    void aPulseThatIsAnotherNodeIsReadWhenItsLineIsWritten() throws Exception {
        HttpServer bridge = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        bridge.createContext("/data.json", exchange -> {
            boolean known = exchange.getRequestURI().getQuery().equals("node_id=2");
            exchange.sendResponseHeaders(known ? 200 : 404, known ? 1 : -1);
            exchange.getResponseBody().write(known ? new byte[] {'a'} : new byte[0]);
            exchange.close();
        });
        bridge.start();
        try {
            String host = "127.0.0.1:" + bridge.getAddress().getPort();
            HttpSource first = new HttpSource(Endpoint.tibber(host, 1, "x"));
            assertObstacle(first, Condition.LINE_FORBIDDEN, "write source=tibber://" + host + "/2");
            HttpSource second = new HttpSource(Endpoint.tibber(host, 2, "x"));
            second.open();
            assertThat(second.read(new byte[10], 1_000)).isEqualTo(1);
            assertThat(second.lineIdentity()).contains("tibber " + host + "/2").isNotEqualTo(first.lineIdentity());
            assertThat(second.name()).isEqualTo(first.name() + "_2");
        } finally {
            bridge.stop(0);
        }
    }

    @Test
    void aBridgeThatIsAwayIsAbsent() {
        assertObstacle(new HttpSource(Endpoint.tibber("127.0.0.1:1", 1, "x")), Condition.LINE_ABSENT,
                "no answer from the bridge at 127.0.0.1:1");
    }
}
