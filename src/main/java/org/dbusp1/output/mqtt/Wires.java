package org.dbusp1.output.mqtt;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfigBuilder;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import io.reactivex.Scheduler;
import io.reactivex.schedulers.Schedulers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dbusp1.output.mqtt.Wire.Events;

/** Makes wires: what both versions of the protocol share. One network thread serves all wires of the process. */
final class Wires {
    static final int KEEP_ALIVE_SECONDS = 15;
    private static final List<String> TLS_VERSIONS = List.of("TLSv1.3", "TLSv1.2");
    /** A host that does not answer at all must not keep us from trying again within five seconds. */
    private static final long SOCKET_MILLIS = 2_500;
    private static final long ANSWER_MILLIS = 10_000;
    private static final long[] PAUSE_MILLIS = {500, 1_000, 1_500};

    static {
        // Netty is made for servers: by default it reserves a pool of 4 MB chunks for each core.
        System.getProperties().putIfAbsent("io.netty.allocator.type", "unpooled");
        System.getProperties().putIfAbsent("io.netty.recycler.maxCapacityPerThread", "0");
        System.getProperties().putIfAbsent("io.netty.leakDetection.level", "disabled");
        // A thread that wakes each second to look after schedulers that nobody uses.
        System.getProperties().putIfAbsent("rx2.purge-enabled", "false");
    }

    private static final Executor THREAD = work -> {
        Thread thread = new Thread(work, "mqtt network");
        thread.setDaemon(true);
        thread.start();
    };
    /** Calls us on the network's own thread; the client's default is a thread for each core. */
    private static final Scheduler DIRECT = Schedulers.from(Runnable::run);

    private Wires() {
    }

    /**
     * Makes a wire that is not yet connected.
     *
     * @param will what the broker publishes when we vanish; empty for nothing
     */
    static Wire make(MqttSettings settings, String clientId, Optional<Message> will, Events events) {
        AtomicBoolean ended = new AtomicBoolean();
        MqttClientBuilder client = MqttClient.builder()
                .identifier(clientId)
                .transportConfig(transport(settings))
                .executorConfig().nettyExecutor(THREAD).nettyThreads(1).applicationScheduler(DIRECT)
                .applyExecutorConfig()
                .addDisconnectedListener(context -> {
                    retry(context, !ended.get());
                    if (!ended.get()) {
                        events.disconnected(context.getCause());
                    }
                });
        return switch (settings.version()) {
            case MQTT_5 -> new Mqtt5Wire(client.useMqttVersion5(), settings.login(), will, events, ended);
            case MQTT_3_1_1 -> new Mqtt3Wire(client.useMqttVersion3(), settings.login(), will, events, ended);
        };
    }

    private static MqttClientTransportConfig transport(MqttSettings settings) {
        Broker broker = settings.broker();
        MqttClientTransportConfigBuilder transport = MqttClientTransportConfig.builder()
                .serverHost(broker.host()).serverPort(broker.port())
                .socketConnectTimeout(SOCKET_MILLIS, TimeUnit.MILLISECONDS)
                .mqttConnectTimeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
        if (broker.tls()) {
            // Without a verifier of our own the client checks the host's name as browsers do.
            transport = transport.sslConfig(MqttClientSslConfig.builder()
                    .protocols(TLS_VERSIONS)
                    .handshakeTimeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                    .trustManagerFactory(settings.trust().authorities().orElse(null))
                    .keyManagerFactory(settings.trust().identity().orElse(null))
                    .build());
        }
        return transport.build();
    }

    private static void retry(MqttClientDisconnectedContext context, boolean again) {
        int attempt = Math.min(context.getReconnector().getAttempts(), PAUSE_MILLIS.length - 1);
        context.getReconnector().reconnect(again)
                .resubscribeIfSessionExpired(false)
                .delay(PAUSE_MILLIS[attempt], TimeUnit.MILLISECONDS);
    }
}
