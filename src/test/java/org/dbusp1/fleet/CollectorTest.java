package org.dbusp1.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.output.fleet.RowSet;
import org.dbusp1.output.history.HistoryConfig;
import org.dbusp1.output.history.Servers;
import org.dbusp1.output.mqtt.Mosquitto;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Collectors between a real broker and a real database: nothing is lost and nothing is written that is no row. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class CollectorTest {
    private static Servers.Server server;

    @TempDir
    private Path directory;
    private String url;
    private Path metrics;

    @BeforeEach
    void makeDatabase() throws Exception {
        url = server.freshUrl();
        metrics = directory.resolve("p1.prom");
    }

    @BeforeAll
    static void start() throws Exception {
        server = Servers.postgresql();
    }

    @AfterAll
    static void stop() {
        server.kill();
    }

    static long number(String url, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(url, url.contains("mariadb") ? "root" : "p1", "");
                Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void awaitRows(int count) throws Exception {
        await(count + " rows", () -> number(url, "SELECT COUNT(*) FROM p1_minutes") == count);
    }

    private Collector.Settings settings(Mosquitto broker) {
        return TestCollector.settings(broker.port(), url, "a", metrics);
    }

    private TestCollector started(Mosquitto broker) {
        return TestCollector.started(settings(broker));
    }

    static Mosquitto broker() {
        return Mosquitto.with("allow_anonymous true", "max_queued_messages 0", "max_inflight_messages 1000");
    }

    @Test
    void rowsOfManyMetersAreInTheDatabaseOnce() throws Exception {
        try (Mosquitto broker = broker();
                TestCollector first = started(broker);
                SimulatedFleet fleet = new SimulatedFleet(broker.port(), 2)) {
            fleet.send(50, 0, 1);
            awaitRows(50);
            try (TestCollector second = TestCollector.started(TestCollector.settings(broker.port(), url, "b", null))) {
                fleet.send(50, 1, 19);
                awaitRows(1_000);
            }
            assertThat(number(url, "SELECT COUNT(DISTINCT meter) FROM p1_minutes")).isEqualTo(50);
            assertThat(number(url, "SELECT SUM(imp_wh - 1000000) FROM p1_minutes WHERE meter = 'M100007'"))
                    .isEqualTo(20 * 7 * 17 + 8 * 190);
            assertThat(number(url, "SELECT COUNT(*) FROM p1_meters WHERE zone = 'Europe/Amsterdam'")).isEqualTo(50);
            first.close();
            assertThat(Files.readString(metrics)).contains("p1_collect_connected 0", "p1_collect_waiting_messages 0",
                    "p1_collect_newest_minute_timestamp_seconds " + (SimulatedFleet.BEGIN + 19 * 60));
        }
    }

    @Tag("slow")
    @Test
    void whatWaitsInTheSessionOfAStoppedCollectorIsTakenWhenItReturnsOrLeaves() throws Exception {
        try (Mosquitto broker = broker()) {
            try (TestCollector collector = started(broker); SimulatedFleet fleet = new SimulatedFleet(broker.port(), 1)) {
                fleet.send(10, 0, 1);
                awaitRows(10);
            }
            try (SimulatedFleet fleet = new SimulatedFleet(broker.port(), 1)) {
                fleet.send(10, 1, 5);
                assertThat(fleet.untaken()).as("the session takes them").isZero();
            }
            assertThat(number(url, "SELECT COUNT(*) FROM p1_minutes")).isEqualTo(10);
            TestCollector.leaving(settings(broker)).join();
            assertThat(number(url, "SELECT COUNT(*) FROM p1_minutes")).isEqualTo(60);
            // It has no session any more: a driver would keep what follows.
            broker.publish("dbus-p1/M1/rows", new String(SimulatedFleet.minute(1, 9).json(), StandardCharsets.UTF_8));
            TestCollector.leaving(settings(broker)).join();
            assertThat(number(url, "SELECT COUNT(*) FROM p1_minutes")).isEqualTo(60);
        }
    }

    @Test
    void whatIsNoRowIsRefusedAndCountedAndTheOthersAreWritten() throws Exception {
        try (Mosquitto broker = broker();
                TestCollector collector = started(broker);
                SimulatedFleet fleet = new SimulatedFleet(broker.port(), 1)) {
            fleet.send(1, 0, 1);
            String good = new String(SimulatedFleet.minute(5, 0).json(), StandardCharsets.UTF_8);
            String ts = Long.toString(SimulatedFleet.BEGIN);
            // Keys and texts that would be SQL.
            broker.publish("dbus-p1/x'); DROP TABLE p1_minutes; --/rows", good);
            broker.publish("dbus-p1/" + "K".repeat(49) + "/rows", good);
            broker.publish("dbus-p1/H1/rows", good.replace("Europe/Amsterdam", "x'); DROP TABLE p1_minutes; --"));
            broker.publish("dbus-p1/H2/rows",
                    "{\"v\":1,\"driver\":\"1770000000-00000001\",\"zone\":\"UTC\",\"tables\":{\"events\":{\"columns\":"
                    + "[\"ts\",\"kind\",\"value\"],\"rows\":[[" + ts + ",\"x'); DROP TABLE p1_minutes; --\",1],[" + ts + ",\"tariff\",1]]},"
                    + "\"minutes; DROP TABLE p1_minutes\":{\"columns\":[\"ts\"],\"rows\":[[1]]}}}");
            broker.publish("dbus-p1/H3/rows", good.replace("\"u_l1\"", "\"u_l1 = 0; DROP TABLE p1_minutes; --\""));
            broker.publish("dbus-p1/H4/rows", good.replace(ts, "4102444800"));
            broker.publish("dbus-p1/H4/rows", good.replace(ts, "60"));
            broker.publish("dbus-p1/H4/rows", good.replace(ts, "'1780000020'"));
            broker.publish("dbus-p1/H4/rows", good.replace("231.4", "1e9"));
            broker.publish("dbus-p1/H4/rows", good.replace("231.4", "[[[[[[[[[[[1]]]]]]]]]]]"));
            broker.publish("dbus-p1/H4/rows", good.replace("\"v\":1", "\"v\":2"));
            broker.publish("dbus-p1/H4/rows", good.substring(0, good.length() - 1));
            broker.publish("dbus-p1/H4/rows", "x".repeat(60_000));
            broker.publish("dbus-p1/H5/rows", good);
            await("the last", () -> number(url, "SELECT COUNT(*) FROM p1_minutes WHERE meter = 'H5'") == 1);
            assertThat(number(url, "SELECT COUNT(*) FROM p1_minutes WHERE meter LIKE 'H%'")).as("H3 without a column, and H5").isEqualTo(2);
            assertThat(number(url, "SELECT COUNT(*) FROM p1_events")).as("the one that is right").isEqualTo(1);
            collector.close();
            assertThat(Files.readString(metrics))
                    .contains("reason=\"key\"} 2", "reason=\"row\"} 4", "reason=\"version\"} 1", "reason=\"form\"} 5");
        }
    }

    /** Nor does it report that the database is there again. */
    @Test
    void whatIsRefusedIsNoTransaction() throws Exception {
        try (Mosquitto broker = broker()) {
            try (TestCollector collector = started(broker); SimulatedFleet fleet = new SimulatedFleet(broker.port(), 1)) {
                fleet.send(1, 0, 1);
                awaitRows(1);
            }
            broker.publish("dbus-p1/H1/rows", "nothing of ours");
            TestCollector.leaving(settings(broker)).join();
        }
        assertThat(Files.readString(metrics)).contains("reason=\"form\"} 1", "p1_collect_batches_total 0\n");
    }

    /** A broker discards what its queue does not take, HiveMQ above 1,000 messages, and nobody else reports it. */
    @Tag("slow")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void messagesThatDidNotComeAreReportedOnceByOneOfTheCollectors(boolean mariadb) throws Exception {
        Servers.Server other = mariadb ? Servers.mariadb() : server;
        url = other.freshUrl();
        Path others = directory.resolve("b.prom");
        try (Mosquitto broker = broker()) {
            String missing = "SELECT SUM(newest_number - first_number + 1 - messages) FROM p1_senders";
            // Nobody looks for gaps before all is written: what one of two collectors still holds would be one.
            try (TestCollector first = started(broker);
                    TestCollector second = TestCollector.started(TestCollector.settings(broker.port(), url, "b", null));
                    SimulatedFleet fleet = new SimulatedFleet(broker.port(), 1)) {
                fleet.send(20, 0, 3);
                fleet.send(20, 8, 2);
                awaitRows(100);
            }
            try (TestCollector first = TestCollector.lookingForGaps(settings(broker));
                    TestCollector second = TestCollector.lookingForGaps(
                            TestCollector.settings(broker.port(), url, "b", others));
                    SimulatedFleet fleet = new SimulatedFleet(broker.port(), 1)) {
                await("reported", () -> number(url, missing) == 0);
                // What came twice is no gap.
                fleet.send(20, 9, 1);
                await("written twice", () -> number(url, missing) == -20);
                fleet.send(1, 10, 2);
                awaitRows(102);
            }
            assertThat(figure("p1_collect_missing_total", metrics) + figure("p1_collect_missing_total", others))
                    .as("five messages of each of twenty meters").isEqualTo(100);
        } finally {
            if (mariadb) {
                other.kill();
            }
        }
    }

    private static long figure(String name, Path metrics) throws Exception {
        Matcher figure = Pattern.compile("(?m)^" + name + " (\\d+)$").matcher(Files.readString(metrics));
        assertThat(figure.find()).isTrue();
        return Long.parseLong(figure.group(1));
    }

    /** The right to make tables is needed only for the first start. */
    @Test
    void aUserWhoMayMakeNoTableWritesIntoThoseThatAreThere() throws Exception {
        try (Mosquitto broker = broker()) {
            try (TestCollector collector = started(broker); SimulatedFleet fleet = new SimulatedFleet(broker.port(), 1)) {
                fleet.send(2, 0, 1);
                awaitRows(2);
            }
            try (Connection connection = DriverManager.getConnection(url, "p1", ""); Statement statement = connection.createStatement()) {
                statement.execute("CREATE ROLE narrow LOGIN");
                statement.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
                statement.execute("GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO narrow");
            }
            HistoryConfig narrow = new HistoryConfig(url, "narrow", null, 31, Duration.ofSeconds(60),
                    null, Tariff.QUARTER_PEAK, false, true);
            try (TestCollector collector = TestCollector.started(
                            new Collector.Settings(settings(broker).broker(), narrow, "dbus-p1", "a", null));
                    SimulatedFleet fleet = new SimulatedFleet(broker.port(), 1)) {
                fleet.send(2, 1, 2);
                awaitRows(6);
            }
        }
    }

    /** Rows come one after the other, not all at once: as of a fleet whose minutes end at any second. */
    @Tag("slow")
    @Test
    void rowsThatTrickleAreWrittenTogether() throws Exception {
        try (Mosquitto broker = broker();
                TestCollector collector = started(broker);
                SimulatedFleet fleet = new SimulatedFleet(broker.port(), 1)) {
            fleet.send(1, 0, 1);
            awaitRows(1);
            long begin = System.nanoTime();
            for (int minute = 1; minute <= 120; minute++) {
                // A collector that once took a stall for a broker that waits sees by two rows at most 20 ms apart that it does not.
                TimeUnit.MILLISECONDS.sleep(10);
                fleet.send(1, minute, 1);
            }
            awaitRows(121);
            collector.close();
            assertThat(figure("p1_collect_batches_total", metrics)).as("a transaction a second; each row had one")
                    .isLessThan(6 + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin));
        }
    }

    /** With a broker's own limit a collector that waits for more would get 20 rows a second. */
    @Test
    void aBrokerThatWaitsForAcknowledgementsIsNotMadeToWaitASecond() throws Exception {
        try (Mosquitto broker = Mosquitto.with("allow_anonymous true", "max_queued_messages 0", "max_inflight_messages 20")) {
            try (TestCollector collector = started(broker); SimulatedFleet fleet = new SimulatedFleet(broker.port(), 1)) {
                fleet.send(10, 0, 1);
            }
            try (SimulatedFleet fleet = new SimulatedFleet(broker.port(), 1)) {
                fleet.send(100, 1, 10);
            }
            long begin = System.nanoTime();
            try (TestCollector collector = started(broker)) {
                await("all", () -> number(url, "SELECT COUNT(*) FROM p1_minutes WHERE ts > " + SimulatedFleet.BEGIN) == 1_000);
            }
            assertThat(System.nanoTime() - begin).as("less than a second for each of 50 batches").isLessThan(TimeUnit.SECONDS.toNanos(45));
        }
    }

    @Test
    void ofTwoDriversWithOneKeyTheLaterCounts() throws Exception {
        try (Mosquitto broker = broker();
                TestCollector collector = started(broker);
                SimulatedFleet fleet = new SimulatedFleet(broker.port(), 1)) {
            fleet.send(1, 0, 1);
            publish(broker, SimulatedFleet.minute(1, 1), SimulatedFleet.BEGIN);
            publish(broker, SimulatedFleet.minute(1, 2), SimulatedFleet.BEGIN - 86_400);
            publish(broker, SimulatedFleet.minute(1, 10), SimulatedFleet.BEGIN - 86_400);
            publish(broker, SimulatedFleet.minute(1, 11), SimulatedFleet.BEGIN);
            await("the later", () -> number(url, "SELECT COUNT(*) FROM p1_minutes WHERE meter = 'TWICE' AND ts = "
                    + (SimulatedFleet.BEGIN + 660)) == 1);
            assertThat(number(url, "SELECT COUNT(*) FROM p1_minutes WHERE meter = 'TWICE'"))
                    .as("what the earlier one saw until it was replaced counts").isEqualTo(3);
            collector.close();
            assertThat(Files.readString(metrics)).contains("reason=\"driver\"} 1");
        }
    }

    private static void publish(Mosquitto broker, RowSet rows, long since) {
        broker.publish("dbus-p1/TWICE/rows", new String(new RowSet(since + "-0badc0de", rows.number(), rows.zone(), rows.tables()).json(),
                StandardCharsets.UTF_8));
    }
}
