package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.FreePort;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.ImportLimit;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.output.ChildJvm;
import org.dbusp1.output.Fact;
import org.dbusp1.output.Output;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.TestDriverState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The flows for Node-RED next to the manual, and its automation for Home Assistant. */
@Tag("papers")
@Timeout(600)
class NodeRedTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FLOWS = Path.of("src/site/markdown/node-red");
    private static final String GRID = "grid-meter";
    private static final String HEATER = "water-heater";
    /** Of the heater in the flow, and of the virtual grid meter in a test. */
    private static final String HEATER_TOPIC = "house/heater/set";
    private static final String METER_TOPIC = "house/meter/connected";
    private static final Path INSTALLED = Path.of("target/node-red");
    private static final Snapshot HOUSE = SampleMeter.house("emucs17", "house", DemandConfig.DEFAULT).next();
    private static final String VERSION = "node-red@4.1.15";

    @TempDir
    private Path directory;

    private static JsonNode flow(String name) throws IOException {
        return JSON.readTree(FLOWS.resolve(name + ".json").toFile());
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
    @ValueSource(strings = {HEATER, GRID})
    void itsNodesHoldTogetherAndItReadsWhatWePublish(String name) throws Exception {
        JsonNode flow = flow(name);
        Set<String> ids = new HashSet<>();
        flow.forEach(node -> assertThat(ids.add(node.get("id").asText())).isTrue());
        flow.forEach(node -> {
            node.path("wires").forEach(port -> port.forEach(wire -> assertThat(ids).contains(wire.asText())));
            if (node.has("broker") && !node.get("type").asText().equals("mqtt-broker")) {
                assertThat(ids).contains(node.get("broker").asText());
            }
        });
        assertThat(flow.findValuesAsText("topic")).contains("dbus-p1/+/" + NativeTable.STATE, "dbus-p1/+/status", "dbus-p1//start");
        Matcher fields = Pattern.compile("state\\.(\\w+)").matcher(node(flow, "function").get("func").asText());
        while (fields.find()) {
            assertThat(fields.group(1)).isIn("demand_allowed_w", Quantity.POWER_IMPORT.key(),
                    Quantity.VOLTAGE_L2.key(), Quantity.POWER_L2.key(), Quantity.POWER_NET.key());
        }
    }

    /** Names as node-red-contrib-victron 1.7.20 has them: victron-virtual.html, victron-virtual/device-type/energymeter.js. */
    @Test
    void theVirtualGridMeterHasThePropertiesAndPathsOfVictronsNode() throws Exception {
        JsonNode flow = flow(GRID);
        JsonNode virtual = node(flow, "victron-virtual");
        assertThat(virtual.fieldNames()).toIterable().allMatch(Set.of("id", "type", "z", "name", "outputs", "device", "default_values",
                "energymeter_role", "energymeter_nrofphases", "start_disconnected", "x", "y", "wires")::contains);
        assertThat(virtual.get("device").asText()).isEqualTo("energymeter");
        assertThat(virtual.get("energymeter_role").asText()).isEqualTo("gridmeter");
        assertThat(virtual.get("energymeter_nrofphases").asText()).isEqualTo("3");
        assertThat(virtual.get("default_values").asBoolean()).isFalse();
        String code = node(flow, "function").get("func").asText();
        Set<String> whole = Set.of("Ac/Energy/Forward", "Ac/Energy/Reverse", "Ac/Power", "Ac/PowerFactor");
        Set<String> ofPhase = Set.of("Current", "Power", "PowerFactor", "Voltage", "Energy/Forward", "Energy/Reverse");
        assertThat(found("'(Ac/[A-Z][\\w/]+)'", code)).isEqualTo(whole);
        assertThat(found("`Ac/L\\$\\{phase\\}/([\\w/]+)`", code)).isEqualTo(ofPhase);
        Set<String> keys = Arrays.stream(Quantity.values()).map(Quantity::key).collect(Collectors.toSet());
        assertThat(found("known\\([`'](\\w+)'", code)).isNotEmpty().isSubsetOf(keys);
        assertThat(found("known\\(`(\\w+\\$\\{phase\\}\\w*)`", code)).isNotEmpty()
                .allMatch(name -> keys.contains(name.replace("${phase}", "2")));
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }

    /** The node of Victron is replaced by one that writes down what it gets: it needs a GX device's bus. */
    @Test
    void inNodeRedOurStatesAreAGridMeterThatIsNothingWhenWeAreOffline() throws Exception {
        Path heard = directory.resolve("heard.jsonl");
        Files.createFile(heard);
        Path nodes = Files.createDirectory(directory.resolve("nodes"));
        Files.writeString(nodes.resolve("virtual.html"), "<script type=\"text/html\" data-template-name=\"victron-virtual\"></script>");
        Files.writeString(nodes.resolve("virtual.js"), """
                module.exports = RED => RED.nodes.registerType('victron-virtual', function (config) {
                    RED.nodes.createNode(this, config);
                    this.on('input', (msg, send, done) => {
                        require('fs').appendFileSync('%s', JSON.stringify({ payload: msg.payload, connected: msg.connected }) + '\\n');
                        done();
                    });
                });
                """.formatted(heard));
        inNodeRed(flow(GRID), (broker, output) -> {
            SampleMeter house = SampleMeter.house("emucs17", "house", DemandConfig.DEFAULT);
            Snapshot snapshot = house.next();
            double watts = snapshot.published().values().number(Quantity.POWER_L2);
            while (printed(heard).stream().noneMatch(line -> line.path("connected").asBoolean())) {
                output.snapshot(snapshot);
                snapshot = house.next();
                TimeUnit.MILLISECONDS.sleep(200);
            }
            List<JsonNode> lines = printed(heard);
            assertThat(lines.get(0).path("payload").path("Ac/Power").isNull()).as("at the start").isTrue();
            assertThat(lines).anyMatch(line -> line.path("payload").path("Ac/L2/Power").asDouble(Double.NaN) == watts);
            assertThat(lines.get(lines.size() - 1).path("payload").path("Ac/PowerFactor").isNumber()).as("never sent").isFalse();
            output.offline();
            // Also before the broker had accepted a state.
            while (printed(heard).stream().filter(line -> line.has("connected")).reduce((before, after) -> after)
                    .orElseThrow().get("connected").asBoolean()) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            JsonNode last = printed(heard).stream().filter(line -> line.has("payload")).reduce((before, after) -> after).orElseThrow();
            for (String path : List.of("Ac/Power", "Ac/L1/Power", "Ac/L2/Power", "Ac/L3/Power", "Ac/L1/Voltage", "Ac/Energy/Forward")) {
                assertThat(last.path("payload").path(path).isNull()).as(path).isTrue();
            }
        });
    }

    /** The driver's part while a flow runs. */
    private interface Play {
        void with(Mosquitto broker, Output output) throws Exception;
    }

    /** Runs a flow of the manual in Node-RED, with its broker. */
    private void inNodeRed(JsonNode flow, Play play) throws Exception {
        try (Mosquitto broker = Mosquitto.open(); TestOutputs outputs = new TestOutputs()) {
            for (JsonNode node : flow) {
                if (node.get("type").asText().equals("mqtt-broker")) {
                    ((ObjectNode) node).put("broker", "127.0.0.1").put("port", Integer.toString(broker.port()));
                }
            }
            Files.writeString(directory.resolve("flows.json"), flow.toString());
            Process nodeRed = nodeRed();
            try {
                Await.await("the subscription of Node-RED", Duration.ofMinutes(2),
                        () -> broker.logged().contains("dbus-p1/+/state (QoS 0)"));
                play.with(broker, outputs.open(TestSettings.of(broker.port(), TopicLayout.NATIVE)));
            } finally {
                nodeRed.destroyForcibly().onExit().join();
            }
        }
    }

    private static List<JsonNode> printed(Path heard) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(heard)) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    /** The broker keeps the last state, also of a driver that was stopped weeks ago, and Node-RED gets it at its start. */
    @Test
    void nothingIsDecidedByAStateThatTheBrokerKept() throws Exception {
        String state = "payload: {demand_allowed_w: 5000, power_import_w: 1000}";
        assertThat(flow(HEATER).toString()).contains("\"rap\":false");
        assertThat(decision(HEATER, "{topic: 'dbus-p1/house/state', retain: true, " + state + "}")).isEqualTo("null");
        assertThat(decision(HEATER, "{topic: 'dbus-p1/house/state', retain: false, " + state + "}")).startsWith("{\"payload\":");
    }

    /**
     * The state that ends the values has no power, and a HAN meter's has none before its first list with one; with Norway's tariff there is
     * no figure before the first. A heater that is off stays so until there is room for it.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "'2026-11-30T05:00:00Z' | | | OFF", "'2026-11-30T05:00:00Z' | 5000 | | OFF", "'2026-11-30T05:00:00Z' | | 0 | OFF",
        "'2026-11-30T05:00:00Z' | | -900 | OFF", "'2026-11-30T05:00:00Z' | 5000 | 3000 | ON", "'2026-11-30T05:00:00Z' | 5000 | 5001 | OFF",
        "'2026-11-30T05:00:00Z' | 5000 | 3001 | OFF"})
    void withoutAPowerOrAFigureTheHeaterIsOff(String arrival, @Nullable String allowed, @Nullable String net, String switched)
            throws Exception {
        String state = "{arrival: " + arrival + (allowed == null ? "" : ", demand_allowed_w: " + allowed)
                + (net == null ? "" : ", power_net_w: " + net) + "}";
        assertThat(decision(HEATER, "{topic: 'dbus-p1/house/state', retain: false, payload: " + state + "}"))
                .isEqualTo("{\"payload\":\"" + switched + "\"}");
    }

    /** Also by what the broker kept: an offline driver is one now. */
    @Test
    void withoutADriverTheHeaterIsOff() throws Exception {
        assertThat(decision(HEATER, "{topic: 'dbus-p1/house/status', retain: true, payload: 'offline'}"))
                .isEqualTo("{\"payload\":\"OFF\"}");
        assertThat(decision(HEATER, "{topic: 'dbus-p1/house/status', retain: false, payload: 'online'}")).isEqualTo("null");
    }

    @Test
    void withoutAPowerTheGridMeterIsNothing() throws Exception {
        assertThat(decision(GRID, "{topic: 'dbus-p1/house/state', retain: false, payload: {arrival: '2026-11-30T05:00:00Z'}}"))
                .startsWith("[[[{\"payload\":{\"Ac/Power\":null,").endsWith("},{\"connected\":false}]]]");
    }

    /** Values of a state, and the power of L1 and the currents of the virtual grid meter: by a total of three phases none has a sign. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            power_net_w: -120, current_l1_a: 27.6, current_l2_a: 13.9, current_l3_a: 14.2 | -120 27.6 13.9 14.2 3
            power_net_w: -73, power_l1_w: 0, power_l2_w: 0, power_l3_w: 0, current_l1_a: 1.65, current_l3_a: 1 | -73 1.65 null 1 3
            power_net_w: -2900, current_l1_a: -13.2, current_l2_a: 0.3, current_l3_a: 0.2 | -2900 -13.2 0.3 0.2 3
            power_net_w: 640, power_l1_w: 1140, power_l2_w: 0, power_l3_w: -500, current_l1_a: 5, current_l3_a: 2 | 1140 5 null -2 3
            power_net_w: -1840, current_l1_a: 7.9 | -1840 -7.9 null null 1""")
    void theCurrentsOfTheGridMeterHaveTheSignOfTheirPowers(String values, String shown) throws Exception {
        JsonNode sent = JSON.readTree(decision(GRID, "{topic: 'dbus-p1/house/state', retain: false, payload: {"
                + values + "}}")).path("payload");
        assertThat(Stream.of("L1/Power", "L1/Current", "L2/Current", "L3/Current").map(path -> sent.path("Ac/" + path).asText())
                .collect(Collectors.joining(" ")) + " " + sent.path("NrOfPhases")).isEqualTo(shown);
    }

    /** Returns what the function of a flow sends at its first message, else what it returns. */
    private static String decision(String name, String message) throws IOException {
        String call = "const sent = []; const timer = () => {}; const made = new Function('msg', 'context', 'node', 'setTimeout',"
                + " 'setInterval', process.argv[1])(" + message + ", {get() {}, set() {}}, {send(made) { sent.push(made); }}, timer, timer);"
                + " console.log(JSON.stringify(sent.length ? sent : made))";
        Process program = new ProcessBuilder("node", "-e", call, node(flow(name), "function").get("func").asText())
                .redirectErrorStream(true).start();
        return new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    @Test
    void inNodeRedTheHeaterIsSwitchedByWhatIsFree() throws Exception {
        JsonNode flow = flow(HEATER);
        String heater = node(flow, "mqtt out").get("topic").asText();
        inNodeRed(flow, (broker, output) -> {
            try (Subscriber subscriber = Subscriber.on(broker, heater)) {
                output.snapshot(demanding(500, 4_000L));
                subscriber.await(heater, "ON");
                subscriber.clear(); // off before the broker had accepted a state
                output.snapshot(demanding(3_000, 4_000L));
                output.snapshot(demanding(4_100, 4_000L));
                subscriber.await(heater, "OFF");
                subscriber.clear();
                output.snapshot(demanding(1_900, 4_000L));
                subscriber.await(heater, "ON");
                assertThat(subscriber.all(heater)).as("each change once").hasSize(1);
                subscriber.clear();
                output.snapshot(demanding(500, null));
                subscriber.await(heater, "OFF");
            }
        });
    }

    /** A driver of its own, for {@link #aKilledDriverIsNoDriver}, with room for the heater for as long as it lives. */
    static final class Driver {
        private Driver() {
        }

        /** @param arguments the port of the broker */
        public static void main(String[] arguments) throws Exception {
            try (TestOutputs outputs = new TestOutputs()) {
                Output output = outputs.open(TestSettings.of(Integer.parseInt(arguments[0]), TopicLayout.NATIVE));
                while (true) {
                    output.snapshot(demanding(500, 4_000L));
                    TimeUnit.SECONDS.sleep(1);
                }
            }
        }
    }

    /** After a power cut no last state comes; the broker tells the end of a driver some 20 s later. */
    @Test
    void aKilledDriverIsNoDriver() throws Exception {
        playing((broker, heard) -> {
            try (ChildJvm driver = new ChildJvm(Driver.class, directory.resolve("driver.log"), Integer.toString(broker.port()))) {
                heard.await(HEATER_TOPIC, "ON");
                heard.await(METER_TOPIC, "true");
                heard.clear();
            }
            awaitOff(heard);
        });
    }

    /** The device of the heater is at another broker, which is there. */
    @Test
    void withoutABrokerThereIsNoRoomAndNoMeter() throws Exception {
        playing((broker, heard) -> {
            try (ChildJvm driver = new ChildJvm(Driver.class, directory.resolve("driver.log"), Integer.toString(broker.port()))) {
                heard.await(HEATER_TOPIC, "ON");
                heard.await(METER_TOPIC, "true");
                heard.clear();
                broker.kill();
                awaitOff(heard);
                heard.clear();
                Await.await("the heater is told again", Duration.ofMinutes(1), () -> !heard.all(HEATER_TOPIC).isEmpty());
            }
        });
    }

    private static void awaitOff(Subscriber heard) {
        Await.await("the heater off", Duration.ofMinutes(1), () -> heard.all(HEATER_TOPIC).stream().anyMatch(message ->
                message.payload().equals("OFF")));
        Await.await("no grid meter", Duration.ofMinutes(1), () -> heard.all(METER_TOPIC).stream().anyMatch(message ->
                message.payload().equals("false")));
        assertThat(heard.all(HEATER_TOPIC)).as("not on again").noneMatch(message -> message.payload().equals("ON"));
    }

    /** What a test does while Node-RED runs. */
    private interface Course {
        void with(Mosquitto broker, Subscriber heard) throws Exception;
    }

    /** Runs both flows with a broker of the driver, and with another one for the heater and in place of the virtual grid meter. */
    private void playing(Course course) throws Exception {
        try (Mosquitto broker = Mosquitto.open(); Mosquitto device = Mosquitto.open();
                Subscriber heard = Subscriber.on(device, "house/#")) {
            ArrayNode both = JSON.createArrayNode();
            for (String name : List.of(HEATER, GRID)) {
                flow(name).forEach(both::add);
            }
            ObjectNode other = both.addObject().put("id", "device").put("type", "mqtt-broker").put("broker", "127.0.0.1")
                    .put("port", Integer.toString(device.port())).put("protocolVersion", "5").put("keepalive", "15");
            for (JsonNode each : both) {
                ObjectNode node = (ObjectNode) each;
                switch (node.get("type").asText()) {
                    case "mqtt-broker" -> node.put("broker", "127.0.0.1")
                            .put("port", Integer.toString(node == other ? device.port() : broker.port()));
                    case "mqtt out" -> node.put("broker", "device");
                    case "victron-virtual" -> {
                        node.put("type", "function").put("outputs", 1).put("func",
                                "return msg.connected === undefined ? null : {topic: '" + METER_TOPIC + "', payload: msg.connected};");
                        node.putArray("wires").addArray().add("shown");
                    }
                    default -> { }
                }
            }
            both.addObject().put("id", "shown").put("type", "mqtt out").put("z", "p1-grid").put("broker", "device").put("qos", "0")
                    .putArray("wires");
            Files.writeString(directory.resolve("flows.json"), both.toString());
            Process nodeRed = nodeRed();
            try {
                Await.await("the subscriptions of Node-RED", Duration.ofMinutes(2), () ->
                        broker.logged().contains("dbus-p1/+/state (QoS 0)"));
                course.with(broker, heard);
            } finally {
                nodeRed.destroyForcibly().onExit().join();
            }
        }
    }

    /** The ids of sensors are made of the names of device and sensor. */
    @Test
    void theRecipesOfOtherProgramsNameTopicsAndSensorsThatThereAre() throws Exception {
        String manual = Files.readString(Path.of("src/site/markdown/demand.md"));
        String recipes = manual.substring(manual.indexOf("### evcc"));
        Set<String> known = new HashSet<>();
        SampleMeter house = SampleMeter.house("emucs17", "house", new DemandConfig(Tariff.named("flanders"), 4_000L));
        DiscoveryDevice device = new DiscoveryDevices(TestDriverState.empty(), null).of(house.next(), "dbus-p1/house").get(0);
        device.entities().forEach(entity -> known.add((device.name() + " " + entity.name()).toLowerCase(Locale.ROOT).replace(' ', '_')));
        assertThat(Pattern.compile("sensor\\.(\\w+)").matcher(recipes).results().map(found -> found.group(1)).toList())
                .isNotEmpty().allMatch(known::contains);
        Set<String> fields = NativeTable.facts(Stream.empty()).map(Fact::topic).collect(Collectors.toSet());
        assertThat(Pattern.compile("dbus-p1/house/(\\w+)\n *jq: .*?\\.(\\w+)").matcher(recipes).results()
                .map(found -> found.group(1) + " " + found.group(2)).toList()).isNotEmpty()
                .allMatch(field -> field.startsWith("state ") && fields.contains(field.substring("state ".length())));
        Matcher limit = Pattern.compile("maxPower: (\\d+)\n(?s:.*?)_w // (\\d+), 1] \\| max\"\n *timeout: 30s\n").matcher(recipes);
        assertThat(limit.find()).isTrue();
        assertThat(limit.group(2)).as("the limit of the house without a value").isEqualTo(limit.group(1));
    }

    /** A house that imports so much while so much is allowed. */
    private static Snapshot demanding(long watts, @Nullable Long allowed) {
        Demand demand = HOUSE.demand();
        return Snapshots.like(HOUSE).sent(new Values.Builder().set(Quantity.POWER_IMPORT, watts * 1_000)
                .set(Quantity.POWER_NET, watts * 1_000).build())
                .demand(new Demand(demand.start(), demand.window(), demand.meanWatts(),
                        demand.forecastWatts(), demand.peakWatts(), List.of(), null,
                        new ImportLimit(allowed, allowed != null ? ImportLimit.Basis.LIMIT : null, false, null, false, null))).take();
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
                Integer.toString(FreePort.next()), "flows.json").redirectErrorStream(true)
                .redirectOutput(directory.resolve("node-red.log").toFile()).start();
    }
}
