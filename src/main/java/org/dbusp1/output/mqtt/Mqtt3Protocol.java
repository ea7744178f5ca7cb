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
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** MQTT 3.1.1. A broker cannot refuse a message in this version: it drops the message or closes the connection. */
final class Mqtt3Protocol implements MqttProtocol {
    private final Mqtt3AsyncClient client;
    private final Mqtt3Connect connect;

    /**
     * @param connect the same message for both versions. The library's builder for this version has no limit of the
     *                packets that are received, which its decoder obeys in both.
     */
    Mqtt3Protocol(Mqtt3ClientBuilder builder, Mqtt5Connect connect) {
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
