package org.dbusp1.app.assembly;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.FreePort;
import org.dbusp1.SimulatedLog;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.TestConfig;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.state.InstallationSecret;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.gx.service.VenusRig;
import org.dbusp1.line.cipher.AesKey;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.metering.GridMeter.Part;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.output.Output;
import org.dbusp1.output.OutputContext;
import org.dbusp1.output.QuickQueue;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.modbus.ModbusOutput;
import org.dbusp1.output.modbus.RawClient;
import org.dbusp1.output.mqtt.Mosquitto;
import org.dbusp1.output.mqtt.Subscriber;
import org.dbusp1.output.server.Listener;
import org.dbusp1.output.server.PortRange;
import org.dbusp1.simulator.SimulatedDialect;
import org.dbusp1.simulator.SimulatedMeter;

/**
 * Three telegrams of a simulated meter through guard, ledger and every output, and what clients of each then have: of a real bus,
 * broker, web server, Modbus server, and the files. The third comes ten seconds after noon, when binary meters send their longest
 * list.
 */
final class PublishedMeter implements AutoCloseable {
    private static final Instant THIRD = Instant.parse("2026-03-02T12:00:10Z");
    /** Of the simulated meter that encrypts. */
    private static final String KEY = "000102030405060708090A0B0C0D0E0F";
    /** Of a binary meter it is asked when what the meter sends is whole, which may be an hour later. */
    private static final String HOMEWIZARD = "/api/v1/data";
    private static final List<String> PAGES = List.of("/api/now", "/data.json", "/api/recent", "/api", HOMEWIZARD, "/metrics");
    /** Blocks of the registers that dbus-modbus-client reads, carlo_gavazzi.py: first and number. */
    private static final int[][] REGISTERS = {{0x0000, 6}, {0x000b, 1}, {0x000c, 12}, {0x0028, 2}, {0x0032, 4}, {0x0040, 6}, {0x004e, 2},
        {0x0302, 1}, {0x0304, 1}, {0x1002, 1}, {0x5000, 7}, {0xa000, 1}, {0xa100, 1}};
    /** What has a pulse meter of its own on the bus. */
    private static final Set<MBusDevice.Medium> COUNTED = Set.of(MBusDevice.Medium.GAS, MBusDevice.Medium.WATER);
    /** Depends on the speed of this machine. */
    private static final String ONCE_A_SECOND = "/P1/Telegrams/Good";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\x{80}-\\x{9f}&&[^\n]]");
    /** Since when an output works, and what it dropped, depends on the run. */
    private static final Pattern OF_THIS_RUN = Pattern.compile("(_(?:since|dropped)\\W+)(?:2\\d{3}-[0-9T:-]+Z|\\d+\\b)");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /**
     * What is published.
     *
     * @param name    of its golden text
     * @param dialect of the meter
     * @param telegramsBefore number of telegrams after the start that are left out here, before the three
     * @param limiter what the peak limiter does; absent if it is off
     * @param ess     what ESS does with the meter, as the output on the D-Bus would report it to the others
     */
    record Case(String name, SimulatedDialect dialect, int telegramsBefore, DemandConfig demand, Optional<Finding> limiter, Finding ess,
            Optional<Finding> follow) {
        Case(String name, SimulatedDialect dialect, int telegramsBefore, DemandConfig demand, Optional<Finding> limiter, Finding ess) {
            this(name, dialect, telegramsBefore, demand, limiter, ess, Optional.empty());
        }

        /** Only a meter. */
        static Case of(SimulatedDialect dialect) {
            return new Case(dialect.name(), dialect, 0, DemandConfig.DEFAULT, Optional.empty(), Finding.of(Condition.ESS_UNKNOWN));
        }

        private DriverState driver() {
            DriverState state = new DriverState(OwnerChoices.none());
            state.board().found(ess);
            limiter.ifPresent(state.board()::found);
            follow.ifPresent(state.board()::found);
            return state;
        }
    }

    private final Case subject;
    private final Path directory;
    private final SampleMeter meter;
    private final List<Snapshot> snapshots = new ArrayList<>();
    private final Mosquitto broker = Mosquitto.quiet("allow_anonymous true");
    private final Subscriber subscriber = Subscriber.on(broker, "#");
    private final List<Output> mqtt;
    private final StringBuilder text = new StringBuilder();

    /** Begins with the broker: discovery comes some time after the connection. */
    PublishedMeter(Case subject, Path directory) throws Exception {
        this.subject = subject;
        this.directory = directory;
        meter = SampleMeter.house(subject.dialect(), subject.demand(), subject.limiter().map(limiterStatus -> true),
                start(subject.dialect()), new Decryptor(AesKey.of(KEY, "the simulator's key"), null));
        for (int i = 0; i < subject.telegramsBefore(); i++) {
            meter.next();
        }
        for (int i = 0; i < 3; i++) {
            snapshots.add(meter.next());
        }
        mqtt = started("mqtt.url=tcp://127.0.0.1:" + broker.port(),
                "mqtt.profile=native,p1meter2mqtt,raw", "mqtt.interval-seconds=0", "mqtt.ha.discovery=true");
        snapshots.forEach(mqtt.get(0)::snapshot);
    }

    /** Returns the start with which the third telegram comes at its time; else one after which it comes soon. */
    private static Instant start(SimulatedDialect dialect) {
        return Stream.iterate(0, seconds -> seconds + 1).limit(60).map(THIRD::minusSeconds).filter(start -> {
            SimulatedMeter meter = SimulatedLog.meter(dialect, start);
            int seconds = 0;
            for (int i = 0; i < 2; i++) {
                meter.next();
                seconds += meter.interval();
            }
            return start.plusSeconds(seconds).equals(THIRD);
        }).findFirst().orElse(THIRD.minusSeconds(2L * dialect.interval()));
    }

    private List<Output> started(String... options) throws Exception {
        Config config = TestConfig.options(directory, options);
        List<Output> outputs = new WantedOutputs(config,
                new OutputContext(directory, TestConfig.meter(config), subject.driver(), () -> null, new ServerPorts(StateStore.NONE, null),
                        InstallationSecret.fixed(),
                        (file, about) -> StateStore.NONE))
                .create("golden", QuickQueue.NO_EXIT);
        outputs.forEach(Output::start);
        outputs.forEach(output -> Await.await("the start of an output", output::isReady));
        return outputs;
    }

    /** Returns the golden text. */
    String published() throws Exception {
        telegram();
        try (VenusRig rig = VenusRig.withSettings()) {
            bus(rig);
        }
        http();
        modbus();
        files();
        mqtt();
        return text.toString();
    }

    private void title(String title) {
        text.append(text.length() == 0 ? "" : "\n").append("## ").append(title).append('\n');
    }

    private void line(String line) {
        String stable = OF_THIS_RUN.matcher(line).replaceAll("$1OF_THIS_RUN");
        text.append(CONTROL.matcher(stable).replaceAll(found -> String.format("\\\\x%02x", (int) found.group().charAt(0)))).append('\n');
    }

    private Snapshot third() {
        return snapshots.get(2);
    }

    private void telegram() {
        title("The third telegram");
        byte[] bytes = third().reading().message().bytes();
        if (bytes[0] == '/') {
            line(new String(bytes, StandardCharsets.ISO_8859_1).replace("\r", "").strip());
        } else {
            line(HexFormat.of().withUpperCase().formatHex(bytes).replaceAll(".{64}(?=.)", "$0\n"));
        }
    }

    private void bus(VenusRig rig) {
        Output output = rig.start();
        snapshots.forEach(output::snapshot);
        long counted = third().published().devices().stream().filter(device -> device.reading() != null)
                .filter(device -> COUNTED.contains(device.medium())).count();
        Await.await("the services of the meter and of what it counts", () -> services(rig).size() == 1 + counted);
        Await.await("the first verdict of ESS", () -> services(rig).stream()
                .noneMatch(name -> rig.client.items(name).path("/P1/Ess/State").toString().contains("unknown")));
        services(rig).forEach(name -> {
            title("D-Bus: " + name);
            fields(rig.client.items(name)).forEach((path, item) -> {
                JsonNode value = item.get(1).get("Value");
                line(path + " " + (path.equals(ONCE_A_SECOND) ? "..." : value.get(0).asText() + " " + value.get(1) + " "
                        + item.get(1).get("Text").get(1)));
            });
        });
    }

    private static List<String> services(VenusRig rig) {
        return rig.client.names("com.victronenergy.").stream().filter(name -> !name.endsWith(".settings")).sorted().toList();
    }

    private void http() throws Exception {
        int port = FreePort.next();
        List<Output> outputs = started("http.enabled=true", "http.homewizard=true", "http.port=" + port);
        try {
            snapshots.forEach(outputs.get(0)::snapshot);
            String time = third().arrival().machineTime().toString();
            Await.await("the third telegram on the page", () -> get(port, "/api/now").contains("\"arrival\":\"" + time));
            Map<String, String> bodies = new LinkedHashMap<>();
            PAGES.forEach(page -> bodies.put(page, get(port, page)));
            Snapshot whole = third();
            while (whole.grid().awaited(EnumSet.allOf(Part.class)) != null && subject.dialect().lists() != null) {
                whole = meter.next();
            }
            if (whole != third()) {
                outputs.get(0).snapshot(whole);
                Await.await("the answer of HomeWizard's API", () -> !get(port, HOMEWIZARD).contains("\"error\""));
                bodies.put(HOMEWIZARD, get(port, HOMEWIZARD));
            }
            for (String page : PAGES) {
                title("HTTP: " + page);
                String body = Objects.requireNonNull(bodies.get(page));
                line(body.startsWith("{") || body.startsWith("[") ? layout(body) : body.strip());
            }
        } finally {
            outputs.forEach(Output::close);
        }
    }

    private static String get(int port, String page) {
        try {
            HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + page)).build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(page).isNotIn(404, 500);
            return answer.body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void modbus() throws Exception {
        title("Modbus: an EM24's registers, by the address of the first, in hex");
        // By the machine's clock, which says whether a reading waited for too long.
        ModbusOutput output = new ModbusOutput(
                new Listener.Address(InetAddress.getLoopbackAddress(), PortRange.only(0), List.of()), "0.1.0");
        try {
            output.start();
            Await.await("the server", () -> output.port() != 0);
            snapshots.forEach(snapshot -> output.snapshot(SampleMeter.lasting(snapshot, Instant.now())));
            registers(output.port());
        } finally {
            output.close();
        }
    }

    private void registers(int port) throws IOException {
        try (RawClient client = new RawClient(port)) {
            for (int[] block : REGISTERS) {
                int[] answer = client.read(block[0], block[1]);
                if (answer[0] == 3) {
                    line(String.format("%04x %s", block[0], IntStream.range(0, block[1]).map(word -> 2 + 2 * word)
                            .mapToObj(at -> String.format("%04x", answer[at] << 8 | answer[at + 1])).collect(joining(" "))));
                } else {
                    line(String.format("%04x refused, %d", block[0], answer[1]));
                }
            }
        }
    }

    private void files() throws Exception {
        List<Output> outputs = new ArrayList<>(started("csv.enabled=true", "history.enabled=true"));
        outputs.addAll(started("csv.enabled=true", "csv.layout=p1dsmr",
                "csv.dir=" + directory.resolve("p1dsmr")));
        for (Output output : outputs) {
            snapshots.forEach(output::snapshot);
        }
        outputs.forEach(Output::close);
        Await.await("the end of what writes the files", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().matches("(csv|history) golden")));
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".csv")).sorted().toList()) {
                title("CSV: " + directory.relativize(file));
                csv(Files.readAllLines(file));
            }
        }
        history();
    }

    /** Prints each column that has a value as a line: its name, and its value in each line of the file. */
    private void csv(List<String> lines) {
        List<String[]> rows = lines.stream().map(row -> row.split("[,;]", -1)).toList();
        for (int column = 0; column < rows.get(0).length; column++) {
            int at = column;
            List<String> values = rows.stream().map(row -> row[at]).toList();
            if (!values.subList(1, values.size()).stream().allMatch(String::isEmpty)) {
                line(String.join(" | ", values));
            }
        }
    }

    private void history() throws Exception {
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("history.db"));
                Statement statement = database.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet names = statement.executeQuery("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")) {
                while (names.next()) {
                    tables.add(names.getString(1));
                }
            }
            for (String table : tables) {
                title("History: " + table);
                try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
                    while (rows.next()) {
                        line(row(rows));
                    }
                }
            }
        }
    }

    /** What is not NULL, so that a line can be read. */
    private static String row(ResultSet rows) throws Exception {
        ResultSetMetaData columns = rows.getMetaData();
        List<String> row = new ArrayList<>();
        for (int column = 1; column <= columns.getColumnCount(); column++) {
            String value = rows.getString(column);
            if (value != null) {
                row.add(columns.getColumnName(column) + "=" + value);
            }
        }
        return String.join(" ", row);
    }

    private void mqtt() {
        // One connection keeps the order: what was sent before the second state after the first announcement has arrived.
        Await.await("discovery, two states after it, and the status", () -> {
            mqtt.get(0).snapshot(third());
            return subscriber.all().stream().dropWhile(message -> !message.topic().startsWith("homeassistant/"))
                    .filter(message -> message.topic().equals("dbus-p1/house/state")).count() > 1
                    && subscriber.all("dbus-p1/house/status").stream().anyMatch(message -> message.payload().equals("online"));
        });
        // What is sent at the end has no values.
        List<Subscriber.Delivered> sent = subscriber.all();
        mqtt.get(0).close();
        Map<String, String> topics = new TreeMap<>();
        for (Subscriber.Delivered message : sent) {
            if (!message.payload().isEmpty()) {
                topics.put(message.topic(), Arrays.equals(message.bytes(), third().reading().message().bytes()) ? "(the telegram)"
                        : message.payload().startsWith("{") ? layout(message.payload()) : message.payload());
            }
        }
        title("MQTT: topics with their last payload; those without one are left out");
        topics.forEach((topic, payload) -> line(topic + " " + payload));
    }

    private static Map<String, JsonNode> fields(JsonNode object) {
        Map<String, JsonNode> fields = new TreeMap<>();
        object.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }

    private static String layout(String json) {
        try {
            return layout(JSON.readTree(json), "");
        } catch (IOException e) {
            throw new AssertionError(json, e);
        }
    }

    /** Returns JSON of which each field that holds others begins new lines, and all else is in one. */
    private static String layout(JsonNode node, String indent) {
        if (!node.isObject() || depth(node) < 2 && node.toString().length() + indent.length() < 120) {
            return node.toString();
        }
        StringBuilder lines = new StringBuilder("{\n");
        for (Iterator<Map.Entry<String, JsonNode>> fields = node.properties().iterator(); fields.hasNext();) {
            Map.Entry<String, JsonNode> field = fields.next();
            lines.append(indent).append("  \"").append(field.getKey()).append("\": ")
                    .append(depth(field.getValue()) < 2 && !indent.isEmpty() ? field.getValue() : layout(field.getValue(), indent + "  "))
                    .append(fields.hasNext() ? ",\n" : "\n");
        }
        return lines.append(indent).append('}').toString();
    }

    private static int depth(JsonNode node) {
        int deepest = 0;
        for (JsonNode child : node) {
            deepest = Math.max(deepest, depth(child));
        }
        return node.isContainerNode() ? deepest + 1 : 0;
    }

    @Override
    public void close() {
        mqtt.forEach(Output::close);
        subscriber.close();
        broker.close();
    }
}
