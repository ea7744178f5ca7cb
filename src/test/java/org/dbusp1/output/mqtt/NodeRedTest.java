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
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.demand.DemandSettings;
import org.dbusp1.demand.Tariffs;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.DemandBill;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Values;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manual's flows for Node-RED, and its automation for Home Assistant. */
@Timeout(600)
class NodeRedTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path INSTALLED = Path.of("target/node-red");
    private static final String VERSION = "node-red@4.1.15";

    @TempDir
    private Path directory;

    private static JsonNode flow(String chapter) throws IOException {
        Matcher block = Pattern.compile("```json\n(\\[.*?\n])\n```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("src/site/markdown/" + chapter + ".md")));
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

    @ParameterizedTest
    @ValueSource(strings = {"mqtt", "demand"})
    void itsNodesHoldTogetherAndItReadsWhatWePublish(String chapter) throws Exception {
        JsonNode flow = flow(chapter);
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
            assertThat(fields.group(1)).isIn(NativeTable.DEMAND_ALLOWED, "demand_bill_allowed_w", Quantity.POWER_IMPORT.key(),
                    Quantity.VOLTAGE_L2.key(), Quantity.POWER_L2.key());
        }
    }

    @Test
    @Tag("slow")
    void inNodeRedItSwitchesOffBeforeTheLimitIsPassedAndOnWhenThereIsRoom() throws Exception {
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, "house/#")) {
            JsonNode flow = flow("mqtt");
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

    @Test
    @Tag("slow")
    void inNodeRedEssIsLimitedToWhatTheBillAllows() throws Exception {
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, "W/#")) {
            JsonNode flow = flow("demand");
            for (JsonNode node : flow) {
                if (node.get("type").asText().equals("mqtt-broker")) {
                    ((ObjectNode) node).put("broker", "127.0.0.1").put("port", Integer.toString(broker.port()));
                }
            }
            Files.writeString(directory.resolve("flows.json"), flow.toString());
            String limit = node(flow, "mqtt out").get("topic").asText();
            Process nodeRed = nodeRed();
            try {
                awaitSubscription(broker);
                MqttOutput output = new MqttOutput(TestSettings.of(broker.port(), Profile.NATIVE), Optional.empty());
                output.snapshot(billed(OptionalLong.of(7_000), OptionalLong.of(4_000)));
                subscriber.await(limit, "{\"value\":10}");
                output.snapshot(billed(OptionalLong.of(900), OptionalLong.of(9_000)));
                subscriber.await(limit, "{\"value\":13}");
                output.snapshot(billed(OptionalLong.of(0), OptionalLong.of(0)));
                subscriber.await(limit, "{\"value\":5}");
                output.snapshot(billed(OptionalLong.empty(), OptionalLong.empty()));
                subscriber.await(limit, "{\"value\":-1}");
                output.close();
            } finally {
                nodeRed.destroyForcibly().onExit().join();
            }
        }
    }

    /** The ids of sensors are made of the names of device and sensor. */
    @Test
    void theAutomationOfHomeAssistantReadsSensorsThatAreAnnouncedAndSetsWhatTheFlowSets() throws Exception {
        String manual = Files.readString(Path.of("src/site/markdown/demand.md"));
        String yaml = manual.substring(manual.indexOf("```yaml"));
        Set<String> known = new HashSet<>();
        House house = new House("emucs17", "house", new DemandSettings(Tariffs.ALL_ROWS.get(0), OptionalLong.of(4_000)));
        DiscoveryDevice device = new DiscoveryDevices().of(house.next(), "dbus-p1/house").get(0);
        device.entities().forEach(entity -> known.add((device.name() + " " + entity.name()).toLowerCase(Locale.ROOT).replace(' ', '_')));
        Matcher sensors = Pattern.compile("sensor\\.(\\w+)").matcher(yaml);
        assertThat(sensors.results().map(found -> found.group(1)).toList()).hasSizeGreaterThan(3).allMatch(known::contains);
        assertThat(yaml).contains("topic: " + node(flow("demand"), "mqtt out").get("topic").asText());
    }

    private static Snapshot billed(OptionalLong bill, OptionalLong limit) {
        Snapshot house = new House("emucs17", "house", DemandSettings.DEFAULT).next();
        Demand demand = house.demand().orElseThrow();
        return new Snapshot(house.key(), house.reading(), house.values(), List.of(), house.withheld(), Optional.of(new Demand(demand.start(),
                demand.window(), demand.meanWatts(), demand.forecastWatts(), limit, demand.peakWatts(), List.of(), Optional.of(
                        new DemandBill("flanders", true, OptionalLong.of(4_000), OptionalLong.of(4_000), bill, Optional.empty(), List.of(), 0, 1)))),
                house.arrival(), house.interval(), house.quality());
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
