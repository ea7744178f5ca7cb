package org.dbusp1.line.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.output.MapMemory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A bridge of Tibber with several nodes, of which each has a message, is empty, or is unknown (status 404). */
@Timeout(120)
class TibberSourceTest {
    private final Map<Integer, String> answers = new ConcurrentHashMap<>();
    private final List<Integer> asked = new CopyOnWriteArrayList<>();
    private final MapMemory memory = new MapMemory();
    private final Map<String, String> file = memory.kept;
    private final FakeClock ticks = new FakeClock();
    private final byte[] buffer = new byte[100];
    private HttpServer bridge;
    private String host;

    @BeforeEach
    void start() throws IOException {
        bridge = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        bridge.createContext("/data.json", exchange -> {
            int node = Integer.parseInt(exchange.getRequestURI().getQuery().replace("node_id=", ""));
            asked.add(node);
            String answer = answers.get(node);
            byte[] body = answer == null ? new byte[0] : answer.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        bridge.start();
        host = "127.0.0.1:" + bridge.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        bridge.stop(0);
    }

    private TibberSource source(@Nullable Integer node) {
        return new TibberSource(host, node, memory, TibberSourceTest::meterNumber,
                number -> new HttpSource(HttpSource.Device.tibber(host, number, "password"), ticks, 60_000), ticks);
    }

    /** A message is a letter, before the number of its meter if it has one; other answers are no message. */
    private static Optional<String> meterNumber(byte[] answer) {
        String text = new String(answer, StandardCharsets.US_ASCII);
        return text.matches("[a-z]\\d*") ? Optional.of(text.substring(1)) : Optional.empty();
    }

    /** Returns the messages of two minutes. */
    private String read(TibberSource source) throws IOException {
        return read(source, 120);
    }

    private String read(TibberSource source, int seconds) throws IOException {
        StringBuilder text = new StringBuilder();
        long end = ticks.nanos() + seconds * 1_000_000_000L;
        while (ticks.nanos() < end) {
            int count = source.read(buffer, 1_000);
            ticks.pass(seconds > 120 ? 5_000 : 0);
            text.append(new String(buffer, 0, count, StandardCharsets.US_ASCII));
        }
        return text.toString();
    }

    /** Returns why there is no message. */
    private SourceException silence(TibberSource source) {
        return catchThrowableOfType(SourceException.class, () -> {
            source.open();
            read(source);
        });
    }

    private void answer(String nodes) {
        answers.clear();
        for (String node : nodes.split(" ")) {
            answers.put(Integer.valueOf(node.substring(0, 1)), node.substring(1).replace("-", ""));
        }
    }

    @Test
    void aMessageWithoutANumberDoesNotChangeWhichMeterIsKnown() throws IOException {
        answer("2a7");
        try (TibberSource source = source(null)) {
            source.open();
            assertThat(read(source)).isEqualTo("a7");
            answer("2b");
            assertThat(read(source)).isEqualTo("b");
            answer("2c7");
            assertThat(read(source)).isEqualTo("c7");
        }
        assertThat(file).containsOnly(Map.entry("tibber " + host, "2"), Map.entry("tibber " + host + " meter", "7"));
    }

    /** Nobody has to be asked whether it is the bridge of a Pulse: in this run or an earlier one it gave messages. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aPulseThatGaveMessagesIsOne(int named) throws IOException {
        Integer node = named == 0 ? null : named;
        assertThat(silence(source(node)).condition()).isEqualTo(Condition.LINE_FORBIDDEN);
        answer(named == 0 ? "1a77" : "2a77");
        TibberSource source = source(node);
        source.open();
        assertThat(read(source)).isEqualTo("a77");
        answers.clear();
        assertThat(catchThrowableOfType(SourceException.class, () -> read(source)).condition()).isEqualTo(Condition.LINE_PULSE_SILENT);

        SourceException silent = silence(source(node));
        assertThat(silent.condition()).isEqualTo(Condition.LINE_PULSE_SILENT);
        assertThat(silent).hasMessageContaining("has given messages").hasMessageNotContaining("is it a Tibber bridge");
    }

    /** An empty answer is written with a dash; a node that is not named is unknown to the bridge. */
    @ParameterizedTest
    @CsvSource({"1a, a, 1", "1- 2b, b, 2", "2b, b, 2", "4d 2-, d, 4", "3c 1-, c, 3"})
    void theNodeWithMessagesIsFound(String nodes, String messages, String remembered) throws IOException {
        answer(nodes);
        try (TibberSource source = source(null)) {
            source.open();
            assertThat(read(source)).isEqualTo(messages);
            assertThat(file).containsOnly(Map.entry("tibber " + host, remembered), Map.entry("tibber " + host + " meter", ""));
            assertThat(source.lineIdentity()).contains("tibber " + host);
            assertThat(source.name()).isEqualTo(host.replace(':', '_'));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2b 3c", "1- 2b 4d"})
    void ofSeveralNodesWithMessagesNoneIsUsed(String nodes) throws IOException {
        answer(nodes);
        try (TibberSource source = source(null)) {
            SourceException several = catchThrowableOfType(SourceException.class, () -> {
                source.open();
                read(source);
            });
            assertThat(several.condition()).isEqualTo(Condition.LINE_SEVERAL_NODES);
            assertThat(several.detail()).contains("source=tibber://" + host + "/2", ", ");
            assertThat(file).isEmpty();
        }
    }

    /** Returns the first obstacle of twelve minutes in which the driver opens the source again after each; empty without one. */
    private String obstacle(TibberSource source) {
        String first = "";
        long end = ticks.nanos() + 720_000_000_000L;
        while (ticks.nanos() < end) {
            IOException obstacle = catchThrowableOfType(IOException.class, () -> {
                source.open();
                read(source, 60);
            });
            ticks.pass(5_000);
            boolean isNamed = obstacle instanceof SourceException refused && refused.condition() == Condition.LINE_SEVERAL_NODES;
            first = first.isEmpty() && isNamed ? obstacle.getMessage() : first;
            ticks.pass(10_000);
        }
        return first;
    }

    /** The Pulse was paired again, and its bridge knows the old node no more, or has nothing of it. */
    @ParameterizedTest
    @ValueSource(strings = {"1- 2b77", "2b77", "1- 2b77 3c88", "3c88 4b77"})
    void aNodeWithTheMetersNumberReplacesOneWithoutMessages(String later) throws IOException {
        answer("1a77");
        try (TibberSource source = source(null)) {
            source.open();
            assertThat(read(source)).isEqualTo("a77");
        }
        answer(later);
        try (TibberSource source = source(null)) {
            source.open();
            assertThat(read(source, 720)).isEqualTo("b77");
        }
        assertThat(file).containsEntry("tibber " + host, later.contains("4b") ? "4" : "2").containsEntry("tibber " + host + " meter", "77");
    }

    /** It may be the neighbour's flat: another number, none, or the same twice. */
    @ParameterizedTest
    @CsvSource({"1a77, 1- 2b88, 2", "1a77, 2b88, 2", "1a77, 1- 2b, 2", "1a, 1- 2b, 2", "1a, 2b, 2", "1a, 1- 3b77, 3", "1a77, 2b77 3c77, 2"})
    void aNodeThatMayBeOfAnotherMeterIsOnlyNamed(String before, String later, int named) throws IOException {
        answer(before);
        try (TibberSource source = source(null)) {
            source.open();
            read(source);
        }
        Map<String, String> settled = Map.copyOf(file);
        asked.clear();
        answer(later);
        try (TibberSource source = source(null)) {
            assertThat(obstacle(source)).contains("source=tibber://" + host + "/" + named);
        }
        assertThat(file).isEqualTo(settled);
        assertThat(asked.stream().filter(number -> number == named).count()).as("once each ten minutes").isBetween(1L, 2L);
    }

    @Test
    void aNodeOfTheOwnerStays() throws IOException {
        answer("1- 2b77");
        file.put("tibber " + host + "/1 meter", "77");
        try (TibberSource source = source(1)) {
            assertThat(obstacle(source)).isEmpty();
            assertThat(asked).containsOnly(1);
        }
    }

    /** As CR LF, of a Pulse that has lost its meter. */
    @Test
    void anAnswerThatIsNoMessageSettlesNoNode() throws IOException {
        answer("1\r\n 2b");
        try (TibberSource source = source(null)) {
            source.open();
            assertThat(read(source)).isEqualTo("\r\nb");
            assertThat(file).containsEntry("tibber " + host, "2");
        }
    }

    /** The driver ends a reader that hangs for 30 s: an answer may take ten. */
    @Test
    void eachReadAsksOneNode() throws IOException {
        answer("1- 2- 3- 4-");
        try (TibberSource source = source(null)) {
            source.open();
            long end = ticks.nanos() + 120_000_000_000L;
            while (ticks.nanos() < end) {
                asked.clear();
                source.read(buffer, 1_000);
                assertThat(asked).hasSizeLessThan(2);
            }
        }
        answer("2- 3-");
        try (TibberSource source = source(null)) {
            asked.clear();
            source.open();
            assertThat(asked).containsExactly(1);
        }
    }

    @Test
    void theOthersAreAskedOnceAMinuteWhileNoneHasAMessage() throws IOException {
        answer("1- 2- 3-");
        try (TibberSource source = source(null)) {
            source.open();
            assertThat(read(source)).isEmpty();
            assertThat(asked.stream().filter(node -> node == 4).count()).isBetween(1L, 2L);
        }
    }

    @Test
    void aNodeThatTheOwnerNamesIsPartOfTheSource() throws IOException {
        answer("1a 2b");
        try (TibberSource source = source(2)) {
            source.open();
            assertThat(read(source)).isEqualTo("b");
            assertThat(asked).containsOnly(2);
            assertThat(source.lineIdentity()).contains("tibber " + host + "/2");
            assertThat(source.name()).isEqualTo(host.replace(':', '_') + "_2");
        }
    }
}
