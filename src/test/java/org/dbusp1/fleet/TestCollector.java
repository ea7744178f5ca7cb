package org.dbusp1.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.output.history.HistoryConfig;
import org.dbusp1.output.mqtt.MqttConfig;
import org.dbusp1.output.mqtt.MqttConfig.Broker;
import org.dbusp1.output.mqtt.MqttConfig.Credentials;
import org.dbusp1.output.mqtt.MqttConfig.Discovery;
import org.dbusp1.output.mqtt.TlsSettings;
import org.jspecify.annotations.Nullable;

/** A collector on a separate thread. */
final class TestCollector implements AutoCloseable {
    private final Collector collector;
    private final Thread thread;

    TestCollector(Collector.Settings settings) {
        this(settings, new Collector(settings, Clock.systemUTC()));
    }

    private TestCollector(Collector.Settings settings, Collector collector) {
        this.collector = collector;
        thread = new Thread(() -> {
            try {
                collector.run();
            } catch (FleetStore.NoDriver e) {
                throw new IllegalStateException(e);
            }
        }, "collector " + settings.name());
    }

    static TestCollector started(Collector.Settings settings) {
        TestCollector made = new TestCollector(settings);
        made.thread.start();
        return made;
    }

    /** Starts one that checks every second for messages that did not arrive. */
    static TestCollector lookingForGaps(Collector.Settings settings) {
        TestCollector made = new TestCollector(settings, new Collector(settings, Clock.systemUTC(), Duration.ofSeconds(1)));
        made.thread.start();
        return made;
    }

    /** One that receives what is left and ends. */
    static TestCollector leaving(Collector.Settings settings) {
        TestCollector made = new TestCollector(settings);
        made.collector.leave();
        made.thread.start();
        return made;
    }

    static Collector.Settings settings(int port, String databaseUrl, String name, @Nullable Path metrics) {
        return new Collector.Settings(broker(port, false, new TlsSettings(null, null), null),
                database(databaseUrl), "dbus-p1", name, metrics);
    }

    static HistoryConfig database(String url) {
        String user = url.contains("mariadb") ? "root" : "p1";
        return new HistoryConfig(url, user, null, 31, Duration.ofSeconds(60),
                null, Tariff.QUARTER_PEAK, false, true);
    }

    static MqttConfig broker(int port, boolean tls, TlsSettings certificates, @Nullable Credentials credentials) {
        return new MqttConfig(new Broker("127.0.0.1", port, tls), certificates, credentials, "dbus-p1",
                List.of(), Duration.ofSeconds(1), Discovery.OFF, "1.0");
    }

    /** Waits until it ended by itself. */
    void join() throws InterruptedException {
        TimeUnit.MINUTES.timedJoin(thread, 2);
        assertThat(thread.isAlive()).as("it ends").isFalse();
    }

    @Override
    public void close() throws InterruptedException {
        collector.stop();
        join();
    }
}
