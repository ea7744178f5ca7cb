package org.dbusp1.fleet;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.Mqtt5Unsubscribe;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.dbusp1.output.fleet.RowSet;
import org.dbusp1.output.mqtt.ErrorMessages;
import org.dbusp1.output.mqtt.MqttConfig;
import org.dbusp1.output.mqtt.MqttConnection;
import org.dbusp1.output.mqtt.ReconnectSchedule;
import org.dbusp1.output.mqtt.Topics;

/**
 * A subscription to a share of the rows that all drivers publish, over MQTT 5: {@code $share/GROUP/BASE/+/rows}. The broker
 * keeps the session for two weeks while this client is away, and delivers again each message that was not acknowledged. The
 * broker may send only {@code mostOpen} messages before one of them is acknowledged; a broker that exceeds this limit after
 * its restart is allowed more for one connection. Thread safe; the receiver is called on the network thread.
 */
public final class RowSubscription implements AutoCloseable {
    private static final long SESSION_SECONDS = TimeUnit.DAYS.toSeconds(14);
    private static final long ANSWER_SECONDS = 5;
    /** In addition to the rows a message has a topic and a header. */
    private static final int MOST_PACKET_BYTES = RowSet.MOST_BYTES + 1_024;
    /** The highest receive maximum of MQTT 5. */
    private static final int HIGHEST_WINDOW = 65_535;
    private static final Executor DIRECT = Runnable::run;

    private final MqttConfig settings;
    private final String clientId;
    private final String filter;
    private final int keyLevel;
    private final Receiver receiver;
    private final int mostOpen;
    private final AtomicReference<Mqtt5AsyncClient> client = new AtomicReference<>();
    private volatile int window;
    private final ReconnectSchedule schedule = new ReconnectSchedule();
    private volatile boolean ended;
    private volatile boolean leaving;
    private volatile boolean connected;

    /** A receiver of messages, and of the events of the connection. */
    public interface Receiver {
        /** Accepts a message. While this method waits, nothing is read from the broker, and nothing is acknowledged. */
        void accept(Delivered message);

        /** Called when the subscription was made: messages arrive from now on. */
        void subscribed();

        /** Called when the connection was lost, or could not be made; it is tried again. @param why the reason in one line, for the log */
        void away(String why);
    }

    /** A message that the broker keeps until it is acknowledged. @param key key of the meter in the topic: any text */
    public record Delivered(String key, ByteBuffer payload, Runnable acknowledgement) {
        /** Returns a copy of the payload: the library's buffer is released only by {@link #acknowledge}. */
        public byte[] bytes() {
            byte[] bytes = new byte[payload.remaining()];
            payload.duplicate().get(bytes);
            return bytes;
        }

        /** Tells the broker to forget the message; has to be called at most once. */
        public void acknowledge() {
            acknowledgement.run();
        }
    }

    /**
     * Does not connect yet.
     *
     * @param group      collectors of one group share the messages
     * @param name       name of this collector within the group, which names its session at the broker
     */
    public RowSubscription(MqttConfig settings, String group, String name, int mostOpen, Receiver receiver) {
        this.settings = settings;
        String topic = Topics.rowsFilter(settings.base());
        this.filter = "$share/" + group + "/" + topic;
        this.keyLevel = Arrays.asList(topic.split("/")).indexOf("+");
        this.clientId = "dbus-p1-collect-" + group + "-" + name;
        this.receiver = receiver;
        this.mostOpen = mostOpen;
        this.window = mostOpen;
    }

    private Delivered delivered(Mqtt5AsyncClient receiving, Mqtt5Publish message) {
        String[] levels = message.getTopic().toString().split("/");
        return new Delivered(keyLevel < levels.length ? levels[keyLevel] : "",
                message.getPayload().orElse(ByteBuffer.allocate(0)), () -> acknowledge(receiving, message));
    }

    /** Acknowledges only on the connection that delivered the message: on the next connection the broker delivers it again. */
    private void acknowledge(Mqtt5AsyncClient receiving, Mqtt5Publish message) {
        if (client.get() == receiving && connected) {
            try {
                message.acknowledge();
            } catch (RejectedExecutionException e) {
                // The connection was lost during this call.
                connected = false;
            }
        }
    }

    /**
     * Connects, and connects again whenever the connection is lost: with a new client each time, since a client of the
     * library keeps the messages of the lost connection in addition to those that the broker delivers again, and counts both
     * as unacknowledged.
     */
    public void connect() {
        Mqtt5AsyncClient fresh = MqttConnection.builder(settings, clientId)
                .addConnectedListener(context -> connected())
                .addDisconnectedListener(this::disconnected)
                .useMqttVersion5().buildAsync();
        client.set(fresh);
        // Registered before connecting: an old session delivers messages at once.
        fresh.publishes(MqttGlobalPublishFilter.ALL, message -> receiver.accept(delivered(fresh, message)),
                DIRECT, true);
        fresh.connect(MqttConnection.connectMessage(settings, window, MOST_PACKET_BYTES).cleanStart(false)
                .sessionExpiryInterval(SESSION_SECONDS).build());
    }

    private void connected() {
        connected = true;
        schedule.connected(System.nanoTime());
        request();
    }

    private void request() {
        Mqtt5AsyncClient open = client.get();
        if (open == null) {
            return;
        }
        if (leaving) {
            open.unsubscribe(Mqtt5Unsubscribe.builder().topicFilter(filter).build()).whenComplete(this::answered);
        } else {
            open.subscribe(Mqtt5Subscribe.builder().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).build())
                    .whenComplete(this::answered);
        }
    }

    private void answered(Object answer, Throwable refused) {
        if (refused == null) {
            receiver.subscribed();
        } else if (connected) {
            receiver.away(settings.broker() + " refuses the subscription of " + filter + ": "
                    + ErrorMessages.ofRequest(refused));
        }
    }

    private void disconnected(MqttClientDisconnectedContext context) {
        connected = false;
        ReconnectSchedule.Loss loss = schedule.lost(context.getCause(), System.nanoTime());
        context.getReconnector().reconnect(false);
        // After its restart mosquitto 2.0 sends all messages of a session at once, whatever the limit. The next connection allows
        // that, and the receiver limits how much is read.
        boolean tooMany = context.getCause() instanceof Mqtt5DisconnectException ended5
                && ended5.getMqttMessage().getReasonCode() == Mqtt5DisconnectReasonCode.RECEIVE_MAXIMUM_EXCEEDED;
        window = tooMany ? HIGHEST_WINDOW : mostOpen;
        if (!ended) {
            receiver.away(ErrorMessages.ofConnection(settings.broker(), loss)
                    .replace("driver its own meter.id", "collector its own --name").replace("another meter.id", "another --name"));
            CompletableFuture.delayedExecutor(loss.pause().toMillis(), TimeUnit.MILLISECONDS).execute(() -> {
                if (!ended) {
                    connect();
                }
            });
        }
    }

    /** Receives no new messages from now on, only messages that the session holds already; {@link #close} then ends the session. */
    public void leave() {
        leaving = true;
        if (connected) {
            request();
        }
    }

    @Override
    public String toString() {
        return filter + " at " + settings.broker();
    }

    /** Disconnects; the session stays at the broker, unless this collector has left. */
    @Override
    public void close() {
        ended = true;
        Mqtt5AsyncClient open = client.get();
        if (open == null) {
            return;
        }
        CompletableFuture<?> done = leaving
                ? open.disconnect(Mqtt5Disconnect.builder().sessionExpiryInterval(0).build())
                : open.disconnect();
        try {
            done.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Without a connection nothing is ended: the broker keeps the session as if the process were killed.
            connected = false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
