package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.demand.DemandSettings;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Values;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The manual's flow for Node-RED. */
@Timeout(600)
class NodeRedTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path INSTALLED = Path.of("target/node-red");
    private static final String VERSION = "node-red@4.1.15";

    @TempDir
    private Path directory;

    private static JsonNode flow() throws IOException {
        Matcher block = Pattern.compile("```json\n(\\[.*?\n])\n```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("src/site/markdown/mqtt.md")));
        assertThat(block.find()).as("a flow in the manual").isTrue();
        return JSON.readTree(block.group(1));
    }

    private static JsonNode node(JsonNode flow, String type) {
        for (JsonNode node : flow) {
            if (node.get("type").asText().equals(type)) {
                return node;
            }
        }
        throw new AssertionError("no node of type " + type);
    }

    @Test
    void itsNodesHoldTogetherAndItReadsWhatWePublish() throws Exception {
        JsonNode flow = flow();
        Set<String> ids = new HashSet<>();
        flow.forEach(node -> assertThat(ids.add(node.get("id").asText())).isTrue());
        flow.forEach(node -> {
            node.path("wires").forEach(port -> port.forEach(wire -> assertThat(ids).contains(wire.asText())));
            if (node.has("broker") && !node.get("type").asText().equals("mqtt-broker")) {
                assertThat(ids).contains(node.get("broker").asText());
            }
        });
        assertThat(node(flow, "mqtt in").get("topic").asText())
                .isEqualTo(Profile.NATIVE.base() + "/+/" + NativeTable.STATE);
        Matcher fields = Pattern.compile("state\\.(\\w+)").matcher(node(flow, "function").get("func").asText());
        while (fields.find()) {
            assertThat(fields.group(1)).isIn(NativeTable.DEMAND_ALLOWED, Quantity.POWER_IMPORT.key());
        }
    }

    @Test
    @Tag("slow")
    void inNodeRedItSwitchesOffBeforeTheLimitIsPassedAndOnWhenThereIsRoom() throws Exception {
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, "house/#")) {
            JsonNode flow = flow();
            ((ObjectNode) node(flow, "mqtt-broker")).put("broker", "127.0.0.1")
                    .put("port", Integer.toString(broker.port()));
            Files.writeString(directory.resolve("flows.json"), flow.toString());
            Process nodeRed = nodeRed();
            try {
                awaitSubscription(broker);
                MqttOutput output = new MqttOutput(TestSettings.of(broker.port(), Profile.NATIVE), Optional.empty());
                output.snapshot(demanding(1_000, 5_000));
                subscriber.await("house/boiler/set", "ON");
                output.snapshot(demanding(4_000, 3_900));
                subscriber.await("house/boiler/set", "OFF");
                subscriber.clear();
                output.snapshot(demanding(2_000, 4_000));
                output.snapshot(demanding(1_500, 4_000));
                subscriber.await("house/boiler/set", "ON");
                assertThat(subscriber.all("house/boiler/set")).hasSize(1);
                output.close();
            } finally {
                nodeRed.destroyForcibly().onExit().join();
            }
        }
    }

    private Process nodeRed() throws IOException, InterruptedException {
        Path program = INSTALLED.resolve("node_modules/node-red/red.js");
        if (!Files.exists(program)) {
            Files.createDirectories(INSTALLED);
            assertThat(new ProcessBuilder("npm", "install", "--no-audit", "--no-fund", "--prefix",
                    INSTALLED.toString(), VERSION).redirectErrorStream(true)
                    .redirectOutput(directory.resolve("npm.log").toFile()).start().waitFor()).isZero();
        }
        return new ProcessBuilder("node", program.toString(), "--userDir", directory.toString(), "--port",
                Integer.toString(Mosquitto.freePort()), "flows.json").redirectErrorStream(true)
                .redirectOutput(directory.resolve("node-red.log").toFile()).start();
    }

    private static void awaitSubscription(Mosquitto broker) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!Files.readString(broker.log()).contains("dbus-p1/+/state (QoS 0)")) {
            assertThat(System.nanoTime()).as("Node-RED subscribes in time").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** A house that draws so much while so much is allowed. */
    private static Snapshot demanding(long watts, long allowed) {
        Snapshot house = new House("emucs17", "house", DemandSettings.DEFAULT).next();
        Values values = new Values.Builder().set(Quantity.POWER_IMPORT, watts * 1_000).build();
        Demand demand = house.demand().orElseThrow();
        return new Snapshot(house.key(), house.reading(), values, List.of(), house.withheld(),
                Optional.of(new Demand(demand.start(), demand.window(), watts, OptionalLong.of(watts),
                        OptionalLong.of(allowed), OptionalLong.empty())), house.arrival(), house.interval(),
                house.quality());
    }
}
