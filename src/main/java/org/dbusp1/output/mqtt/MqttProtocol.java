package org.dbusp1.output.mqtt;

import com.hivemq.client.internal.mqtt.message.connect.MqttConnect;
import com.hivemq.client.internal.mqtt.message.connect.mqtt3.Mqtt3ConnectView;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientReconnector;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder;
import com.hivemq.client.mqtt.mqtt3.lifecycle.Mqtt3ClientReconnector;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3Connect;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscribe;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscription;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.lifecycle.Mqtt5ClientReconnector;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult.Mqtt5Qos1Result;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * The client of one version of the protocol. It translates calls and messages only; {@link MqttConnection} connects and
 * connects again. Calls return at once; results arrive on the network thread.
 */
interface MqttProtocol {
    /**
     * A message to publish. With an empty payload the broker deletes what it retains under the topic.
     *
     * @param qos 0 to 2
     */
    record Message(String topic, byte[] payload, int qos, boolean retain) {
        /** Returns a message with QoS 1 that the broker retains: it must arrive, because it is not repeated. */
        static Message retained(String topic, byte[] payload) {
            return new Message(topic, payload, 1, true);
        }

        /** Returns the message that deletes what the broker retains under a topic. */
        static Message removal(String topic) {
            return retained(topic, new byte[0]);
        }
    }

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

    /** MQTT 5. */
    final class V5 implements MqttProtocol {
        private final Mqtt5AsyncClient client;
        private final Mqtt5Connect connect;

        V5(Mqtt5ClientBuilder builder, Mqtt5Connect connect) {
            this.connect = connect;
            client = builder.buildAsync();
        }

        @Override
        public void connect() {
            client.connect(connect);
        }

        @Override
        public void connectAgain(MqttClientReconnector reconnector) {
            ((Mqtt5ClientReconnector) reconnector).connect(connect);
        }

        @Override
        public CompletableFuture<Boolean> publish(Message message) {
            return client.publish(publication(message)).thenApply(V5::acknowledged);
        }

        private static boolean acknowledged(Mqtt5PublishResult result) {
            result.getError().ifPresent(error -> {
                throw new CompletionException(error);
            });
            return !(result instanceof Mqtt5Qos1Result once)
                    || once.getPubAck().getReasonCode() != Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS;
        }

        static Mqtt5Publish publication(Message message) {
            return Mqtt5Publish.builder().topic(message.topic()).payload(message.payload())
                    .qos(MqttQos.fromCode(message.qos())).retain(message.retain()).build();
        }

        @Override
        public CompletableFuture<?> subscribe(List<String> filters, Consumer<Received> receiver) {
            return client.subscribe(Mqtt5Subscribe.builder().addSubscriptions(filters.stream()
                    .map(filter -> Mqtt5Subscription.builder().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE)
                            .noLocal(true).build())).build(),
                    message -> receiver.accept(new Received(message.getTopic().toString(), message.getPayloadAsBytes(),
                            message.isRetain())));
        }

        @Override
        public CompletableFuture<?> disconnect() {
            return client.disconnect();
        }
    }

    /** MQTT 3.1.1. A broker cannot refuse a message in this version: it drops the message or closes the connection. */
    final class V3 implements MqttProtocol {
        private final Mqtt3AsyncClient client;
        private final Mqtt3Connect connect;

        /**
         * @param connect the same message for both versions. The library's builder for this version has no limit of the
         *                packets that are received, which its decoder obeys in both.
         */
        V3(Mqtt3ClientBuilder builder, Mqtt5Connect connect) {
            this.connect = Mqtt3ConnectView.of((MqttConnect) connect);
            client = builder.buildAsync();
        }

        @Override
        public void connect() {
            client.connect(connect);
        }

        @Override
        public void connectAgain(MqttClientReconnector reconnector) {
            ((Mqtt3ClientReconnector) reconnector).connect(connect);
        }

        @Override
        public CompletableFuture<Boolean> publish(Message message) {
            return client.publish(publication(message)).thenApply(acknowledged -> true);
        }

        private static Mqtt3Publish publication(Message message) {
            return Mqtt3Publish.builder().topic(message.topic()).payload(message.payload())
                    .qos(MqttQos.fromCode(message.qos())).retain(message.retain()).build();
        }

        @Override
        public CompletableFuture<?> subscribe(List<String> filters, Consumer<Received> receiver) {
            return client.subscribe(Mqtt3Subscribe.builder().addSubscriptions(filters.stream()
                    .map(filter -> Mqtt3Subscription.builder().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).build()))
                    .build(),
                    message -> receiver.accept(new Received(message.getTopic().toString(), message.getPayloadAsBytes(),
                            message.isRetain())));
        }

        @Override
        public CompletableFuture<?> disconnect() {
            return client.disconnect();
        }
    }
}
