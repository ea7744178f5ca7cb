package org.dbusp1.app.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.FreePort;
import org.dbusp1.app.report.ReportTexts;
import org.dbusp1.app.report.Reporter;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.TestConfig;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Gravity;
import org.dbusp1.base.process.Health;
import org.dbusp1.base.state.InstallationSecret;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.driver.LineState;
import org.dbusp1.driver.MeterPipeline;
import org.dbusp1.gx.client.DeviceChoices;
import org.dbusp1.line.cipher.AesKey;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.source.Source;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.output.Output;
import org.dbusp1.output.OutputContext;
import org.dbusp1.output.QuickQueue;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.TestFindings;
import org.dbusp1.output.server.PortRange;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.SimulatedDialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The manual's promise (*Web page*): the web server's JSON, metrics and HomeWizard's API contain no number of the house's meters, and
 * {@code check} none without {@code --ids}. Every meter that is simulated or captured is sent through them, and its numbers are looked
 * for in all bytes. Left out are the answers that give the telegram as it was sent.
 */
class NumbersOfTheHouseTest {
    /** Shorter ones are found by chance. */
    private static final int SHORTEST = 6;
    /** Of the simulated meter that encrypts. */
    private static final String KEY = "000102030405060708090A0B0C0D0E0F";
    private static final Set<String> AS_SENT = Set.of("/data.json", "/log.txt", "/api/v1/telegram");
    private static final List<String> PAGES = List.of("/api/now", "/api/recent", "/api/prices", "/metrics", "/api", "/api/v1/data",
            "/api/v1/system", "/api/openapi.json", "/healthz");
    private static final String HISTORY = "/api/history";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path directory;
    private final DriverState driver = new DriverState(OwnerChoices.none());
    private final int port = FreePort.next();
    private List<Output> outputs;

    @BeforeEach
    void start() throws Exception {
        Path none = Files.createDirectory(directory.resolve("none"));
        Config config = TestConfig.options(directory, "http.enabled=true", "http.homewizard=true", "http.port=" + port, "history.enabled=true");
        outputs = new WantedOutputs(config, new OutputContext(none, TestConfig.meter(config), driver, () -> null, (server, first) -> PortRange.only(first),
                InstallationSecret.fixed(), (file, about) -> StateStore.NONE)).create("house", QuickQueue.NO_EXIT);
        outputs.forEach(Output::start);
        outputs.forEach(output -> Await.await("the start of an output", output::isReady));
    }

    @AfterEach
    void close() {
        outputs.forEach(Output::close);
        WrittenFiles.await("house");
    }

    @Test
    void everyPathIsAskedOrGivesTheTelegram() throws Exception {
        Set<String> paths = new HashSet<>(AS_SENT);
        paths.addAll(PAGES);
        paths.add(HISTORY);
        String description = get("/api/openapi.json");
        Stream.of("/api/live", "/api/history.csv", "/api/v1/identify").forEach(paths::add);
        Matcher path = Pattern.compile("\"(/[a-z0-9./]+)\":\\{\"(get|put)\"").matcher(description);
        Set<String> described = new HashSet<>();
        while (path.find()) {
            described.add(path.group(1));
        }
        assertThat(described).isNotEmpty().isSubsetOf(paths);
    }

    @Test
    void noNumberOfASimulatedMeterLeaves() throws Exception {
        for (SimulatedDialect dialect : Dialects.all()) {
            leavesWithoutNumbers(dialect.name(), SampleMeter.house(dialect, DemandConfig.DEFAULT, Optional.empty(), SampleMeter.HOUSE_START,
                    new Decryptor(AesKey.of(KEY, "the simulator's key"), null)).next());
        }
    }

    @Tag(Beside.TAG)
    @Test
    void noNumberOfACapturedMeterLeaves() throws Exception {
        int meters = 0;
        for (String folder : List.of("telegrams", "han", "eu/p1", "eu/sml", "eu/d0", "more/d0", "more/han", "reports/p1", "reports/han")) {
            if (Corpus.folder(folder).isEmpty()) {
                continue;
            }
            try (Stream<Path> files = Files.list(Corpus.file(folder))) {
                for (Path file : files.filter(name -> name.toString().matches(".*\\.(txt|bin|raw|hex)")).sorted().toList()) {
                    LineState state = checked(inBytes(file));
                    if (state.snapshot() != null) {
                        meters++;
                        leavesWithoutNumbers(file.getFileName().toString(), state.snapshot());
                    }
                }
            }
        }
        assertThat(meters).isGreaterThan(Corpus.folder("telegrams").isEmpty() ? -1 : 100);
    }

    /** One meter alone: its rows may have another one's number by chance. */
    @Test
    void noNumberLeavesByTheHistory() throws Exception {
        SampleMeter meter = SampleMeter.house("dsmr50");
        Set<String> numbers = numbers(meter.next());
        assertThat(numbers).hasSizeGreaterThan(1);
        // Beyond the end of a quarter hour, which is written at once.
        while (meter.now().isBefore(SampleMeter.HOUSE_START.plusSeconds(200))) {
            Snapshot snapshot = meter.next();
            outputs.forEach(output -> output.snapshot(snapshot));
        }
        for (String table : List.of("minutes", "quarters", "hours", "days", "mbus", "mbus_days", "events")) {
            String page = HISTORY + "?table=" + table;
            Await.await("rows of " + table, () -> get(page).contains("\"rows\":[["));
            assertWithout(page, get(page), numbers);
        }
    }

    private Path inBytes(Path file) throws IOException {
        return !file.toString().endsWith(".hex") ? file : Files.write(directory.resolve(file.getFileName()), HexFormat.of().parseHex(
                Files.readString(file).replaceAll("(?m)^#.*$|\\s", "")));
    }

    /** Plays a log as {@code check FILE} does, whose report has no number either. */
    private LineState checked(Path file) throws Exception {
        Config config = TestConfig.options(directory, "source=" + file);
        PipelineFactory factory = PipelineFactory.ofCheck(config, directory);
        MeterPipeline pipeline = factory.checkPipeline();
        try (Source source = factory.source()) {
            source.open();
            byte[] buffer = new byte[8_192];
            for (int count = source.read(buffer, 0); count >= 0; count = source.read(buffer, 0)) {
                pipeline.accept(buffer, count, 0);
            }
        }
        pipeline.end(0);
        factory.lineCounters().complete();
        LineState state = factory.lineCounters().state();
        if (state.snapshot() != null) {
            List<String> report = Reporter.of(config, Path.of("target/no-state"), DeviceChoices.NONE).report(state, null)
                    .text(ReportTexts.in("en"), false).lines(10_000, Integer.MAX_VALUE);
            assertWithout(file.getFileName() + " check", String.join("\n", report), numbers(state.snapshot()));
        }
        return state;
    }

    private void leavesWithoutNumbers(String name, Snapshot sent) throws Exception {
        Instant now = Instant.now();
        String key = sent.key().text();
        driver.outputs(() -> List.of(new Health("mqtt", false, now, 0, "refuses topic dbus-p1/" + key + "/status")));
        driver.board().told(TestFindings.event(Condition.DEVICE_HISTORY_DAMAGED, true, Gravity.ACT, now,
                Map.of("file", "/data/dbus-p1/" + key + ".db.damaged-2026-01-15")));
        Snapshot snapshot = SampleMeter.lasting(sent, now);
        outputs.forEach(output -> output.snapshot(snapshot));
        Await.await("the telegram on the page", () -> get("/metrics").contains("p1_telegram_timestamp_seconds "
                + new BigDecimal(now.toEpochMilli()).movePointLeft(3).stripTrailingZeros().toPlainString() + "\n"));
        for (String page : PAGES) {
            assertWithout(name + " " + page, get(page), numbers(sent));
        }
    }

    /** Returns the numbers of the meter and its devices, and its key. */
    private static Set<String> numbers(Snapshot sent) {
        Set<String> numbers = new HashSet<>(Set.of(sent.key().text()));
        Stream.concat(Stream.ofNullable(sent.reading().meter().equipmentId()), sent.published().devices().stream().map(MBusDevice::id)
                .flatMap(Stream::ofNullable)).forEach(numbers::add);
        numbers.removeIf(number -> number.length() < SHORTEST);
        return numbers;
    }

    private static void assertWithout(String name, String body, Set<String> numbers) {
        String text = body.toLowerCase(Locale.ROOT);
        for (String number : numbers) {
            String hex = HexFormat.of().formatHex(number.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(text.contains(number.toLowerCase(Locale.ROOT)) || text.contains(hex))
                    .as("%s contains the number %s: %s", name, number, body).isFalse();
        }
    }

    private String get(String page) {
        try {
            HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + page)).build(),
                    BodyHandlers.ofString());
            // 503: the meter does not send what this page is about.
            assertThat(answer.statusCode()).as(page).isIn(200, 503);
            return answer.body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
