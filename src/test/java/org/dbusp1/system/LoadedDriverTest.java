package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.dbusp1.FreePort;
import org.dbusp1.SimulatedLog;
import org.dbusp1.output.mqtt.Mosquitto;
import org.dbusp1.system.soak.Footprint;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The heap of a GX device is shared: what clients ask for, and what a broker sends, never delays the bus or ends the driver. */
@Tag("quiet")
@Tag("slow")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoadedDriverTest {
    private static final int CLIENTS = 40;
    private static final long LOAD_SECONDS = 60;
    private static final int MINUTES = 150 * 24 * 60;
    private static final int QUARTERS = 400 * 24 * 4;
    /** The values of the bus are taken back after five seconds: one that is older than this was late. */
    private static final long LATEST_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final List<String> PATHS = List.of("/api/history?table=minutes", "/api/history.csv?table=minutes",
            "/api/history?table=quarters", "/api/history?table=minutes&step=hour", "/api/history.csv?table=hours",
            "/api/history?table=minutes&step=all", "/api/now", "/data.json", "/metrics", "/app.js", "/");
    private static final Pattern COLLECTED = Pattern.compile("Pause Full .* \\d+M->(\\d+)M\\(\\d+M\\)");

    @TempDir
    private Path directory;
    @RegisterExtension
    private final GxDevice gx = new GxDevice(() -> directory);

    private final Map<Integer, Long> sent = new ConcurrentHashMap<>();
    private final AtomicLong answers = new AtomicLong();
    private volatile boolean ended;

    /** Fills a history with months, by a short log whose last rows are repeated backwards. */
    private void fillHistory() throws Exception {
        Path log = Files.write(directory.resolve("house.log"),
                SimulatedLog.of("dsmr50", Instant.now().minusSeconds(2400), 2400));
        try (DriverProcess driver = DriverProcess.withoutVenus(directory, Map.of(), log.toString(), "--speed=max",
                "--meter.id=house", "--history.enabled=true")) {
            assertThat(driver.status()).as(driver.output()).isZero();
        }
        Path rows = Files.move(directory.resolve("state/replayed.db"), directory.resolve("state/history.db"));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + rows); Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE p1_of_log");
            repeat(statement, "p1_minutes", 60, MINUTES);
            repeat(statement, "p1_quarters", 900, QUARTERS);
        }
    }

    private static void repeat(Statement statement, String table, int seconds, int count) throws Exception {
        List<String> columns = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SELECT name FROM pragma_table_info('" + table + "') WHERE name <> 'ts'")) {
            while (rows.next()) {
                columns.add(rows.getString(1));
            }
        }
        String names = String.join(", ", columns);
        assertThat(statement.executeUpdate("WITH RECURSIVE k(back) AS (SELECT 1 UNION ALL SELECT back + 1 FROM k WHERE back < " + count
                + ") INSERT OR IGNORE INTO " + table + " (ts, " + names + ") SELECT ts - " + seconds + " * back, " + names
                + " FROM " + table + ", k WHERE ts = (SELECT MAX(ts) FROM " + table + ")")).isGreaterThan(count / 2);
    }

    private Thread thread(String name, int number, int port) {
        Thread thread = new Thread(() -> {
            for (int i = number; !ended; i++) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    socket.setSoTimeout(20_000);
                    ask(socket, PATHS.get(i % PATHS.size()), number);
                } catch (IOException e) {
                    Thread.onSpinWait();
                }
            }
        }, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Every second client wants answers compressed, and every fifth reads slowly. */
    private void ask(Socket socket, String path, int number) throws IOException {
        socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                + (number % 2 == 0 ? "Accept-Encoding: gzip\r\n" : "") + "\r\n").getBytes(StandardCharsets.US_ASCII));
        byte[] buffer = new byte[16_384];
        InputStream in = socket.getInputStream();
        for (int count = in.read(buffer); count > 0 && !ended; count = in.read(buffer)) {
            if (number % 5 == 0) {
                pause();
            }
        }
        answers.incrementAndGet();
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException interrupted) {
            ended = true;
        }
    }

    /** Messages as long as the driver takes, on the topics that it reads. */
    private void sendMuch(Mosquitto broker) {
        Mqtt5AsyncClient stranger = Mqtt5Client.builder().serverHost("127.0.0.1").serverPort(broker.port()).buildAsync();
        stranger.connect().join();
        while (!ended) {
            for (String topic : List.of("homeassistant/status", "homeassistant/device/p1_house/config")) {
                stranger.publishWith().topic(topic).qos(MqttQos.AT_LEAST_ONCE).payload(new byte[60_000]).send().join();
            }
        }
        stranger.disconnect().join();
    }

    /** Returns for how long the bus showed a power although the meter had sent the next one. */
    private long lateNanos() {
        long asked = System.nanoTime();
        int shown = gx.client().value(GxDevice.GRID, "/Ac/L1/Power").asInt();
        Long next = sent.get(shown + 1);
        return next == null ? 0 : asked - next;
    }

    @Test
    void manyClientsAndABusyBrokerNeitherDelayTheBusNorEndTheDriver() throws Exception {
        fillHistory();
        Path collections = directory.resolve("collections");
        int port = FreePort.next();
        try (Mosquitto broker = Mosquitto.quiet("allow_anonymous true");
                DriverProcess driver = gx.shown(Map.of("JAVA_TOOL_OPTIONS", "-Xlog:gc:file=" + collections), "--meter.id=house",
                        "--history.enabled=true", "--http.enabled=true", "--http.port=" + port,
                        "--mqtt.ha.discovery=true", "--mqtt.url=tcp://127.0.0.1:" + broker.port())) {
            await("the web server", () -> driver.output().contains("web server"));
            gx.meter().count(sent::put);
            await("the count", () -> sent.size() > 10 && gx.client().value(GxDevice.GRID, "/Ac/L1/Power").asInt() > 105);
            List<Thread> load = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                load.add(thread("client " + i, i, port));
            }
            Thread stranger = new Thread(() -> sendMuch(broker), "stranger");
            stranger.start();
            long latest = 0;
            for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LOAD_SECONDS); System.nanoTime() < end && driver.runs();) {
                latest = Math.max(latest, lateNanos());
            }
            ended = true;
            stranger.join();
            for (Thread client : load) {
                client.join();
            }
            assertThat(driver.runs()).as(driver.output()).isTrue();
            long most = Files.readAllLines(collections).stream().flatMap(line -> COLLECTED.matcher(line).results())
                    .mapToLong(found -> Long.parseLong(found.group(1))).max().orElse(0);
            Footprint after = Footprint.of(driver.process().pid());
            System.out.printf("loaded driver: %d answers, latest value %d ms, heap after a collection %d MB at most, %d kB afterwards%n",
                    answers.get(), TimeUnit.NANOSECONDS.toMillis(latest), most, after.heapKib());
            assertThat(answers.get()).isGreaterThan(CLIENTS);
            assertThat(driver.output()).doesNotContain("OutOfMemory", "fault", "was not completed");
            assertThat(latest).isLessThan(LATEST_NANOS);
            assertThat(most).as("MB of 32").isLessThan(16);
        }
    }
}
