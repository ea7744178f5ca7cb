package org.dbusp1.output.mqtt;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3Connect;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3ConnectBuilder;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscribe;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscription;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** MQTT 3.1.1, which has no word for a refused message: the broker drops it, or the connection. */
final class Mqtt3Wire implements Wire {
    private final Mqtt3AsyncClient client;
    private final Mqtt3Connect connect;
    private final AtomicBoolean ended;

    Mqtt3Wire(Mqtt3ClientBuilder builder, Optional<Login> login, Optional<Message> will, Events events,
              AtomicBoolean ended) {
        this.ended = ended;
        Mqtt3ConnectBuilder connecting = Mqtt3Connect.builder().cleanSession(true)
                .keepAlive(Wires.KEEP_ALIVE_SECONDS);
        will.ifPresent(last -> connecting.willPublish(publication(last)));
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
        return client.publish(publication(message));
    }

    private static Mqtt3Publish publication(Message message) {
        return Mqtt3Publish.builder().topic(message.topic()).payload(message.payload())
                .qos(MqttQos.fromCode(message.qos())).retain(message.retain()).build();
    }

    @Override
    public CompletableFuture<?> subscribe(List<String> filters) {
        return client.subscribe(Mqtt3Subscribe.builder().addSubscriptions(filters.stream()
                .map(filter -> Mqtt3Subscription.builder().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).build()))
                .build());
    }

    @Override
    public CompletableFuture<?> disconnect() {
        ended.set(true);
        return client.disconnect();
    }
}
