package org.dbusp1.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.base.config.TestConfig;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.output.Output;
import org.dbusp1.output.QuickQueue;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.fleet.RowsOutput;
import org.dbusp1.output.history.HistoryConfig;
import org.dbusp1.output.history.RunningHistory;
import org.dbusp1.output.mqtt.Mosquitto;
import org.dbusp1.output.mqtt.MqttConfig;
import org.dbusp1.output.mqtt.MqttConfig.Broker;
import org.dbusp1.output.mqtt.MqttConfig.Discovery;
import org.dbusp1.output.mqtt.Relay;
import org.dbusp1.output.mqtt.Subscriber;
import org.dbusp1.output.mqtt.Subscriber.Delivered;
import org.dbusp1.output.mqtt.TlsSettings;
import org.dbusp1.simulator.SimulatedMedium;
import org.dbusp1.simulator.Wiring;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The driver's side: its history is sent in order, whatever happens to driver and broker. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class DriverRowsTest {
    private static final String TOPIC = "dbus-p1/sample/rows";
    private static final int HOUR = 3_600;
    private static final int MINUTE = 60;

    @TempDir
    private Path directory;
    /** One telegram each ten seconds. */
    private final SampleMeter meter = new SampleMeter("dsmr42", Wiring.THREE_PHASES, SampleMeter.START, SimulatedMedium.GAS);

    /** History and rows of a driver; the D-Bus is not needed here. */
    private final class Outputs implements AutoCloseable {
        private final RunningHistory history = new RunningHistory(new HistoryConfig(url(), null, null, 31,
                Duration.ofMillis(50), null, Tariff.QUARTER_PEAK, false, true));
        private final Output rows;

        Outputs(int port) {
            this(new MqttConfig(new Broker("127.0.0.1", port, false),
                    new TlsSettings(null, null), null, "dbus-p1",
                    List.of(), Duration.ofSeconds(1), Discovery.OFF, "1.0"));
        }

        Outputs(MqttConfig broker) {
            rows = QuickQueue.of("rows", () -> new RowsOutput(broker, history.finishedRows(directory), Duration.ofMillis(50),
                    Duration.ofMillis(500)));
            rows.start();
        }

        void seconds(int count) {
            for (int i = 0; i < count; i += 10) {
                var snapshot = meter.next();
                history.snapshot(snapshot);
                rows.snapshot(snapshot);
            }
        }

        @Override
        public void close() {
            rows.close();
            history.close();
        }
    }

    private String url() {
        return "sqlite:" + directory.resolve("history.db");
    }

    private long kept(String sql) throws Exception {
        return CollectorTest.number("jdbc:" + url(), sql);
    }

    private void awaitWritten(int minutes) throws Exception {
        Await.await("written", () -> rows(url(), "p1_minutes") >= minutes);
    }

    /** Returns the number of rows of a table; 0 before it is made. */
    private static long rows(String url, String table) throws Exception {
        boolean made = CollectorTest.number("jdbc:" + url, "SELECT COUNT(*) FROM sqlite_master WHERE name = '" + table + "'") > 0;
        return made ? CollectorTest.number("jdbc:" + url, "SELECT COUNT(*) FROM " + table) : 0;
    }

    /** Times of the minutes, as they were delivered. */
    private static List<Long> minutes(Subscriber subscriber) {
        List<Long> minutes = new ArrayList<>();
        for (Delivered message : subscriber.all(TOPIC)) {
            assertThat(message.qos()).isEqualTo(1);
            for (JsonNode row : message.json().path("tables").path("minutes").path("rows")) {
                minutes.add(row.get(0).asLong());
            }
        }
        return minutes;
    }

    @Test
    void whatABrokerMissesIsCaughtUpInOrderAndOnceOverARestartToo() throws Exception {
        try (Mosquitto broker = CollectorTest.broker()) {
            broker.kill();
            try (Outputs driver = new Outputs(broker.port())) {
                driver.seconds(40 * MINUTE);
                awaitWritten(39);
            }
            try (Relay network = new Relay(broker.port()); Outputs driver = new Outputs(network.port())) {
                network.pull();
                driver.seconds(20 * MINUTE);
                broker.start();
                try (Subscriber subscriber = Subscriber.on(broker, "$share/g/dbus-p1/+/rows")) {
                    network.plug();
                    Await.await("caught up", () -> minutes(subscriber).size() >= 58);
                    driver.seconds(120);
                    Await.await("goes on", () -> minutes(subscriber).size() >= 60);
                    assertThat(minutes(subscriber)).isSorted().doesNotHaveDuplicates();
                    assertThat(minutes(subscriber).get(0)).isEqualTo(SampleMeter.START.getEpochSecond());
                    assertThat(subscriber.all(TOPIC)).extracting(message -> message.json().path("driver").asText()).containsOnly(
                            subscriber.all(TOPIC).get(0).json().path("driver").asText());
                }
            }
        }
    }

    /** Returns what a file with these lines makes of MQTT. */
    private MqttConfig configured(int port, String... lines) throws Exception {
        return MqttConfig.of(TestConfig.file(directory,
                Stream.concat(Stream.of("mqtt.url=tcp://127.0.0.1:" + port), Stream.of(lines)).toArray(String[]::new)));
    }

    @Test
    void rowsAreBelowTheBase() throws Exception {
        String there = "sqlite:" + directory.resolve("fleet.db");
        try (Mosquitto broker = CollectorTest.broker();
                TestCollector collector = TestCollector.started(new Collector.Settings(
                        configured(broker.port(), "mqtt.base=fleet/<key>/p1"),
                        TestCollector.database(there), "dbus-p1", "a", null));
                Subscriber subscriber = Subscriber.on(broker, "fleet/+/p1/rows")) {
            Await.await("subscribed", () -> Files.readString(broker.log()).contains("$share/dbus-p1/fleet/+/p1/rows"));
            try (Outputs driver = new Outputs(configured(broker.port(), "mqtt.base=fleet/<key>/p1"))) {
                driver.seconds(300);
                subscriber.await("fleet/sample/p1/rows");
                // The minute that was the newest at the first look may be cut: it is sent when there is a newer one.
                driver.seconds(60);
                Await.await("all", () -> rows(there, "p1_minutes") >= 4);
            }
        }
    }

    @Test
    void rowsWaitUntilACollectorHasSubscribedAndThenAllAreInItsDatabase() throws Exception {
        String there = "sqlite:" + directory.resolve("fleet.db");
        try (Mosquitto broker = CollectorTest.broker(); Outputs driver = new Outputs(broker.port())) {
            driver.seconds(3 * HOUR + 10 * MINUTE);
            awaitWritten(189);
            try (TestCollector collector = TestCollector.started(TestCollector.settings(broker.port(), there, "a", null))) {
                Await.await("all", () -> rows(there, "p1_hours") == 2);
                for (String query : List.of("SELECT SUM(imp_wh * 7 + ts) FROM p1_hours WHERE ts < %d",
                        "SELECT COUNT(*) FROM p1_minutes WHERE ts < %d", "SELECT SUM(p_imp_w * 7 + ts) FROM p1_minutes WHERE ts < %d",
                        "SELECT SUM(exp_wh + ts) FROM p1_quarters WHERE ts < %d",
                        "SELECT SUM(reading_l + ts) FROM p1_mbus WHERE ts < %d", "SELECT COUNT(*) FROM p1_events WHERE ts < %d")) {
                    String sql = query.formatted(SampleMeter.START.getEpochSecond() + 2 * HOUR);
                    Await.await(sql, () -> CollectorTest.number("jdbc:" + there, sql) == kept(sql));
                    assertThat(kept(sql)).isPositive();
                }
            }
        }
    }
}
