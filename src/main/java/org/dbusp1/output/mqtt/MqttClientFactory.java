package org.dbusp1.output.mqtt;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfigBuilder;
import io.reactivex.Scheduler;
import io.reactivex.schedulers.Schedulers;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.dbusp1.output.mqtt.MqttSettings.Broker;

/** Sets up the MQTT client library: network, TLS, threads and memory. One network thread serves the whole process. */
final class MqttClientFactory {
    private static final List<String> TLS_VERSIONS = List.of("TLSv1.3", "TLSv1.2");
    /** Shorter than the system's limit, so that a host that comes back is found within five seconds. */
    private static final long SOCKET_MILLIS = 2_500;
    private static final long ANSWER_MILLIS = 10_000;

    static {
        // Otherwise a thread wakes each second to clean up schedulers that are not used here.
        System.getProperties().putIfAbsent("rx2.purge-enabled", "false");
    }

    private static final Executor NETWORK_THREAD = work -> {
        Thread thread = new Thread(work, "mqtt network");
        thread.setDaemon(true);
        thread.start();
    };
    /** Runs callbacks on the network thread; the library's default is a thread for each core. */
    private static final Scheduler DIRECT = Schedulers.from(Runnable::run);

    private MqttClientFactory() {
    }

    /** A client of the broker that the settings name, its protocol version not chosen yet. */
    static MqttClientBuilder builder(MqttSettings settings, String clientId) {
        return MqttClient.builder()
                .identifier(clientId)
                .transportConfig(transport(settings))
                .executorConfig().nettyExecutor(NETWORK_THREAD).nettyThreads(1).applicationScheduler(DIRECT)
                .applyExecutorConfig();
    }

    private static MqttClientTransportConfig transport(MqttSettings settings) {
        Broker broker = settings.broker();
        MqttClientTransportConfigBuilder transport = MqttClientTransportConfig.builder()
                .serverHost(broker.host()).serverPort(broker.port())
                .socketConnectTimeout(SOCKET_MILLIS, TimeUnit.MILLISECONDS)
                .mqttConnectTimeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
        if (broker.tls()) {
            // Without a host name verifier of ours the library checks the name as HTTPS does.
            transport = transport.sslConfig(MqttClientSslConfig.builder()
                    .protocols(TLS_VERSIONS)
                    .handshakeTimeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                    .trustManagerFactory(settings.tls().trusted())
                    .keyManagerFactory(settings.tls().clientCertificate().orElse(null))
                    .build());
        }
        return transport.build();
    }
}
