package org.dbusp1.line.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.line.source.Obstacles.assertObstacle;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.dbusp1.SimulatedLog;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.line.decode.TestPipeline;
import org.dbusp1.line.source.FakeDongle.Answer;
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
        AtomicInteger asked = new AtomicInteger();
        String password = "Basic " + Base64.getEncoder().encodeToString("admin:a b c".getBytes(StandardCharsets.UTF_8));
        try (FakeDongle bridge = new FakeDongle(request -> new Answer(
                password.equals(request.getRequestHeaders().getFirst("Authorization")) ? 200 : 401,
                answers[Math.min(asked.getAndIncrement() / 3, 2)]))) {
            String host = bridge.host();
            HttpSource source = new HttpSource(Endpoint.tibber(host, 1, "a b c"), new FakeClock(), 60_000);
            source.open();
            TestPipeline pipeline = new TestPipeline();
            byte[] buffer = new byte[20_000];
            while (asked.get() < 12) {
                int count = source.read(buffer, 1_000);
                pipeline.accept(Arrays.copyOf(buffer, count), () -> buffer.length);
                if (count == 0) {
                    pipeline.idle();
                }
            }
            assertThat(pipeline.end().readings()).hasSize(2);
            assertObstacle(new HttpSource(Endpoint.tibber(host, 1, "other")), Condition.LINE_FORBIDDEN, "refuses the password");
        }
    }

    /** A Pulse that was paired again has another number at its bridge. */
    @Test
    void aPulseThatIsAnotherNodeIsReadWhenItsLineIsWritten() throws Exception {
        try (FakeDongle bridge = new FakeDongle(request -> request.getRequestURI().getQuery().equals("node_id=2") ? Answer.of("a")
                : Answer.of(404, ""))) {
            String host = bridge.host();
            HttpSource first = new HttpSource(Endpoint.tibber(host, 1, "x"));
            assertObstacle(first, Condition.LINE_FORBIDDEN, "write source=tibber://" + host + "/2");
            HttpSource second = new HttpSource(Endpoint.tibber(host, 2, "x"));
            second.open();
            assertThat(second.read(new byte[10], 1_000)).isEqualTo(1);
            assertThat(second.lineIdentity()).contains("tibber " + host + "/2").isNotEqualTo(first.lineIdentity());
            assertThat(second.name()).isEqualTo(first.name() + "_2");
        }
    }

    @Test
    void aBridgeThatIsAwayIsAbsent() {
        assertObstacle(new HttpSource(Endpoint.tibber("127.0.0.1:1", 1, "x")), Condition.LINE_ABSENT,
                "no answer from the bridge at 127.0.0.1:1");
    }
}
