package org.dbusp1.output.mqtt;

import com.hivemq.client.mqtt.lifecycle.MqttClientReconnector;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The client of one version of the protocol. It translates calls and messages only; {@link MqttConnection} connects and
 * connects again. Calls return at once; results arrive on the network thread.
 */
interface MqttProtocol {
    /**
     * A message that the broker delivered.
     *
     * @param retained whether the broker had retained it: it was published before the subscription
     */
    record Received(String topic, byte[] payload, boolean retained) {
    }

    /** Connects with a clean session: subscriptions and messages under way end with the connection. */
    void connect();

    /**
     * Gives the next connection the CONNECT message of {@link #connect}: without this the library connects again with
     * neither user, password nor will.
     *
     * @param reconnector of the connection that was lost
     */
    void connectAgain(MqttClientReconnector reconnector);

    /**
     * Completes when the broker has acknowledged the message, or for QoS 0 when it is written to the network; with
     * false when the broker reports that nobody has subscribed to it, which MQTT 3.1.1 cannot report.
     */
    CompletableFuture<Boolean> publish(Message message);

    /** Subscribes with QoS 1 until this connection ends, and gives each message to the receiver. */
    CompletableFuture<?> subscribe(List<String> filters, Consumer<Received> receiver);

    /** Sends DISCONNECT: the broker discards the will. Fails when there is no connection. */
    CompletableFuture<?> disconnect();
}
