package org.dbusp1.output.mqtt;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** MQTT 5. */
final class Mqtt5Wire implements Wire {
    private final Mqtt5AsyncClient client;
    private final Mqtt5Connect connect;
    private final AtomicBoolean ended;

    Mqtt5Wire(Mqtt5ClientBuilder builder, Optional<Login> login, Optional<Message> will, Events events,
              AtomicBoolean ended) {
        this.ended = ended;
        Mqtt5ConnectBuilder connecting = Mqtt5Connect.builder().cleanStart(true).sessionExpiryInterval(0)
                .keepAlive(Wires.KEEP_ALIVE_SECONDS);
        will.ifPresent(last -> connecting.willPublish(publication(last).asWill()));
        login.ifPresent(who -> {
            var auth = connecting.simpleAuth().username(who.user());
            who.password().ifPresent(word -> auth.password(word.getBytes(StandardCharsets.UTF_8)));
            auth.applySimpleAuth();
        });
        connect = connecting.build();
        client = builder.addConnectedListener(context -> connected(events)).buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, message -> events.received(
                message.getTopic().toString(), message.getPayloadAsBytes(), message.isRetain()));
    }

    private void connected(Events events) {
        if (ended.get()) {
            client.disconnect();
        } else {
            events.connected();
        }
    }

    @Override
    public void connect() {
        client.connect(connect);
    }

    @Override
    public CompletableFuture<?> publish(Message message) {
        return client.publish(publication(message)).thenApply(Mqtt5Wire::taken);
    }

    private static Mqtt5PublishResult taken(Mqtt5PublishResult result) {
        result.getError().ifPresent(why -> {
            throw new CompletionException(why);
        });
        return result;
    }

    private static Mqtt5Publish publication(Message message) {
        return Mqtt5Publish.builder().topic(message.topic()).payload(message.payload())
                .qos(MqttQos.fromCode(message.qos())).retain(message.retain()).build();
    }

    @Override
    public CompletableFuture<?> subscribe(List<String> filters) {
        return client.subscribe(Mqtt5Subscribe.builder().addSubscriptions(filters.stream()
                .map(filter -> Mqtt5Subscription.builder().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE)
                        .noLocal(true).build())).build());
    }

    @Override
    public CompletableFuture<?> disconnect() {
        ended.set(true);
        return client.disconnect();
    }
}
