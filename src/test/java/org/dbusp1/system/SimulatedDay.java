package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.FreePort;
import org.dbusp1.SimulatedLog;
import org.dbusp1.simulator.SimulatedMeter;
import org.dbusp1.system.soak.Kept;
import org.dbusp1.system.soak.SentTelegram;

/**
 * A driver with a simulated Dutch meter of ten seconds in its process, whose time passes faster than the machine's, and all outputs
 * that need no server. A client asks it for its values all the time. What it kept is compared with the telegrams, which the same
 * start gives again.
 */
final class SimulatedDay implements AutoCloseable {
    private static final int INTERVAL_SECONDS = 10;
    private static final String METER = "dsmr42";
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The driver closes a connection after a pause of some seconds, which are a part of a second here: the client asks again. */
    private static final int ATTEMPTS = 20;
    /** A busy machine's disk needs half a second now and then, which is half a minute for the driver. */
    private static final Pattern SPOILED_BY_TIME = Pattern.compile(".*(a disk has not answered for 30 s|the disk answers again).*");
    private static final Pattern REJECTED = Pattern.compile("(?m)^p1_telegrams_rejected_total (\\d+)$");

    /** Values that a client saw, by the time that was shown with them. */
    private record Shown(OffsetDateTime time, JsonNode values) {
    }

    private final Path state;
    private final DriverProcess driver;
    private final int port = FreePort.next();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Shown> shown = new ArrayList<>();
    private String metrics = "";
    /** The newest minute that the history had written before the driver was told to end. */
    private long flushedMinute;

    /**
     * @param starter the program that becomes the driver; empty for none
     * @param start the machine's time when the driver starts
     */
    SimulatedDay(List<String> starter, Path directory, Instant start, int timesAsFast) throws IOException {
        state = directory.resolve("state");
        driver = DriverProcess.withoutVenus(starter, directory, FakeTime.from(start, timesAsFast),
                "simulate:" + METER, "--meter.id=house", "--history.enabled=true", "--csv.enabled=true", "--http.enabled=true",
                "--http.port=" + port);
    }

    /**
     * Returns a day whose first values were shown before a moment. A driver that a busy machine has started too late is started anew,
     * without what it has stored, and earlier.
     *
     * @param before how long before the moment the driver has started, unless the machine is busy
     * @param starter the program that becomes the driver; empty for none
     */
    static SimulatedDay seenBefore(Instant moment, Duration before, List<String> starter, Path directory, int timesAsFast)
            throws IOException, InterruptedException {
        for (Duration lead = FakeTime.longestStart(timesAsFast);; lead = lead.multipliedBy(2)) {
            SimulatedDay day = new SimulatedDay(starter, directory, moment.minus(before).minus(lead), timesAsFast);
            day.watchUntil(Instant.EPOCH.plusNanos(1));
            if (day.time().isBefore(moment)) {
                return day;
            }
            day.close();
            try (Stream<Path> stored = Files.walk(day.state)) {
                for (Path path : stored.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    DriverProcess driver() {
        return driver;
    }

    /** Returns the lines of the log that a slower time would have brought too. */
    List<String> log() {
        return driver.output().lines().filter(line -> !SPOILED_BY_TIME.matcher(line).matches()).toList();
    }

    /** Returns the newest time of the meter's clock that was shown; before the first one the epoch. */
    Instant time() {
        return shown.isEmpty() ? Instant.EPOCH : shown.get(shown.size() - 1).time().toInstant();
    }

    /** Watches what is shown until the meter's clock shows a time: from the first values on there are always some. */
    void watchUntil(Instant end) throws IOException, InterruptedException {
        while (time().isBefore(end)) {
            assertThat(driver.runs()).as(driver.output()).isTrue();
            JsonNode now = ask();
            if (now.has("values")) {
                OffsetDateTime time = OffsetDateTime.parse(now.get("time").asText());
                assertThat(time.toInstant()).as("no older values than before").isAfterOrEqualTo(time());
                shown.add(new Shown(time, now.get("values")));
            } else {
                assertThat(shown).as("no values after these: " + now + "; " + driver.output()).isEmpty();
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Returns what is shown; an empty object while the driver starts. */
    private JsonNode ask() throws IOException, InterruptedException {
        try {
            return JSON.readTree(get("/api/now", shown.isEmpty() ? 1 : ATTEMPTS));
        } catch (IOException e) {
            if (shown.isEmpty()) {
                return JSON.createObjectNode();
            }
            throw e;
        }
    }

    private String get(String path, int attempts) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
        for (int attempt = 1; ; attempt++) {
            try {
                return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            } catch (IOException e) {
                if (attempt == attempts) {
                    throw e;
                }
            }
        }
    }

    /**
     * Ends the driver in order, when the history has written the minutes that are over. What came after them it may lose: of the time that
     * it has for its end, a part of a second is left here.
     */
    void end() throws IOException, InterruptedException, SQLException {
        long over = time().getEpochSecond() / 60 * 60 - 60;
        while (newestMinute() < over) {
            watchUntil(time().plusSeconds(INTERVAL_SECONDS));
        }
        flushedMinute = newestMinute();
        metrics = get("/metrics", ATTEMPTS);
        driver.signal("TERM");
        assertThat(driver.status()).as(driver.output()).isZero();
    }

    /** Returns the telegrams that the meter sent, as the first and the last line of the CSV files are of the first and the last one. */
    List<SentTelegram> sent() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : csvFiles()) {
            lines.addAll(Files.readAllLines(file).stream().skip(1).toList());
        }
        Instant first = time(lines.get(0));
        Instant last = time(lines.get(lines.size() - 1));
        SimulatedMeter meter = SimulatedLog.meter(METER, first);
        List<SentTelegram> sent = new ArrayList<>();
        for (Instant at = first; !at.isAfter(last); at = at.plusSeconds(INTERVAL_SECONDS)) {
            sent.add(SentTelegram.of(sent.size(), meter.next()));
        }
        return sent;
    }

    List<Path> csvFiles() throws IOException {
        try (Stream<Path> files = Files.list(state.resolve("replayed"))) {
            return files.sorted().toList();
        }
    }

    private static Instant time(String line) {
        return OffsetDateTime.parse(line.substring(1, line.indexOf('"', 1))).toInstant();
    }

    /** Every telegram is in the CSV file of its day and in its minute, every value that was shown is one of a telegram, none was refused. */
    void expectKept(List<SentTelegram> sent) throws IOException, SQLException {
        Matcher rejected = REJECTED.matcher(metrics);
        assertThat(rejected.find()).as(metrics).isTrue();
        assertThat(rejected.group(1)).as(metrics).isEqualTo("0");
        Map<OffsetDateTime, SentTelegram> byTime = sent.stream().collect(Collectors.toMap(SentTelegram::time, telegram -> telegram));
        for (Shown seen : shown) {
            SentTelegram telegram = byTime.get(seen.time());
            assertThat(telegram).as("a telegram of " + seen.time()).isNotNull();
            telegram.named().forEach((name, value) ->
                    assertThat(seen.values().path(name).decimalValue()).as(name + " at " + seen.time()).isEqualByComparingTo(value));
        }
        List<SentTelegram> written = sent.stream().map(telegram -> telegram.minute() <= flushedMinute ? telegram : telegram.withoutPromise())
                .toList();
        Kept kept = new Kept(sent, 60 / INTERVAL_SECONDS, "simulated day");
        assertThat(kept.expectCsv(state.resolve("replayed"))).isEqualTo(sent.size());
        Map<String, Long> days = sent.stream().collect(Collectors.groupingBy(
                telegram -> "house_" + telegram.time().toLocalDate() + ".csv", TreeMap::new, Collectors.counting()));
        Map<String, Long> files = new TreeMap<>();
        for (Path file : csvFiles()) {
            files.put(file.getFileName().toString(), Files.readAllLines(file).size() - 1L);
        }
        assertThat(files).isEqualTo(days);
        try (Connection history = history()) {
            new Kept(written, 60 / INTERVAL_SECONDS, "simulated day").expectHistory(history);
            long moved = newest(history, "imp_wh") - wattHours(sent, 0);
            // The hour that runs is written with its quarter hours, and at the end, which may be lost: only the end writes a minute that runs.
            boolean endWritten = newest(history, "ts") == sent.get(sent.size() - 1).minute();
            assertThat(sum(history, "p1_hours")).as("energy of all hours").isBetween(endWritten ? moved : 1, moved);
            assertThat(sum(history, "p1_days")).as("energy of all days").isEqualTo(sum(history, "p1_hours"));
        }
    }

    /** The history has each hour from a moment on, with the energy that the meter counted in it. */
    void expectHours(List<SentTelegram> sent, Instant begin, int hours) throws SQLException {
        long first = begin.getEpochSecond();
        try (Connection history = history(); Statement statement = history.createStatement();
                ResultSet rows = statement.executeQuery("SELECT ts, imp_wh FROM p1_hours WHERE ts >= " + first + " AND ts < "
                        + (first + 3_600L * hours) + " ORDER BY ts")) {
            for (int hour = 0; hour < hours; hour++) {
                assertThat(rows.next()).as("a row of hour %d", hour).isTrue();
                assertThat(rows.getLong(1)).isEqualTo(first + 3_600L * hour);
                expectBetween("hour " + hour, sent, rows.getLong(1), rows.getLong(1) + 3_600, rows.getLong(2));
            }
            assertThat(rows.next()).isFalse();
        }
    }

    /** What the counter moved at most, and at least, in a time whose borders are between two telegrams. */
    private static void expectBetween(String what, List<SentTelegram> sent, long from, long to, long wattHours) {
        assertThat(wattHours).as(what).isBetween(before(sent, to) - after(sent, from), after(sent, to) - before(sent, from));
    }

    private static long before(List<SentTelegram> sent, long second) {
        return counter(sent, telegram -> telegram.time().toEpochSecond() <= second, true);
    }

    private static long after(List<SentTelegram> sent, long second) {
        return counter(sent, telegram -> telegram.time().toEpochSecond() >= second, false);
    }

    private static long counter(List<SentTelegram> sent, Predicate<SentTelegram> wanted, boolean last) {
        List<SentTelegram> found = sent.stream().filter(wanted).toList();
        return wattHours(found, last ? found.size() - 1 : 0);
    }

    private static long wattHours(List<SentTelegram> sent, int index) {
        return sent.get(index).named().get("energy_import_total_kwh").movePointRight(3).longValueExact();
    }

    private static long sum(Connection history, String table) throws SQLException {
        try (Statement statement = history.createStatement();
                ResultSet row = statement.executeQuery("SELECT SUM(imp_wh) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Returns the newest minute of the history; 0 before the first one is written. */
    private long newestMinute() throws SQLException {
        if (!Files.exists(state.resolve("replayed.db"))) {
            return 0;
        }
        try (Connection history = history()) {
            return newest(history, "ts");
        }
    }

    private static long newest(Connection history, String column) throws SQLException {
        try (Statement statement = history.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + column + " FROM p1_minutes ORDER BY ts DESC LIMIT 1")) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private Connection history() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + state.resolve("replayed.db"));
    }

    @Override
    public void close() {
        driver.close();
    }
}
