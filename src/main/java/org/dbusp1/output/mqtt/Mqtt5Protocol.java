package org.dbusp1.output.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientReconnector;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.lifecycle.Mqtt5ClientReconnector;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder;
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

/** MQTT 5. */
final class Mqtt5Protocol implements MqttProtocol {
    private final Mqtt5AsyncClient client;
    private final Mqtt5Connect connect;

    Mqtt5Protocol(Mqtt5ClientBuilder builder, Mqtt5Connect connect) {
        this.connect = connect;
        client = builder.buildAsync();
    }

    static void authenticate(Mqtt5ConnectBuilder connecting, Credentials login) {
        var auth = connecting.simpleAuth().username(login.user());
        login.passwordBytes().ifPresent(auth::password);
        auth.applySimpleAuth();
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
        return client.publish(publication(message)).thenApply(Mqtt5Protocol::acknowledged);
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
