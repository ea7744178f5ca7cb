package org.dbusp1.line.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.dbusp1.base.problem.Condition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bridge of Tibber with several nodes, of which each has a message, is empty, or is unknown (status 404). */
@Timeout(120)
class TibberSourceTest {
    private final Map<Integer, String> answers = new ConcurrentHashMap<>();
    private final List<Integer> asked = new CopyOnWriteArrayList<>();
    private final Map<String, String> file = new HashMap<>();
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
        return new TibberSource(host, node, new HomeWizardSource.Memory() {
            @Override
            public @Nullable String recall(String key) {
                return file.get(key);
            }

            @Override
            public void remember(String key, String fact) {
                file.put(key, fact);
            }
        }, number -> new HttpSource(HttpSource.Device.tibber(host, number, "password"), ticks, 60_000), ticks);
    }

    /** Returns the messages of two minutes. */
    private String read(TibberSource source) throws IOException {
        StringBuilder text = new StringBuilder();
        long end = ticks.nanos() + 120_000_000_000L;
        while (ticks.nanos() < end) {
            int count = source.read(buffer, 1_000);
            text.append(new String(buffer, 0, count, StandardCharsets.US_ASCII));
        }
        return text.toString();
    }

    private void answer(String nodes) {
        answers.clear();
        for (String node : nodes.split(" ")) {
            answers.put(Integer.valueOf(node.substring(0, 1)), node.substring(1).replace("-", ""));
        }
    }

    /** An empty answer is written with a dash; a node that is not named is unknown to the bridge. */
    @ParameterizedTest
    @CsvSource({"1a, a, 1", "1a 2b, a, 1", "1- 2b, b, 2", "2b, b, 2", "4d 2-, d, 4", "3c 1-, c, 3"})
    void theNodeWithMessagesIsFound(String nodes, String messages, String remembered) throws IOException {
        answer(nodes);
        try (TibberSource source = source(null)) {
            source.open();
            assertThat(read(source)).isEqualTo(messages);
            assertThat(file).containsOnly(Map.entry("tibber " + host, remembered));
            assertThat(source.lineIdentity()).contains("tibber " + host);
            assertThat(source.name()).isEqualTo(host.replace(':', '_'));
        }
    }

    @ParameterizedTest
    @CsvSource({"2b 3c, true", "1- 2b 4d, false"})
    void ofSeveralNodesWithMessagesNoneIsUsed(String nodes, boolean atOnce) throws IOException {
        answer(nodes);
        try (TibberSource source = source(null)) {
            SourceException several = catchThrowableOfType(SourceException.class, () -> {
                source.open();
                assertThat(atOnce).isFalse();
                read(source);
            });
            assertThat(several.condition()).isEqualTo(Condition.LINE_SEVERAL_NODES);
            assertThat(several.detail()).contains("source=tibber://" + host + "/2", ", ");
            assertThat(file).isEmpty();
        }
    }

    /** The other may be the neighbour's flat. */
    @Test
    void aNodeThatGaveAMessageIsNeverLeft() throws IOException {
        answer("1a");
        try (TibberSource source = source(null)) {
            source.open();
            assertThat(read(source)).isEqualTo("a");
        }
        for (String later : List.of("1- 2b", "2b")) {
            asked.clear();
            answer(later);
            try (TibberSource source = source(null)) {
                catchThrowableOfType(IOException.class, () -> {
                    source.open();
                    assertThat(read(source)).isEmpty();
                });
                assertThat(asked).isNotEmpty().containsOnly(1);
            }
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
