package org.dbusp1.output.mqtt;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfigBuilder;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.lifecycle.Mqtt5ClientReconnector;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult.Mqtt5Qos1Result;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.Mqtt5Unsubscribe;
import io.reactivex.Scheduler;
import io.reactivex.schedulers.Schedulers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.dbusp1.output.mqtt.MqttConfig.Broker;
import org.dbusp1.output.mqtt.MqttConfig.Credentials;
import org.dbusp1.output.mqtt.ReconnectSchedule.Loss;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one broker by MQTT 5, made again whenever it is lost. Calls do not wait for the broker. Used by one thread, its
 * owner's: what comes from the broker waits until this thread calls {@link #deliver}. The session is clean: a subscription ends with its
 * connection, so {@link #subscribe} has to be called after each new connection.
 */
public final class MqttConnection {
    /** A message to publish; an empty payload deletes the retained message of the topic. @param qos 0 or 1 */
    public record Publication(String topic, byte[] payload, int qos, boolean retain) {
        /** Returns a retained message with QoS 1, because the message is not repeated. */
        static Publication retained(String topic, byte[] payload) {
            return new Publication(topic, payload, 1, true);
        }
    }

    /** @param retained whether it was published before the subscription */
    record Received(byte[] payload, boolean retained) {
    }

    /**
     * The network's connection from the broker's answer to its end.
     *
     * @param unanswered messages that are not acknowledged, or without acknowledgement not written yet; added by the owner, removed by the
     *     network thread
     */
    private record Session(long beganNanos, Queue<Publication> unanswered) {
        boolean hasLasted(Duration time) {
            return System.nanoTime() - beganNanos >= time.toNanos();
        }
    }

    static final int KEEP_ALIVE_SECONDS = 15;
    /** The broker does not deliver longer packets; a birth message is one word. */
    private static final int MOST_PACKET_BYTES = 4 * 1024;
    /** Of what has arrived; messages from the broker above it are dropped: anybody may send a flood of them. */
    private static final int MOST_ARRIVED = 1_000;
    /** Largest number of messages from the broker that are not acknowledged. */
    private static final int MOST_INCOMING = 64;
    private static final List<String> TLS_VERSIONS = List.of("TLSv1.3", "TLSv1.2");
    /** Shorter than the system's limit of minutes, because the next attempt may succeed. */
    private static final long SOCKET_MILLIS = 2_500;
    private static final long ANSWER_MILLIS = 10_000;

    static {
        // Otherwise a thread wakes each second for schedulers that are not used here.
        System.getProperties().putIfAbsent("rx2.purge-enabled", "false");
    }

    private static final Executor NETWORK_THREAD = work -> {
        Thread thread = new Thread(work, "mqtt network");
        thread.setDaemon(true);
        thread.start();
    };
    /** Runs callbacks on the network thread; the library's default has a thread for each core. */
    private static final Scheduler DIRECT = Schedulers.from(Runnable::run);

    private final MqttConfig settings;
    private final String clientId;
    private final Mqtt5Connect connect;
    private final Runnable onConnected;
    private final Consumer<Loss> onLost;
    private final ReconnectSchedule schedule;
    private final Mqtt5AsyncClient client;
    private volatile boolean ended;
    /** What the network thread has called back, in order. */
    private final Queue<Runnable> arrived = new ConcurrentLinkedQueue<>();
    /** The network's session; null without one. It may end before its owner learns that it began. */
    private volatile @Nullable Session present;
    /** The session that the owner has learned of, until it learns of its end; null without one. */
    private @Nullable Session delivered;

    /**
     * Does not connect yet.
     *
     * @param will the message that the broker publishes when the connection is lost; null for no message
     * @param onConnected called by {@link #deliver} after each connection that is not lost by then
     * @param onLost called by {@link #deliver} when the connection was lost or could not be made; a retry follows
     */
    public MqttConnection(MqttConfig settings, String clientId, @Nullable Publication will, ReconnectSchedule schedule,
            Runnable onConnected, Consumer<Loss> onLost) {
        this.settings = settings;
        this.clientId = clientId;
        this.schedule = schedule;
        this.onConnected = onConnected;
        this.onLost = onLost;
        Mqtt5ConnectBuilder connecting =
                connectMessage(settings, MOST_INCOMING, MOST_PACKET_BYTES).cleanStart(true).sessionExpiryInterval(0);
        if (will != null) {
            connecting.willPublish(publication(will).asWill());
        }
        connect = connecting.build();
        client = builder(settings, clientId)
                .addConnectedListener(context -> connectedToNetwork())
                .addDisconnectedListener(this::disconnectedFromNetwork)
                .useMqttVersion5().buildAsync();
    }

    /** Returns a client for the settings' broker, without a protocol version. */
    public static MqttClientBuilder builder(MqttConfig settings, String clientId) {
        return MqttClient.builder()
                .identifier(clientId)
                .transportConfig(transport(settings))
                .executorConfig().nettyExecutor(NETWORK_THREAD).nettyThreads(1).applicationScheduler(DIRECT)
                .applyExecutorConfig();
    }

    private static MqttClientTransportConfig transport(MqttConfig settings) {
        Broker broker = settings.broker();
        MqttClientTransportConfigBuilder transport = MqttClientTransportConfig.builder()
                .serverHost(broker.host()).serverPort(broker.port())
                .socketConnectTimeout(SOCKET_MILLIS, TimeUnit.MILLISECONDS)
                .mqttConnectTimeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
        if (broker.tls()) {
            // Without a host name verifier the library lets the JDK check the name as HTTPS does.
            transport = transport.sslConfig(MqttClientSslConfig.builder()
                    .protocols(TLS_VERSIONS)
                    .handshakeTimeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                    .trustManagerFactory(settings.tls().authorities())
                    .keyManagerFactory(settings.tls().clientCertificate())
                    .build());
        }
        return transport.build();
    }

    /**
     * Returns a CONNECT message with the settings' user; the caller decides the session.
     *
     * @param mostIncoming largest number of messages from the broker that are not acknowledged
     * @param mostBytes of a received packet
     */
    public static Mqtt5ConnectBuilder connectMessage(MqttConfig settings, int mostIncoming, int mostBytes) {
        Mqtt5ConnectBuilder connecting = Mqtt5Connect.builder().keepAlive(KEEP_ALIVE_SECONDS)
                .restrictions().receiveMaximum(mostIncoming).maximumPacketSize(mostBytes).applyRestrictions();
        Credentials login = settings.credentials();
        if (login != null) {
            var auth = connecting.simpleAuth().username(login.user());
            String password = login.password();
            (password == null ? auth : auth.password(password.getBytes(StandardCharsets.UTF_8))).applySimpleAuth();
        }
        return connecting;
    }

    private void connectedToNetwork() {
        schedule.connected(System.nanoTime());
        if (ended) {
            client.disconnect();
        } else {
            Session session = new Session(System.nanoTime(), new ConcurrentLinkedQueue<>());
            present = session;
            arrived.add(() -> connected(session));
        }
    }

    /** Messages for a connection that is lost already would look as if the broker had not answered them. */
    private void connected(Session session) {
        if (session == present) {
            delivered = session;
            onConnected.run();
        }
    }

    private void disconnectedFromNetwork(MqttClientDisconnectedContext context) {
        boolean again = !ended;
        Session session = present;
        present = null;
        Loss loss = schedule.lost(context.getCause(), session == null ? List.of() : session.unanswered(), System.nanoTime());
        // Without the CONNECT message the library reconnects with neither user, password nor will.
        ((Mqtt5ClientReconnector) context.getReconnector()).reconnect(again).resubscribeIfSessionExpired(false)
                .delay(loss.pause().toMillis(), TimeUnit.MILLISECONDS).connect(connect);
        if (again && context.getSource() != MqttDisconnectSource.USER) {
            arrived.add(() -> lost(loss));
        }
    }

    private void lost(Loss loss) {
        delivered = null;
        onLost.accept(loss);
    }

    /** Calls back what has come from the broker since the last call. */
    public void deliver() {
        for (Runnable next = arrived.poll(); next != null; next = arrived.poll()) {
            next.run();
        }
    }

    /** Returns whether there is a connection, as far as was delivered. */
    public boolean isConnected() {
        return delivered != null;
    }

    /** Returns whether there is a connection, which was made some time ago. */
    boolean hasLasted(Duration time) {
        return delivered != null && delivered.hasLasted(time);
    }

    /** Returns how many messages of this connection are not answered; 0 without a connection. */
    int unanswered() {
        return delivered == null ? 0 : delivered.unanswered().size();
    }

    public void connect() {
        client.connect(connect);
    }

    /**
     * Publishes over the present connection; there has to be one. Completes when the broker has acknowledged the message, for QoS 0 when
     * it is written to the network; with false when the broker reports that the topic has no subscriber.
     */
    public CompletableFuture<Boolean> publish(Publication message) {
        Queue<Publication> unanswered = Objects.requireNonNull(delivered).unanswered();
        unanswered.add(message);
        return client.publish(publication(message)).thenApply(MqttConnection::hasSubscribers)
                .whenComplete((done, cause) -> unanswered.remove(message));
    }

    /** @param answered gets null when the broker has acknowledged the message, else why not; is not called after the connection's end */
    void publish(Publication message, Consumer<@Nullable Throwable> answered) {
        Session session = Objects.requireNonNull(delivered);
        publish(message).whenComplete((done, cause) -> deliverTo(session, () -> answered.accept(cause)));
    }

    /** An answer of a session that has ended counts no more. */
    private void deliverTo(Session session, Runnable answer) {
        arrived.add(() -> {
            if (session == delivered) {
                answer.run();
            }
        });
    }

    private static boolean hasSubscribers(Mqtt5PublishResult result) {
        result.getError().ifPresent(error -> {
            throw new CompletionException(error);
        });
        return !(result instanceof Mqtt5Qos1Result atLeastOnce)
                || atLeastOnce.getPubAck().getReasonCode() != Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS;
    }

    private static Mqtt5Publish publication(Publication message) {
        return Mqtt5Publish.builder().topic(message.topic()).payload(message.payload())
                .qos(MqttQos.fromCode(message.qos())).retain(message.retain()).build();
    }

    /**
     * Subscribes until the present connection ends, and there has to be one; also anew, after the broker has refused it.
     *
     * @param answered gets null when the broker has accepted the subscription, else why not
     */
    void subscribe(String topic, Consumer<Received> receiver, Consumer<@Nullable Throwable> answered) {
        Mqtt5Subscribe subscribe = Mqtt5Subscribe.builder().addSubscription(
                Mqtt5Subscription.builder().topicFilter(topic).qos(MqttQos.AT_LEAST_ONCE).noLocal(true).build()).build();
        // The client would call the earlier receiver too.
        client.unsubscribe(Mqtt5Unsubscribe.builder().reverse(subscribe).build());
        Session session = Objects.requireNonNull(delivered);
        client.subscribe(subscribe, message -> {
            Received received = new Received(message.getPayloadAsBytes(), message.isRetain());
            if (arrived.size() < MOST_ARRIVED) {
                arrived.add(() -> receiver.accept(received));
            }
        }).whenComplete((done, cause) -> deliverTo(session, () -> answered.accept(cause)));
    }

    /** Ends the connection without the will, and makes another one; {@code onLost} is not called. */
    void reconnect() {
        delivered = null;
        client.disconnect();
    }

    /** Ends the connection without the will. Fails without a connection. */
    public CompletableFuture<?> disconnect() {
        ended = true;
        return client.disconnect();
    }

    /** Leaves the connection open until the process ends, so that the broker publishes the will. The client does not reconnect. */
    void abandon() {
        ended = true;
    }
}
