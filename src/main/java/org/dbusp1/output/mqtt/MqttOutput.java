package org.dbusp1.output.mqtt;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.dbusp1.base.process.Fault;
import org.dbusp1.base.process.NextAttempt;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.EventJson;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.output.Output;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.Event;
import org.dbusp1.output.mqtt.HomeAssistantDiscovery.Announcement;
import org.dbusp1.output.mqtt.MqttConfig.Discovery;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.dbusp1.output.mqtt.MqttConnection.Received;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a meter to an MQTT broker. It connects as soon as the meter's key is known, from the configuration, from what an earlier run
 * remembered for this cable, or from the first good telegram, and publishes everything after each connection. The will sets the status
 * topic to offline. No call waits for the broker: while {@value #MAX_IN_FLIGHT} messages are not acknowledged, readings are dropped and
 * counted; the newest reading is published afterwards. What the broker refuses is the fault until the broker accepts it: everything but
 * events is then published again each ten minutes. A refused announcement that the owner has not asked for is no fault, and a refused
 * event is lost; the log says both. Used by one thread; what comes from the broker is looked at with each call.
 */
public final class MqttOutput implements Output.Ticking {
    private static final Logger LOG = LoggerFactory.getLogger(MqttOutput.class);
    private static final byte[] ONLINE = "online".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OFFLINE = "offline".getBytes(StandardCharsets.UTF_8);
    /** The longest wait in milliseconds for the acknowledgement of the last message, and again for the end of the connection. */
    static final long CLOSE_MILLIS = 400;
    private static final int MAX_IN_FLIGHT = 64;
    private static final String SUBSCRIPTION = "the subscription for Home Assistant";
    /** Largest number of events that the broker has not acknowledged; of more events the oldest are dropped. */
    private static final int MOST_EVENTS = 20;

    private final MqttConfig settings;
    private final DriverState driver;
    private final Supplier<@Nullable MeterKey> expectedKey;
    private final StateStore announced;
    /** The time between two rounds, and after connections that were lost by a message. */
    private final Duration ownerWait;
    /** How long a connection has to last before the log says that there is one again: the next loss may come at once. */
    private final Duration patience;
    private final Queue<Event> events = new ArrayDeque<>();
    private final Fault fault = new Fault(LOG::warn);
    private final ThinnedLog discoveryLog = ThinnedLog.onChange(LOG::info);
    /** What the broker of this connection refuses, and why: the subscription, and topics. */
    private final Map<String, String> refused = new LinkedHashMap<>();
    private @Nullable MeterClient meter;
    /** The newest reading; null before the first one, and while the meter is silent. */
    private @Nullable Snapshot latest;
    /** The state without values that ends the last one, until the broker has accepted it; null if there is nothing to end. */
    private @Nullable Publication lastState;
    /** Whether the newest reading waits for the broker. */
    private volatile boolean newestWaits;
    /**
     * Whether the broker has not accepted a state of this connection yet: until then the status is offline. A connection that is lost by a
     * message may leave the status as it is, and clients would go on by their last values.
     */
    private boolean isStateAwaited;
    /** Whether there was a connection; before the first one nothing counts as missed. */
    private boolean begun;
    /** Readings that the broker did not get since the log said that it is connected: it was away, or slower than the meter. */
    private long missed;
    /** When everything is published again if there is a fault. */
    private final NextAttempt nextRound = new NextAttempt();
    private volatile long dropped;

    /** The parts that exist once the meter's key is known. */
    private record MeterClient(MeterKey key, MqttConnection connection, List<LayoutPublisher> publishers,
                         @Nullable HomeAssistantDiscovery homeAssistant) {
        boolean hasRoom() {
            return connection.isConnected() && connection.unanswered() < MAX_IN_FLIGHT;
        }
    }

    /** @param expectedKey gives null if the key is unknown before the first telegram */
    public MqttOutput(MqttConfig settings, DriverState driver, Supplier<@Nullable MeterKey> expectedKey, StateStore announced) {
        this(settings, driver, expectedKey, announced, ReconnectSchedule.OWNER_WAIT, Duration.ofMinutes(1));
    }

    MqttOutput(MqttConfig settings, DriverState driver, Supplier<@Nullable MeterKey> expectedKey, StateStore announced,
            Duration ownerWait, Duration patience) {
        this.announced = announced;
        this.ownerWait = ownerWait;
        this.patience = patience;
        this.settings = settings;
        this.expectedKey = expectedKey;
        this.driver = driver;
    }

    @Override
    public void start() {
        MeterKey key = expectedKey.get();
        if (key != null) {
            connect(key);
        }
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        MeterClient known = connect(snapshot.key());
        deliver();
        boolean returned = latest == null;
        latest = snapshot;
        lastState = null;
        if (newestWaits && begun) {
            missed++;
            dropped++;
        }
        newestWaits = true;
        if (returned && known.connection().isConnected()) {
            publishStatus(known);
            known.publishers().forEach(LayoutPublisher::republish);
        }
        publishNewest(known);
    }

    /** Does nothing if the client is already that of the meter. */
    private MeterClient connect(MeterKey key) {
        MeterClient before = meter;
        if (before != null && before.key().equals(key)) {
            return before;
        }
        if (before != null) {
            // The first telegram is of another meter than the one that was expected.
            before.connection().disconnect();
            begun = false;
        }
        MeterClient known = newClient(key);
        meter = known;
        known.connection().connect();
        return known;
    }

    private MeterClient newClient(MeterKey key) {
        MqttConnection connection = new MqttConnection(settings, MqttConfig.clientId(key),
                Publication.retained(Topics.status(settings.base(), key), OFFLINE), new ReconnectSchedule(ownerWait),
                this::connected, this::disconnected);
        List<LayoutPublisher> publishers = settings.profiles().stream()
                .map(layout -> new LayoutPublisher(layout, settings.base(), key, settings.interval(), driver, this::send)).toList();
        DiscoveryDevice.CommonFields common = new DiscoveryDevice.CommonFields(Topics.status(settings.base(), key), settings.version(),
                DiscoveryDevice.CommonFields.expireSeconds(settings.interval()));
        return new MeterClient(key, connection, publishers, settings.discovery() == Discovery.OFF
                ? null : new HomeAssistantDiscovery(common, key, Topics.ofMeter(settings.base(), key), driver, announced));
    }

    /** Looks at what has come from the broker; after a jam or a new connection the newest reading follows. */
    private void deliver() {
        MeterClient known = meter;
        if (known != null) {
            known.connection().deliver();
            publishNewest(known);
        }
    }

    private void publishNewest(MeterClient known) {
        if (latest != null && newestWaits && known.hasRoom()) {
            newestWaits = false;
            publish(known, latest);
        }
    }

    @Override
    public void event(Event event) {
        deliver();
        if (events.size() == MOST_EVENTS) {
            events.remove();
        }
        events.add(event);
        if (meter != null && meter.connection().isConnected()) {
            publish(meter, event);
        }
    }

    /** With QoS 1; an event that the broker does not answer is published again with the next connection. */
    private void publish(MeterClient known, Event event) {
        String topic = Topics.event(settings.base(), known.key());
        known.connection().publish(new Publication(topic, JsonWriter.of(json -> EventJson.write(event, json)), 1, false), cause -> {
            events.remove(event);
            if (cause != null) {
                LOG.warn("mqtt: {}; the event {} is lost", refusal("topic " + topic, cause), event.key());
            }
        });
    }

    private void publish(MeterClient known, Snapshot snapshot) {
        long now = System.nanoTime();
        List<Announcement> announcements = known.homeAssistant() == null ? List.of() : known.homeAssistant().messages(snapshot, now);
        announcements.forEach(announcement -> send(announcement.message(), announcement.acknowledged()));
        if (!announcements.isEmpty()) {
            // Home Assistant subscribes to a state after it knows the entity.
            known.publishers().forEach(LayoutPublisher::republish);
        }
        known.publishers().forEach(publisher -> publisher.publish(snapshot, now));
    }

    private void publishStatus(MeterClient known) {
        send(Publication.retained(Topics.status(settings.base(), known.key()), latest == null || isStateAwaited ? OFFLINE : ONLINE));
        Publication ending = lastState;
        if (ending != null) {
            send(ending, () -> lastState = ending == lastState ? null : lastState);
        }
    }

    /** Ends the values: who reads the state alone would go on by the last one. It has QoS 1, because it is not repeated. */
    private void endValues(MeterClient known, Snapshot last) {
        latest = null;
        if (settings.profiles().contains(TopicLayout.NATIVE)) {
            lastState = new Publication(Topics.state(settings.base(), known.key()), NativeTable.silentState(last), 1, false);
        }
    }

    private void send(Publication message) {
        send(message, () -> { });
    }

    /** Passes a message to the network, which preserves the order. @param accepted called when the broker has accepted it */
    private void send(Publication message, Runnable accepted) {
        Objects.requireNonNull(meter).connection().publish(message, cause -> {
            // That a message with QoS 0 was written does not prove that the broker has accepted it.
            if (message.qos() > 0 || cause != null) {
                answered("topic " + message.topic(), cause, DiscoveryDevice.isTopic(message.topic()));
                if (cause == null) {
                    accepted.run();
                    acceptedState(message);
                }
            }
        });
    }

    private void acceptedState(Publication message) {
        if (isStateAwaited && !message.retain()) {
            isStateAwaited = false;
            if (latest != null) { // else it is offline already
                publishStatus(Objects.requireNonNull(meter));
            }
        }
    }

    /** Publishes what a clean session and a broker without persistence have lost. */
    private void connected() {
        MeterClient known = Objects.requireNonNull(meter);
        nextRound.after(ownerWait);
        refused.clear();
        fault.hide();
        isStateAwaited = settings.profiles().stream().anyMatch(TopicLayout::isFirstAcknowledged);
        if (!begun) {
            endFault();
        }
        publishWhole(known);
        settings.profiles().stream().map(TopicLayout::greeting).filter(Objects::nonNull).forEach(this::send);
        if (latest != null) {
            newestWaits = false;
            publish(known, latest);
        }
        List.copyOf(events).forEach(event -> publish(known, event));
    }

    /** Publishes what readings do not repeat, besides events; the announcement to Home Assistant with the next readings. */
    private void publishWhole(MeterClient known) {
        publishStatus(known);
        known.publishers().forEach(LayoutPublisher::connected);
        HomeAssistantDiscovery home = known.homeAssistant();
        if (home != null) {
            home.connected();
            known.connection().subscribe(HomeAssistantDiscovery.BIRTH, message -> received(home, message),
                    cause -> answered(SUBSCRIPTION, cause, true));
        }
    }

    /**
     * {@inheritDoc} While the broker refuses something, publishes everything each ten minutes: the owner may have given a right. A
     * connection after a fault is logged when it has lasted, and nothing is refused.
     */
    @Override
    public void tick() {
        deliver();
        MeterClient known = meter;
        if (known == null || !known.connection().isConnected()) {
            return;
        }
        if (refused.isEmpty() && known.connection().hasLasted(patience)) {
            endFault();
        }
        if (nextRound.isDue()) {
            nextRound.after(ownerWait);
            if (!known.hasRoom()) {
                // What is never acknowledged would stop all readings.
                known.connection().reconnect();
            } else if (!refused.isEmpty()) {
                publishWhole(known);
            }
        }
    }

    /** Logs the first connection, and each after a fault. */
    private void endFault() {
        if (fault.end() || !begun) {
            begun = true;
            LOG.info("mqtt: connected to {}{}", settings.broker(), sayMissed(missed));
            missed = 0;
        }
    }

    static String sayMissed(long readings) {
        if (readings == 0) {
            return "";
        }
        return (readings == 1 ? "; 1 reading was" : "; " + readings + " readings were") + " dropped: the broker was away or slow";
    }

    private void disconnected(ReconnectSchedule.Loss loss) {
        refused.clear();
        showFault(ErrorMessages.ofConnection(settings.broker(), loss));
    }

    private void received(HomeAssistantDiscovery home, Received message) {
        if (home.received(message, System.nanoTime())) {
            LOG.info("mqtt: Home Assistant has started; the meter is announced to it again");
        }
    }

    /** @param cause why the broker refused the request; null if it accepted it */
    private void answered(String request, @Nullable Throwable cause, boolean ofDiscovery) {
        if (cause == null) {
            refused.remove(request);
        } else if (ofDiscovery && settings.discovery() == Discovery.OPTIONAL) {
            // The same words for each topic and the subscription: one line.
            discoveryLog.log("mqtt: " + settings.broker() + " refuses the announcement to Home Assistant: "
                    + ErrorMessages.ofRequest(cause) + ", or set mqtt.ha.discovery=false");
        } else {
            refused.put(request, refusal(request, cause));
        }
        // Of refusals, which may be as many as there are topics, the first one.
        refused.values().stream().findFirst().ifPresentOrElse(this::showFault, fault::hide);
    }

    private String refusal(String request, Throwable cause) {
        return settings.broker() + " refuses " + request + ": " + ErrorMessages.ofRequest(cause);
    }

    private void showFault(String why) {
        fault.show(why, "mqtt: " + why);
    }

    @Override
    public boolean hasDelivered() {
        return !newestWaits;
    }

    @Override
    public Optional<String> fault() {
        return fault.text();
    }

    @Override
    public long dropped() {
        return dropped;
    }

    @Override
    public void offline() {
        deliver();
        if (meter != null && latest != null) {
            endValues(meter, latest);
            if (meter.connection().isConnected()) {
                publishStatus(meter);
            }
        }
    }

    @Override
    public void close() {
        deliver();
        MeterClient known = meter;
        if (known == null) {
            return;
        }
        if (latest != null) {
            endValues(known, latest);
        }
        List<Publication> last = !known.connection().isConnected() ? List.of()
                : Stream.of(Publication.retained(Topics.status(settings.base(), known.key()), OFFLINE), lastState)
                        .filter(Objects::nonNull).toList();
        if (awaitDone(CompletableFuture.allOf(last.stream().map(known.connection()::publish).toArray(CompletableFuture<?>[]::new)))) {
            awaitDone(known.connection().disconnect());
        } else {
            // A message was not acknowledged: without DISCONNECT the broker publishes the will when the process ends.
            known.connection().abandon();
        }
    }

    private static boolean awaitDone(CompletableFuture<?> request) {
        try {
            request.get(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("mqtt: the broker did not acknowledge the last message");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
